#pragma once

namespace understudy::tests {

/// The tables as version 0.1 made them, with a few statements that it stored.
inline constexpr auto form1 = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE statement (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stored BIGINT NOT NULL,
  voided INTEGER NOT NULL DEFAULT 0, voids INTEGER NOT NULL DEFAULT 0, refers_to TEXT, body TEXT NOT NULL);
CREATE INDEX statement_by_stored ON statement (stored);
CREATE INDEX statement_by_target ON statement (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE statement_key (
  kind INTEGER NOT NULL, key BLOB NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (kind, key, seq)) WITHOUT ROWID;
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE, role TEXT NOT NULL, created BIGINT NOT NULL);
CREATE TABLE device ("user" TEXT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id), device TEXT NOT NULL,
  label TEXT NOT NULL, hash BLOB NOT NULL, created BIGINT NOT NULL, revoked BIGINT);
CREATE TABLE code (hash BLOB PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id), expires BIGINT NOT NULL,
  used BIGINT);
INSERT INTO person VALUES (1, 'anna', 'Anna Berg', 'p-anna', 'trainee', 1);
INSERT INTO device VALUES ('dev-1', 1, 'laptop', 'laptop', x'00', 1, NULL);
INSERT INTO statement VALUES (1, 'id-1', 1763542800000000, 1, 0, NULL, '{"id":"id-1"}');
INSERT INTO statement VALUES (2, 'id-2', 1763542800000001, 0, 1, 'id-1', '{"id":"id-2"}');
INSERT INTO statement VALUES (7, 'id-3', 1763542801000000, 0, 0, NULL, '{"id":"id-3"}');
PRAGMA user_version = 1;
)sql";

} // namespace understudy::tests
