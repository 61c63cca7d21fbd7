#pragma once

#include "core/access/Backstage.h"
#include "core/access/Tokens.h"

#include <QList>
#include <QSslCertificate>
#include <QString>

#include <memory>

namespace understudy::server {

/// Reads the key set of an OpenID provider from a file, or from its address on a thread that nobody waits
/// for.
class IssuerKeys final {
public:
    /// @p place: https, or http on this computer, or a file's name. @p authority: a file of certificates, as
    /// PEM, that alone vouch for that address; "": those of the system do. An error: wrong use.
    static Result<std::unique_ptr<IssuerKeys>> open(const QString& place, const QString& authority,
                                                    Threads& threads, Post post);

    /// @p done is called at once for a file, by post() for an address.
    void read(std::function<void(const Result<std::string>&)> done);

private:
    IssuerKeys(QString place, Threads& threads, Post post);

    QString m_place;
    QList<QSslCertificate> m_authority;
    Post m_post;
    access::Backstage m_backstage;
};

} // namespace understudy::server
