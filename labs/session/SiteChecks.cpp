#include "labs/session/SiteChecks.h"

#include "labs/session/Elsewhere.h"

#include <algorithm>

namespace understudy::session {

namespace {

bool hasValues(const metrics::Answer& answer) {
    return std::any_of(answer.series.begin(), answer.series.end(),
                       [](const metrics::LabelledSeries& line) { return !line.series.empty(); });
}

/// @p command, once it is sure that the host has what it calls; else it ends with 127 and the tool's name.
QString guarded(const QString& command) {
    QString before;
    for (const QString& tool : toolsOf(command))
        before += QStringLiteral("command -v %1 >/dev/null 2>&1 || { echo %1 >&2; exit 127; }; ").arg(tool);
    return before + command;
}

} // namespace

SiteChecks::SiteChecks(company::Cluster& cluster, QObject* parent)
    : QObject(parent)
    , m_cluster(&cluster) {}

void SiteChecks::setScenario(const QByteArray& scenario) {
    m_conditions = std::make_unique<ConditionLook>(*m_cluster, scenario);
}

void SiteChecks::run(const course::Check& check, const QStringList& response, Done done) {
    if (!m_cluster)
        return done(Verdict::couldNot(tr("There is no login to the cluster’s host.")));
    const company::Profile& profile = m_cluster->profile();
    const Elsewhere place{profile.id, profile.name, m_cluster->prometheus() != nullptr, conditions()};
    if (const auto why = whyNotThere(check, place))
        return done(Verdict::notHere(*why));
    switch (check.kind) {
    case course::Check::Kind::Kube:
        return runKube(check, std::move(done));
    case course::Check::Kind::Shell:
        return runShell(check, std::move(done));
    case course::Check::Kind::Promql:
        return ask(check.query, [check, done](const Result<metrics::Answer>& seen) {
            done(seen.ok() && !hasValues(*seen)
                     ? Verdict::notYet(check.why + QLatin1Char(' ') +
                                       tr("The cluster’s Prometheus has no such series at the moment."))
                     : judgePromql(check, seen));
        });
    case course::Check::Kind::Condition:
        return m_conditions->look(check.text, [check, done](Verdict found) {
            if (found.word == Verdict::Word::NotYet)
                found.reason = check.why;
            done(found);
        });
    default:
        return ask(check.numberQuery, [check, response, done](const Result<metrics::Answer>& seen) {
            done(judgeAnswer(check, response, seen));
        });
    }
}

void SiteChecks::runKube(const course::Check& check, Done done) {
    m_cluster->kubectl().run(
        {QStringLiteral("get"), QStringLiteral("--raw"), check.path},
        [this, check, done = std::move(done)](const Result<ssh::ExecResult>& seen) {
            if (!seen.ok())
                return done(Verdict::couldNot(seen.error().sentence));
            const bool none = seen->status != 0 && seen->errors.contains("(NotFound)");
            if (none)
                // Not even for a check that something is not so: it was never there.
                return done(Verdict::notYet(
                    tr("%1 There is no such object on this cluster: %2").arg(check.why, check.path)));
            if (seen->status != 0)
                return done(Verdict::couldNot(
                    company::Kubectl::trouble(*seen, m_cluster->profile(), m_cluster->hostName()).sentence));
            if (seen->cut)
                return done(Verdict::couldNot(tr("The cluster’s answer is too long to be read.")));
            done(judgeKube(check, ExecResult{seen->status, seen->output, seen->errors}));
        });
}

void SiteChecks::runShell(const course::Check& check, Done done) {
    m_cluster->run(guarded(check.command), [self = QPointer<SiteChecks>(this), check,
                                            done = std::move(done)](const Result<ssh::ExecResult>& seen) {
        if (!self)
            return;
        if (!seen.ok())
            return done(Verdict::couldNot(seen.error().sentence));
        if (seen->status == 127 || seen->status == 126)
            return done(Verdict::couldNot(
                tr("The host lacks a program that this looks with: %1. Ask whoever runs it.")
                    .arg(QString::fromUtf8(seen->errors).simplified().right(80))));
        done(judgeShell(check, ExecResult{seen->status, seen->output, seen->errors}));
    });
}

void SiteChecks::ask(const QString& query, std::function<void(const Result<metrics::Answer>&)> done) {
    m_cluster->prometheus()->query(query, this, std::move(done));
}

} // namespace understudy::session
