#pragma once

#include "core/access/Backstage.h"
#include "core/access/Tokens.h"

#include <QString>

namespace understudy::server {

/// Reads the key set of an OpenID provider from a file, or from its address on a thread that nobody waits
/// for.
class IssuerKeys final {
public:
    IssuerKeys(QString place, Threads& threads, Post post);

    /// @p done is called at once for a file, by post() for an address.
    void read(std::function<void(const Result<std::string>&)> done);
    /// https, or http on this computer, or a file's name.
    static bool isFit(const QString& place);

private:
    QString m_place;
    Post m_post;
    access::Backstage m_backstage;
};

} // namespace understudy::server
