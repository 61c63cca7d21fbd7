#include "core/upkeep/TableCopy.h"

#include <algorithm>

namespace understudy::upkeep {

using store::Sql;
using store::Value;

namespace {

// Rows read at one time: few of what may be large, else more as long as they are small.
constexpr std::size_t fewest = 8, most = 512;
constexpr std::size_t manyBytes = 1024 * 1024;

std::size_t bytesOf(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return text->size();
    const auto* blob = std::get_if<store::Blob>(&value);
    return blob ? blob->bytes.size() : 8;
}

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
    std::string marks;
    for (std::size_t i = 0; i < table.key.size(); ++i)
        marks += (i ? ", $" : "$") + std::to_string(i + 1);
    // The key's columns once more at the end, to go on after them.
    const auto select = "SELECT " + joined(names) + ", " + joined(table.key) + " FROM " + table.columns.table;
    const auto order = " ORDER BY " + joined(table.key) + " LIMIT ";
    const auto& columns = table.columns.columns;
    const bool heavy = std::any_of(columns.begin(), columns.end(),
                                   [](const auto& column) { return column.second == "bytea"; });
    const auto further = " WHERE (" + joined(table.key) + ") > (" + marks + ")";
    std::vector<Value> after;
    for (std::size_t portion = fewest;;) {
        const auto rows =
            m_from.run(select + (after.empty() ? "" : further) + order + std::to_string(portion), after);
        if (!rows)
            return rows.error();
        std::vector<Value> values;
        std::size_t bytes = 0;
        values.reserve(rows->size() * names.size());
        for (const auto& row : *rows) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                values.push_back(row.value(i));
                bytes += bytesOf(values.back());
            }
        }
        if (const auto put = m_to.insertNew(table.columns, values); !put)
            return put.error();
        if (rows->size() < portion)
            return {};
        portion = heavy || bytes > manyBytes ? fewest : std::min(portion * 2, most);
        after.clear();
        for (std::size_t i = 0; i < table.key.size(); ++i)
            after.push_back(rows->back().value(names.size() + i));
    }
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
