#pragma once

#include "core/store/Numbers.h"
#include "core/store/Sql.h"

#include <optional>
#include <vector>

namespace understudy::store {

/// A statement as it is kept.
struct Stored {
    std::int64_t seq = 0;
    xapi::Micros stored = 0;
    std::string id;
    std::string body;
};

/// What to look for. Everything that is set must hold. A key of a related kind finds what is found directly
/// too.
struct Query {
    std::vector<xapi::Key> keys = {};       ///< all of these
    std::optional<xapi::Key> owner = {};    ///< and this one: who asks and may see nobody else's
    std::optional<xapi::Micros> since = {}; ///< exclusive
    std::optional<xapi::Micros> until = {}; ///< inclusive
    bool ascending = false;
    int limit = 0;
    std::int64_t after = 0; ///< seq where the page before ended, 0: from the start
    std::int64_t upTo = 0;  ///< the highest seq that belongs to this walk through the pages, 0: as of now
    bool voided = false;    ///< voided ones too
};

struct Page {
    std::vector<Stored> statements;
    bool more = false;
    std::int64_t upTo = 0;
};

/// Finds statements that were stored. Used by one thread, with its connection.
class Store final {
public:
    explicit Store(Sql& sql)
        : m_sql(sql) {}

    Result<std::optional<Stored>> find(const std::string& id, bool voided);
    Result<bool> hasKey(std::int64_t seq, const xapi::Key& key);
    Result<Page> query(const Query& query);
    /// The highest number of which holds: all up to it can be seen, and nothing will appear there any more.
    Result<std::int64_t> throughSeq();
    /// The same as a moment; the beginning of time when the database does not answer.
    xapi::Micros consistentThrough();

private:
    Result<Rows> portion(const Query& wanted, std::int64_t from, std::int64_t to, std::size_t most);
    Result<std::string> largeText(std::int64_t seq);
    Result<std::optional<Stored>> toldOf(const Query& wanted, const Row& row);
    Result<bool> mayTell(const Query& wanted, std::string refersTo, const std::string& body);

    Sql& m_sql;
};

} // namespace understudy::store
