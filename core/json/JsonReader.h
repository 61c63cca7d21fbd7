#pragma once

#include "core/base/Result.h"

#include <QJsonArray>
#include <QJsonObject>

struct QJsonParseError;

namespace understudy::json {

/// Takes JSON from outside apart strictly, and remembers the first place that was not as it should be. After
/// a fault everything read is empty or as it came: whoever reads looks at fault() in the end.
class JsonReader final {
public:
    /// "panel 3 (\"Load\") has no type"; empty while all is well.
    const QString& fault() const { return m_fault; }
    bool ok() const { return m_fault.isEmpty(); }
    /// Where one reads from now on: "panel 3".
    void enter(const QString& place) { m_place = place; }
    const QString& place() const { return m_place; }
    /// Ends @p place() in a sentence: "has no type". Only the first is kept.
    void fail(const QString& what);

    /// Text that must be there.
    QString text(const QJsonObject& object, const char* name);
    /// Text that may be missing or null, but is nothing else.
    QString textIfAny(const QJsonObject& object, const char* name);
    /// A list that may be missing or null, but is nothing else.
    QJsonArray list(const QJsonObject& object, const char* name);
    /// A whole number that must be there, between 0 and @p most.
    qint64 whole(const QJsonObject& object, const char* name, qint64 most);

private:
    QString m_fault;
    QString m_place;
};

/// "illegal value at byte 12".
QString whyNot(const QJsonParseError& problem);

/// The bytes of a file, at most @p most of them and one more: whoever takes them apart refuses what is
/// longer.
Result<QByteArray> bytesOf(const QString& path, qint64 most);

} // namespace understudy::json
