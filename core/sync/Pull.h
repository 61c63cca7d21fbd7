#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Remote.h"
#include "core/sync/Trail.h"

namespace understudy::sync {

/// Brings what other devices of the person have written. Pages overlap and repeat on purpose; the journal
/// takes each fact once.
class Pull final {
public:
    using Done = std::function<void(std::optional<Setback>)>;

    Pull(journal::Journal& journal, Remote& remote);
    void run(Done done);

    /// The name under which the journal keeps how far has been read.
    static QString cursorName() { return QStringLiteral("sync.cursor"); }

    /// Called for each page with how many new facts of other devices it brought, if any.
    std::function<void(int)> arrived;
    /// Called before each further page; the page is asked for when the callback is called, without a setback.
    std::function<void(std::function<void(std::optional<Setback>)>)> betweenPages;

private:
    void read(const Answer& answer);
    void follow(const QString& more);
    bool merge(const QJsonArray& statements);
    void finish();
    Result<void> keepCursor();
    void stop(Setback setback);

    journal::Journal& m_journal;
    Remote& m_remote;
    Done m_done;
    QString m_cursor;
    std::optional<Instant> m_newest;  ///< of the moments of storage seen
    std::optional<Instant> m_through; ///< the first page's promise
    bool m_first = true;              ///< page
    Trail m_trail;
};

} // namespace understudy::sync
