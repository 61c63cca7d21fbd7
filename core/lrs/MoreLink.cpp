#include "core/lrs/MoreLink.h"

#include "core/http/Target.h"
#include "core/xapi/Base64.h"

#include <sodium.h>

#include <charconv>

namespace understudy::lrs {

namespace {

constexpr std::int64_t lifetime = std::int64_t{36} * 3600 * 1000; // milliseconds

std::int64_t millis(const Clock& clock) { return clock.now().time_since_epoch().count(); }

/// The number at the front of @p text and the blank behind it.
std::optional<std::int64_t> number(std::string_view& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != ' ')
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
    return value;
}

} // namespace

MoreLink::MoreLink(const Clock& clock, std::string secret)
    : m_clock(clock)
    , m_secret(std::move(secret)) {
    m_secret.resize(crypto_auth_KEYBYTES);
}

std::string MoreLink::seal(std::string_view text) const {
    std::string mac(crypto_auth_BYTES, '\0');
    crypto_auth(reinterpret_cast<unsigned char*>(mac.data()),
                reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                reinterpret_cast<const unsigned char*>(m_secret.data()));
    return mac;
}

std::string MoreLink::write(const Place& place, const std::string& user) const {
    std::string state = std::to_string(millis(m_clock) + lifetime) + ' ' + std::to_string(place.after) + ' ' +
                        std::to_string(place.upTo) + ' ' + http::percentEncode(user) + ' ';
    for (const auto& [name, value] : place.parameters)
        state += http::percentEncode(name) + '=' + http::percentEncode(value) + '&';
    return "/xapi/statements?more=" + xapi::toBase64Url(state) + '.' + xapi::toBase64Url(seal(state));
}

std::optional<MoreLink::Place> MoreLink::read(const std::string& token, const std::string& user) const {
    const auto dot = token.find('.');
    if (dot == std::string::npos)
        return std::nullopt;
    const auto state = xapi::fromBase64Url(std::string_view(token).substr(0, dot));
    const auto mac = xapi::fromBase64Url(std::string_view(token).substr(dot + 1));
    if (!state || !mac || mac->size() != crypto_auth_BYTES ||
        sodium_memcmp(mac->data(), seal(*state).data(), crypto_auth_BYTES) != 0)
        return std::nullopt;
    std::string_view text = *state;
    const auto until = number(text);
    const auto after = number(text);
    const auto upTo = number(text);
    const auto blank = text.find(' ');
    if (!until || !after || !upTo || blank == std::string_view::npos || *until < millis(m_clock) ||
        text.substr(0, blank) != http::percentEncode(user))
        return std::nullopt;
    auto parameters = http::parseForm(text.substr(blank + 1));
    if (!parameters)
        return std::nullopt;
    return Place{std::move(*parameters), *after, *upTo};
}

} // namespace understudy::lrs
