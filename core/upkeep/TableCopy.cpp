#include "core/upkeep/TableCopy.h"

#include <algorithm>

namespace understudy::upkeep {

using store::Sql;
using store::Value;

namespace {

// Read at one time: not more than either, but one row always.
constexpr std::size_t most = 512;
constexpr std::int64_t manyBytes = 4 * 1024 * 1024;

// What belongs to the servers that run, not to what they keep.
bool isKept(const std::string& table) { return table != "writer" && !table.starts_with("sqlite_"); }

std::string typeOf(const std::string& declared) {
    return declared == "TEXT" ? "text" : declared == "BLOB" ? "bytea" : "bigint";
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : ", ") + word;
    return all;
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

} // namespace

Result<void> TableCopy::run() {
    const auto all = tables();
    if (!all)
        return all.error();
    for (auto table = all->rbegin(); table != all->rend(); ++table) {
        if (const auto emptied = m_to.run("DELETE FROM " + table->columns.table); !emptied)
            return emptied.error();
    }
    for (const auto& table : *all) {
        if (auto copied = copy(table); !copied)
            return copied;
        if (auto resumed = resumeNumbers(table); !resumed)
            return resumed;
    }
    return {};
}

// The tables are known from the side that is SQLite. Those that others refer to were made first.
Result<std::vector<TableCopy::Table>> TableCopy::tables() {
    auto& lite = m_from.engine() == Sql::Engine::Sqlite ? m_from : m_to;
    const auto names = lite.run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid");
    if (!names)
        return names.error();
    std::vector<Table> all;
    for (const auto& row : *names) {
        if (!isKept(row.text(0)))
            continue;
        auto table = describe(row.text(0));
        if (!table)
            return table.error();
        all.push_back(std::move(*table));
    }
    std::stable_partition(all.begin(), all.end(),
                          [](const auto& table) { return table.columns.table == "person"; });
    return all;
}

Result<TableCopy::Table> TableCopy::describe(const std::string& name) {
    auto& lite = m_from.engine() == Sql::Engine::Sqlite ? m_from : m_to;
    const auto columns = lite.run("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", {name});
    if (!columns)
        return columns.error();
    Table table{{name, {}}, {}};
    std::vector<std::pair<std::int64_t, std::string>> key;
    for (const auto& column : *columns) {
        table.columns.columns.emplace_back(quoted(column.text(0)), typeOf(column.text(1)));
        if (column.integer(2) > 0)
            key.emplace_back(column.integer(2), quoted(column.text(0)));
    }
    std::sort(key.begin(), key.end());
    for (const auto& [place, column] : key)
        table.key.push_back(column);
    return table;
}

Result<void> TableCopy::copy(const Table& table) {
    std::vector<std::string> names;
    for (const auto& [name, type] : table.columns.columns)
        names.push_back(name);
    std::deque<std::int64_t> ahead;
    for (std::vector<Value> after;;) {
        const auto portion = portionOf(table, after, ahead);
        if (!portion)
            return portion.error();
        // The key's columns once more at the end, to go on after them.
        const auto rows = ask(table, joined(names) + ", " + joined(table.key), after, *portion);
        if (!rows)
            return rows.error();
        std::vector<Value> values;
        values.reserve(rows->size() * names.size());
        for (const auto& row : *rows) {
            for (std::size_t i = 0; i < names.size(); ++i)
                values.push_back(row.value(i));
        }
        if (const auto put = m_to.insertNew(table.columns, values); !put)
            return put.error();
        if (rows->empty())
            return {};
        after.clear();
        for (std::size_t i = 0; i < table.key.size(); ++i)
            after.push_back(rows->back().value(names.size() + i));
    }
}

/// How many rows are read next. What each takes is asked for first: a few may be larger than many others.
Result<std::size_t> TableCopy::portionOf(const Table& table, const std::vector<Value>& after,
                                         std::deque<std::int64_t>& ahead) {
    const auto bytes = bytesOf(table);
    if (bytes.empty()) // numbers alone
        return most;
    if (ahead.empty()) {
        const auto rows = ask(table, bytes, after, most);
        if (!rows)
            return rows.error();
        for (const auto& row : *rows)
            ahead.push_back(row.integer(0));
    }
    std::size_t count = 0;
    for (std::int64_t sum = 0; !ahead.empty(); ++count) {
        sum += ahead.front();
        if (sum > manyBytes && count > 0)
            break;
        ahead.pop_front();
    }
    return std::max<std::size_t>(count, 1);
}

/// What tells in a question how much a row takes; "" where all take little.
std::string TableCopy::bytesOf(const Table& table) const {
    const bool lite = m_from.engine() == Sql::Engine::Sqlite;
    std::string sum;
    for (const auto& [name, type] : table.columns.columns) {
        if (type == "bigint")
            continue;
        const auto bytes = !lite             ? "octet_length(" + name + ")"
                           : type == "bytea" ? "length(" + name + ")"
                                             : "length(CAST(" + name + " AS BLOB))";
        sum += (sum.empty() ? "" : " + ") + ("coalesce(" + bytes + ", 0)");
    }
    return sum;
}

Result<store::Rows> TableCopy::ask(const Table& table, const std::string& columns,
                                   const std::vector<Value>& after, std::size_t limit) {
    std::string marks;
    for (std::size_t i = 0; i < table.key.size(); ++i)
        marks += (i ? ", $" : "$") + std::to_string(i + 1);
    const auto further = " WHERE (" + joined(table.key) + ") > (" + marks + ")";
    // The limit as a value: the text stays one and is prepared once.
    auto values = after;
    values.emplace_back(static_cast<std::int64_t>(limit));
    return m_from.run("SELECT " + columns + " FROM " + table.columns.table + (after.empty() ? "" : further) +
                          " ORDER BY " + joined(table.key) + " LIMIT $" + std::to_string(values.size()),
                      values);
}

// PostgreSQL counts apart from the rows that are there.
Result<void> TableCopy::resumeNumbers(const Table& table) {
    if (m_to.engine() != Sql::Engine::Postgres || table.key != std::vector<std::string>{"\"id\""} ||
        table.columns.columns.front().second != "bigint")
        return {};
    const auto set = m_to.run("SELECT setval(pg_get_serial_sequence('" + table.columns.table +
                              "', 'id'), greatest((SELECT max(id) FROM " + table.columns.table + "), 1))");
    return set ? Result<void>() : set.error();
}

} // namespace understudy::upkeep
