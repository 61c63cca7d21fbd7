#include "core/lrs/HttpDate.h"

#include <chrono>

namespace understudy::lrs {

std::string httpDate(xapi::Micros when) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto iso = xapi::formatTimestamp(when); // 2025-11-10T09:00:00.000Z
    const auto day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(when)));
    const auto weekday = std::chrono::weekday(day).c_encoding();
    const auto month = static_cast<unsigned>(std::chrono::year_month_day(day).month());
    return std::string(days[weekday]) + ", " + iso.substr(8, 2) + ' ' + months[month - 1] + ' ' +
           iso.substr(0, 4) + ' ' + iso.substr(11, 8) + " GMT";
}

} // namespace understudy::lrs
