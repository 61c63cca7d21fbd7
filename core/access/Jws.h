#pragma once

#include "core/base/Result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::access {

std::optional<std::string> fromBase64Url(std::string_view text);

/// A public key of a JSON Web Key Set (RFC 7517) for RS256 or ES256. Others are passed over.
class PublicKey final {
public:
    /// The keys of a set that may sign; an error when the text is no set or has none.
    static Result<std::vector<PublicKey>> readSet(const std::string& json);

    const std::string& id() const { return m_id; }
    const std::string& algorithm() const { return m_algorithm; } ///< "RS256" or "ES256", by the kind of key
    /// Whether @p signature (as in a JWS) is this key's over @p input.
    bool verifies(std::string_view input, std::string_view signature) const;

private:
    PublicKey() = default;

    std::string m_id;
    std::string m_algorithm;
    std::shared_ptr<void> m_key; ///< EVP_PKEY
    friend struct KeyReader;
};

} // namespace understudy::access
