#include "labs/session/Elsewhere.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace understudy::session {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Elsewhere", text); }

bool calls(const QString& command, const QString& tool) {
    return QRegularExpression(QStringLiteral("(^|[\\s;|&({])%1(?=$|[\\s;|&)}])").arg(tool))
        .match(command)
        .hasMatch();
}

/// Words of commands that lead to what only a lab host of this computer has.
bool ofLabHost(const QString& command) {
    for (const char* tool : {"lab", "labtime", "incident", "compare-query", "psql"})
        if (calls(command, QLatin1String(tool)))
            return true;
    return command.contains(QLatin1String("LAB_")) || command.contains(QLatin1String("~/incident/"));
}

QString notThere(const QString& why) {
    return tr("Cannot be checked on this cluster: %1 Do it with your mentor.").arg(why);
}

} // namespace

QString limitsThere() {
    return tr("On a company’s cluster nothing is broken on purpose and time cannot be turned back.");
}

std::optional<QString> whyNotThere(const course::Check& check, const Elsewhere& place) {
    using Kind = course::Check::Kind;
    const bool asksMetrics =
        check.kind == Kind::Promql || (check.kind == Kind::Answer && !check.numberQuery.isEmpty());
    if (asksMetrics && !place.metrics)
        return notThere(tr("its profile names no Prometheus."));
    if (asksMetrics || check.kind == Kind::Kube ||
        (check.kind == Kind::Condition && place.conditions.contains(check.text)))
        return std::nullopt;
    if (check.kind == Kind::Shell)
        return ofLabHost(check.command)
                   ? std::optional(notThere(tr("it looks at what only the lab on this computer has.")))
                   : std::nullopt;
    if (check.kind == Kind::Answer)
        return notThere(tr("the right answer is that of the lab on this computer."));
    if (check.kind == Kind::Asked)
        return notThere(tr("nobody writes down there what you ask the cluster."));
    return notThere(tr("it is about the lab on this computer."));
}

int checkableThere(const course::Lab& lab, const Elsewhere& place) {
    int count = 0;
    for (const course::LabStep& step : lab.steps)
        count += int(std::count_if(step.checks.begin(), step.checks.end(), [&place](const auto& check) {
            return !whyNotThere(check, place).has_value();
        }));
    return count;
}

std::optional<QString> insteadOf(const QString& command, const std::vector<course::LabFault>& faults) {
    static const QRegularExpression inject(QStringLiteral("(?:^|[\\s;|&])lab\\s+inject\\s+(\\S+)"));
    if (const auto match = inject.match(command); match.hasMatch()) {
        const auto fault = std::find_if(faults.begin(), faults.end(), [&](const course::LabFault& each) {
            return each.id == match.captured(1);
        });
        return fault == faults.end()
                   ? tr("Nothing is broken on purpose here. Ask your mentor to cause it, or leave this out.")
                   : tr("Nothing is broken on purpose here. Ask your mentor to cause this, or leave it out: "
                        "%1.")
                         .arg(faultWords(*fault));
    }
    static const QRegularExpression moves(QStringLiteral(
        "(?:^|[\\s;|&])(?:lab\\s+(?:skip|speed|pause|time|rewind|fork|open|reset)|labtime)\\b"));
    if (moves.match(command).hasMatch())
        return tr("Time cannot be moved here. Wait as long instead.");
    if (calls(command, QStringLiteral("incident")))
        return tr(
            "The command incident is of the lab on this computer. Say it to your mentor, with the time.");
    if (calls(command, QStringLiteral("psql")))
        return tr("The lab’s own database is on this computer only. Ask your mentor which one to use.");
    if (ofLabHost(command))
        return tr("This command is of the lab on this computer. Leave it out here.");
    return std::nullopt;
}

QString wantedFaults(const std::vector<course::LabFault>& faults) {
    QStringList words;
    for (const course::LabFault& fault : faults)
        if (!fault.byTrainee)
            words << faultWords(fault);
    return words.isEmpty() ? QString()
                           : tr("The lab begins with: %1. Ask your mentor to cause it first; without it some "
                                "steps have nothing to find.")
                                 .arg(words.join(QStringLiteral("; ")));
}

