#pragma once

#include "core/access/Rights.h"
#include "core/xapi/Shape.h"

#include <boost/json/object.hpp>

#include <string>
#include <variant>

namespace understudy::lrs {

/// The agent, or the group with an identifier, that a request names.
struct Party {
    boost::json::object meaning;
    std::string identity; ///< as xapi::identityOf() has it, never ""
};

/// Reads the value of a parameter "agent"; the text says what is wrong with it.
std::variant<Party, std::string> readParty(const std::string& text, xapi::Version version);

/// The identity of the credential's own person.
std::string ownIdentity(const access::Credential& credential);

} // namespace understudy::lrs
