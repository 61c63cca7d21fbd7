#include "core/xapi/Values.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <set>
#include <vector>

namespace understudy::xapi {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isAlnum(char c) { return isDigit(c) || isAlpha(c); }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <typename Test>
bool all(std::string_view text, Test test) {
    return std::all_of(text.begin(), text.end(), test);
}

/// Exactly @p count digits from the front.
std::optional<int> number(std::string_view& text, std::size_t count) {
    if (text.size() < count || !all(text.substr(0, count), isDigit))
        return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count))
        value = value * 10 + (c - '0');
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, std::string_view oneOf) {
    if (text.empty() || oneOf.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

/// Minutes ahead of UTC.
std::optional<int> offset(std::string_view text) {
    if (text == "Z" || text == "z")
        return 0;
    if (text.empty() || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = number(text, 2);
    if (!hours || *hours > 23)
        return std::nullopt;
    int minutes = 0;
    if (!text.empty()) {
        skip(text, ":");
        const auto read = number(text, 2);
        if (!read || *read > 59 || !text.empty())
            return std::nullopt;
        minutes = *read;
    }
    const int total = *hours * 60 + minutes;
    if (sign < 0 && total == 0)
        return std::nullopt;
    return sign * total;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

/// A whole or decimal number and its letter; how many characters, 0 when there is none.
std::size_t durationPart(std::string_view text, bool& decimal) {
    std::size_t at = 0;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    if (at == 0)
        return 0;
    decimal = at < text.size() && (text[at] == '.' || text[at] == ',');
    if (decimal) {
        const auto point = at++;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        if (at == point + 1)
            return 0;
    }
    return at < text.size() ? at + 1 : 0;
}

} // namespace

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return out;
}

bool isUuid(std::string_view text) {
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHex(text[i]))
            return false;
    }
    return std::string_view("89abAB").find(text[19]) != std::string_view::npos;
}

bool isIri(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !isAlpha(text.front()))
        return false;
    const auto scheme = text.substr(0, colon);
    if (!all(scheme, [](char c) { return isAlnum(c) || c == '+' || c == '-' || c == '.'; }))
        return false;
    return all(text.substr(colon + 1), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
               std::string_view("<>\"{}|\\^`").find(c) == std::string_view::npos;
    });
}

