#pragma once

#include "core/store/Sql.h"

#include <deque>
#include <string>

namespace understudy::upkeep {

/// Copies all tables of a server from one database to another, which may be of the other engine. Both must
/// have the form that this version knows; the target's tables are emptied first.
class TableCopy final {
public:
    TableCopy(store::Sql& from, store::Sql& to)
        : m_from(from)
        , m_to(to) {}
    /// Within transactions of the caller, so that it is one moment of the source, and all or nothing.
    Result<void> run();

private:
    struct Table {
        store::Sql::Columns columns;
        std::vector<std::string> key; ///< what rows are ordered by
    };
    Result<std::vector<Table>> tables();
    Result<Table> describe(const std::string& name);
    Result<void> copy(const Table& table);
    /// @p ahead: what the next rows take, as far as it was asked for already.
    Result<std::size_t> portionOf(const Table& table, const std::vector<store::Value>& after,
                                  std::deque<std::int64_t>& ahead);
    std::string bytesOf(const Table& table) const;
    /// The first @p limit rows whose key comes after @p after, from the start when that is empty.
    Result<store::Rows> ask(const Table& table, const std::string& columns,
                            const std::vector<store::Value>& after, std::size_t limit);
    Result<void> resumeNumbers(const Table& table);

    store::Sql& m_from;
    store::Sql& m_to;
};

} // namespace understudy::upkeep
