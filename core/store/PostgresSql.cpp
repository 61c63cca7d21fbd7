// What is asked of the other end is little, so that CockroachDB, YugabyteDB and Citus may be there: prepared
// statements, ON CONFLICT, arrays as parameters, row locks, and that a transaction which met another one may
// be refused (SQLSTATE 40001, 40P01) and has to run again.
//
// A network that swallows packets must not hold anybody up for long. So there is an end to every wait: for a
// connection (connect_timeout), for bytes to be acknowledged (tcp_user_timeout), for an answer on a silent
// line (keepalives), for a statement, for a lock, and for a transaction that stands still, whose locks others
// wait for. After a failed attempt the next one is put off twice as long as that took; what is asked in
// between is refused at once. A database that merely stands still keeps all of these promises: see
// cutAfter().
#include "core/store/PostgresSql.h"

#include <QCoreApplication>

#include <pqxx/pqxx>
#include <sodium.h>

#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <thread>

namespace understudy::store {

namespace {

using namespace std::chrono_literals;

constexpr int mostAttempts = 8;
constexpr pqxx::oid typeBool = 16, typeBytes = 17, typeInt8 = 20, typeInt2 = 21, typeInt4 = 23,
                    typeNumeric = 1700;

QString tr(const char* text) { return QCoreApplication::translate("store", text); }

Error away(const std::string& detail) {
    return {Errc::Unreachable, tr("The database does not answer. Nothing was lost; try again in a moment."),
            QString::fromStdString(detail).trimmed()};
}

Error errorOf(const pqxx::sql_error& problem) {
    const auto& state = problem.sqlstate();
    // What follows the first line (DETAIL, CONTEXT) can hold the values of a row, which are nobody's to log.
    const auto detail = QString::fromStdString(state + ' ' + problem.what()).section(u'\n', 0, 0).trimmed();
    // Refused because of another one, deadlocked, or waited too long for a lock.
    if (state == "40001" || state == "40P01" || state == "55P03")
        return {Errc::Busy, tr("The database is very busy. Try again in a moment."), detail};
    if (state == "57014")
        return {Errc::TimedOut, tr("The database takes too long. Try again in a moment."), detail};
    if (state == "53100")
        return {Errc::DiskFull, tr("The disk of the database is full. Nothing was lost; free some space."),
                detail};
    if (state == "54000") // more than fits into an index
        return {Errc::BadInput, tr("An identifier is too long to be kept. Shorten it."), detail};
    if (state == "25006")
        return {Errc::ReadOnly,
                tr("The database can only be read. Point --database to the one that is written to."), detail};
    return {Errc::Io, tr("The database refused. Look at its log."), detail};
}

/// The protocol's texts end at the first of them.
bool hasNul(std::span<const Value> values) {
    return std::any_of(values.begin(), values.end(), [](const Value& value) {
        const auto* text = std::get_if<std::string>(&value);
        return text && text->find('\0') != std::string::npos;
    });
}

Error nul() { return {Errc::BadInput, tr("The character U+0000 cannot be kept. Leave it out."), {}}; }

/// A parameter as the protocol's text; nothing for NULL.
std::optional<std::string> textOf(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return std::to_string(*integer);
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    const auto* blob = std::get_if<Blob>(&value);
    if (!blob)
        return std::nullopt;
    std::string hex(blob->bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(blob->bytes.data()),
                   blob->bytes.size());
    hex.pop_back();
    return "\\x" + hex;
}

Value valueOf(const pqxx::field& field) {
    if (field.is_null())
        return {};
    switch (field.type()) {
    case typeBool:
        return std::int64_t(*field.c_str() == 't');
    case typeInt2:
    case typeInt4:
    case typeInt8:
    case typeNumeric: // sums of integers
        return field.as<std::int64_t>();
    case typeBytes:
        return Blob{pqxx::binarystring(field).str()};
    default:
        return std::string(field.c_str(), field.size());
    }
}

/// One column of many rows: {"a","b",NULL}
std::string arrayOf(std::span<const Value> values, std::size_t column, std::size_t width) {
    std::string array = "{";
    for (std::size_t at = column; at < values.size(); at += width) {
        if (array.size() > 1)
            array.push_back(',');
        const auto text = textOf(values[at]);
        if (!text) {
            array += "NULL";
            continue;
        }
        array.push_back('"');
        for (const char c : *text) {
            if (c == '"' || c == '\\')
                array.push_back('\\');
            array.push_back(c);
        }
        array.push_back('"');
    }
    return array + "}";
}

void pause(int attempt) {
    const auto most = static_cast<std::uint32_t>(2000 << std::min(attempt, 6)); // microseconds
    std::this_thread::sleep_for(std::chrono::microseconds(randombytes_uniform(most)));
}

} // namespace

struct PostgresSql::Session {
    explicit Session(const std::string& address)
        : connection(address)
        , work(connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        connection.inhibit_reactivation(true); // in the middle of a transaction half of it would be lost
#pragma GCC diagnostic pop
    }
    void limit() {
        for (const char* limit : {"SET statement_timeout = 15000", "SET lock_timeout = 5000",
                                  "SET idle_in_transaction_session_timeout = 8000",
                                  "SET synchronous_commit = on", "SET client_min_messages = warning"})
            work.exec(limit);
    }
    /// The name under which @p sql is prepared.
    const std::string& prepared(std::string_view sql) {
        const auto known = names.find(sql);
        if (known != names.end())
            return known->second;
        const auto name = "s" + std::to_string(names.size());
        connection.prepare(name, std::string(sql));
        return names.emplace(sql, name).first->second;
    }
    pqxx::result run(std::string_view sql, const std::vector<std::optional<std::string>>& texts) {
        std::vector<const char*> values;
        values.reserve(texts.size());
        for (const auto& text : texts)
            values.push_back(text ? text->c_str() : nullptr);
        return work.exec_prepared(prepared(sql), pqxx::prepare::make_dynamic_params(values));
    }

