#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"
#include "labs/dwcpapi/Calls.h"

namespace understudy::dwcp {

/// The REST API of the platform. See labs/catalog/README.md.
class DwcpFace final {
public:
    enum class Role { Operator, Viewer };
    /// @p secret makes tokens and the passwords of those who log in; it never leaves the lab's own files.
    DwcpFace(cluster::Stage& stage, std::string secret);
    void handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    /// A token that stays good as long as the lab runs.
    std::string token(Role role) const;
    std::string password(Role role) const; ///< for POST /v3/auth/login, user operator or viewer

private:
    using Exchange = std::shared_ptr<http::Exchange>;
    void login(const http::Request& request, const Exchange& exchange);
    std::string signature(const std::string& text) const;
    std::string tokenFor(Role role, cluster::Micros until) const;
    std::optional<Role> roleOf(const std::string& token) const;
    void refuse(const Exchange& exchange, int status, const char* code, const std::string& sentence);

    cluster::Stage& m_stage;
    std::string m_secret;
    std::int64_t m_requests = 0;
};

} // namespace understudy::dwcp
