#include "core/access/Door.h"

#include "core/access/Secrets.h"
#include "core/base/KeyedHash.h"
#include "core/http/Message.h"

#include <sodium.h>

namespace understudy::access {

namespace {

using namespace std::chrono_literals;

constexpr int mostGuesses = 10; // different passwords for a name from a network, a minute
constexpr int mostWrong = 300;  // from a network, for whatever names, a minute

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
    , m_key(randomText(32))
    , m_guesses(clock, mostGuesses, 60s)
    , m_repeats(clock, 1, 60s)
    , m_byNetwork(clock, mostWrong, 60s)
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
    return mayGuess(from, pair->first, pair->second) ? Verdict::Unknown : Verdict::TooMany;
}

// A program with an old password sends it again and again and learns nothing by that: only a password that is
// new for this name is a guess. What is remembered of it leads to no password, being made with a key that
// ends with the program.
bool Door::mayGuess(const std::string& from, const std::string& user, const std::string& password) {
    const auto network = networkOf(from);
    if (!m_byNetwork.open(network))
        return false;
    m_byNetwork.failed(network);
    const auto name = network + ' ' + user;
    const auto guess =
        name + ' ' +
        keyedHash(QByteArray::fromStdString(password), QByteArray::fromStdString(m_key)).toStdString();
    if (!m_repeats.open(guess))
        return true;
    if (!m_guesses.open(name))
        return false;
    m_guesses.failed(name);
    m_repeats.failed(guess);
    return true;
}

} // namespace understudy::access
