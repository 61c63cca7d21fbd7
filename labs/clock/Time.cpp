#include "labs/clock/Time.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace understudy::cluster {

std::optional<Micros> parseDuration(std::string_view text) {
    Micros sign = 1;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        sign = text[0] == '-' ? -1 : 1;
        text.remove_prefix(1);
    }
    Micros total = 0;
    bool any = false;
    while (!text.empty()) {
        Micros number = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 9)
            number = number * 10 + (text[digits++] - '0');
        std::size_t letters = digits;
        while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z')
            ++letters;
        const auto unit = text.substr(digits, letters - digits);
        const Micros scale = unit == "ms"  ? 1000
                             : unit == "s" ? second
                             : unit == "m" ? minute
                             : unit == "h" ? hour
                             : unit == "d" ? day
                                           : 0;
        if (digits == 0 || scale == 0 || number * (scale / 1000) > 4'000'000'000'000)
            return std::nullopt;
        total += number * scale;
        if (total > 4'000'000'000'000'000) // of many parts
            return std::nullopt;
        any = true;
        text.remove_prefix(letters);
    }
    return any ? std::optional(sign * total) : std::nullopt;
}

std::string toRfc3339(std::int64_t unixMicros, bool fraction) {
    using namespace std::chrono;
    const sys_time<microseconds> moment{microseconds{unixMicros}};
    const auto date = floor<days>(moment);
    const year_month_day ymd{date};
    const hh_mm_ss clock{floor<microseconds>(moment - date)};
    std::array<char, 64> text{};
    const int used =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(ymd.year()),
                      static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()));
    std::string result(text.data(), static_cast<std::size_t>(used));
    if (fraction) {
        std::array<char, 16> digits{};
        std::snprintf(digits.data(), digits.size(), ".%06d000", static_cast<int>(clock.subseconds().count()));
        result += digits.data();
    }
    return result + 'Z';
}

std::optional<std::int64_t> fromRfc3339(std::string_view text) {
    using namespace std::chrono;
    const std::string copy(text);
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, used = 0;
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &used) != 6 ||
        used == 0)
        return std::nullopt;
    const year_month_day ymd{year{y}, month{static_cast<unsigned>(mo)},
                             std::chrono::day{static_cast<unsigned>(d)}};
    if (!ymd.ok() || h > 23 || mi > 59 || s > 60 || h < 0 || mi < 0 || s < 0)
        return std::nullopt;
    std::int64_t micros = 0;
    auto rest = std::string_view(copy).substr(static_cast<std::size_t>(used));
    if (!rest.empty() && rest[0] == '.') {
        rest.remove_prefix(1);
        std::int64_t scale = 100'000;
        while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
            micros += (rest[0] - '0') * scale;
            scale /= 10;
            rest.remove_prefix(1);
        }
    }
    int offset = 0;
    if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-')) {
        offset = (std::atoi(std::string(rest.substr(1, 2)).c_str()) * 60 +
                  std::atoi(std::string(rest.substr(4, 2)).c_str())) *
                 (rest[0] == '-' ? -1 : 1);
    } else if (rest != "Z" && rest != "z") {
        return std::nullopt;
    }
    const auto since = sys_days(ymd).time_since_epoch() + hours(h) + minutes(mi - offset) + seconds(s);
    return duration_cast<microseconds>(since).count() + micros;
}

} // namespace understudy::cluster
