#pragma once

#include "core/xapi/Shape.h"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace understudy::xapi {

/// What the attachment of a signature is used for.
inline constexpr std::string_view signatureUsage = "http://adlnet.gov/expapi/attachments/signature";

/// Checks the signature of a statement: a compact JWS (RFC 7515) by RS256, RS384 or RS512 whose payload says
/// the same as @p statement did before it was signed. Where the header brings certificates (x5c), the first
/// one's key must have made the signature and each next one must have signed the one before; without them
/// nobody can tell who signed, and xAPI takes that. "" or what is wrong, in a sentence.
std::string checkSignature(std::string_view jws, const boost::json::object& statement, Version version);

} // namespace understudy::xapi
