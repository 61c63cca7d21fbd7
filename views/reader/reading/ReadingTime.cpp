#include "views/reader/reading/ReadingTime.h"

#include <algorithm>

namespace understudy::reader {
namespace {

using Milliseconds = ReadingTime::Milliseconds;

// 600 words a minute is faster than anybody reads to understand, so that nobody has to wait for the count.
constexpr Milliseconds perWord{100};
constexpr Milliseconds mostForPictures{5000}; // output and tables are looked over, not read word by word

Milliseconds needOf(const ReadingTime::Block& block) {
    const Milliseconds whole = perWord * std::max(0, block.words);
    return block.prose ? whole : std::min(whole, mostForPictures);
}

} // namespace

void ReadingTime::start(const std::vector<Block>& blocks, double share) {
    m_parts.clear();
    m_need = m_onScreen = Milliseconds{};
    for (const Block& block : blocks) {
        m_parts.push_back({needOf(block), {}});
        m_need += m_parts.back().need;
    }
    auto known = Milliseconds(
        static_cast<Milliseconds::rep>(static_cast<double>(m_need.count()) * std::clamp(share, 0.0, 1.0)));
    for (Part& part : m_parts) {
        part.seen = std::min(part.need, known);
        known -= part.seen;
    }
}

void ReadingTime::look(const std::vector<int>& inSight, Milliseconds time) {
    m_onScreen += time;
    for (const int at : inSight) {
        if (at < 0 || at >= static_cast<int>(m_parts.size()))
            continue;
        Part& part = m_parts[static_cast<std::size_t>(at)];
        const Milliseconds spent = std::min(time, part.need - part.seen);
        part.seen += spent;
        time -= spent;
    }
}

double ReadingTime::share() const {
    if (m_need <= Milliseconds{})
        return m_onScreen > Milliseconds{} ? 1 : 0; // nothing to read: seeing it is enough
    Milliseconds seen{};
    for (const Part& part : m_parts)
        seen += part.seen;
    return static_cast<double>(seen.count()) / static_cast<double>(m_need.count());
}

} // namespace understudy::reader
