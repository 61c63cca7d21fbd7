#pragma once

#include "core/journal/Journal.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QByteArray>

#include <optional>

namespace understudy::journal {

/// One row of the table "fact" as it lies on disk. Each row carries the hash of the row before it, so that a
/// fact that was changed, moved or taken out afterwards shows.
struct Row {
    /// The columns read() expects, in its order.
    static constexpr auto columns = "seq, id, kind, at, offset, device, device_seq, body, mine, prev, hash";

    Entry entry;
    QByteArray body; ///< the JSON text as stored
    QByteArray prev, hash;

    /// The row a statement stands on; nothing when its body is not a JSON object.
    static std::optional<Row> read(SQLite::Statement& statement);
    /// A row for @p fact behind the row with hash @p prev (empty for the first).
    static Row make(Entry entry, const QByteArray& prev);
    void insert(SQLite::Database& database) const;
    bool intact() const; ///< hash matches the content

private:
    QByteArray computed() const;
};

/// What a fact from outside must look like before it may enter the journal.
bool isWellFormed(const Fact& fact);
/// Whether a body is small enough for every journal, of this device or another one.
bool fits(const QJsonObject& body);

std::string utf8(const QString& text);

} // namespace understudy::journal
