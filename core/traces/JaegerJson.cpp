#include "core/traces/JaegerJson.h"

#include "core/json/JsonReader.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace understudy::traces {

namespace {

constexpr qint64 LargestFile = 64 * 1024 * 1024;
constexpr qsizetype MostSpans = 100'000;
constexpr qint64 LatestMoment = 1LL << 52; // microseconds: the year 2112, and exact as a JSON number

Error unreadable(const QString& detail) {
    return {
        Errc::BadInput,
        QStringLiteral("This is not a trace as Jaeger writes it. Choose a JSON file saved from Jaeger, or "
                       "check the address of the tracing server."),
        detail};
}

/// Reads one answer.
class Reader final {
public:
    const QString& fault() const { return m_json.fault(); }

    std::vector<Trace> traces(const QJsonArray& data) {
        std::vector<Trace> all;
        for (qsizetype i = 0; i < data.size() && m_json.ok(); ++i) {
            m_json.enter(QStringLiteral("trace %1").arg(i + 1));
            if (!data[i].isObject())
                m_json.fail(QStringLiteral("is not an object"));
            else if (auto one = trace(data[i].toObject()); !one.spans.empty())
                all.push_back(std::move(one));
        }
        return all;
    }

private:
    qint64 moment(const QJsonObject& object, const char* name) {
        return m_json.whole(object, name, LatestMoment);
    }

    static QString plain(const QJsonValue& value) {
        switch (value.type()) {
        case QJsonValue::String:
            return value.toString();
        case QJsonValue::Bool:
            return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
        case QJsonValue::Double: {
            const double number = value.toDouble();
            return number == std::floor(number) && std::abs(number) < 1e15 ? QString::number(qint64(number))
                                                                           : QString::number(number, 'g', 12);
        }
        default:
            return {};
        }
    }

    std::vector<Tag> tags(const QJsonObject& object, const char* name) {
        std::vector<Tag> found;
        for (const QJsonValue& item : m_json.list(object, name)) {
            const QJsonValue value = item[QLatin1String("value")];
            if (!item[QLatin1String("key")].isString() || value.isObject() || value.isArray()) {
                m_json.fail(QStringLiteral("has a tag without a key or with a value of a kind there is not"));
                break;
            }
            found.push_back({item[QLatin1String("key")].toString(), plain(value)});
        }
        return found;
    }

    Trace trace(const QJsonObject& object) {
        Trace made;
        made.id = m_json.text(object, "traceID");
        const QJsonObject processes = object[QLatin1String("processes")].toObject();
        const QJsonArray spans = m_json.list(object, "spans");
        if (spans.isEmpty())
            m_json.fail(QStringLiteral("has no spans"));
        if (spans.size() > MostSpans)
            m_json.fail(QStringLiteral("has more than %1 spans").arg(MostSpans));
        std::vector<Span> read;
        std::vector<QString> parents;
        const QString place = m_json.place();
        for (qsizetype i = 0; i < spans.size() && m_json.ok(); ++i) {
            m_json.enter(QStringLiteral("%1, span %2").arg(place).arg(i + 1));
            const QJsonObject each = spans[i].toObject();
            read.push_back(span(each, processes));
            parents.push_back(parentOf(each, made.id));
        }
        m_json.enter(place);
        if (m_json.ok())
            made.spans = inOrder(std::move(read), parents);
        return made;
    }

    Span span(const QJsonObject& object, const QJsonObject& processes) {
        Span made;
        made.id = m_json.text(object, "spanID");
        made.operation = m_json.text(object, "operationName");
        made.start = moment(object, "startTime");
        made.duration = moment(object, "duration");
        made.tags = tags(object, "tags");
        const QJsonValue named = object[QLatin1String("process")];
        const QJsonValue process = named.isObject() ? named : processes[m_json.text(object, "processID")];
        if (!process.isObject())
            m_json.fail(QStringLiteral("belongs to a process that is not told"));
        made.service = m_json.text(process.toObject(), "serviceName");
        made.process = tags(process.toObject(), "tags");
        for (const QJsonValue& log : m_json.list(object, "logs")) {
            const QJsonObject note = log.toObject();
            made.notes.push_back({moment(note, "timestamp"), tags(note, "fields")});
        }
        for (const QJsonValue& warning : m_json.list(object, "warnings"))
            made.warnings << warning.toString();
        made.error = std::any_of(made.tags.begin(), made.tags.end(), [](const Tag& tag) {
            return (tag.key == QLatin1String("error") && tag.value == QLatin1String("true")) ||
                   (tag.key == QLatin1String("otel.status_code") && tag.value == QLatin1String("ERROR"));
        });
        return made;
    }

