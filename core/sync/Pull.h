#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Remote.h"

namespace understudy::sync {

/// Brings what other devices of the person have written. Pages overlap and repeat on purpose; the journal
/// takes each fact once.
class Pull final {
public:
    using Done = std::function<void(std::optional<Setback>, int fresh)>;

    Pull(journal::Journal& journal, Remote& remote);
    void run(Done done);

    /// The name under which the journal keeps how far has been read.
    static QString cursorName() { return QStringLiteral("sync.cursor"); }

private:
    void read(const Answer& answer);
    bool merge(const QJsonArray& statements);
    void finish();
    void stop(Setback setback);

    journal::Journal& m_journal;
    Remote& m_remote;
    Done m_done;
    QString m_cursor;
    std::optional<Instant> m_newest;  ///< of the moments of storage seen
    std::optional<Instant> m_through; ///< the first page's promise
    int m_fresh = 0;
    int m_pages = 0;
};

} // namespace understudy::sync
