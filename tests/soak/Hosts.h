#pragma once

#include "tests/views/window/DeskStage.h"
#include "views/terminal/TerminalTabs.h"
#include "views/window/OnCallRoom.h"

#include <chrono>

namespace understudy::soak {

/// The place On call of a real window: four saved hosts with ten tabs, and a fifth that is visited.
class Hosts final {
public:
    explicit Hosts(fakes::DeskStage& stage);

    /// Opens the ten tabs and waits until all of them stream.
    bool open();
    /// Closes all tabs and waits until no login is left.
    void close();
    int tabs() const { return m_room.tabs().count(); }
    /// Tabs whose text has not moved since then.
    int still(std::chrono::steady_clock::time_point since) const;
    /// To be called often: notes which tabs move.
    void look();
    void showNext(); ///< another tab comes to the front and is painted
    void showAll();  ///< each of the ten comes to the front for a moment

    /// Logs in to the visited host, and when it streams or the network does not let it, out again.
    /// True when it streamed.
    bool visit();

    /// What the ten tabs have kept.
    QStringList texts() const;

private:
    struct Seen {
        QString text;
        std::chrono::steady_clock::time_point moved;
    };
    Id add(const QString& name);

    fakes::DeskStage& m_stage;
    window::OnCallRoom& m_room;
    std::vector<Id> m_hosts;
    Id m_visited;
    int m_visits = 0;
    int m_front = 0;
    std::map<const terminal::TerminalView*, Seen> m_seen;
    std::vector<terminal::TerminalView*> m_ten;
};

} // namespace understudy::soak
