#include "labs/session/ConditionLook.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::session {

using cluster::Comparison;
using cluster::Condition;
using Kind = Condition::Kind;
using Word = Verdict::Word;

namespace {

const Verdict holds{Word::Passed, {}, {}};

std::vector<cluster::NamedCondition> conditionsOf(const QByteArray& scenario) {
    auto loaded = cluster::Scenario::parse(scenario.toStdString(), "scenario.yaml");
    auto* read = std::get_if<cluster::Scenario>(&loaded);
    return read ? std::move(read->conditions) : std::vector<cluster::NamedCondition>();
}

bool canBeSeen(const Condition& condition, bool metrics) {
    switch (condition.kind) {
    case Kind::All:
    case Kind::Any:
    case Kind::Not:
        return std::all_of(condition.parts.begin(), condition.parts.end(),
                           [metrics](const Condition& part) { return canBeSeen(part, metrics); });
    case Kind::Kube:
        return true;
    case Kind::Promql:
    case Kind::Service:
        return metrics;
    default: // faults, the platform's state and what somebody did are known to the lab only
        return false;
    }
}

QSet<QString> idsSeen(const std::vector<cluster::NamedCondition>& conditions, bool metrics) {
    QSet<QString> ids;
    for (const cluster::NamedCondition& each : conditions)
        // Since when something is so cannot be seen from outside.
        if (!each.within && each.lasts == 0 && canBeSeen(each.must, metrics))
            ids << QString::fromStdString(each.id);
    return ids;
}

QString queryOf(const QString& ns, const QString& service, const std::string& field) {
    const QString of = QStringLiteral("namespace=\"%1\",service=\"%2\"").arg(ns, service);
    if (field == "errors")
        return QStringLiteral("sum(rate(http_requests_total{%1,status=~\"5..\"}[1m])) / "
                              "sum(rate(http_requests_total{%1}[1m]))")
            .arg(of);
    if (field == "p95")
        return QStringLiteral("1000 * histogram_quantile(0.95, sum by (le) "
                              "(rate(http_request_duration_seconds_bucket{%1}[1m])))")
            .arg(of);
    if (field == "rps")
        return QStringLiteral("sum(rate(http_requests_total{%1}[1m]))").arg(of);
    return QStringLiteral(
               "sum(kube_deployment_status_replicas_available{namespace=\"%1\",deployment=\"%2\"})")
        .arg(ns, service);
}

Verdict unknown(const Error& error) { return Verdict::couldNot(error.sentence); }

} // namespace

QSet<QString> seenFromOutside(const QByteArray& scenario, bool metrics) {
    return idsSeen(conditionsOf(scenario), metrics);
}

QString pathOf(const Condition& condition) {
    const QString ns = QString::fromStdString(condition.ns), name = QString::fromStdString(condition.name),
                  what = QString::fromStdString(condition.object);
    if (what == QLatin1String("node"))
        return QStringLiteral("/api/v1/nodes/") + name;
    const bool apps = what == QLatin1String("deployment") || what == QLatin1String("statefulset");
    return QStringLiteral("%1/namespaces/%2/%3s/%4")
        .arg(apps ? QStringLiteral("/apis/apps/v1") : QStringLiteral("/api/v1"), ns, what, name);
}

