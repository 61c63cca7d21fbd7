#include "core/store/Schema.h"

#include "core/store/Numbers.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace understudy::store {

namespace {

// One entry for each form of the tables, applied in order. Never changed after a release, only added to.
// Where the engines differ there is a word in braces: {blob}, {id} (a number drawn by the database), {seq} (a
// number that rows lie in the order of).
constexpr const char* steps[] = {R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value {blob} NOT NULL);
CREATE TABLE statement (
  seq {id},
  id TEXT NOT NULL UNIQUE,
  stored BIGINT NOT NULL,
  voided INTEGER NOT NULL DEFAULT 0,
  voids INTEGER NOT NULL DEFAULT 0,
  refers_to TEXT,
  body TEXT NOT NULL);
CREATE INDEX statement_by_stored ON statement (stored);
CREATE INDEX statement_by_target ON statement (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE statement_key (
  kind INTEGER NOT NULL, key {blob} NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (kind, key, seq)) {clustered};
CREATE TABLE person (
  id {id},
  name TEXT NOT NULL UNIQUE,
  full_name TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  created BIGINT NOT NULL);
CREATE TABLE device (
  "user" TEXT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  device TEXT NOT NULL,
  label TEXT NOT NULL,
  hash {blob} NOT NULL,
  created BIGINT NOT NULL,
  revoked BIGINT);
CREATE TABLE code (
  hash {blob} PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  expires BIGINT NOT NULL,
  used BIGINT);
)sql",
                                 // State, activity profiles and agent profiles (scope), what is known of
                                 // activities, and who did what to the server.
                                 R"sql(
CREATE TABLE document (
  scope INTEGER NOT NULL,
  activity TEXT NOT NULL,
  agent TEXT NOT NULL,
  registration TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content {blob} NOT NULL,
  etag TEXT NOT NULL,
  updated BIGINT NOT NULL,
  PRIMARY KEY (scope, activity, agent, registration, name));
CREATE TABLE activity (
  iri TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  hash {blob} NOT NULL);
CREATE TABLE attachment (
  sha2 TEXT NOT NULL,
  statement TEXT NOT NULL,
  type TEXT NOT NULL,
  content {blob} NOT NULL,
  PRIMARY KEY (statement, sha2));
CREATE TABLE audit (
  id {id},
  moment BIGINT NOT NULL,
  who TEXT NOT NULL,
  deed TEXT NOT NULL,
  subject TEXT NOT NULL,
  source TEXT NOT NULL);
ALTER TABLE device ADD COLUMN scopes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN carry {blob};
CREATE TABLE password (
  person BIGINT PRIMARY KEY REFERENCES person (id),
  hash TEXT NOT NULL,
  changed BIGINT NOT NULL);
CREATE TABLE identity (
  identity TEXT PRIMARY KEY,
  party TEXT NOT NULL,
  person BIGINT NOT NULL REFERENCES person (id));
CREATE TABLE session (
  hash {blob} PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id),
  started BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT);
CREATE TABLE cohort_member (
  person BIGINT PRIMARY KEY REFERENCES person (id),
  agent BIGINT NOT NULL,
  cohort TEXT NOT NULL,
  team TEXT NOT NULL,
  track TEXT NOT NULL,
  start TEXT NOT NULL,
  mentor TEXT NOT NULL);
CREATE TABLE cohort_summary (
  person BIGINT PRIMARY KEY REFERENCES person (id),
  summary TEXT NOT NULL);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX identity_by_person ON identity (person);
DROP INDEX statement_by_stored;
DROP INDEX statement_by_target;
ALTER TABLE statement RENAME TO statement_1;
ALTER TABLE statement_key RENAME TO statement_key_1;
CREATE TABLE statement (
  seq {seq} PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  voided INTEGER NOT NULL DEFAULT 0,
  voids INTEGER NOT NULL DEFAULT 0,
  refers_to TEXT,
  body TEXT NOT NULL);
INSERT INTO statement (seq, id, voided, voids, refers_to, body)
  SELECT stored * 1024, id, voided, voids, refers_to, body FROM statement_1 ORDER BY stored;
CREATE INDEX statement_by_target ON statement (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE statement_key (
  key BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (key, seq)) {clustered};
CREATE TABLE erased (id TEXT PRIMARY KEY);
CREATE TABLE writer (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  low_water BIGINT NOT NULL,
  heartbeat BIGINT NOT NULL);
INSERT INTO writer (id, token, low_water, heartbeat) VALUES (0, '', 0, 0);
)sql",
                                 // When a document was changed last, and rosters that can be taken back.
                                 R"sql(
CREATE TABLE document_clock (
  scope INTEGER PRIMARY KEY,
  last BIGINT NOT NULL);
INSERT INTO document_clock (scope, last) SELECT 0, coalesce(max(updated), 0) FROM document;
CREATE TABLE roster_undo (
  token TEXT PRIMARY KEY,
  taken BIGINT NOT NULL,
  steps TEXT NOT NULL);
)sql"};

