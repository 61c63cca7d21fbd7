#pragma once

#include "core/base/Result.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace understudy::journal {

/// What SQLite reports, as a sentence for the trainee. @p systemErrno is the disk's own word, 0 when there is
/// none.
Error trouble(int sqliteCode, int systemErrno, const QString& detail);
Error trouble(const SQLite::Exception& thrown, SQLite::Database* database = nullptr);

/// Runs @p work on a database and turns what SQLiteCpp throws into an Error.
template <typename T, typename Work>
Result<T> guarded(SQLite::Database& database, Work work) {
    try {
        return work();
    } catch (const SQLite::Exception& thrown) {
        return trouble(thrown, &database);
    }
}

/// BEGIN IMMEDIATE to commit(); undone by the destructor otherwise, also after a commit that failed half-way.
class Transaction final {
public:
    explicit Transaction(SQLite::Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    void undo();
    SQLite::Database& m_database;
    bool m_done = false;
};

} // namespace understudy::journal