bool isMailbox(std::string_view text) {
    if (!text.starts_with("mailto:"))
        return false;
    const auto address = text.substr(7);
    const auto at = address.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
           all(address, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

bool isSha1(std::string_view text) { return text.size() == 40 && all(text, isHex); }

bool isSha2(std::string_view text) { return text.size() >= 56 && text.size() <= 128 && all(text, isHex); }

bool isLanguageTag(std::string_view text) {
    // Nearly all are en or en-US.
    if ((text.size() == 2 || (text.size() == 5 && text[2] == '-' && all(text.substr(3), isAlpha))) &&
        all(text.substr(0, 2), isAlpha))
        return true;
    const auto parts = split(text, '-');
    if (!std::all_of(parts.begin(), parts.end(),
                     [](auto part) { return !part.empty() && part.size() <= 8 && all(part, isAlnum); }))
        return false;
    if (parts[0] == "x" || parts[0] == "X")
        return parts.size() > 1;
    if (parts[0] == "i" || parts[0] == "I") // registered before the grammar: i-klingon
        return parts.size() == 2;
    if (parts[0].size() < 2 || !all(parts[0], isAlpha))
        return false;
    // Subtags come in order: extended languages, script, region, variants, then extensions by single letters.
    enum { Extended, Script, Region, Variant } next = Extended;
    int extended = 0;
    std::set<std::string> seen;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto part = parts[i];
        const bool letters = all(part, isAlpha);
        if (part.size() == 1) {
            const auto singleton = lowered(part);
            if (i + 1 == parts.size() || !seen.insert(singleton).second)
                return false;
            if (singleton == "x")
                return true;
            if (parts[i + 1].size() < 2)
                return false;
            while (i + 1 < parts.size() && parts[i + 1].size() > 1)
                ++i;
            next = Variant;
        } else if (next == Extended && part.size() == 3 && letters && parts[0].size() < 4 && extended < 3) {
            ++extended;
        } else if (next <= Script && part.size() == 4 && letters) {
            next = Region;
        } else if (next <= Region &&
                   ((part.size() == 2 && letters) || (part.size() == 3 && all(part, isDigit)))) {
            next = Variant;
        } else if (seen.empty() && (part.size() >= 5 || (part.size() == 4 && isDigit(part.front())))) {
            next = Variant;
        } else {
            return false;
        }
    }
    return true;
}

bool isDuration(std::string_view text) {
    if (!skip(text, "P") || text.empty())
        return false;
    std::string_view units = "YMD";
    bool time = false;
    bool decimal = false;
    if (text.back() == 'W')
        return durationPart(text, decimal) == text.size();
    while (!text.empty()) {
        if (decimal)
            return false; // only the last part may have decimals
        if (text.front() == 'T' && !time) {
            time = true;
            units = "HMS";
            text.remove_prefix(1);
            if (text.empty())
                return false;
            continue;
        }
        const auto size = durationPart(text, decimal);
        if (size == 0)
            return false;
        const auto unit = units.find(text[size - 1]);
        if (unit == std::string_view::npos)
            return false;
        units.remove_prefix(unit + 1);
        text.remove_prefix(size);
    }
    return true;
}

std::optional<Micros> parseTimestamp(std::string_view text) {
    const auto year = number(text, 4);
    if (!year || !skip(text, "-"))
        return std::nullopt;
    const auto month = number(text, 2);
    if (!month || !skip(text, "-"))
        return std::nullopt;
    const auto day = number(text, 2);
    if (!day || !skip(text, "Tt "))
        return std::nullopt;
    const auto hour = number(text, 2);
    if (!hour || !skip(text, ":"))
        return std::nullopt;
    const auto minute = number(text, 2);
    if (!minute || !skip(text, ":"))
        return std::nullopt;
    const auto second = number(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    std::int64_t fraction = 0;
    if (skip(text, ".,")) {
        const auto digits = std::min(text.size(), text.find_first_not_of("0123456789"));
        if (digits == 0)
            return std::nullopt;
        for (std::size_t i = 0; i < 6; ++i)
            fraction = fraction * 10 + (i < digits ? text[i] - '0' : 0);
        text.remove_prefix(digits);
    }
    const auto ahead = offset(text);
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!ahead || !date.ok())
        return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t seconds = (std::int64_t{days} * 24 + *hour) * 3600 + (*minute - *ahead) * 60 + *second;
    return seconds * 1000000 + fraction;
}

std::string formatTimestamp(Micros when) {
    using namespace std::chrono;
    const sys_time<microseconds> moment{microseconds(when)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const auto rest = (moment - day).count();
    const auto micros = static_cast<int>(rest % 1000000);
    const auto seconds = static_cast<int>(rest / 1000000);
    char text[48];
    const bool whole = micros % 1000 == 0;
    std::snprintf(text, sizeof text,
                  whole ? "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ" : "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), seconds / 3600, seconds / 60 % 60, seconds % 60,
                  whole ? micros / 1000 : micros);
    return text;
}

std::string comparableDuration(std::string_view text) {
    const auto point = text.find_first_of(".,");
    if (point == std::string_view::npos)
        return std::string(text);
    const auto unit = text.find_first_not_of("0123456789", point + 1);
    if (unit == std::string_view::npos || text[unit] != 'S')
        return std::string(text);
    std::string decimals(text.substr(point + 1, std::min<std::size_t>(unit - point - 1, 2)));
    while (!decimals.empty() && decimals.back() == '0')
        decimals.pop_back();
    return std::string(text.substr(0, point)) + (decimals.empty() ? "" : "." + decimals) +
           std::string(text.substr(unit));
}

} // namespace understudy::xapi