QString faultWords(const course::LabFault& fault) {
    static const std::map<QString, const char*> kinds{
        {QStringLiteral("traffic"), QT_TRANSLATE_NOOP("Elsewhere", "many more requests than usual")},
        {QStringLiteral("cpu_hog"), QT_TRANSLATE_NOOP("Elsewhere", "each request costs more CPU")},
        {QStringLiteral("dep_slow"), QT_TRANSLATE_NOOP("Elsewhere", "slow calls between two services")},
        {QStringLiteral("dep_errors"), QT_TRANSLATE_NOOP("Elsewhere", "failing calls between two services")},
        {QStringLiteral("mem_leak"), QT_TRANSLATE_NOOP("Elsewhere", "a memory leak")},
        {QStringLiteral("crash_loop"), QT_TRANSLATE_NOOP("Elsewhere", "pods that crash at each start")},
        {QStringLiteral("bad_release"), QT_TRANSLATE_NOOP("Elsewhere", "a release that brings errors")},
        {QStringLiteral("image_pull"), QT_TRANSLATE_NOOP("Elsewhere", "an image that cannot be pulled")},
        {QStringLiteral("pod_pending"), QT_TRANSLATE_NOOP("Elsewhere", "pods that find no node")},
        {QStringLiteral("redis_down"), QT_TRANSLATE_NOOP("Elsewhere", "Redis is stopped")},
        {QStringLiteral("db_down"), QT_TRANSLATE_NOOP("Elsewhere", "a database is stopped")},
        {QStringLiteral("db_lag"), QT_TRANSLATE_NOOP("Elsewhere", "a replica that falls behind")},
        {QStringLiteral("db_conn_exhaust"),
         QT_TRANSLATE_NOOP("Elsewhere", "no free connections to the database")},
        {QStringLiteral("queue_backlog"), QT_TRANSLATE_NOOP("Elsewhere", "a queue that fills up")},
        {QStringLiteral("cert_expiring"), QT_TRANSLATE_NOOP("Elsewhere", "a certificate that ends soon")},
        {QStringLiteral("node_down"), QT_TRANSLATE_NOOP("Elsewhere", "a node is switched off")},
        {QStringLiteral("node_pressure"), QT_TRANSLATE_NOOP("Elsewhere", "a node short of memory or disk")},
        {QStringLiteral("svc_exposed"),
         QT_TRANSLATE_NOOP("Elsewhere", "a service that can be reached from outside")},
        {QStringLiteral("backup_bad"), QT_TRANSLATE_NOOP("Elsewhere", "a backup that failed")},
        {QStringLiteral("vuln"), QT_TRANSLATE_NOOP("Elsewhere", "an image with known vulnerabilities")},
        {QStringLiteral("alert_fired"), QT_TRANSLATE_NOOP("Elsewhere", "an alert that fires")},
        {QStringLiteral("alert_mute"), QT_TRANSLATE_NOOP("Elsewhere", "an alert that was silenced")},
        {QStringLiteral("clock_skew"), QT_TRANSLATE_NOOP("Elsewhere", "a node whose clock is wrong")},
        {QStringLiteral("login_bruteforce"),
         QT_TRANSLATE_NOOP("Elsewhere", "many failing sign-ins from one address")},
        {QStringLiteral("netpol_missing"), QT_TRANSLATE_NOOP("Elsewhere", "network policies are gone")},
        {QStringLiteral("rbac_excess"), QT_TRANSLATE_NOOP("Elsewhere", "an account that may do too much")},
        {QStringLiteral("route_wrong"),
         QT_TRANSLATE_NOOP("Elsewhere", "a route that leads to the wrong place")},
        {QStringLiteral("secret_in_code"), QT_TRANSLATE_NOOP("Elsewhere", "a key in a repository")},
        {QStringLiteral("byzantine"), QT_TRANSLATE_NOOP("Elsewhere", "a node that votes wrong")},
        {QStringLiteral("net"), QT_TRANSLATE_NOOP("Elsewhere", "a slow network between nodes")}};
    const auto found = kinds.find(fault.kind);
    const QString words = found == kinds.end()
                              ? QString(fault.kind).replace(QLatin1Char('_'), QLatin1Char(' '))
                              : tr(found->second);
    return fault.on.isEmpty() ? words : tr("%1 (%2)").arg(words, fault.on);
}

QStringList toolsOf(const QString& command) {
    QStringList tools;
    for (const char* tool : {"dwcp-cli", "jq", "kubectl", "file", "curl", "grep"})
        if (calls(command, QLatin1String(tool)))
            tools << QLatin1String(tool);
    return tools;
}

} // namespace understudy::session
