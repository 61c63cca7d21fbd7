#pragma once

#include "core/base/Clock.h"
#include "core/store/Database.h"
#include "core/xapi/Draft.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <span>
#include <vector>

namespace understudy::store {

/// A statement as it is kept.
struct Stored {
    std::int64_t seq = 0;
    xapi::Micros stored = 0;
    std::string id;
    std::string body;
};

/// What to look for. Everything that is set must hold.
struct Query {
    std::vector<xapi::Key> keys;       ///< all of these
    std::optional<xapi::Key> owner;    ///< and this one: what the asking credential may see
    std::optional<xapi::Micros> since; ///< exclusive
    std::optional<xapi::Micros> until; ///< inclusive
    bool ascending = false;
    int limit = 0;
    std::int64_t after = 0; ///< seq where the page before ended, 0: from the start
    std::int64_t upTo = 0;  ///< the highest seq that belongs to this walk through the pages, 0: as of now
};

struct Page {
    std::vector<Stored> statements;
    bool more = false;
    std::int64_t upTo = 0;
};

/// Statements on SQLite: numbered in the order of their commits, each with its own moment of storage, later
/// than all before. Nothing that was stored is ever changed, save for the mark that it is voided.
class Store final {
public:
    static Result<std::unique_ptr<Store>> open(Database& database, const Clock& clock);

    /// What became of one batch: stored as a whole, or not at all because of @p conflict.
    struct Outcome {
        std::string conflict; ///< id of a known statement that says something else, or ""
    };
    /// Stores several batches in one transaction and one sync of the disk. An error: none of them is stored.
    Result<std::vector<Outcome>> append(std::span<const std::vector<xapi::Draft>> batches);

    Result<std::optional<Stored>> find(const std::string& id, bool voided);
    Result<bool> hasKey(std::int64_t seq, const xapi::Key& key);
    Result<Page> query(const Query& query);
    /// Everything stored up to this moment is visible, and nothing will appear below it any more.
    xapi::Micros consistentThrough() const { return m_lastStored; }

private:
    Store(Database& database, const Clock& clock);
    bool put(const xapi::Draft& draft, xapi::Micros stored);
    bool isKnown(const xapi::Draft& draft, bool& same);
    void addKeys(std::int64_t seq, const std::vector<xapi::Key>& keys);
    void linkTarget(std::int64_t seq, const xapi::Draft& draft);
    void linkReferrers(const std::string& id, const std::vector<xapi::Key>& keys, int depth);
    xapi::Micros nextStored();

    Database& m_database;
    const Clock& m_clock;
    xapi::Micros m_lastStored = 0;
    SQLite::Statement m_insert;
    SQLite::Statement m_insertKey;
    SQLite::Statement m_body;
    SQLite::Statement m_referrers;
};

} // namespace understudy::store
