#include "core/sync/Trail.h"

namespace understudy::sync {

namespace {

constexpr std::size_t mostPages = 100'000;
constexpr int mostEmpty = 10; // a store that sorts out afterwards what one may see has some

} // namespace

Trail::Step Trail::after(const QString& more, qsizetype items) {
    if (more.isEmpty())
        return Step::End;
    m_empty = items == 0 ? m_empty + 1 : 0;
    if (!m_seen.insert(more).second)
        return Step::Circle;
    return m_empty >= mostEmpty || m_seen.size() > mostPages ? Step::Nowhere : Step::Next;
}

} // namespace understudy::sync