    pqxx::connection connection;
    pqxx::nontransaction work; ///< BEGIN and COMMIT are sent as they are
    std::map<std::string, std::string, std::less<>> names;
};

template <typename Work>
auto PostgresSql::guarded(Work work) -> Result<decltype(work())> {
    struct Busy {
        explicit Busy(PostgresSql& owner)
            : sql(owner) {
            sql.watch(true);
        }
        ~Busy() { sql.watch(false); }
        PostgresSql& sql;
    };
    try {
        const Busy busy(*this);
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const pqxx::sql_error& problem) {
        if (problem.sqlstate().starts_with("57P") || problem.sqlstate().starts_with("08")) {
            lose();
            return away(problem.what());
        }
        return errorOf(problem);
    } catch (const std::exception& problem) { // the library's, among them that the connection was cut
        const bool cut = !m_session || !m_session->connection.is_open() ||
                         dynamic_cast<const pqxx::broken_connection*>(&problem);
        if (cut)
            lose();
        return cut ? away(problem.what())
                   : Error{Errc::Io, tr("The database refused. Look at its log."),
                           QString::fromUtf8(problem.what())};
    }
}

bool PostgresSql::isAddress(const std::string& place) {
    return place.starts_with("postgresql://") || place.starts_with("postgres://");
}

PostgresSql::PostgresSql(std::string address)
    : m_address(std::move(address)) {
    for (const auto& [name, value] :
         {std::pair("connect_timeout", "2"), std::pair("tcp_user_timeout", "4000"),
          std::pair("keepalives_idle", "4"), std::pair("keepalives_interval", "1"),
          std::pair("keepalives_count", "4"), std::pair("application_name", "understudy-server")}) {
        if (m_address.find(std::string(name) + '=') == std::string::npos)
            m_address +=
                std::string(m_address.find('?') == std::string::npos ? "?" : "&") + name + '=' + value;
    }
}

PostgresSql::~PostgresSql() { lose(); }

Result<std::unique_ptr<PostgresSql>> PostgresSql::open(const std::string& address) {
    std::unique_ptr<PostgresSql> opened(new PostgresSql(address));
    if (auto connected = opened->connect(); !connected)
        return connected.error();
    return opened;
}

void PostgresSql::watch(bool busy) {
    const std::lock_guard lock(m_mutex);
    m_busySince = busy ? std::optional(std::chrono::steady_clock::now()) : std::nullopt;
}

void PostgresSql::cutAfter(std::chrono::steady_clock::duration limit) {
    const std::lock_guard lock(m_mutex);
    if (m_socket >= 0 && m_busySince && std::chrono::steady_clock::now() - *m_busySince > limit)
        ::shutdown(m_socket, SHUT_RDWR); // whoever waits for an answer learns that there will be none
}

void PostgresSql::lose() {
    {
        const std::lock_guard lock(m_mutex);
        m_socket = -1;
    }
    try {
        m_session.reset();
    } catch (const std::exception&) { // it is gone, whatever it says
    }
}

Result<void> PostgresSql::connect() {
    if (m_session)
        return {};
    if (m_depth > 0)
        return away("cut within a transaction");
    const auto begin = std::chrono::steady_clock::now();
    if (begin < m_notBefore)
        return away("tried a moment ago");
    auto made = guarded([this] {
        m_session = std::make_unique<Session>(m_address);
        {
            const std::lock_guard lock(m_mutex);
            m_socket = m_session->connection.sock();
        }
        m_session->limit();
    });
    const auto end = std::chrono::steady_clock::now();
    m_notBefore =
        made ? Moment() : end + std::clamp<std::chrono::steady_clock::duration>((end - begin) * 2, 200ms, 5s);
    return made ? made : Result<void>(away(made.error().detail.toStdString()));
}

Result<Rows> PostgresSql::run(std::string_view sql, const std::vector<Value>& values) {
    if (hasNul(values))
        return nul();
    const auto ask = [&]() -> Result<Rows> {
        if (auto connected = connect(); !connected)
            return connected.error();
        return guarded([&] {
            std::vector<std::optional<std::string>> texts;
            texts.reserve(values.size());
            for (const auto& value : values)
                texts.push_back(textOf(value));
            const auto result = m_session->run(sql, texts);
            m_changed = static_cast<std::int64_t>(result.affected_rows());
            Rows rows;
            rows.reserve(result.size());
            for (const auto& row : result) {
                std::vector<Value> cells;
                cells.reserve(row.size());
                for (const auto& field : row)
                    cells.push_back(valueOf(field));
                rows.emplace_back(std::move(cells));
            }
            return rows;
        });
    };
    const bool connected = m_session != nullptr;
    auto rows = ask();
    // The connection was cut while nobody used it: what only reads is asked once more.
    if (!rows && rows.error().code == Errc::Unreachable && connected && m_depth == 0 &&
        sql.starts_with("SELECT"))
        rows = ask();
    return rows;
}

Result<std::int64_t> PostgresSql::insertNew(const Columns& into, std::span<const Value> values) {
    if (values.empty())
        return std::int64_t(0);
    if (hasNul(values))
        return nul();
    if (auto connected = connect(); !connected)
        return connected.error();
    const auto width = into.columns.size();
    std::string names;
    std::string arrays;
    std::vector<std::optional<std::string>> texts;
    for (std::size_t i = 0; i < width; ++i) {
        names += (i ? ", " : "") + into.columns[i].first;
        arrays +=
            (i ? ", CAST($" : "CAST($") + std::to_string(i + 1) + " AS " + into.columns[i].second + "[])";
        texts.emplace_back(arrayOf(values, i, width));
    }
    return guarded([&] {
        const auto result =
            m_session->run("INSERT INTO " + into.table + " (" + names + ") SELECT * FROM unnest(" + arrays +
                               ") ON CONFLICT DO NOTHING",
                           texts);
        m_changed = static_cast<std::int64_t>(result.affected_rows());
        return m_changed;
    });
}

Result<void> PostgresSql::script(const std::string& sql) {
    if (auto connected = connect(); !connected)
        return connected.error();
    return guarded([&] { m_session->work.exec(sql); });
}

Result<void> PostgresSql::transact(const std::function<Result<void>()>& work) {
    if (m_depth > 0)
        return part(work);
    for (int tries = 0;; ++tries) {
        bool certain = true;
        auto done = attempt(work, certain);
        // Whether a commit whose answer was lost took place nobody knows: who asked has to look.
        const bool cut = !done && done.error().code == Errc::Unreachable;
        const bool again = !done && (done.error().code == Errc::Busy || (cut && certain && tries == 0));
        if (!again || tries == mostAttempts)
            return done;
        if (!cut)
            pause(tries);
    }
}

Result<void> PostgresSql::attempt(const std::function<Result<void>()>& work, bool& certain) {
    if (auto begun = script("BEGIN"); !begun)
        return begun;
    ++m_depth;
    auto done = work();
    if (done) {
        // A transaction that an error ended would be undone by COMMIT without a word; it refuses SELECT.
        done = script("SELECT 1; COMMIT");
        certain = done.ok() || done.error().code != Errc::Unreachable;
    }
    if (!done && m_session)
        (void)guarded([&] { m_session->work.exec("ROLLBACK"); });
    --m_depth;
    return done;
}

Result<void> PostgresSql::part(const std::function<Result<void>()>& work) {
    const auto name = "part" + std::to_string(m_depth);
    if (auto begun = script("SAVEPOINT " + name); !begun)
        return begun;
    ++m_depth;
    auto done = work();
    --m_depth;
    const auto release = "RELEASE SAVEPOINT " + name;
    auto ended = done ? script(release) : Result<void>();
    if (done && ended)
        return done;
    // Also after an error that the work kept to itself. When this fails too, so does the commit.
    (void)script("ROLLBACK TO SAVEPOINT " + name + "; " + release);
    return done ? ended : done;
}

} // namespace understudy::store