bool meetsFields(const Condition& condition, const QJsonObject& object) {
    const QJsonValue spec = object[QLatin1String("spec")], status = object[QLatin1String("status")];
    const QJsonValue first =
        spec[QLatin1String("template")][QLatin1String("spec")][QLatin1String("containers")][0];
    const auto words = [](const QJsonValue& value) { return value.toString().toStdString(); };
    const auto truth = [](bool is) { return std::string(is ? "true" : "false"); };
    const auto isReady = [&status] {
        for (const QJsonValue& each : status[QLatin1String("conditions")].toArray())
            if (each[QLatin1String("type")] == QLatin1String("Ready"))
                return each[QLatin1String("status")] == QLatin1String("True");
        return false;
    };
    const bool workload = condition.object == "deployment" || condition.object == "statefulset";
    return std::all_of(condition.fields.begin(), condition.fields.end(), [&](const auto& field) {
        const auto& [key, wanted] = field;
        if (key == "exists")
            return wanted.holds(truth(true));
        if (key == "image")
            return wanted.holds(words(first[QLatin1String("image")]));
        if (key == "replicas")
            return wanted.holds(spec[QLatin1String("replicas")].toDouble());
        if (key == "ready")
            return workload ? wanted.holds(status[QLatin1String("readyReplicas")].toDouble())
                            : wanted.holds(truth(isReady()));
        if (key == "type")
            return wanted.holds(words(spec[QLatin1String("type")]));
        if (key == "unschedulable")
            return wanted.holds(truth(spec[QLatin1String("unschedulable")].toBool()));
        for (const QJsonValue& each : first[QLatin1String("env")].toArray()) // env.NAME
            if ("env." + words(each[QLatin1String("name")]) == key)
                return wanted.holds(words(each[QLatin1String("value")]));
        return wanted.holds(std::string());
    });
}

ConditionLook::ConditionLook(company::Cluster& cluster, const QByteArray& scenario, QObject* parent)
    : QObject(parent)
    , m_cluster(&cluster)
    , m_conditions(conditionsOf(scenario)) {}

QSet<QString> ConditionLook::known() const {
    return idsSeen(m_conditions, m_cluster && m_cluster->prometheus());
}

void ConditionLook::look(const QString& id, Done done) {
    const auto found = std::find_if(m_conditions.begin(), m_conditions.end(), [&id](const auto& each) {
        return QString::fromStdString(each.id) == id;
    });
    if (found == m_conditions.end() || !m_cluster)
        return done(Verdict::couldNot(tr("The lab has no condition “%1”.").arg(id)));
    decide(found->must, std::move(done));
}

void ConditionLook::decide(const Condition& condition, Done done) {
    switch (condition.kind) {
    case Kind::Kube:
        return askKube(condition, std::move(done));
    case Kind::Promql:
        return askMeasure(condition, std::move(done));
    case Kind::Service:
        return askService(condition, condition.fields, std::move(done));
    case Kind::Not:
        return decide(condition.parts.at(0), [done = std::move(done)](const Verdict& found) {
            done(found.word == Word::Passed   ? Verdict::notYet({})
                 : found.word == Word::NotYet ? holds
                                              : found);
        });
    case Kind::All:
        return decideAll(condition, 0, holds, std::move(done));
    case Kind::Any:
        return decideAll(condition, 0, Verdict::notYet({}), std::move(done));
    default:
        return done(Verdict::couldNot(tr("This is known to the lab on this computer only.")));
    }
}

/// All stop at the first that is not so, any at the first that is; what is not known is remembered.
void ConditionLook::decideAll(const Condition& condition, std::size_t next, const Verdict& sofar, Done done) {
    if (next >= condition.parts.size())
        return done(sofar);
    const Word ends = condition.kind == Kind::All ? Word::NotYet : Word::Passed;
    decide(condition.parts[next],
           [this, &condition, next, sofar, ends, done = std::move(done)](const Verdict& found) {
               if (found.word == ends)
                   return done(found);
               decideAll(condition, next + 1, found.word == Word::CouldNotCheck ? found : sofar, done);
           });
}

