#pragma once

#include "core/store/Sql.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <memory>
#include <string>

namespace understudy::store {

/// A connection to an SQLite file. SQLite's exceptions end in guarded().
class SqliteSql final : public Sql {
public:
    static Result<std::unique_ptr<SqliteSql>> open(const std::string& file);
    /// Changes nothing in the file, nor beside it.
    static Result<std::unique_ptr<SqliteSql>> openToRead(const std::string& file);

    Engine engine() const override { return Engine::Sqlite; }
    Result<Rows> run(std::string_view sql, const std::vector<Value>& values) override;
    std::int64_t changed() const override { return m_changed; }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const Value> values) override;
    Result<void> script(const std::string& sql) override;
    Result<void> transact(const std::function<Result<void>()>& work) override;
    /// Brings what was written back into the file, when it has become much.
    void tidy() override;
    bool isUntidy() const override;
    void whileNobodyWrites(const std::function<void()>& then) override;

    /// The library's own connection, for what has to be as fast as it can be.
    SQLite::Database& database() { return *m_database; }

private:
    explicit SqliteSql(std::unique_ptr<SQLite::Database> database);
    Result<void> attempt(const std::function<Result<void>()>& work);
    /// A statement of the library and where in it $1, $2… stand (0: nowhere).
    struct Prepared {
        SQLite::Statement statement;
        std::vector<int> places;
    };
    Prepared& prepared(std::string_view sql, std::size_t parameters);

    std::unique_ptr<SQLite::Database> m_database;
    std::map<std::string, Prepared, std::less<>> m_prepared;
    std::int64_t m_changed = 0;
    int m_depth = 0;
    int m_walPages = 0;
};

/// What an error of SQLite means for the one who runs the server.
Error sqliteError(const SQLite::Exception& exception);

/// The result of @p work, its exceptions as errors.
template <typename Work>
auto guarded(Work work) -> Result<decltype(work())> {
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const SQLite::Exception& exception) {
        return sqliteError(exception);
    }
}

} // namespace understudy::store
