#include "core/json/JsonReader.h"

#include <QFile>
#include <QJsonParseError>

#include <cmath>

namespace understudy::json {

void JsonReader::fail(const QString& what) {
    if (m_fault.isEmpty())
        m_fault = m_place + QLatin1Char(' ') + what;
}

QString JsonReader::text(const QJsonObject& object, const char* name) {
    const QJsonValue value = object[QLatin1String(name)];
    if (!value.isString())
        fail(QStringLiteral("has no \"%1\"").arg(QLatin1String(name)));
    return value.toString();
}

QString JsonReader::textIfAny(const QJsonObject& object, const char* name) {
    const QJsonValue value = object[QLatin1String(name)];
    if (!value.isUndefined() && !value.isNull() && !value.isString())
        fail(QStringLiteral("has a \"%1\" that is no text").arg(QLatin1String(name)));
    return value.toString();
}

QJsonArray JsonReader::list(const QJsonObject& object, const char* name) {
    const QJsonValue value = object[QLatin1String(name)];
    if (!value.isUndefined() && !value.isNull() && !value.isArray())
        fail(QStringLiteral("has a \"%1\" that is no list").arg(QLatin1String(name)));
    return value.toArray();
}

qint64 JsonReader::whole(const QJsonObject& object, const char* name, qint64 most) {
    const double value = object[QLatin1String(name)].toDouble(-1);
    if (!(value >= 0 && value <= double(most)) || value != std::floor(value)) {
        fail(QStringLiteral("has no whole number from 0 to %1 as \"%2\"").arg(most).arg(QLatin1String(name)));
        return 0;
    }
    return qint64(value);
}

QString whyNot(const QJsonParseError& problem) {
    return QStringLiteral("%1 at byte %2").arg(problem.errorString()).arg(problem.offset);
}

Result<QByteArray> bytesOf(const QString& path, qint64 most) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            Errc::NotFound,
            QStringLiteral("The file cannot be opened. Choose another, or ask for the right to read it."),
            path + QStringLiteral(": ") + file.errorString()};
    return file.read(most + 1);
}

} // namespace understudy::json
