#include "core/access/Tokens.h"

#include "core/base/Log.h"
#include "core/http/Message.h"
#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::access {

namespace json = boost::json;

namespace {

constexpr std::size_t longest = 16 * 1024;
constexpr double leeway = 60; // seconds

std::optional<json::object> objectOf(std::string_view part) {
    const auto text = fromBase64Url(part);
    std::string ignored;
    auto value = text ? xapi::parseJson(*text, ignored) : std::nullopt;
    return value && value->is_object() ? std::optional(value->get_object()) : std::nullopt;
}

std::string textOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    return member && member->is_string() ? std::string(member->get_string()) : std::string();
}

/// A text, or a list of texts.
std::vector<std::string> textsOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    std::vector<std::string> texts;
    if (member && member->is_string())
        texts.emplace_back(member->get_string());
    if (member && member->is_array()) {
        for (const auto& one : member->get_array()) {
            if (one.is_string())
                texts.emplace_back(one.get_string());
        }
    }
    return texts;
}

/// Seconds since 1970. Nothing: there is none, or it is no number.
std::optional<double> momentOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    return member && member->is_number() ? std::optional(member->to_number<double>()) : std::nullopt;
}

bool isInTime(const json::object& claims, double now) {
    const auto end = momentOf(claims, "exp"), begin = momentOf(claims, "nbf");
    return end && now < *end + leeway && (begin ? now >= *begin - leeway : !claims.contains("nbf"));
}

/// The strongest role that the texts name.
std::optional<Role> roleIn(const std::vector<std::string>& texts) {
    std::optional<Role> strongest;
    for (const auto& text : texts) {
        const auto role = text == "staff" ? std::nullopt : roleNamed(text);
        if (role && (!strongest || *role > *strongest))
            strongest = role;
    }
    return strongest;
}

/// "openid xapi:statements/write": those with our prefix, since "profile" means something else to OpenID. Who
/// is limited in words that are not known here is not left without a limit.
Scopes scopesIn(const std::string& text) {
    constexpr std::string_view prefix = "xapi:";
    Scopes all = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_of(" ,\t\r\n", at), text.size());
        const auto one = std::string_view(text).substr(at, end - at);
        at = end + 1;
        if (!http::equalsIgnoringCase(one.substr(0, prefix.size()), prefix))
            continue;
        const auto named = scopesNamed(one.substr(prefix.size())).value_or(0);
        all |= named != 0 ? named : static_cast<Scopes>(Scope::Nothing);
    }
    return all;
}

/// Providers write them into "scope" or "scp", as one text or as a list.
Scopes scopesOf(const json::object& claims) {
    Scopes all = 0;
    for (const char* name : {"scope", "scp"}) {
        for (const auto& text : textsOf(claims, name))
            all |= scopesIn(text);
    }
    return all;
}

} // namespace

Tokens::Tokens(Options options, const Clock& clock, Fetch fetch)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_fetch(std::move(fetch)) {}

void Tokens::readKeys() {
    m_reading = true;
    m_lastRead = m_clock.now();
    m_fetch([this, alive = std::weak_ptr<bool>(m_alive)](const Result<std::string>& text) {
        if (!alive.lock())
            return;
        m_reading = false;
        auto keys = text ? PublicKey::readSet(*text) : text.error();
        if (keys)
            m_keys = std::move(*keys);
        else // the old ones stay
            qCWarning(logServer, "%s (%s)", qPrintable(keys.error().sentence),
                      qPrintable(keys.error().detail));
    });
}

const PublicKey* Tokens::keyFor(const std::string& id, const std::string& algorithm) const {
    const auto fits = [&](const PublicKey& key) {
        return key.algorithm() == algorithm && (id.empty() || key.id() == id);
    };
    const auto found = std::find_if(m_keys.begin(), m_keys.end(), fits);
    // Without a name it must be clear which one is meant.
    if (found == m_keys.end() || (id.empty() && std::count_if(m_keys.begin(), m_keys.end(), fits) > 1))
        return nullptr;
    return &*found;
}

Tokens::Verdict Tokens::check(std::string_view token, Claims& claims) {
    const auto first = token.find('.');
    const auto second = token.find('.', first == token.npos ? first : first + 1);
    if (token.size() > longest || second == token.npos || token.find('.', second + 1) != token.npos)
        return Verdict::Bad;
    const auto header = objectOf(token.substr(0, first));
    const auto signature = fromBase64Url(token.substr(second + 1));
    if (!header || !signature || header->contains("crit"))
        return Verdict::Bad;
    const auto algorithm = textOf(*header, "alg");
    if (algorithm != "RS256" && algorithm != "ES256")
        return Verdict::Bad;
    const auto* key = keyFor(textOf(*header, "kid"), algorithm);
    if (!key) {
        const bool due = !m_lastRead || m_clock.now() - *m_lastRead >= std::chrono::minutes(1) ||
                         m_clock.now() < *m_lastRead;
        if (due && !m_reading)
            readKeys();
        key = keyFor(textOf(*header, "kid"), algorithm); // read at once where they stand in a file
        if (!key)
            return m_reading ? Verdict::Later : Verdict::Bad;
    }
    if (!key->verifies(token.substr(0, second), *signature))
        return Verdict::Bad;
    const auto said = objectOf(token.substr(first + 1, second - first - 1));
    if (!said || textOf(*said, "iss") != m_options.issuer)
        return Verdict::Bad;
    const auto audience = textsOf(*said, "aud");
    const double now = static_cast<double>(m_clock.now().time_since_epoch().count()) / 1000;
    if (std::find(audience.begin(), audience.end(), m_options.audience) == audience.end() ||
        !isInTime(*said, now))
        return Verdict::Bad;
    claims = {textOf(*said, m_options.nameClaim), roleIn(textsOf(*said, m_options.roleClaim)),
              scopesOf(*said)};
    return claims.name.empty() ? Verdict::Bad : Verdict::Good;
}

} // namespace understudy::access
