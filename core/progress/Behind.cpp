#include "core/progress/Behind.h"

#include "core/progress/Plan.h"

#include <algorithm>

namespace understudy::progress {

namespace {

constexpr int weekDays = 5;
constexpr double toSpare = 0.5; // of a day

/// The open share of each day of the plan; an item of several days is spread over them.
std::vector<double> openShares(const course::Course& course, const course::Track& track,
                               const Progress& progress) {
    std::vector<std::pair<double, double>> minutes; // left, of all
    for (const course::TrackBlock& block : track.blocks)
        for (const course::TrackItem& one : block.items) {
            const Item item(course, track, progress, one);
            const int first = block.firstDayOf(one), last = block.lastDayOf(one);
            for (int day = first; item.counts() && day <= last; ++day) {
                const auto number = static_cast<std::size_t>((block.week - 1) * weekDays + day);
                minutes.resize(std::max(minutes.size(), number));
                minutes[number - 1].first += double(item.minutesLeft()) / (last - first + 1);
                minutes[number - 1].second += double(item.minutes()) / (last - first + 1);
            }
        }
    std::vector<double> shares;
    for (const auto& [left, all] : minutes)
        shares.push_back(all > 0 ? left / all : 0);
    return shares;
}

} // namespace

int daysBehind(const std::vector<double>& openShare, int today) {
    const auto fits = [&](int first) { // today would be this day of the plan
        double open = 0;
        for (std::size_t i = 0; i < openShare.size(); ++i) {
            open += openShare[i];
            const int day = static_cast<int>(i) + 1;
            if (day >= first && open > day - first + 1 + toSpare)
                return false;
        }
        return first <= static_cast<int>(openShare.size()) || open <= 1 + toSpare;
    };
    for (int first = today; first > 1; --first)
        if (fits(first))
            return today - first;
    return std::max(0, today - 1);
}

Behind behind(const course::Course& course, const course::Track& track, const Progress& progress,
              const Calendar& calendar, QDate today) {
    Behind result;
    const QDate next = calendar.next(today);
    const int number = calendar.dayNumber(next);
    if (number <= 1)
        return result;
    result.days = daysBehind(openShares(course, track, progress), number);
    if (result.days == 0)
        return result;
    result.from = calendar.date(1, number - result.days);
    result.until = next;
    return result;
}

} // namespace understudy::progress
