#include "core/http/Crowd.h"

#include "core/http/Connection.h"

namespace understudy::http {

namespace {

// In a full house, somebody who has been sending one request or taking one answer this long makes room.
constexpr std::chrono::seconds patience{5};

} // namespace

Crowd::Crowd(std::size_t maxConnections, std::size_t maxHeld)
    : m_maxConnections(maxConnections)
    , m_maxHeld(maxHeld) {}

void Crowd::add(const std::shared_ptr<Connection>& connection) {
    auto& slow = list(Standing::Slow);
    connection->place = {Standing::Slow, std::chrono::steady_clock::now(),
                         slow.insert(slow.end(), connection)};
}

void Crowd::remove(Connection& connection) {
    auto& place = connection.place;
    list(place.standing).erase(place.at);
}

void Crowd::place(Connection& connection, Standing standing) {
    auto& place = connection.place;
    auto& to = list(standing);
    to.splice(to.end(), list(place.standing), place.at);
    place.standing = standing;
    place.since = std::chrono::steady_clock::now();
}

std::size_t Crowd::size() const { return m_lists[0].size() + m_lists[1].size() + m_lists[2].size(); }

std::vector<std::shared_ptr<Connection>> Crowd::all() const {
    std::vector<std::shared_ptr<Connection>> everybody;
    everybody.reserve(size());
    for (const auto& some : m_lists)
        everybody.insert(everybody.end(), some.begin(), some.end());
    return everybody;
}

bool Crowd::makeRoom(Moment now) { return size() < m_maxConnections || dropIdle() || dropSlow(now); }

bool Crowd::dropIdle() {
    if (list(Standing::Idle).empty())
        return false;
    const auto oldest = list(Standing::Idle).front();
    oldest->close();
    return true;
}

bool Crowd::dropSlow(Moment now) {
    if (list(Standing::Slow).empty() || now - list(Standing::Slow).front()->place.since < patience)
        return false;
    const auto oldest = list(Standing::Slow).front();
    oldest->close();
    return true;
}

void Crowd::weigh(std::size_t before, std::size_t now) { m_held += now - before; }

void Crowd::relieve() {
    while (m_held > m_maxHeld) {
        std::shared_ptr<Connection> oldest;
        for (const auto& connection : list(Standing::Slow)) {
            if (connection->isHeavy()) {
                oldest = connection;
                break;
            }
        }
        if (!oldest)
            return;
        oldest->giveUp();
    }
}

} // namespace understudy::http
