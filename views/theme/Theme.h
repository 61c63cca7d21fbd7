#pragma once

#include "views/theme/Tokens.h" // generated from resources/reader/tokens.css

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>

#include <map>

namespace understudy::theme {

/// The type styles of the design system; sizes in logical pixels at text size 100 %.
enum class Type {
    Display,
    Title,
    Metric,
    Heading,
    Body,
    BodyStrong,
    Ui,
    UiMedium,
    UiStrong,
    Small,
    Micro,
    Mono,
    MonoSmall
};

enum class Mode { System, Light, Dark };

/// Colours, fonts and icons of the moment. One per program, handed to every view by its constructor; views
/// restyle themselves on changed(). The only folder where a colour is written as a number.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(QObject* parent = nullptr);

    bool dark() const { return m_dark; }
    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    int textPercent() const { return m_textPercent; }
    void setTextPercent(int percent); ///< 90 to 200
    bool reduceMotion() const { return m_reduceMotion; }
    void setReduceMotion(bool on);

    QColor color(Color role) const;
    /// Series 1 to 8 of a chart, as numbered in the design system.
    QColor series(int number) const;
    /// Terminal palette 0 to 15.
    QColor terminal(int index) const;
    QFont font(Type type) const;
    /// A length in logical pixels that grows with the text size.
    int px(double length) const;

    /// A line icon of resources/icons/ui by its name ("terminal", "check-circle"), in a role's colour.
    QPixmap pixmap(const QString& name, Color role, int size, qreal ratio) const;
    /// The same as QIcon with a disabled variant.
    QIcon icon(const QString& name, Color role = Color::Text2, int size = 18) const;

    /// Style sheet text with @tokens replaced: "color: @text-2".
    QString filled(QString sheet) const;

Q_SIGNALS:
    void changed();

private:
    void apply();
    void askDesktop();

    Mode m_mode = Mode::System;
    bool m_dark = false;
    bool m_systemDark = false;
    bool m_reduceMotion = false;
    int m_textPercent = 100;
    mutable std::map<QString, QPixmap> m_pixmaps;
};

} // namespace understudy::theme
