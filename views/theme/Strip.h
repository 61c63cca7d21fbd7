#pragma once

#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QWidget>

class QLabel;

namespace understudy::theme {

/// A tinted line over a pane that says what is different about it now, with one way or two to change that. It
/// is hidden while it has nothing to say.
class Strip final : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Warn, Danger };

    Strip(const Theme& theme, Kind kind, const QString& icon, QWidget* parent = nullptr);

    /// No words hide it. New ones are an alert to screen readers, unless @p quietly: those that count on.
    void say(const QString& words, bool quietly = false);
    void setAction(const QString& action);            ///< the button's words; none, no button
    void setSecond(const QString& action);            ///< of another button after it, likewise
    QString words() const { return m_words->text(); } ///< empty while hidden

Q_SIGNALS:
    void actionRequested();
    void secondRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();

    const Theme& m_theme;
    const Kind m_kind;
    const QString m_iconName;
    QLabel* m_icon;
    Text* m_words;
    Button* m_action;
    Button* m_second;
};

} // namespace understudy::theme
