#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Remote.h"
#include "core/sync/Statement.h"

namespace understudy::sync {

/// Sends what this device has written, oldest first, one request at a time. A fact leaves the outbox only
/// when the server has named its id.
class Push final {
public:
    using Done = std::function<void(std::optional<Setback>)>;

    Push(journal::Journal& journal, Remote& remote);
    /// Sends everything; @p done is called once, with what stopped it, if anything.
    void run(Done done);

    std::function<void()> progressed; ///< some facts were acknowledged or parked

private:
    void next();
    void answered(const Answer& answer);
    void accepted(const Answer& answer);
    bool isTooLarge(const Answer& answer, qsizetype size) const;
    void narrow(std::size_t limit);
    void cleared(std::size_t count);
    void parkFirst(const Answer& answer);
    void settleConflict();
    bool isOurs(const QJsonObject& known) const;
    void reissue();
    static bool names(const Answer& answer, const QStringList& ids);
    static Answer stranger();
    void stop(Setback setback);
    void stop(const Answer& answer);
    void stop(const Error& error);

    journal::Journal& m_journal;
    Remote& m_remote;
    Context m_context;
    Done m_done;
    std::vector<journal::Fact> m_batch;
    qsizetype m_size = 0; ///< bytes of the request it went in
    // A refused batch has a bad statement somewhere: so many at the head of the outbox are suspected, and so
    // many are tried at once.
    std::size_t m_suspects = 0;
    std::size_t m_limit;
};

} // namespace understudy::sync
