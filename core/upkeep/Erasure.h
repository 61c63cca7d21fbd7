#pragma once

#include "core/store/Sql.h"

#include <set>
#include <string>

namespace understudy::upkeep {

/// Takes out what the server keeps about one person's identity: statements of theirs, about them and about
/// such statements, with attachments, what they are found by, what they alone said of activities, and
/// documents. The ids stay behind, so that a
/// device which still has the statements cannot bring them back. What names the person at the edge of
/// somebody else's statement (as an instructor, say) stays: it is that one's record.
class Erasure final {
public:
    struct Report {
        std::int64_t statements = 0;
        std::int64_t documents = 0;
    };

    /// @p sql: the writer's connection while the server runs.
    explicit Erasure(store::Sql& sql)
        : m_sql(sql) {}
    /// @p identity: as xapi::identityOf() names it. Within a transaction of the caller.
    Result<Report> erase(const std::string& identity);
    /// After that transaction: SQLite's log still has what was erased, until it is emptied. False where
    /// somebody reads from it for longer than can be waited for.
    bool emptyLog();

private:
    struct Found {
        std::int64_t seq;
        std::string id;
        std::string refersTo;
        std::string body;
    };
    using Each = std::function<Result<void>(const std::vector<Found>&)>;
    Result<void> walk(std::int64_t key, const Each& each);
    Result<void> dropKeys(const Found& one, std::int64_t own);
    Result<void> dropStatements(const std::vector<Found>& some);
    Result<void> dropActivities(const std::set<std::string>& iris);

    store::Sql& m_sql;
};

} // namespace understudy::upkeep
