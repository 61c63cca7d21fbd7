#include "core/http/Target.h"

#include <algorithm>

namespace understudy::http {

namespace {

constexpr std::size_t maxFields = 1000;

int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plusIsSpace) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size())
                return std::nullopt;
            const int high = hexDigit(text[i + 1]);
            const int low = hexDigit(text[i + 2]);
            if (high < 0 || low < 0)
                return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        if (c == '\0')
            return std::nullopt;
        out.push_back(c);
    }
    return out;
}

bool climbs(std::string_view path) {
    while (!path.empty()) {
        const auto end = std::min(path.find_first_of("/\\"), path.size());
        if (path.substr(0, end) == "..")
            return true;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return false;
}

/// http://host/path → /path; the host was the client's business.
std::string_view withoutAuthority(std::string_view text) {
    const auto scheme = text.find("://");
    if (text.starts_with('/') || scheme == std::string_view::npos || scheme > 5)
        return text;
    const auto slash = text.find_first_of("/?", scheme + 3);
    if (slash == std::string_view::npos)
        return "/";
    return text.substr(slash);
}

} // namespace

std::optional<Target> parseTarget(std::string_view text) {
    const bool clean =
        std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!clean)
        return std::nullopt;
    text = withoutAuthority(text);
    if (!text.starts_with('/'))
        return std::nullopt;

    const auto mark = std::min(text.find('?'), text.size());
    auto path = decode(text.substr(0, mark), false);
    if (!path || climbs(*path))
        return std::nullopt;
    auto query = parseForm(text.substr(std::min(mark + 1, text.size())));
    if (!query)
        return std::nullopt;
    return Target{std::move(*path), std::move(*query)};
}

std::optional<Pairs> parseForm(std::string_view text) {
    Pairs fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto field = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (field.empty())
            continue;
        if (fields.size() == maxFields)
            return std::nullopt;
        const auto equals = std::min(field.find('='), field.size());
        auto name = decode(field.substr(0, equals), true);
        auto value = decode(field.substr(std::min(equals + 1, field.size())), true);
        if (!name || !value)
            return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::string percentEncode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    static constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (plain.find(c) != std::string_view::npos) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

} // namespace understudy::http
