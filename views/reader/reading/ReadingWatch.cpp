#include "views/reader/reading/ReadingWatch.h"

#include <algorithm>
#include <cmath>

namespace understudy::reader {
namespace {

// Looks come twice a second. A gap is the computer asleep or too busy to draw, and nobody's reading.
constexpr qint64 longestGapMs = 1500;

} // namespace

ReadingWatch::ReadingWatch(const QWidget& view, QObject* parent)
    : QObject(parent)
    , m_presence(view) {}

void ReadingWatch::open(int minutes, double share) {
    m_minutes = minutes;
    m_before = share;
    m_known = m_told = false;
    m_since.invalidate();
}

void ReadingWatch::takeBlocks(const QVariantMap& blocks) {
    const QVariantList words = blocks.value(QStringLiteral("words")).toList(),
                       prose = blocks.value(QStringLiteral("prose")).toList();
    std::vector<ReadingTime::Block> all;
    for (qsizetype i = 0; i < words.size(); ++i)
        all.push_back({words[i].toInt(), prose.value(i).toBool()});
    m_time.start(all, m_before);
    m_known = true;
}

void ReadingWatch::look(const QVariantList& inSight) {
    if (!m_known)
        return;
    const qint64 gap = m_since.isValid() ? m_since.restart() : (m_since.start(), 0);
    if (!m_presence.somebodyIsThere())
        return;
    std::vector<int> places;
    for (const QVariant& place : inSight)
        places.push_back(place.toInt());
    m_time.look(places, std::chrono::milliseconds(std::min(gap, longestGapMs)));
    if (m_told || !m_time.read())
        return;
    m_told = true;
    const auto seconds = std::chrono::round<std::chrono::seconds>(m_time.onScreen());
    Q_EMIT pageRead(static_cast<int>(std::max<std::chrono::seconds::rep>(1, seconds.count())));
}

int ReadingWatch::minutesLeft() const {
    const double share = this->share();
    return share >= 0.9 ? 0 : static_cast<int>(std::ceil(m_minutes * (1 - share)));
}

} // namespace understudy::reader
