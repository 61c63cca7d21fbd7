#pragma once

#include "core/base/Result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

namespace understudy::journal {

/// One step of the journal's format: statements that lead from version - 1 to version.
struct Step {
    int version;
    const char* sql;
};

/// The format this program writes, as the steps that lead to it.
const std::vector<Step>& steps();

/// Marks our files for file(1) and for us: "UDJ1".
inline constexpr int applicationId = 0x55444a31;

/// Brings a database up to the last step, one transaction a step, user_version last in it. An existing
/// database is copied to @p backupPath first and checked afterwards. Refuses what is newer and what is not a
/// journal. May throw SQLite::Exception.
Result<void> bringUpTo(SQLite::Database& database, const std::vector<Step>& wanted,
                       const QString& backupPath);

/// A consistent copy in one file, made while others may write. May throw SQLite::Exception.
Result<void> copyOnline(SQLite::Database& database, const QString& path);
/// PRAGMA integrity_check and foreign_key_check.
Result<void> checkPages(SQLite::Database& database);

} // namespace understudy::journal
