#include "core/sync/Comparison.h"

#include "core/base/Clock.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

namespace understudy::sync {

namespace {

const auto idKey = QStringLiteral("id");
const auto durationKey = QStringLiteral("duration");

/// Seconds cut to hundredths, as "123.45"; a duration of years, months or weeks as it is written.
QJsonValue durationOf(const QString& text) {
    static const QRegularExpression known(
        QStringLiteral("^P(?:(\\d+(?:\\.\\d+)?)D)?(?:T(?:(\\d+(?:\\.\\d+)?)H)?(?:(\\d+(?:\\.\\d+)?)M)?(?:("
                       "\\d+(?:\\.\\d+)?)S)?)?$"));
    const auto parts = known.match(text);
    if (!parts.hasMatch())
        return text;
    const double seconds = 86400 * parts.captured(1).toDouble() + 3600 * parts.captured(2).toDouble() +
                           60 * parts.captured(3).toDouble() + parts.captured(4).toDouble();
    // A little more than nothing, so that 61.23 is not 6122 hundredths.
    return std::floor(seconds * 100 + 1e-6);
}

QJsonValue instantOf(const QString& text) {
    // Servers may write finer than milliseconds, or coarser.
    const auto point = text.indexOf(u'.');
    qsizetype end = point + 1;
    while (point > 0 && end < text.size() && text.at(end).isDigit())
        ++end;
    const auto cut = point < 0 ? text : text.left(std::min(end, point + 4)) + text.mid(end);
    const auto when = fromIso(cut);
    return when ? QJsonValue(qint64(when->time_since_epoch().count())) : QJsonValue(text);
}

QJsonObject activity(QJsonObject object) {
    object.remove(QStringLiteral("definition"));
    if (!object.contains(QStringLiteral("objectType")))
        object[QStringLiteral("objectType")] = QStringLiteral("Activity");
    return object;
}

QJsonObject activities(const QJsonObject& lists) {
    QJsonObject out;
    for (auto list = lists.begin(); list != lists.end(); ++list) {
        QJsonArray plain;
        const auto found = list->isArray() ? list->toArray() : QJsonArray{*list};
        for (const auto& each : found)
            plain.append(activity(each.toObject()));
        if (!plain.isEmpty())
            out[list.key()] = plain;
    }
    return out;
}

QJsonObject context(QJsonObject object) {
    const auto registration = QStringLiteral("registration");
    const auto lists = QStringLiteral("contextActivities");
    if (object.contains(registration))
        object[registration] = object.value(registration).toString().toLower();
    if (object.contains(lists))
        object[lists] = activities(object.value(lists).toObject());
    return object;
}

QJsonObject normal(QJsonObject statement) {
    for (const char* servers : {"authority", "stored", "version"})
        statement.remove(QLatin1String(servers));
    statement[idKey] = statement.value(idKey).toString().toLower();
    const auto timestamp = QStringLiteral("timestamp");
    statement[timestamp] = instantOf(statement.value(timestamp).toString());
    const auto verb = QStringLiteral("verb");
    statement[verb] = QJsonObject{{idKey, statement.value(verb).toObject().value(idKey)}};
    const auto actor = QStringLiteral("actor");
    auto who = statement.value(actor).toObject();
    if (!who.contains(QStringLiteral("objectType")))
        who[QStringLiteral("objectType")] = QStringLiteral("Agent");
    statement[actor] = who;
    const auto object = QStringLiteral("object");
    statement[object] = activity(statement.value(object).toObject());
    const auto around = QStringLiteral("context");
    if (statement.contains(around))
        statement[around] = context(statement.value(around).toObject());
    const auto result = QStringLiteral("result");
    if (auto inner = statement.value(result).toObject(); inner.contains(durationKey)) {
        inner[durationKey] = durationOf(inner.value(durationKey).toString());
        statement[result] = inner;
    }
    return statement;
}

} // namespace

bool isSameStatement(const QJsonObject& one, const QJsonObject& other) {
    return normal(one) == normal(other);
}

} // namespace understudy::sync
