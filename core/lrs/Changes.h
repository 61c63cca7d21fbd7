#pragma once

#include "core/lrs/Answer.h"
#include "core/store/Store.h"

#include <list>

namespace understudy::lrs {

/// The resource /sync/v1/changes: statements in the order they were stored, with nothing left out: whoever
/// remembers "next" and asks again after it has seen all. Voided statements are in it, as is what voids them.
class Changes final {
public:
    Changes(store::Store& store, const Clock& clock)
        : m_store(store)
        , m_clock(clock) {}

    /// after: the "next" of the answer before, 0 or none from the beginning; limit; wait: seconds that the
    /// answer may take when there is nothing new yet.
    void handle(const Call& call, Answer answer);
    /// Answers those who wait and for whom something came or whose time is over. On the thread that answers.
    void look();
    /// Answers all who wait, and lets nobody wait from now on: the server stops.
    void letGo();

private:
    struct Waiting {
        store::Query query;
        Answer answer;
        Instant until;
        std::string user; ///< of the credential
    };
    /// What there is up to @p through, as the body of an answer; nothing when there is nothing new.
    Result<std::optional<std::string>> read(const store::Query& query, std::int64_t through);
    /// Answers the one of @p user that has waited longest, when too many of theirs wait.
    void makeRoom(const std::string& user);
    static std::string bodyOf(const std::vector<store::Stored>& statements, std::int64_t next, bool more);

    store::Store& m_store;
    const Clock& m_clock;
    std::list<Waiting> m_waiting;
    std::int64_t m_looked = 0; ///< the highest number known when it was last looked at
    Instant m_lookedAt{};
    bool m_stopping = false;
};

} // namespace understudy::lrs
