#pragma once

#include "app/terminal/TerminalOptions.h"
#include "core/base/Clock.h"
#include "views/terminal/settings/Preferences.h"

#include <QTimer>
#include <QWidget>

#include <functional>

namespace understudy::theme {
class Theme;
}
namespace understudy::terminal {
class TerminalView;
}

namespace understudy::alone {

/// A window with one terminal and nothing else: as large as asked for, titled by its program, gone when the
/// program is.
class Window final : public QWidget {
    Q_OBJECT
public:
    /// @p preferences as the trainee has set them; @p options outweigh them. @p profile as in TerminalView.
    Window(const theme::Theme& theme, const Clock& clock, const TerminalOptions& options,
           const terminal::Preferences& preferences = {}, const QString& profile = {});

    terminal::TerminalView& view() { return *m_view; }
    /// A line above the terminal, which is there while it has something to say.
    void setStrip(QWidget* strip);
    void setHome(const QString& name); ///< what the title says before the program has set one
    /// Names what still runs, or is empty when closing the window loses nothing.
    std::function<QString()> running;

Q_SIGNALS:
    void closed(); ///< by its user; what ran has been hung up

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(int columns, int rows);
    void arrange(QSize whole);
    int heightOfStrip(int width) const;
    void obey(int operation, int first, int second);
    void maximize(int how);
    void fillScreen(int how);
    void settle();
    void describe();
    void askToClose(const QString& what);

    const theme::Theme& m_theme;
    terminal::TerminalView* m_view;
    QWidget* m_strip = nullptr;
    QString m_home;
    QTimer m_settling;    ///< runs while the windowing system may still tell sizes of before a host's wish
    QRect m_beforeFilled; ///< where the window was before it was made as high or as wide as the screen
    bool m_mayClose = false;
    bool m_asking = false;
};

} // namespace understudy::alone
