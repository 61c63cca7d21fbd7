#include "core/metrics/Answer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <limits>

namespace understudy::metrics {

namespace {

constexpr double Gap = std::numeric_limits<double>::quiet_NaN();

// A moment further away than the year 9999 is a mistake of the server, and would overflow the axis.
constexpr double LastSecond = 253402300799.0;

Error notAnAnswer(const QString& detail) {
    return {Errc::BadInput,
            QStringLiteral(
                "The metrics server answered something that is not a query result. The charts keep what "
                "they have. Check that the address is that of a Prometheus-compatible server."),
            detail};
}

double valueFrom(const QJsonValue& value) {
    if (value.isString())
        return numberFrom(value.toString()).value_or(Gap);
    return value.isDouble() ? value.toDouble() : Gap;
}

std::optional<Sample> sampleFrom(const QJsonValue& pair) {
    const QJsonArray parts = pair.toArray();
    if (parts.size() != 2 || !parts[0].isDouble())
        return {};
    const double seconds = parts[0].toDouble();
    if (!(seconds >= 0 && seconds <= LastSecond))
        return {};
    return Sample{qint64(std::llround(seconds * 1000)), valueFrom(parts[1])};
}

Labels labelsFrom(const QJsonObject& metric) {
    Labels labels;
    for (auto it = metric.begin(); it != metric.end(); ++it)
        labels[it.key()] = it->toString();
    return labels;
}

Result<LabelledSeries> seriesFrom(const QJsonObject& item, Answer::Kind kind) {
    LabelledSeries line{labelsFrom(item[QLatin1String("metric")].toObject()), {}};
    const QJsonArray pairs = kind == Answer::Kind::Matrix ? item[QLatin1String("values")].toArray()
                                                          : QJsonArray{item[QLatin1String("value")]};
    for (const QJsonValue& pair : pairs) {
        const auto sample = sampleFrom(pair);
        if (!sample)
            return notAnAnswer(QStringLiteral("a value is not [time, \"number\"]"));
        line.series.append(*sample);
    }
    return line;
}

Result<Answer> answerFrom(const QJsonObject& data) {
    const QString type = data[QLatin1String("resultType")].toString();
    const QJsonValue result = data[QLatin1String("result")];
    if (!result.isArray())
        return notAnAnswer(QStringLiteral("data.result is missing"));
    Answer answer;
    if (type == QLatin1String("scalar")) {
        const auto sample = sampleFrom(result);
        if (!sample)
            return notAnAnswer(QStringLiteral("the scalar is not [time, \"number\"]"));
        answer.kind = Answer::Kind::Scalar;
        answer.series.emplace_back();
        answer.series.back().series.append(*sample);
        return answer;
    }
    if (type != QLatin1String("vector") && type != QLatin1String("matrix"))
        return notAnAnswer(QStringLiteral("resultType \"%1\"").arg(type.left(40)));
    answer.kind = type == QLatin1String("matrix") ? Answer::Kind::Matrix : Answer::Kind::Vector;
    for (const QJsonValue& item : result.toArray()) {
        auto line = seriesFrom(item.toObject(), answer.kind);
        if (!line)
            return line.error();
        answer.series.push_back(std::move(*line));
    }
    return answer;
}

} // namespace

std::optional<double> numberFrom(const QString& text) {
    const QString plain = text.trimmed().toLower();
    if (plain == QLatin1String("nan"))
        return Gap;
    if (plain == QLatin1String("+inf") || plain == QLatin1String("inf"))
        return std::numeric_limits<double>::infinity();
    if (plain == QLatin1String("-inf"))
        return -std::numeric_limits<double>::infinity();
    bool ok = false;
    const double value = plain.toDouble(&ok);
    if (!ok)
        return {};
    return value;
}

Result<Answer> answerFrom(const QByteArray& json) {
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return notAnAnswer(problem.error == QJsonParseError::NoError ? QStringLiteral("not an object")
                                                                     : problem.errorString());
    const QJsonObject object = document.object();
    const QString status = object[QLatin1String("status")].toString();
    if (status == QLatin1String("error")) {
        return Error{
            Errc::Refused,
            QStringLiteral("The metrics server refused the query. Nothing is lost; check the query."),
            object[QLatin1String("errorType")].toString().left(40) + QStringLiteral(": ") +
                object[QLatin1String("error")].toString().left(400)};
    }
    if (status != QLatin1String("success") || !object[QLatin1String("data")].isObject())
        return notAnAnswer(QStringLiteral("status \"%1\"").arg(status.left(40)));
    return answerFrom(object[QLatin1String("data")].toObject());
}

} // namespace understudy::metrics
