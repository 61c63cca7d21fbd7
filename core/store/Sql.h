#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace understudy::store {

/// Bytes that are no text.
struct Blob {
    std::string bytes;
    bool operator==(const Blob&) const = default;
};

/// What goes into a query and comes out of it. Truth values and moments (microseconds) are integers.
using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;

/// One row of an answer.
class Row final {
public:
    explicit Row(std::vector<Value> values)
        : m_values(std::move(values)) {}
    bool isNull(std::size_t column) const { return std::holds_alternative<std::monostate>(m_values[column]); }
    std::int64_t integer(std::size_t column) const; ///< 0 for NULL
    std::string text(std::size_t column) const;     ///< "" for NULL
    std::string bytes(std::size_t column) const;    ///< "" for NULL
    const Value& value(std::size_t column) const { return m_values[column]; }

private:
    std::vector<Value> m_values;
};

using Rows = std::vector<Row>;

/// One connection to the database, used by one thread at a time. The SQL is what SQLite and PostgreSQL
/// share: parameters are $1, $2…, upserts are ON CONFLICT, INSERT may end in RETURNING. No literal holds
/// foreign text.
class Sql {
public:
    enum class Engine { Sqlite, Postgres };

    virtual ~Sql() = default;
    virtual Engine engine() const = 0;
    /// Runs one statement. It is prepared once and kept.
    virtual Result<Rows> run(std::string_view sql, const std::vector<Value>& values = {}) = 0;
    /// How many rows the last statement changed.
    virtual std::int64_t changed() const = 0;
    /// A table and the columns that rows are put into, each with its type in PostgreSQL's words.
    struct Columns {
        std::string table;
        std::vector<std::pair<std::string, std::string>> columns;
    };
    /// Puts many rows into a table, @p values row by row; those whose key is there already are passed over.
    /// How many were new.
    virtual Result<std::int64_t> insertNew(const Columns& into, std::span<const Value> values) = 0;
    /// Several statements without parameters: for making and changing tables.
    virtual Result<void> script(const std::string& sql) = 0;
    /// All that @p work does as one transaction; its error undoes all of it. Where the engine asks to try
    /// again (SQLSTATE 40001, 40P01), or @p work does by an error with Errc::Busy, it runs again: it must
    /// start from nothing each time. Within a transaction: a part of it that is undone alone (a savepoint).
    virtual Result<void> transact(const std::function<Result<void>()>& work) = 0;
    /// What can be put off until nobody waits: called between transactions by who makes many.
    virtual void tidy() {}
    virtual bool isUntidy() const { return false; }
    /// Runs @p then if no transaction that changes something is open anywhere, and lets none begin meanwhile.
    /// Never waits. Engines that cannot tell do nothing.
    virtual void whileNobodyWrites(const std::function<void()>& then) { (void)then; }
};

/// Many texts as one parameter: jsonList() makes it, and `id IN (` + listOf(engine, "$1") + `)` reads it.
std::string jsonList(std::span<const std::string_view> texts);
std::string listOf(Sql::Engine engine, std::string_view parameter);

} // namespace understudy::store
