#pragma once

#include "core/store/Consistency.h"
#include "core/store/Sql.h"

#include <memory>
#include <string>

namespace understudy::store {

/// Where the server keeps everything: makes connections to it and knows its small named values.
class Database final {
public:
    /// The SQLite file in the folder @p place, or the PostgreSQL at the address postgresql://…, with its
    /// tables as this version knows them.
    static Result<std::unique_ptr<Database>> open(const std::string& place);
    /// The same, but nothing is made and nothing is brought to a newer form: an error where there is no
    /// server's data, or data of an older version.
    static Result<std::unique_ptr<Database>> openKnown(const std::string& place);

    /// The connection of the thread that answers requests.
    Sql& sql() { return *m_sql; }
    /// What this process has told readers of it.
    Promise& promise() { return m_promise; }
    /// One more connection, for another thread.
    Result<std::unique_ptr<Sql>> connect() const;

    /// Small named values; "" when there is none.
    Result<std::string> value(const std::string& name);
    Result<void> setValue(const std::string& name, const std::string& value);
    /// A secret of 32 random bytes, made once.
    Result<std::string> secret(const std::string& name);

private:
    static Result<std::unique_ptr<Database>> connected(const std::string& place);

    explicit Database(std::string place)
        : m_place(std::move(place)) {}

    std::string m_place;
    std::unique_ptr<Sql> m_sql;
    Promise m_promise;
};

} // namespace understudy::store
