#include "views/reader/reading/History.h"

namespace understudy::reader {
namespace {

constexpr std::size_t most = 200;

std::optional<History::Place> step(std::vector<History::Place>& from, std::vector<History::Place>& to,
                                   const History::Place& now) {
    if (from.empty())
        return {};
    const History::Place there = from.back();
    from.pop_back();
    to.push_back(now);
    return there;
}

} // namespace

void History::leave(const Place& left) {
    m_ahead.clear();
    if (left.page.isEmpty() || (!m_behind.empty() && m_behind.back() == left))
        return;
    m_behind.push_back(left);
    if (m_behind.size() > most)
        m_behind.erase(m_behind.begin());
}

std::optional<History::Place> History::back(const Place& now) { return step(m_behind, m_ahead, now); }

std::optional<History::Place> History::forward(const Place& now) { return step(m_ahead, m_behind, now); }

} // namespace understudy::reader
