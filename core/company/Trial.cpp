#include "core/company/Trial.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace understudy::company {

using Link = connection::HostLink;

Trial::Trial(Cluster& cluster, QObject* parent)
    : QObject(parent)
    , m_cluster(&cluster) {
    for (const Part part : {Part::Login, Part::Kubectl, Part::Prometheus, Part::Alertmanager, Part::Jaeger})
        m_lines.push_back({part, State::Waiting, {}, {}});
}

void Trial::start() {
    settle(Part::Login, State::Looking, tr("Logging in to %1").arg(m_cluster->hostName()));
    if (const auto allowed = m_cluster->start(); !allowed) {
        fail(Part::Login, allowed.error());
        return tryServices(false);
    }
    connect(&m_cluster->link(), &Link::changed, this, &Trial::followLogin);
    followLogin();
}

void Trial::cancel() {
    if (over())
        return;
    m_cancelled = true;
    for (Line& each : m_lines)
        if (each.state == State::Waiting || each.state == State::Looking)
            each = {each.part, State::Left, tr("Not tried: you stopped."), {}};
    Q_EMIT changed();
}

bool Trial::over() const {
    return std::none_of(m_lines.begin(), m_lines.end(), [](const Line& each) {
        return each.state == State::Waiting || each.state == State::Looking;
    });
}

bool Trial::works() const {
    return over() && !m_cancelled && std::none_of(m_lines.begin(), m_lines.end(), [](const Line& each) {
               return each.state == State::Fails;
           });
}

void Trial::settle(Part part, State state, const QString& words, const QString& detail) {
    if (m_cancelled)
        return;
    line(part) = {part, state, words, detail};
    Q_EMIT changed();
}

void Trial::followLogin() {
    if (line(Part::Login).state != State::Looking || m_cancelled)
        return;
    const Link& link = m_cluster->link();
    if (link.state() == Link::State::Connected) {
        settle(Part::Login, State::Works, tr("Logged in to %1.").arg(m_cluster->hostName()));
        tryKubectl();
        tryServices(true);
    } else if (link.state() == Link::State::Failed || link.state() == Link::State::Lost) {
        fail(Part::Login, link.trouble().value_or(Error{}));
        if (m_cluster->profile().kubeconfigAt == Profile::Place::Here)
            tryKubectl();
        tryServices(false);
    } else if (link.state() == Link::State::Idle) {
        fail(Part::Login, {Errc::Cancelled, tr("You stopped the login. Try again when you like."), {}});
        tryServices(false);
    }
}

void Trial::tryKubectl() {
    settle(Part::Kubectl, State::Looking, tr("Asking the cluster for its version"));
    m_cluster->kubectl().setPatience(m_patience);
    m_cluster->kubectl().run(
        {QStringLiteral("get"), QStringLiteral("--raw"), QStringLiteral("/version")},
        [this](const Result<ssh::ExecResult>& seen) {
            if (!seen)
                return fail(Part::Kubectl, seen.error());
            const QString version =
                QJsonDocument::fromJson(seen->output)[QLatin1String("gitVersion")].toString();
            if (seen->status != 0 || version.isEmpty())
                return fail(Part::Kubectl,
                            Kubectl::trouble(*seen, m_cluster->profile(), m_cluster->hostName()));
            settle(Part::Kubectl, State::Looking,
                   tr("Kubernetes %1 answers. Asking for your rights").arg(version.left(40)));
            tryRights();
        });
}

void Trial::tryRights() {
    m_cluster->kubectl().run(
        {QStringLiteral("auth"), QStringLiteral("can-i"), QStringLiteral("get"),
         QStringLiteral("deployments.apps"), QStringLiteral("-n"), QStringLiteral("production")},
        [this](const Result<ssh::ExecResult>& seen) {
            if (!seen)
                return fail(Part::Kubectl, seen.error());
            const QByteArray said = seen->output.trimmed();
            if (said == "yes")
                return settle(Part::Kubectl, State::Works, tr("kubectl reaches the cluster."));
            if (said.startsWith("no"))
                return fail(Part::Kubectl,
                            {Errc::Refused,
                             tr("The cluster answers, but you may not look at deployments in the namespace "
                                "production, where the labs are. Ask whoever runs it for the right to read."),
                             {}});
            fail(Part::Kubectl, Kubectl::trouble(*seen, m_cluster->profile(), m_cluster->hostName()));
        });
}

void Trial::tryServices(bool loggedIn) {
    if (line(Part::Kubectl).state == State::Waiting)
        settle(Part::Kubectl, State::Left, tr("Not tried: it needs the login."));
    const Profile& profile = m_cluster->profile();
    if (takeUp(Part::Prometheus, profile.prometheus, loggedIn,
               tr("No address: there are no charts, and checks of metrics are left out.")))
        tryPrometheus();
    if (takeUp(Part::Alertmanager, profile.alertmanager, loggedIn,
               tr("No address: alerts are asked of Prometheus, if there is one.")))
        tryAlertmanager();
    if (takeUp(Part::Jaeger, profile.jaeger, loggedIn, tr("No address: traces are read from files only.")))
        tryJaeger();
}

bool Trial::takeUp(Part part, const Service& service, bool loggedIn, const QString& without) {
    if (service.address.isEmpty()) {
        settle(part, State::Left, without);
        return false;
    }
    if (service.throughHost && !loggedIn) {
        settle(part, State::Left, tr("Not tried: it is read through the login."));
        return false;
    }
    settle(part, State::Looking, tr("Asking %1").arg(service.address));
    return true;
}

void Trial::tryPrometheus() {
    m_cluster->prometheus()->query(
        QStringLiteral("sum(up)"), this, [this](const Result<metrics::Answer>& seen) {
            if (!seen)
                return fail(Part::Prometheus, seen.error());
            const auto& series = seen->series;
            const double up = series.empty() || series.front().series.empty()
                                  ? 0
                                  : series.front().series.samples().back().value;
            settle(Part::Prometheus, State::Works,
                   up > 0 ? tr("Prometheus answers. Targets that are up: %1.").arg(int(up))
                          : tr("Prometheus answers, but none of its targets is up: charts may be empty."));
        });
}

void Trial::tryAlertmanager() {
    m_cluster->alertmanager()->alerts(this, [this](const Result<std::vector<metrics::Alert>>& seen) {
        if (!seen)
            return fail(Part::Alertmanager, seen.error());
        settle(Part::Alertmanager, State::Works,
               tr("Alertmanager answers. Alerts that fire: %1.").arg(seen->size()));
    });
}

void Trial::tryJaeger() {
    const Service& service = m_cluster->profile().jaeger;
    m_jaeger = std::make_unique<traces::TraceClient>(QUrl(service.address), m_cluster->network(service));
    m_jaeger->setTimeout(m_patience);
    m_jaeger->services(this, [this](const Result<QStringList>& names) {
        if (!names)
            return fail(Part::Jaeger,
                        {names.error().code,
                         tr("Jaeger does not answer. Check its address in the profile, and that it runs."),
                         names.error().detail});
        settle(Part::Jaeger, State::Works,
               tr("Jaeger answers. Services with traces: %1.").arg(names->size()));
    });
}

} // namespace understudy::company
