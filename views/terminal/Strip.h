#pragma once

#include "views/theme/Widgets.h"

namespace understudy::terminal {

/// The amber line above a terminal that says what is different about it: view only, keyboard locked, being
/// recorded. It is hidden while it has nothing to say.
class Strip final : public QWidget {
    Q_OBJECT
public:
    Strip(const theme::Theme& theme, const QString& icon, const QString& action, QWidget* parent);
    void say(const QString& sentence); ///< an empty one hides it
    QString sentence() const { return m_text->text(); }

Q_SIGNALS:
    void actionRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();

    const theme::Theme& m_theme;
    QString m_icon;
    QLabel* m_mark;
    theme::Text* m_text;
    theme::Button* m_action = nullptr;
};

} // namespace understudy::terminal
