#include "core/lrs/Party.h"

#include "core/xapi/Keys.h"
#include "core/xapi/RawJson.h"

namespace understudy::lrs {

std::variant<Party, std::string> readParty(const std::string& text, xapi::Version version) {
    std::string reason;
    auto value = xapi::parseJson(text, reason);
    if (!value)
        return "agent: " + reason;
    if (reason = xapi::Shape::checkAgent(*value, version); !reason.empty())
        return reason;
    Party party{std::move(value->get_object()), {}};
    party.identity = xapi::identityOf(party.meaning);
    if (party.identity.empty())
        return std::string("agent must have an identifier.");
    return party;
}

std::string ownIdentity(const access::Credential& credential) {
    return "account " + credential.homePage + ' ' + credential.account;
}

} // namespace understudy::lrs