void ConditionLook::askKube(const Condition& condition, Done done) {
    m_cluster->kubectl().run(
        {QStringLiteral("get"), QStringLiteral("--raw"), pathOf(condition)},
        [self = QPointer<ConditionLook>(this), &condition,
         done = std::move(done)](const Result<ssh::ExecResult>& seen) {
            if (!self || !self->m_cluster)
                return;
            if (!seen.ok())
                return done(unknown(seen.error()));
            if (seen->status != 0 && seen->errors.contains("(NotFound)")) {
                const auto exists = condition.fields.find("exists");
                if (exists == condition.fields.end())
                    return done(Verdict::couldNot(
                        tr("There is no such object on this cluster: %1").arg(pathOf(condition))));
                return done(exists->second.holds(std::string("false")) ? holds : Verdict::notYet({}));
            }
            if (seen->status != 0)
                return done(unknown(company::Kubectl::trouble(*seen, self->m_cluster->profile(),
                                                              self->m_cluster->hostName())));
            const QJsonDocument document = QJsonDocument::fromJson(seen->output);
            if (!document.isObject())
                return done(Verdict::couldNot(tr("The cluster’s answer could not be read.")));
            done(meetsFields(condition, document.object()) ? Verdict{Word::Passed, {}, seen->output}
                                                           : Verdict::notYet({}));
        });
}

void ConditionLook::askMeasure(const Condition& condition, Done done) {
    constexpr qint64 step = 15'000;
    const auto judge = [&condition, done = std::move(done)](const Result<metrics::Answer>& seen) {
        if (!seen.ok())
            return done(unknown(seen.error()));
        const auto wanted = condition.fields.find("is");
        const qint64 lasts = condition.lasts / 1000;
        bool good = true;
        std::set<qint64> moments;
        for (const metrics::LabelledSeries& line : seen->series)
            for (const metrics::Sample& sample : line.series.samples()) {
                moments.insert(sample.at);
                good = good && (wanted != condition.fields.end()
                                    ? !std::isnan(sample.value) && wanted->second.holds(sample.value)
                                    : seen->kind != metrics::Answer::Kind::Scalar || sample.value != 0);
            }
        if (moments.empty())
            return done(Verdict::couldNot(tr("The cluster’s Prometheus has no such series at the moment.")));
        // Without a value at one of the moments it did not hold all the time.
        const bool whole = qint64(moments.size()) >= lasts / step + 1;
        done(good && whole ? Verdict{Word::Passed, {}, QByteArray::number(qint64(moments.size()))}
                           : Verdict::notYet({}));
    };
    const QString query = QString::fromStdString(condition.object);
    metrics::PrometheusClient* prometheus = m_cluster->prometheus();
    if (condition.lasts == 0) {
        prometheus->query(query, this, judge);
        return;
    }
    // By the server's own clock, which need not be ours.
    prometheus->query(
        QStringLiteral("time()"), this,
        [this, query, judge, lasts = condition.lasts / 1000](const Result<metrics::Answer>& seen) {
            if (!seen.ok() || seen->series.empty() || seen->series.front().series.empty() || !m_cluster)
                return judge(seen.ok() ? Result<metrics::Answer>(metrics::Answer{}) : seen);
            const qint64 now = qint64(seen->series.front().series.samples().back().value * 1000);
            m_cluster->prometheus()->queryRange(query, now - lasts, now, step, this, judge);
        });
}

void ConditionLook::askService(const Condition& condition, std::map<std::string, Comparison> left,
                               Done done) {
    if (left.empty())
        return done(holds);
    const auto [field, wanted] = *left.begin();
    left.erase(left.begin());
    m_cluster->prometheus()->query(
        queryOf(QString::fromStdString(condition.ns), QString::fromStdString(condition.name), field), this,
        [this, &condition, left = std::move(left), comparison = wanted,
         done = std::move(done)](const Result<metrics::Answer>& seen) {
            if (!seen.ok())
                return done(unknown(seen.error()));
            const bool none = seen->series.empty() || seen->series.front().series.empty();
            const double value = none ? 0 : seen->series.front().series.samples().back().value;
            if (none || std::isnan(value))
                return done(
                    Verdict::couldNot(tr("The cluster’s Prometheus has no such series at the moment.")));
            if (!comparison.holds(value))
                return done(Verdict::notYet({}));
            askService(condition, left, done);
        });
}

} // namespace understudy::session
