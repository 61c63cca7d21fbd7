#pragma once

#include "core/store/Sequence.h"
#include "core/xapi/Draft.h"

#include <functional>
#include <map>
#include <span>
#include <vector>

namespace understudy::store {

/// Puts statements into the tables. Nothing that was stored is ever changed, save for the mark that it is
/// voided. Used by the thread that writes, inside a transaction of its connection.
class Appender final {
public:
    /// What became of one batch: stored as a whole, or not at all because of @p conflict.
    struct Outcome {
        std::string conflict; ///< id of a known statement that says something else, or ""
    };
    using Batch = std::vector<xapi::Draft>;
    using Fresh = std::span<const xapi::Draft* const>;
    /// What else the server learns from statements that were not known before, in the same transaction. May
    /// run again after it was undone, so it keeps nothing.
    using Learn = std::function<Result<void>(Sql&, Fresh)>;

    Appender(Sql& sql, Sequence& sequence)
        : m_sql(sql)
        , m_sequence(sequence) {}
    void onStored(Learn learn) { m_learn = std::move(learn); }

    /// Stores several batches, in their order. An error: the transaction must be undone.
    Result<std::vector<Outcome>> append(std::span<const Batch* const> batches);

private:
    struct Work;
    Result<void> readKnown(Work& work, std::span<const Batch* const> batches);
    Outcome take(Work& work, const Batch& batch);
    Result<void> insert(Work& work);
    Result<void> followReferences(Work& work);
    Result<void> followReferrers(Work& work);
    Result<void> markVoided(Work& work);
    Result<void> insertKeys(Work& work);
    Result<void> insertAttachments(Work& work);

    Sql& m_sql;
    Sequence& m_sequence;
    Learn m_learn;
};

} // namespace understudy::store