/// The keys of form 1 as form 2 has them: numbers instead of fingerprints, and what is found directly not
/// listed as related once more.
Result<void> numberKeys(Sql& sql) {
    constexpr std::int64_t portion = 5000;
    std::vector<Value> after{std::int64_t(0), Blob{}, std::int64_t(0), portion};
    for (std::size_t read = portion; read == portion;) {
        const auto rows =
            sql.run("SELECT k.kind, k.key, k.seq, s.stored, EXISTS (SELECT 1 FROM statement_key_1 d WHERE "
                    "d.key = k.key "
                    "AND d.seq = k.seq AND (d.kind = 3 AND k.kind = 5 OR d.kind = 1 AND k.kind = 6)) "
                    "FROM statement_key_1 k JOIN statement_1 s ON s.seq = k.seq "
                    "WHERE (k.kind, k.key, k.seq) > ($1, $2, $3) ORDER BY k.kind, k.key, k.seq LIMIT $4",
                    after);
        if (!rows)
            return rows.error();
        std::vector<Value> numbered;
        for (const auto& row : *rows) {
            after = {row.integer(0), Blob{row.bytes(1)}, row.integer(2), portion};
            xapi::Key key{static_cast<xapi::KeyKind>(row.integer(0)), {}};
            const auto bytes = row.bytes(1);
            std::copy_n(bytes.begin(), std::min(bytes.size(), key.bytes.size()), key.bytes.begin());
            if (row.integer(4) != 0)
                continue;
            numbered.emplace_back(keyNumber(key));
            numbered.emplace_back(row.integer(3) << writerBits);
        }
        read = rows->size();
        const Sql::Columns columns{"statement_key", {{"key", "bigint"}, {"seq", "bigint"}}};
        if (const auto put = sql.insertNew(columns, numbered); !put)
            return put.error();
    }
    return sql.script("DROP TABLE statement_key_1; DROP TABLE statement_1");
}

std::string worded(std::string text, Sql::Engine engine) {
    const bool lite = engine == Sql::Engine::Sqlite;
    for (const auto& [word, meaning] :
         {std::pair("{blob}", lite ? "BLOB" : "BYTEA"),
          std::pair("{id}", lite ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                                 : "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
          std::pair("{seq}", lite ? "INTEGER" : "BIGINT"),
          std::pair("{clustered}", lite ? "WITHOUT ROWID" : "")}) {
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
            text.replace(at, std::string_view(word).size(), meaning);
    }
    return text;
}

Result<int> versionOf(Sql& sql) {
    if (sql.engine() == Sql::Engine::Postgres) {
        if (auto made = sql.script("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
            !made)
            return made.error();
    }
    return formOf(sql);
}

Result<void> setVersion(Sql& sql, int version) {
    const auto number = std::to_string(version);
    return sql.script(sql.engine() == Sql::Engine::Sqlite
                          ? "PRAGMA user_version = " + number
                          : "DELETE FROM schema_version; INSERT INTO schema_version VALUES (" + number + ")");
}

} // namespace

Result<int> formOf(Sql& sql) {
    const bool lite = sql.engine() == Sql::Engine::Sqlite;
    const auto rows =
        sql.run(lite ? "PRAGMA user_version" : "SELECT coalesce(max(version), 0) FROM schema_version");
    if (!rows)
        return rows.error();
    return static_cast<int>((*rows)[0].integer(0));
}

int newestSchema() { return static_cast<int>(std::size(steps)); }

namespace {

Result<void> migrateOnce(Sql& sql) {
    const auto known = versionOf(sql);
    if (!known)
        return known.error();
    if (*known > newestSchema())
        return Error{Errc::Newer,
                     QCoreApplication::translate("store", "The data was written by a newer version of the "
                                                          "server. Install that version."),
                     {}};
    if (*known == newestSchema())
        return {};
    return sql.transact([&]() -> Result<void> {
        const auto version = versionOf(sql); // another process may have been quicker
        if (!version)
            return version.error();
        for (int next = *version; next < newestSchema(); ++next) {
            if (auto made = sql.script(worded(steps[next], sql.engine())); !made)
                return made;
            if (next == 1) {
                if (auto numbered = numberKeys(sql); !numbered)
                    return numbered;
            }
        }
        return setVersion(sql, std::max(*version, newestSchema()));
    });
}

} // namespace

// Several servers may start at one time on an empty PostgreSQL, and each of them makes the tables: one of
// them gets there, and the others see that.
Result<void> migrate(Sql& sql) {
    constexpr int mostAttempts = 5;
    auto migrated = migrateOnce(sql);
    for (int again = 0; again < mostAttempts && !migrated && migrated.error().code == Errc::Io &&
                        sql.engine() == Sql::Engine::Postgres;
         ++again)
        migrated = migrateOnce(sql);
    return migrated;
}

} // namespace understudy::store
