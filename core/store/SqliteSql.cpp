#include "core/store/SqliteSql.h"

#include <QCoreApplication>

#include <sqlite3.h>

namespace understudy::store {

namespace {

constexpr int mostAttempts = 3;
constexpr int patience = 5000;     // ms that one waits for another connection
constexpr int mostWalPages = 4000; // 16 MB

QString tr(const char* text) { return QCoreApplication::translate("store", text); }

/// The value must live until the statement has run.
void bind(SQLite::Statement& statement, int at, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        statement.bind(at, *integer);
    else if (const auto* text = std::get_if<std::string>(&value))
        statement.bindNoCopy(at, *text);
    else if (const auto* blob = std::get_if<Blob>(&value))
        statement.bindNoCopy(at, blob->bytes.data(), static_cast<int>(blob->bytes.size()));
    else
        statement.bind(at);
}

Value valueOf(const SQLite::Column& column) {
    switch (column.getType()) {
    case SQLITE_NULL:
        return {};
    case SQLITE_INTEGER:
        return column.getInt64();
    case SQLITE_BLOB:
        return Blob{column.getString()};
    default:
        return column.getString();
    }
}

/// Lets go of a statement's rows, also when reading them fails.
class Running final {
public:
    explicit Running(SQLite::Statement& statement)
        : m_statement(statement) {}
    ~Running() { m_statement.tryReset(); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    SQLite::Statement& m_statement;
};

} // namespace

Error sqliteError(const SQLite::Exception& exception) {
    const QString detail = QString::fromUtf8(exception.what());
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        return {Errc::DiskFull, tr("The disk of the server is full. Nothing was lost; free some space."),
                detail};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return {
            Errc::ReadOnly,
            tr("The data folder cannot be written to. Check that it exists and belongs to the user that runs "
               "the server."),
            detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Errc::Busy, tr("Another program holds the data. Try again in a moment."), detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Errc::Corrupt, tr("The data file is damaged. Restore it from a backup."), detail};
    default:
        return {Errc::Io, tr("The data cannot be read or written. Look at the disk of the server."), detail};
    }
}

// SQLite's own checkpoints would come inside a commit, before its answer.
SqliteSql::SqliteSql(std::unique_ptr<SQLite::Database> database)
    : m_database(std::move(database)) {
    sqlite3_wal_hook(
        m_database->getHandle(),
        [](void* pages, sqlite3*, const char*, int count) {
            *static_cast<int*>(pages) = count;
            return SQLITE_OK;
        },
        &m_walPages);
}

bool SqliteSql::isUntidy() const { return m_walPages >= mostWalPages; }

void SqliteSql::whileNobodyWrites(const std::function<void()>& then) {
    if (m_depth > 0)
        return;
    sqlite3_busy_timeout(m_database->getHandle(), 0);
    const bool alone = run("BEGIN IMMEDIATE", {}).ok();
    sqlite3_busy_timeout(m_database->getHandle(), patience);
    if (!alone)
        return;
    then();
    (void)run("ROLLBACK", {});
}

void SqliteSql::tidy() {
    m_walPages = 0;
    (void)script("PRAGMA wal_checkpoint(PASSIVE)"); // when it fails, the next time is as good
}

Result<std::unique_ptr<SqliteSql>> SqliteSql::open(const std::string& file) {
    return guarded([&] {
        auto database =
            std::make_unique<SQLite::Database>(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, patience);
        database->exec("PRAGMA journal_mode = WAL");
        database->exec("PRAGMA synchronous = FULL");
        database->exec("PRAGMA foreign_keys = ON");
        database->exec("PRAGMA cache_size = -8192");
        database->exec("PRAGMA temp_store = MEMORY"); // the journals of savepoints
        database->exec("PRAGMA trusted_schema = OFF");
        return std::unique_ptr<SqliteSql>(new SqliteSql(std::move(database)));
    });
}

Result<std::unique_ptr<SqliteSql>> SqliteSql::openToRead(const std::string& file) {
    return guarded([&] {
        auto database = std::make_unique<SQLite::Database>(file, SQLite::OPEN_READONLY, patience);
        database->exec("PRAGMA trusted_schema = OFF");
        return std::unique_ptr<SqliteSql>(new SqliteSql(std::move(database)));
    });
}

SqliteSql::Prepared& SqliteSql::prepared(std::string_view sql, std::size_t parameters) {
    auto known = m_prepared.find(sql);
    if (known == m_prepared.end()) {
        std::string text(sql);
        Prepared fresh{SQLite::Statement(*m_database, text), {}};
        known = m_prepared.emplace(std::move(text), std::move(fresh)).first;
    }
    // A text may name its parameters in any order, and one of them twice.
    auto& places = known->second.places;
    while (places.size() < parameters)
        places.push_back(known->second.statement.getIndex(("$" + std::to_string(places.size() + 1)).c_str()));
    return known->second;
}

Result<Rows> SqliteSql::run(std::string_view sql, const std::vector<Value>& values) {
    return guarded([&] {
        auto& [statement, places] = prepared(sql, values.size());
        const Running running(statement);
        for (std::size_t i = 0; i < values.size(); ++i)
            bind(statement, places[i], values[i]);
        Rows rows;
        while (statement.executeStep()) {
            std::vector<Value> row;
            row.reserve(static_cast<std::size_t>(statement.getColumnCount()));
            for (int column = 0; column < statement.getColumnCount(); ++column)
                row.push_back(valueOf(statement.getColumn(column)));
            rows.emplace_back(std::move(row));
        }
        m_changed = m_database->getChanges();
        return rows;
    });
}

Result<std::int64_t> SqliteSql::insertNew(const Columns& into, std::span<const Value> values) {
    std::string names;
    std::string marks;
    for (std::size_t i = 0; i < into.columns.size(); ++i) {
        names += (i ? ", " : "") + into.columns[i].first;
        marks += (i ? ", $" : "$") + std::to_string(i + 1);
    }
    const auto sql =
        "INSERT INTO " + into.table + " (" + names + ") VALUES (" + marks + ") ON CONFLICT DO NOTHING";
    return guarded([&] {
        const auto width = into.columns.size();
        auto& [statement, places] = prepared(sql, width);
        std::int64_t fresh = 0;
        for (std::size_t row = 0; row < values.size(); row += width) {
            const Running running(statement);
            for (std::size_t i = 0; i < width; ++i)
                bind(statement, places[i], values[row + i]);
            fresh += statement.exec();
        }
        m_changed = fresh;
        return fresh;
    });
}

Result<void> SqliteSql::script(const std::string& sql) {
    return guarded([&] { m_database->exec(sql); });
}

Result<void> SqliteSql::transact(const std::function<Result<void>()>& work) {
    auto done = attempt(work);
    for (int again = 0; again < mostAttempts && !done && done.error().code == Errc::Busy && m_depth == 0;
         ++again)
        done = attempt(work);
    return done;
}

Result<void> SqliteSql::attempt(const std::function<Result<void>()>& work) {
    const auto name = "part" + std::to_string(m_depth);
    const bool outer = m_depth == 0;
    if (const auto begun = run(outer ? "BEGIN IMMEDIATE" : "SAVEPOINT " + name, {}); !begun)
        return begun.error();
    ++m_depth;
    auto done = work();
    --m_depth;
    if (done) {
        const auto ended = run(outer ? "COMMIT" : "RELEASE " + name, {});
        done = ended ? Result<void>() : ended.error();
    }
    if (!done) // an error of the engine may have ended the transaction already
        (void)script(outer ? "ROLLBACK" : "ROLLBACK TO " + name + "; RELEASE " + name);
    return done;
}

} // namespace understudy::store
