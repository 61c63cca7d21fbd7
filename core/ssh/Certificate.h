#pragma once

#include "core/base/Result.h"
#include "core/ssh/Key.h"

#include <QStringList>

#include <optional>

namespace understudy::ssh {

/// An OpenSSH host certificate (PROTOCOL.certkeys): an authority's word that a key is that of a host.
struct Certificate {
    PublicKey subject;   ///< the plain key it is about
    PublicKey authority; ///< the key that signed
    quint32 kind = 0;    ///< 1 for users, 2 for hosts
    QString id;
    QStringList principals; ///< host names; empty: any, which hosts' certificates may not have
    quint64 validFrom = 0;  ///< seconds since 1970
    quint64 validUntil = 0;
    bool demands = false; ///< has critical options, which none of is known for hosts
    QByteArray signedPart;
    QByteArray signature;

    /// Reads the blob; nothing when it is no certificate of a kind known here.
    static std::optional<Certificate> fromBlob(const QByteArray& blob);
    /// True when the authority's key made the signature.
    bool genuine() const;
    /// Whether it speaks for @p host showing @p shown at @p now (seconds since 1970), given that the
    /// authority is trusted for that host. The reason is for the trainee.
    Result<void> vouches(const QString& host, const PublicKey& shown, quint64 now) const;
};

} // namespace understudy::ssh
