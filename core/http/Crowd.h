#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <vector>

namespace understudy::http {

class Connection;

/// The connections of a server in the order of how long each has been at what it does. Keeps their number and
/// what they hold in memory within limits by letting go of those that have been longest about it.
class Crowd final {
public:
    using Moment = std::chrono::steady_clock::time_point;
    using List = std::list<std::shared_ptr<Connection>>;
    enum class Standing {
        Idle, ///< between two requests
        Slow, ///< the client is to send or to take something
        Busy  ///< the answer is being made
    };
    /// Where a connection stands; kept in the connection, for the crowd alone.
    struct Place {
        Standing standing = Standing::Slow;
        Moment since;
        List::iterator at;
    };

    Crowd(std::size_t maxConnections, std::size_t maxHeld);

    void add(const std::shared_ptr<Connection>& connection);
    void remove(Connection& connection);
    void place(Connection& connection, Standing standing); ///< as the newest there
    std::size_t size() const;
    std::vector<std::shared_ptr<Connection>> all() const;

    /// False when there is no room for one more: everybody is in the middle of something.
    bool makeRoom(Moment now);
    /// The connection that has been idle longest goes. False when none is idle.
    bool dropIdle();
    /// What one connection holds has changed from @p before to @p now bytes; too much of it is let go.
    void weigh(std::size_t before, std::size_t now);
    void relieve();
    std::size_t held() const { return m_held; }

private:
    List& list(Standing standing) { return m_lists[static_cast<std::size_t>(standing)]; }
    bool dropSlow(Moment now);

    std::size_t m_maxConnections;
    std::size_t m_maxHeld;
    std::size_t m_held = 0;
    List m_lists[3];
};

} // namespace understudy::http
