#pragma once

#include "views/window/Tools.h"

#include <QStringList>
#include <QTimer>
#include <QWidget>

namespace understudy::terminal {
class TerminalTabs;
class TerminalView;
} // namespace understudy::terminal

namespace understudy::window {

/// Terminal tabs whose far end is the local lab. Starts the lab when it is needed, says so while it comes up
/// and when it does not answer, and connects each tab as soon as it can.
class LabTerminal final : public QWidget {
    Q_OBJECT
public:
    explicit LabTerminal(Tools& tools, QWidget* parent = nullptr);

    /// Puts a command at the prompt of the current tab and presses Enter, once there is a prompt.
    void run(const QString& command);
    terminal::TerminalTabs& tabs() { return *m_tabs; }
    /// Starts or stops recording the current terminal; the recording's file.
    Result<QString> record(bool on);
    /// What stands on the screen of the current tab.
    QString screenText() const;

Q_SIGNALS:
    void fullViewRequested(bool on);
    void hostRequested(); ///< a terminal on a host other than the lab is wanted

private:
    void connectTab(terminal::TerminalView& view);
    void showLab();
    void runWaiting();

    Tools& m_tools;
    terminal::TerminalTabs* m_tabs;
    QStringList m_waiting; ///< commands for when there is a prompt
    QTimer m_prompt;       ///< looks for it
};

} // namespace understudy::window
