#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace understudy::cluster {

/// When something happens by the five fields of cron (minute, hour, day of the month, month, day of the week)
/// or by a word such as @daily. In UTC.
class CronSchedule final {
public:
    /// The schedule, or what is wrong with it in the words of the real one.
    static std::variant<CronSchedule, std::string> read(const std::string& text);

    /// The first moment after @p minute, both in minutes since 1970; nothing when there is none in eight
    /// years.
    std::optional<std::int64_t> after(std::int64_t minute) const;

private:
    using Bits = std::bitset<64>;
    bool holdsOn(std::int64_t day) const;

    Bits m_minutes, m_hours, m_days, m_months, m_weekdays;
    bool m_anyDay = true, m_anyWeekday = true;
};

} // namespace understudy::cluster
