#pragma once

#include "views/theme/Theme.h"

#include <QHash>
#include <QLabel>

namespace understudy::theme {

/// A line or paragraph of text in one type style and one colour role.
class Text final : public QLabel {
    Q_OBJECT
public:
    Text(const Theme& theme, Type type, Color role, const QString& text = {}, QWidget* parent = nullptr);
    void setRole(Color role);
    void setType(Type type);
    /// One line that gives way: its end becomes dots, and the whole is its tool tip then.
    void setElided(bool on);
    int heightForWidth(int width) const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    /// What the measured heights hold for: any change of it makes them void.
    struct Measured {
        QString text;
        QFont font;
        QMargins margins;
        bool operator==(const Measured&) const = default;
    };
    void restyle();
    const Theme& m_theme;
    Type m_type;
    Color m_role;
    bool m_elided = false;
    mutable Measured m_measured;
    mutable QHash<int, int> m_heights; ///< by width
};

} // namespace understudy::theme
