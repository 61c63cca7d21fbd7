#pragma once

#include "views/reader/reading/Presence.h"
#include "views/reader/reading/ReadingTime.h"

#include <QVariant>

namespace understudy::reader {

/// Follows one page being read: takes what the page says is in sight, and tells how far one is.
class ReadingWatch final : public QObject {
    Q_OBJECT
public:
    ReadingWatch(const QWidget& view, QObject* parent);

    /// A page is opened: @p minutes it takes as its author says, @p share of it read before.
    void open(int minutes, double share);
    /// What the page's script says of its blocks: {words: [12, 30], prose: [true, false]}.
    void takeBlocks(const QVariantMap& blocks);
    /// What is in sight now, by places of blocks.
    void look(const QVariantList& inSight);
    /// Nobody looks until the next look(): the time since the last one does not count.
    void pause() { m_since.invalidate(); }

    double share() const { return m_known ? m_time.share() : m_before; }
    int minutesLeft() const; ///< whole, by the author's word; 0 once read
    bool read() const { return m_told; }

Q_SIGNALS:
    void pageRead(int seconds); ///< once for each open(): seconds on screen

private:
    Presence m_presence;
    ReadingTime m_time;
    QElapsedTimer m_since;
    double m_before = 0;
    int m_minutes = 0;
    bool m_known = false, m_told = false;
};

} // namespace understudy::reader
