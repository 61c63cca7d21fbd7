#pragma once

#include "core/base/Result.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <memory>
#include <string>

namespace understudy::lrs {

/// The server's one SQLite file, with its tables as this version knows them. SQLite's exceptions end in
/// guarded().
class Database final {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& folder);

    SQLite::Database& sql() { return *m_sql; }

    /// Small named values; "" when there is none.
    Result<std::string> value(const std::string& name);
    Result<void> setValue(const std::string& name, const std::string& value);
    /// A secret of 32 random bytes, made once.
    Result<std::string> secret(const std::string& name);

private:
    explicit Database(std::unique_ptr<SQLite::Database> sql)
        : m_sql(std::move(sql)) {}
    std::unique_ptr<SQLite::Database> m_sql;
};

/// What an error of SQLite means for the one who runs the server.
Error databaseError(const SQLite::Exception& exception);

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
        return databaseError(exception);
    }
}

} // namespace understudy::lrs
