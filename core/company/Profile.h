#pragma once

#include "core/base/Id.h"
#include "core/base/Result.h"

#include <QJsonObject>
#include <QString>

namespace understudy::company {

/// A server beside a cluster, and who sees its address.
struct Service {
    QString address;         ///< "http://127.0.0.1:9090", with a path if need be; empty: there is none
    bool throughHost = true; ///< it is the SSH host that sees this address: read through the login

    bool operator==(const Service&) const = default;
};

/// A company's own cluster in the place of the local lab: where to log in, which kubeconfig kubectl takes,
/// and where its metrics, alerts and traces are. Kept in the trainee's profile; never holds a secret.
struct Profile {
    enum class Place { Host, Here };

    Id id;
    QString name;
    Id host;                          ///< of connection::AddressBook, or a host of ~/.ssh/config
    QString kubeconfig;               ///< a path, ~/ for the home folder; empty: what kubectl takes by itself
    Place kubeconfigAt = Place::Host; ///< where that file is, and kubectl with it
    Service prometheus, alertmanager, jaeger;

    bool operator==(const Profile&) const = default;

    /// What has to be mended before it can be used; done when there is nothing.
    Result<void> checkName() const;
    Result<void> checkHost() const;
    Result<void> checkKubeconfig() const;
    /// @p what is "Prometheus".
    static Result<void> checkService(const Service& service, const QString& what);

    QJsonObject toJson() const;
    static Result<Profile> fromJson(const QJsonObject& json);
};

/// "~/x" as a path on this computer.
QString expanded(const QString& path);

} // namespace understudy::company
