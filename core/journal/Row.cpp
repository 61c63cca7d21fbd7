#include "core/journal/Row.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>

namespace understudy::journal {

namespace {

QByteArray blob(const SQLite::Column& column) {
    return QByteArray(static_cast<const char*>(column.getBlob()), column.getBytes());
}

QString text(const SQLite::Column& column) { return QString::fromUtf8(column.getText(), column.getBytes()); }

} // namespace

std::string utf8(const QString& text) { return text.toStdString(); }

std::optional<Row> Row::read(SQLite::Statement& statement) {
    Row row;
    Fact& fact = row.entry.fact;
    row.entry.seq = statement.getColumn(0).getInt64();
    fact.id = text(statement.getColumn(1));
    fact.kind = text(statement.getColumn(2));
    fact.at = Instant{std::chrono::milliseconds{statement.getColumn(3).getInt64()}};
    fact.offsetMinutes = statement.getColumn(4).getInt();
    fact.device = text(statement.getColumn(5));
    fact.deviceSeq = statement.getColumn(6).getInt64();
    const SQLite::Column body = statement.getColumn(7);
    row.body = QByteArray(body.getText(), body.getBytes());
    row.entry.mine = statement.getColumn(8).getInt() != 0;
    row.prev = blob(statement.getColumn(9));
    row.hash = blob(statement.getColumn(10));
    const QJsonDocument document = QJsonDocument::fromJson(row.body);
    if (!document.isObject())
        return std::nullopt;
    fact.body = document.object();
    return row;
}

Row Row::make(Entry entry, const QByteArray& prev) {
    Row row;
    row.body = QJsonDocument(entry.fact.body).toJson(QJsonDocument::Compact);
    row.entry = std::move(entry);
    row.prev = prev;
    row.hash = row.computed();
    return row;
}

QByteArray Row::computed() const {
    // No field but the last can hold a line break, so the joined text has one reading only.
    const Fact& fact = entry.fact;
    QCryptographicHash sha(QCryptographicHash::Sha256);
    sha.addData(prev);
    sha.addData(QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6\n")
                    .arg(fact.id, fact.kind, QString::number(fact.at.time_since_epoch().count()),
                         QString::number(fact.offsetMinutes), fact.device, QString::number(fact.deviceSeq))
                    .toUtf8());
    sha.addData(body);
    return sha.result();
}

bool Row::intact() const { return hash == computed(); }

void Row::insert(SQLite::Database& database) const {
    const Fact& fact = entry.fact;
    SQLite::Statement put(database,
                          "INSERT INTO fact (seq, id, kind, at, offset, device, device_seq, body, mine, "
                          "prev, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    put.bind(1, int64_t{entry.seq});
    put.bind(2, utf8(fact.id));
    put.bind(3, utf8(fact.kind));
    put.bind(4, int64_t{fact.at.time_since_epoch().count()});
    put.bind(5, fact.offsetMinutes);
    put.bind(6, utf8(fact.device));
    put.bind(7, int64_t{fact.deviceSeq});
    put.bind(8, body.toStdString());
    put.bind(9, entry.mine ? 1 : 0);
    put.bind(10, prev.constData(), static_cast<int>(prev.size()));
    put.bind(11, hash.constData(), static_cast<int>(hash.size()));
    put.exec();
}

bool isWellFormed(const Fact& fact) {
    static const QRegularExpression word(QStringLiteral("^[a-z][a-z0-9-]{0,63}\\z"));
    static const QRegularExpression device(QStringLiteral("^[!-~]{1,128}\\z"));
    const auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(fact.at)}.year();
    return isUuid(fact.id) && word.match(fact.kind).hasMatch() && device.match(fact.device).hasMatch() &&
           fact.deviceSeq >= 0 && std::abs(fact.offsetMinutes) <= 24 * 60 &&
           year >= std::chrono::year{1970} && year < std::chrono::year{9999} && fits(fact.body);
}

bool fits(const QJsonObject& body) {
    constexpr int largestBody = 1 << 20;
    return QJsonDocument(body).toJson(QJsonDocument::Compact).size() <= largestBody;
}

} // namespace understudy::journal
