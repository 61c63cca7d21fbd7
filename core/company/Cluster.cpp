#include "core/company/Cluster.h"

#include "core/company/Shell.h"

namespace understudy::company {

namespace {

constexpr std::chrono::seconds runPatience{20};

/// Shells of a lab are plain: what the connection does beside them is for being on call.
connection::Connection forLab(connection::Connection host) {
    host.tmux = false;
    host.forwardAgent = false;
    host.forwards.clear();
    return host;
}

connection::HostLink::Means withShell(connection::HostLink::Means means, const Profile& profile) {
    means.command = loginShell(profile);
    return means;
}

} // namespace

Cluster::Cluster(Profile profile, connection::Connection host, connection::HostLink::Means means,
                 connection::LinkQuestions questions, QObject* parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_link(std::make_unique<connection::HostLink>(
          forLab(std::move(host)), withShell(std::move(means), m_profile), std::move(questions)))
    , m_through([this] { return m_link->session(); })
    , m_kubectl(m_profile, [this] { return m_link->session(); }) {
    if (!m_profile.prometheus.address.isEmpty()) {
        m_prometheus = std::make_unique<metrics::PrometheusClient>(QUrl(m_profile.prometheus.address),
                                                                   network(m_profile.prometheus));
        m_prometheus->setAdvice(tr("Check its address in the cluster's profile, and that it runs."));
    }
    if (!m_profile.alertmanager.address.isEmpty())
        m_alertmanager = std::make_unique<AlertmanagerClient>(QUrl(m_profile.alertmanager.address),
                                                              network(m_profile.alertmanager));
}

Cluster::~Cluster() = default;

Result<void> Cluster::start() {
    if (m_link->connection().watchOnly)
        return Error{Errc::Refused,
                     tr("%1 is set to Watch only, so nothing can be typed there. Choose another host in the "
                        "profile, or take Watch only off under On call.")
                         .arg(hostName()),
                     {}};
    m_link->start();
    return {};
}

void Cluster::run(const QString& script, Kubectl::Done done) {
    ssh::Session* session = m_link->session();
    if (!session)
        return done(Error{Errc::Unreachable, tr("There is no login to the host. Connect first."), {}});
    session->exec(onHost(m_profile, script, QStringLiteral("bash")), {}, runPatience, std::move(done));
}

QNetworkAccessManager& Cluster::network(const Service& service) {
    return service.throughHost ? static_cast<QNetworkAccessManager&>(m_through) : m_straight;
}

} // namespace understudy::company
