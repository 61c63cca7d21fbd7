#pragma once

#include "core/base/Result.h"
#include "labs/host/HostService.h"

#include <QString>

namespace understudy::host {

/// The folder of a lab host: `home` is the trainee's, `host` holds tools and settings that shells only read,
/// `tmp` is their /tmp, `ssh` holds keys that no shell sees. Everything is 0700.
class LabHome final {
public:
    static Result<LabHome> make(const HostOptions& options);

    /// A fresh home: what the trainee left is taken away, the scripts and what @p lab brings are put there.
    Result<void> renew(const QString& lab) const;

    QString root() const { return m_root; }
    QString home() const { return m_root + QStringLiteral("/home"); }
    QString host() const { return m_root + QStringLiteral("/host"); }
    QString tmp() const { return m_root + QStringLiteral("/tmp"); }
    QString keys() const { return m_root + QStringLiteral("/ssh"); }
    QString commands() const { return host() + QStringLiteral("/run/commands"); }           ///< a FIFO
    QString ofNode(const QString& node) const { return nodes() + QLatin1Char('/') + node; } ///< its home
    QString ofLab(const QString& lab) const; ///< what the lab brings along; it need not be there

private:
    explicit LabHome(const HostOptions& options);
    QString nodes() const { return m_root + QStringLiteral("/nodes"); }
    Result<void> install() const;
    Result<void> fillHome(const QString& lab) const;

    QString m_root;
    QString m_files;
    QByteArray m_kubeconfig;
    QString m_token;
    QMap<QString, QByteArray> m_secrets;
};

} // namespace understudy::host
