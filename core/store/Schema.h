#pragma once

#include "core/store/Sql.h"

namespace understudy::store {

/// Brings the tables to the form that this version knows. A database of a newer version is left alone, with
/// an error that says so.
Result<void> migrate(Sql& sql);

/// Which form the tables have. Nothing is made: without tables it is 0, or an error in PostgreSQL.
Result<int> formOf(Sql& sql);

/// The newest form of the tables.
int newestSchema();

} // namespace understudy::store
