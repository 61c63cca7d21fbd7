#pragma once

#include "views/window/Tools.h"

#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

namespace understudy::terminal {
class TerminalTabs;
class TerminalView;
} // namespace understudy::terminal
namespace understudy::transfer {
struct FarHost;
class Transfers;
} // namespace understudy::transfer

namespace understudy::window {

/// Terminal tabs whose far end is where the lab is. Starts the lab when it is needed, says so while it comes
/// up and when it does not answer, and connects each tab as soon as it can. Files dropped on a tab go there.
class LabTerminal final : public QWidget {
    Q_OBJECT
public:
    explicit LabTerminal(Tools& tools, QWidget* parent = nullptr);
    /// On a company's cluster, which the trainee calls @p name.
    LabTerminal(Tools& tools, session::LabSite& site, const QString& name, QWidget* parent = nullptr);

    /// Puts a command at the prompt of the current tab and presses Enter, once there is a prompt.
    void run(const QString& command);
    /// The same without Enter: one may look at it, change it and then press it.
    void put(const QString& command);
    terminal::TerminalTabs& tabs() { return *m_tabs; }
    transfer::Transfers& transfers() { return *m_transfers; }
    /// Starts or stops recording the current terminal; the recording's file.
    Result<QString> record(bool on);
    /// What stands on the screen of the current tab.
    QString screenText() const;

Q_SIGNALS:
    void fullViewRequested(bool on);
    void hostRequested();                    ///< a terminal on a host other than the lab is wanted
    void commandRan(const QString& command); ///< run() has pressed Enter
    void trouble(const understudy::Error& error);

private:
    bool atPrompt(const terminal::TerminalView& view) const;
    void connectTab(terminal::TerminalView& view);
    transfer::FarHost host() const;
    void showLab();
    void runWaiting();

    session::LabSite& m_site;
    const QString m_cluster; ///< its name; empty: this computer
    terminal::TerminalTabs* m_tabs;
    transfer::Transfers* m_transfers;
    struct Waiting {
        QString command;
        bool enter = true;
    };
    void wait(const Waiting& command);
    QList<Waiting> m_waiting; ///< for when there is a prompt
    QTimer m_prompt;          ///< looks for it
};

} // namespace understudy::window
