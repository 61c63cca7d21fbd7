#include "core/access/Door.h"

#include "core/http/Message.h"

#include <sodium.h>

namespace understudy::access {

namespace {

std::optional<std::pair<std::string, std::string>> basic(const std::string& authorization) {
    if (authorization.size() < 6 || !http::equalsIgnoringCase(authorization.substr(0, 6), "Basic "))
        return std::nullopt;
    std::string pair(authorization.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const auto text = std::string_view(authorization).substr(6);
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(pair.data()), pair.size(), text.data(),
                          text.size(), " ", &length, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    pair.resize(length);
    const auto colon = pair.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    return std::pair(pair.substr(0, colon), pair.substr(colon + 1));
}

} // namespace

Door::Door(store::Sql& sql, const Clock& clock, std::string homePage, Tokens* tokens, int perMinute)
    : m_access(sql, clock, std::move(homePage))
    , m_failures(clock, 5, std::chrono::seconds(60))
    , m_tokens(tokens)
    , m_rate(clock, perMinute) {}

Result<Door::Verdict> Door::verify(const std::string& authorization, const std::string& from,
                                   Credential& credential) {
    constexpr std::string_view bearer = "Bearer ";
    const bool isToken =
        http::equalsIgnoringCase(authorization.substr(0, bearer.size()), std::string(bearer));
    auto verdict = isToken ? verifyToken(std::string_view(authorization).substr(bearer.size()), credential)
                           : verifyDevice(authorization, from, credential);
    const bool counted = verdict && *verdict == Verdict::Known && !may(credential, Deed::WriteStatements);
    if (counted && !m_rate.take(credential.user))
        return Verdict::TooFast;
    return verdict;
}

Result<Door::Verdict> Door::verifyToken(std::string_view token, Credential& credential) {
    Claims claims;
    const auto checked = m_tokens ? m_tokens->check(token, claims) : Tokens::Verdict::Bad;
    if (checked != Tokens::Verdict::Good)
        return checked == Tokens::Verdict::Later ? Verdict::Later : Verdict::Unknown;
    auto person = m_access.person(claims.name);
    if (!person)
        return person.error();
    if (!*person)
        return Verdict::Unknown;
    (*person)->role = claims.role.value_or((*person)->role);
    credential = m_access.credentialOf(**person, "oidc-" + (*person)->account.substr(2), claims.scopes);
    return Verdict::Known;
}

Result<Door::Verdict> Door::verifyDevice(const std::string& authorization, const std::string& from,
                                         Credential& credential) {
    const auto pair = basic(authorization);
    if (!pair)
        return Verdict::Malformed;
    if (pair->first.size() > longestName)
        return Verdict::Unknown;
    // The right password is never held up: somebody's guessing must not lock the device out.
    auto known = m_access.deviceOf(pair->first, pair->second);
    if (!known)
        return known.error();
    if (*known) {
        credential = std::move(**known);
        return Verdict::Known;
    }
    const auto name = networkOf(from) + ' ' + pair->first;
    if (!m_failures.open(name))
        return Verdict::TooMany;
    m_failures.failed(name);
    return Verdict::Unknown;
}

} // namespace understudy::access
