#pragma once

#include "app/server/Options.h"

#include "core/http/Server.h"

namespace understudy::server {

/// A certificate with its chain and its key, as PEM; both empty: no TLS.
struct Tls {
    std::string certificate;
    std::string key;
};

/// What the options say about TLS. @p data: where a certificate of our own is kept.
Result<Tls> readTls(const Options& options, const QString& data);

} // namespace understudy::server
