#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

class QLabel;

namespace understudy::theme {
class Button;
class Text;
} // namespace understudy::theme

namespace understudy::connection {

/// A tinted line between the tabs and the terminal while it is cut off from its host: why, and the way back.
class TerminalStrip final : public QWidget {
    Q_OBJECT
public:
    explicit TerminalStrip(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Shows @p words; an empty @p action has no button.
    void say(const QString& words, const QString& action = {});
    QString words() const;

Q_SIGNALS:
    void actionRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();

    const theme::Theme& m_theme;
    QLabel* m_icon;
    theme::Text* m_words;
    theme::Button* m_action;
};

} // namespace understudy::connection
