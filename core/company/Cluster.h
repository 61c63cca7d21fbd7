#pragma once

#include "core/company/AlertmanagerClient.h"
#include "core/company/Kubectl.h"
#include "core/connection/HostLink.h"
#include "core/metrics/PrometheusClient.h"
#include "core/tunnel/FarNetwork.h"

#include <QObject>

#include <memory>

namespace understudy::company {

/// A company's cluster as a profile tells of it: one login to its host, and the ways to what else it has,
/// through that login or straight. Nothing it does by itself changes the cluster.
class Cluster final : public QObject {
    Q_OBJECT
public:
    /// @p host is the one that the profile names.
    Cluster(Profile profile, connection::Connection host, connection::HostLink::Means means,
            connection::LinkQuestions questions, QObject* parent = nullptr);
    ~Cluster() override;

    const Profile& profile() const { return m_profile; }
    connection::HostLink& link() { return *m_link; }
    const connection::HostLink& link() const { return *m_link; }
    QString hostName() const { return m_link->connection().name; }
    /// Logs in; the host may only be watched: then nothing is tried and the error says so.
    Result<void> start();

    Kubectl& kubectl() { return m_kubectl; }
    /// Runs @p script by bash on the host, with the variables of its shells.
    void run(const QString& script, Kubectl::Done done);
    metrics::PrometheusClient* prometheus() const { return m_prometheus.get(); } ///< nullptr: has none
    AlertmanagerClient* alertmanager() const { return m_alertmanager.get(); }    ///< likewise
    /// How @p service of the profile is reached.
    QNetworkAccessManager& network(const Service& service);

private:
    const Profile m_profile;
    std::unique_ptr<connection::HostLink> m_link;
    QNetworkAccessManager m_straight;
    tunnel::FarNetwork m_through;
    Kubectl m_kubectl;
    std::unique_ptr<metrics::PrometheusClient> m_prometheus;
    std::unique_ptr<AlertmanagerClient> m_alertmanager;
};

} // namespace understudy::company
