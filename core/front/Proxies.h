#pragma once

#include "core/http/Server.h"

#include <optional>
#include <string>
#include <vector>

namespace understudy::front {

/// The reverse proxies in front of this server: what they say about their clients is believed, what anybody
/// else says is not.
class Proxies final {
public:
    /// Addresses and networks separated by commas: "127.0.0.1, ::1, 10.0.0.0/8". Nothing: one of them is
    /// none.
    static std::optional<Proxies> named(const std::string& text);

    bool any() const { return !m_networks.empty(); }
    bool trusts(const std::string& address) const;
    /// Puts the client's own address, scheme and host into a request that came through a proxy: the last
    /// address of X-Forwarded-For that is no proxy of ours, X-Forwarded-Proto, and X-Forwarded-Host.
    void unwrap(http::Request& request) const;

private:
    struct Network {
        std::string bytes; ///< 4 or 16
        unsigned bits = 0;
    };
    std::vector<Network> m_networks;
};

} // namespace understudy::front
