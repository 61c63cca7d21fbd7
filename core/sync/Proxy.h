#pragma once

#include "core/base/Result.h"

namespace understudy::sync {

/// The way out of this network: none, what the system says, or one that the trainee has typed. This computer
/// itself is reached without one.
struct Proxy {
    enum class Kind { None, System, Own };
    Kind kind = Kind::System;
    QString host;
    quint16 port = 0;
    QString user;     ///< "" where it asks nobody
    QString password; ///< belongs in the keychain

    bool operator==(const Proxy&) const = default;
};

/// One of one's own by its address, "host:port" or "http://host:port".
Result<Proxy> proxyAt(const QString& address, const QString& user, const QString& password);

} // namespace understudy::sync
