#include "core/store/Documents.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <limits>

namespace understudy::store {

namespace {

std::vector<Value> placeOf(const Shelf& shelf) {
    return {static_cast<std::int64_t>(shelf.kind), shelf.activity, shelf.agent, shelf.registration};
}

std::vector<Value> placeOf(const Shelf& shelf, const std::string& name) {
    auto values = placeOf(shelf);
    values.emplace_back(name);
    return values;
}

std::vector<Value> operator+(std::vector<Value> values, std::initializer_list<Value> more) {
    values.insert(values.end(), more);
    return values;
}

} // namespace

std::string Documents::etagOf(const std::string& content) {
    return QCryptographicHash::hash(QByteArrayView(content.data(), static_cast<qsizetype>(content.size())),
                                    QCryptographicHash::Sha1)
        .toHex()
        .toStdString();
}

Result<std::optional<Document>> Documents::find(const Shelf& shelf, const std::string& name) {
    const auto rows = m_sql.run("SELECT type, content, etag, updated FROM document WHERE scope = $1 AND "
                                "activity = $2 AND agent = $3 AND registration = $4 AND name = $5",
                                placeOf(shelf, name));
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::optional<Document>();
    const auto& row = rows->front();
    return std::optional(Document{row.text(0), row.bytes(1), row.text(2), row.integer(3)});
}

Result<Documents::List> Documents::list(const Shelf& shelf, std::optional<xapi::Micros> since) {
    const auto rows =
        m_sql.run("SELECT name, updated FROM document WHERE scope = $1 AND activity = $2 AND agent = $3 AND "
                  "registration = $4 AND updated > $5 ORDER BY name",
                  placeOf(shelf) +
                      std::initializer_list<Value>{since.value_or(std::numeric_limits<std::int64_t>::min())});
    if (!rows)
        return rows.error();
    List list;
    for (const auto& row : *rows) {
        list.names.push_back(row.text(0));
        list.newest = std::max(list.newest, row.integer(1));
    }
    return list;
}

// The row is held until the transaction ends: among several servers too, moments are seen in their order. It
// comes before every other row of documents, so that nobody waits in a circle.
Result<xapi::Micros> Documents::tick(xapi::Micros now) {
    const auto moved = m_sql.run("UPDATE document_clock SET last = CASE WHEN last < $1 THEN $1 ELSE last + 1 "
                                 "END WHERE scope = 0 RETURNING last",
                                 {now});
    if (!moved)
        return moved.error();
    if (!moved->empty())
        return moved->front().integer(0);
    return Error{Errc::Corrupt,
                 QCoreApplication::translate("store", "The data is not whole. Restore it from a backup."),
                 QStringLiteral("document_clock is empty")};
}

Result<void> Documents::put(const Shelf& shelf, const std::string& name, const std::optional<Document>& known,
                            const Document& fresh) {
    const auto updated = tick(fresh.updated);
    if (!updated)
        return updated.error();
    const auto values = placeOf(shelf, name) +
                        std::initializer_list<Value>{fresh.type, Blob{fresh.content}, fresh.etag, *updated};
    if (!known)
        return changeOne("INSERT INTO document (scope, activity, agent, registration, name, type, content, "
                         "etag, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                         "ON CONFLICT (scope, activity, agent, registration, name) DO NOTHING",
                         values);
    return changeOne(
        "UPDATE document SET type = $6, content = $7, etag = $8, updated = $9 WHERE scope = $1 AND "
        "activity = $2 AND agent = $3 AND registration = $4 AND name = $5 AND etag = $10",
        values + std::initializer_list<Value>{known->etag});
}

Result<void> Documents::remove(const Shelf& shelf, const std::string& name, const Document& known) {
    if (const auto held = tick(0); !held)
        return held.error();
    return changeOne("DELETE FROM document WHERE scope = $1 AND activity = $2 AND agent = $3 AND "
                     "registration = $4 AND name = $5 AND etag = $6",
                     placeOf(shelf, name) + std::initializer_list<Value>{known.etag});
}

Result<void> Documents::clear(const Shelf& shelf) {
    if (const auto held = tick(0); !held)
        return held.error();
    const auto cleared = m_sql.run(
        "DELETE FROM document WHERE scope = $1 AND activity = $2 AND agent = $3 AND registration = $4",
        placeOf(shelf));
    return cleared ? Result<void>() : cleared.error();
}

Result<void> Documents::changeOne(std::string_view sql, const std::vector<Value>& values) {
    const auto changed = m_sql.run(sql, values);
    if (!changed)
        return changed.error();
    if (m_sql.changed() == 1)
        return {};
    return Error{
        Errc::Busy,
        QCoreApplication::translate("store", "The document is being changed by many at once. Try again."),
        {}};
}

} // namespace understudy::store
