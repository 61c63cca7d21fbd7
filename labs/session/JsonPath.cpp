#include "labs/session/JsonPath.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace understudy::session {

namespace {

QString textOf(const QJsonValue& value) {
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double:
        return QString::number(value.toDouble(), 'g', 17);
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    default:
        return value.toString();
    }
}

} // namespace

std::optional<QString> textAt(const QJsonDocument& document, const QString& path) {
    static const QRegularExpression part(
        QStringLiteral(R"-(\G(?:\.([A-Za-z0-9_-]+)|\[(\d+|\*)\]|\["([^"]*)"\]))-"));
    QJsonValue value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    qsizetype at = 0;
    while (at < path.size()) {
        const auto match = part.match(path, at);
        if (!match.hasMatch())
            return {};
        at = match.capturedEnd();
        if (match.captured(2) == QLatin1String("*"))
            value = int(value.toArray().size());
        else if (!match.captured(2).isEmpty())
            value = value.toArray().at(match.captured(2).toInt());
        else
            value = value.toObject()[match.captured(1).isEmpty() ? match.captured(3) : match.captured(1)];
    }
    if (value.isUndefined() || value.isNull())
        return {};
    return textOf(value);
}

} // namespace understudy::session
