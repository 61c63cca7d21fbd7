#pragma once

#include "core/connection/AddressBook.h"
#include "core/connection/HostLink.h"
#include "views/window/Tools.h"

#include <QPointer>
#include <QStackedWidget>

#include <map>
#include <memory>
#include <vector>

namespace understudy::connection {
class ConnectionList;
class HostHeader;
class HostQuestions;
class LinkStrip;
class TerminalCover;
} // namespace understudy::connection
namespace understudy::terminal {
class TerminalTabs;
class TerminalView;
} // namespace understudy::terminal

namespace understudy::window {

class HostTools;

/// The place On call: the saved connections, and terminals on the hosts that are open. Tabs of one connection
/// share its login.
class OnCallRoom final : public QStackedWidget {
    Q_OBJECT
public:
    explicit OnCallRoom(Tools& tools, QWidget* parent = nullptr);
    ~OnCallRoom() override;

    connection::AddressBook& book() { return m_book; }
    /// Goes to the host's terminal; the first time a tab is opened and the login begins.
    void connectTo(const Id& id);
    /// Asks for a new host.
    void addHost();
    void showList();
    void showTerminals(); ///< the list when none is open
    /// The network changed: connections look at once whether they are still there, or are back.
    void hurry();
    terminal::TerminalTabs& tabs() { return *m_tabs; }

Q_SIGNALS:
    void trouble(const understudy::Error& error);

private:
    struct Line { ///< one login and who asks for it
        std::unique_ptr<connection::HostQuestions> questions;
        std::unique_ptr<connection::HostLink> link;
    };
    struct Seat { ///< one terminal
        terminal::TerminalView* view = nullptr;
        connection::HostLink* link = nullptr;
        connection::TerminalCover* cover = nullptr; ///< nullptr once the terminal has had a host
        bool cut = false;                           ///< its host was lost; when it is back, so is a shell
    };

    void makeTerminals();
    connection::HostLink& linkTo(const connection::Connection& connection);
    void connectTab(terminal::TerminalView& view);
    void addSeat(terminal::TerminalView& view, connection::HostLink& link);
    void leaveSeat(const QObject* view);
    void arrived(terminal::TerminalView& view, connection::HostLink& link);
    void again(connection::HostLink& link);
    void leave(connection::HostLink& link);
    void followLink(connection::HostLink& link);
    void showCurrent();
    void countTerminals();
    void takeEdit(const Id& id);
    void remember(const Id& id, const ssh::LocalForward& forward, bool on);
    Seat* seatOf(const terminal::TerminalView* view);

    Tools& m_tools;
    connection::AddressBook m_book;
    std::map<Id, Line> m_lines;
    std::vector<Seat> m_seats;
    connection::HostLink* m_next = nullptr;  ///< of the tab that is being opened
    connection::HostLink* m_shown = nullptr; ///< of the tab last looked at
    connection::ConnectionList* m_list;
    QWidget* m_work = nullptr;
    connection::HostHeader* m_header = nullptr;
    connection::LinkStrip* m_strip = nullptr;
    terminal::TerminalTabs* m_tabs = nullptr;
    HostTools* m_beside = nullptr; ///< around the tabs
};

} // namespace understudy::window
