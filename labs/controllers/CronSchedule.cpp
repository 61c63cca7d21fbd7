#include "labs/controllers/CronSchedule.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <vector>

namespace understudy::cluster {

namespace {

constexpr std::int64_t minutesADay = 24 * 60;
constexpr std::int64_t furthestDays = 8 * 366;

struct Field {
    const char* name;
    int least, most;
    const char* words; ///< three letters each, from the least
};

constexpr std::array<Field, 5> fields{{{"minute", 0, 59, ""},
                                       {"hour", 0, 23, ""},
                                       {"day of month", 1, 31, ""},
                                       {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                       {"day of week", 0, 6, "sunmontuewedthufrisat"}}};

std::vector<std::string> split(const std::string& text, const char* at) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find_first_of(at, from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::optional<int> numberOf(const std::string& text, const Field& field) {
    const std::string words = field.words;
    if (text.size() == 3 && !words.empty())
        for (std::size_t i = 0; i < words.size(); i += 3)
            if (words.compare(i, 3, lower(text)) == 0)
                return field.least + static_cast<int>(i / 3);
    if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::atoi(text.c_str());
}

/// One part between commas: *, 5, 1-5, */10, 1-30/5. "" or what is wrong.
std::string addRange(const std::string& part, const Field& field, std::bitset<64>& bits, bool& any) {
    const auto steps = split(part, "/");
    const auto ends = split(steps[0], "-");
    if (steps.size() > 2)
        return "Too many slashes: " + part;
    if (ends.size() > 2)
        return "Too many hyphens: " + part;
    int from = field.least, to = field.most, step = 1;
    if (steps[0] == "*" || steps[0] == "?") {
        any = any || steps.size() == 1;
    } else {
        const auto first = numberOf(ends[0], field), last = numberOf(ends.back(), field);
        if (!first || !last)
            return "Failed to parse int from " + (first ? ends.back() : ends[0]) +
                   ": strconv.Atoi: parsing \"" + (first ? ends.back() : ends[0]) + "\": invalid syntax";
        from = *first;
        to = ends.size() == 1 && steps.size() == 2 ? field.most : *last;
    }
    if (steps.size() == 2) {
        const auto wanted = numberOf(steps[1], {"", 0, 0, ""});
        if (!wanted || *wanted == 0)
            return "Step of range should be a positive number: " + part;
        step = *wanted;
    }
    if (from < field.least)
        return "Beginning of range (" + std::to_string(from) + ") below minimum (" +
               std::to_string(field.least) + "): " + part;
    if (to > field.most)
        return "End of range (" + std::to_string(to) + ") above maximum (" + std::to_string(field.most) +
               "): " + part;
    if (from > to)
        return "Beginning of range (" + std::to_string(from) + ") beyond end of range (" +
               std::to_string(to) + "): " + part;
    for (int i = from; i <= to; i += step)
        bits.set(static_cast<std::size_t>(i));
    return {};
}

std::string spelledOut(const std::string& text) {
    return text == "@hourly"                          ? "0 * * * *"
           : text == "@daily" || text == "@midnight"  ? "0 0 * * *"
           : text == "@weekly"                        ? "0 0 * * 0"
           : text == "@monthly"                       ? "0 0 1 * *"
           : text == "@yearly" || text == "@annually" ? "0 0 1 1 *"
                                                      : text;
}

} // namespace

std::variant<CronSchedule, std::string> CronSchedule::read(const std::string& text) {
    if (text.empty())
        return "Empty spec string";
    const std::string spelled = spelledOut(text);
    if (spelled[0] == '@')
        return "Unrecognized descriptor: " + text;
    auto parts = split(spelled, " \t");
    std::erase(parts, "");
    if (parts.size() != fields.size())
        return "Expected exactly 5 fields, found " + std::to_string(parts.size()) + ": " + text;
    CronSchedule schedule;
    bool ignored = false;
    schedule.m_anyDay = schedule.m_anyWeekday = false;
    const std::array<std::pair<Bits*, bool*>, 5> to{{{&schedule.m_minutes, &ignored},
                                                     {&schedule.m_hours, &ignored},
                                                     {&schedule.m_days, &schedule.m_anyDay},
                                                     {&schedule.m_months, &ignored},
                                                     {&schedule.m_weekdays, &schedule.m_anyWeekday}}};
    for (std::size_t i = 0; i < fields.size(); ++i)
        for (const auto& part : split(parts[i], ","))
            if (const std::string problem = addRange(part, fields[i], *to[i].first, *to[i].second);
                !problem.empty())
                return problem;
    return schedule;
}

// With both days named, either will do.
bool CronSchedule::holdsOn(std::int64_t day) const {
    using namespace std::chrono;
    const sys_days date{days{day}};
    const year_month_day ymd{date};
    const bool ofMonth = m_days.test(static_cast<unsigned>(ymd.day()));
    const bool ofWeek = m_weekdays.test(weekday(date).c_encoding());
    return m_months.test(static_cast<unsigned>(ymd.month())) &&
           (m_anyDay || m_anyWeekday ? ofMonth && ofWeek : ofMonth || ofWeek);
}

std::optional<std::int64_t> CronSchedule::after(std::int64_t minute) const {
    const std::int64_t from = minute + 1;
    const std::int64_t first = (from >= 0 ? from : from - minutesADay + 1) / minutesADay;
    for (std::int64_t day = first; day < first + furthestDays; ++day) {
        if (!holdsOn(day))
            continue;
        for (std::int64_t at = std::max(from, day * minutesADay); at < (day + 1) * minutesADay; ++at) {
            const auto ofDay = static_cast<std::size_t>(at - day * minutesADay);
            if (m_hours.test(ofDay / 60) && m_minutes.test(ofDay % 60))
                return at;
        }
    }
    return std::nullopt;
}

} // namespace understudy::cluster