    QString parentOf(const QJsonObject& span, const QString& trace) {
        const QString old = span[QLatin1String("parentSpanID")].toString();
        if (!old.isEmpty())
            return old;
        QString follows;
        for (const QJsonValue& item : m_json.list(span, "references")) {
            const QString other = item[QLatin1String("traceID")].toString();
            if (!other.isEmpty() && other != trace)
                continue; // caused by another request: not a parent in this one
            const QString id = item[QLatin1String("spanID")].toString();
            if (item[QLatin1String("refType")].toString() == QLatin1String("CHILD_OF"))
                return id;
            if (follows.isEmpty())
                follows = id;
        }
        return follows;
    }

    std::vector<Span> inOrder(std::vector<Span> spans, const std::vector<QString>& parents) {
        QHash<QString, int> byId;
        for (std::size_t i = 0; i < spans.size(); ++i)
            if (!byId.contains(spans[i].id)) // two services may share one span: the first has the children
                byId[spans[i].id] = int(i);
        std::vector<std::vector<int>> children(spans.size());
        std::vector<int> roots;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const int parent = parents[i].isEmpty() ? -1 : byId.value(parents[i], -1);
            if (parent == int(i)) {
                m_json.fail(QStringLiteral("has a span that is its own parent"));
                return {};
            }
            (parent < 0 ? roots : children[std::size_t(parent)]).push_back(int(i));
        }
        const auto byStart = [&spans](int a, int b) {
            return spans[std::size_t(a)].start < spans[std::size_t(b)].start;
        };
        std::stable_sort(roots.begin(), roots.end(), byStart);
        for (auto& list : children)
            std::stable_sort(list.begin(), list.end(), byStart);
        std::vector<Span> ordered = walk(spans, roots, children);
        if (ordered.size() != spans.size()) {
            m_json.fail(QStringLiteral("has a span that is its own ancestor"));
            return {};
        }
        for (std::size_t i = ordered.size(); i-- > 0;)
            if (ordered[i].parent >= 0)
                ordered[std::size_t(ordered[i].parent)].below += ordered[i].below + 1;
        return ordered;
    }

    /// Each span before its children; those on a ring are never come to.
    static std::vector<Span> walk(std::vector<Span>& spans, const std::vector<int>& roots,
                                  const std::vector<std::vector<int>>& children) {
        struct Step {
            int span, parent, depth;
        };
        std::vector<Step> open;
        for (auto it = roots.rbegin(); it != roots.rend(); ++it)
            open.push_back({*it, -1, 0});
        std::vector<Span> ordered;
        ordered.reserve(spans.size());
        while (!open.empty()) {
            const Step step = open.back();
            open.pop_back();
            const int here = int(ordered.size());
            ordered.push_back(std::move(spans[std::size_t(step.span)]));
            ordered.back().parent = step.parent;
            ordered.back().depth = step.depth;
            const auto& list = children[std::size_t(step.span)];
            for (auto it = list.rbegin(); it != list.rend(); ++it)
                open.push_back({*it, here, step.depth + 1});
        }
        return ordered;
    }

    json::JsonReader m_json;
};

Result<QJsonArray> dataOf(const QByteArray& json) {
    if (json.size() > LargestFile)
        return Error{
            Errc::BadInput,
            QStringLiteral("This is more than 64 MiB of traces, more than one can look at. Save fewer "
                           "traces, or search for a shorter time."),
            QStringLiteral("%1 bytes").arg(json.size())};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (document.isNull())
        return unreadable(json::whyNot(problem));
    const QJsonValue errors = document[QLatin1String("errors")];
    if (errors.isArray() && !errors.toArray().isEmpty())
        return Error{
            Errc::Refused,
            QStringLiteral("The tracing server did not find it. Search with other words, or for a longer "
                           "time."),
            errors[0][QLatin1String("msg")].toString().left(300)};
    if (document.isArray())
        return document.array();
    if (document[QLatin1String("spans")].isArray()) // a single trace without its envelope
        return QJsonArray{document.object()};
    const QJsonValue data = document[QLatin1String("data")];
    if (data.isNull())
        return QJsonArray(); // as Jaeger says "none"
    if (!data.isArray())
        return unreadable(QStringLiteral("there is no list \"data\""));
    return data.toArray();
}

} // namespace

Result<std::vector<Trace>> tracesFrom(const QByteArray& json) {
    const auto data = dataOf(json);
    if (!data.ok())
        return data.error();
    Reader reader;
    std::vector<Trace> traces = reader.traces(*data);
    if (!reader.fault().isEmpty())
        return unreadable(reader.fault());
    return traces;
}

Result<std::vector<Trace>> tracesFromFile(const QString& path) {
    const auto bytes = json::bytesOf(path, LargestFile);
    return bytes.ok() ? tracesFrom(*bytes) : Result<std::vector<Trace>>(bytes.error());
}

Result<QStringList> namesFrom(const QByteArray& json) {
    const auto data = dataOf(json);
    if (!data.ok())
        return data.error();
    QStringList names;
    for (const QJsonValue& each : *data) {
        const QString name = each.isString() ? each.toString() : each[QLatin1String("name")].toString();
        if (name.isEmpty())
            return unreadable(QStringLiteral("a name that is no text"));
        names << name;
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

} // namespace understudy::traces
