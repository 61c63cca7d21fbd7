#pragma once

#include "core/store/Sql.h"

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
    Result<void> resumeNumbers(const Table& table);

    store::Sql& m_from;
    store::Sql& m_to;
};

} // namespace understudy::upkeep
