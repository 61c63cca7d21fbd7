#pragma once

#include "core/access/Jws.h"
#include "core/access/Rights.h"
#include "core/base/Clock.h"

#include <functional>

namespace understudy::access {

/// What a bearer token says of whom it was given to.
struct Claims {
    std::string name; ///< the short name of a person here
    std::optional<Role> role;
    Scopes scopes = 0;
};

/// Checks the tokens of one OpenID provider: JWS with RS256 or ES256 (RFC 7515), nothing else. The algorithm
/// is the key's, whatever the token says.
class Tokens final {
public:
    struct Options {
        std::string issuer;
        std::string audience;
        std::string nameClaim = "preferred_username";
        std::string roleClaim = "roles";
    };
    /// Reads the issuer's key set. @p done is called on the thread that checks.
    using Fetch = std::function<void(std::function<void(const Result<std::string>&)> done)>;

    Tokens(Options options, const Clock& clock, Fetch fetch);

    enum class Verdict {
        Good,
        Bad,
        Later ///< the keys are being read: the same token may be good in a moment
    };
    /// The keys are read again for a token with an unknown one, at most once a minute.
    Verdict check(std::string_view token, Claims& claims);
    void readKeys();

private:
    const PublicKey* keyFor(const std::string& id, const std::string& algorithm) const;

    Options m_options;
    const Clock& m_clock;
    Fetch m_fetch;
    std::vector<PublicKey> m_keys;
    std::optional<Instant> m_lastRead;
    bool m_reading = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace understudy::access
