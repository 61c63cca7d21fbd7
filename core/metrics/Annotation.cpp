#include "core/metrics/Annotation.h"

#include "core/base/Clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace understudy::metrics {

namespace {

std::optional<qint64> momentFrom(const QJsonValue& value) {
    if (value.isDouble() && std::abs(value.toDouble()) < 1e15)
        return qint64(value.toDouble());
    if (const auto when = fromIso(value.toString()))
        return when->time_since_epoch().count();
    return {};
}

Annotation::Kind kindFrom(const QString& word) {
    if (word == QLatin1String("deployment"))
        return Annotation::Kind::Deployment;
    if (word == QLatin1String("alert"))
        return Annotation::Kind::Alert;
    return word == QLatin1String("fault") ? Annotation::Kind::Fault : Annotation::Kind::Note;
}

} // namespace

Result<std::vector<Annotation>> annotationsFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(json).object()[QLatin1String("annotations")];
    if (!list.isArray()) {
        return Error{
            Errc::BadInput,
            QStringLiteral("The lab did not tell what happened in it. The charts go on without marks."),
            QStringLiteral("no list of annotations")};
    }
    std::vector<Annotation> annotations;
    for (const QJsonValue& item : list.toArray()) {
        const auto at = momentFrom(item[QLatin1String("at")]);
        if (!at)
            continue;
        annotations.push_back({*at, kindFrom(item[QLatin1String("kind")].toString()),
                               item[QLatin1String("text")].toString().left(200),
                               momentFrom(item[QLatin1String("until")])});
    }
    std::stable_sort(annotations.begin(), annotations.end(),
                     [](const Annotation& a, const Annotation& b) { return a.at < b.at; });
    return annotations;
}

} // namespace understudy::metrics
