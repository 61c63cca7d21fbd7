#include "core/review/Schedule.h"

#include <algorithm>
#include <deque>

namespace understudy::review {
namespace {

using Days = std::chrono::duration<double, std::ratio<86400>>;

/// The day's number in the trainee's calendar.
qint64 dayOf(Instant when, int offsetMinutes) {
    return std::chrono::floor<std::chrono::days>(when + std::chrono::minutes(offsetMinutes))
        .time_since_epoch()
        .count();
}

int secondsOf(const Card& card, const Limits& limits) {
    return card.seconds > 0 ? card.seconds : limits.seconds;
}

double chanceOf(const Card& card, Instant now) {
    return card.answers == 0 ? 0 : recall(card.memory, Days(now - card.last).count());
}

/// Those that can still be kept come first, what is lost already can wait a day more; what was never
/// answered comes last.
void sortByWorth(std::vector<const Card*>& due, Instant now) {
    std::stable_sort(due.begin(), due.end(), [now](const Card* left, const Card* right) {
        return chanceOf(*left, now) > chanceOf(*right, now);
    });
}

/// Takes from the front what a day holds.
std::vector<const Card*> takeDay(std::deque<const Card*>& queue, int secondsLeft, const Limits& limits,
                                 int& spent) {
    std::vector<const Card*> taken;
    std::deque<const Card*> rest;
    int fresh = 0;
    for (const Card* card : queue) {
        const int seconds = secondsOf(*card, limits);
        const bool isNew = card->answers == 0;
        if (spent + seconds > secondsLeft || (isNew && fresh >= limits.newOnes)) {
            rest.push_back(card);
            continue;
        }
        fresh += isNew ? 1 : 0;
        spent += seconds;
        taken.push_back(card);
    }
    queue = std::move(rest);
    return taken;
}

} // namespace

Instant dayStart(Instant now, int offsetMinutes) {
    return std::chrono::floor<std::chrono::days>(now + std::chrono::minutes(offsetMinutes)) -
           std::chrono::minutes(offsetMinutes);
}

Schedule scheduleFor(const std::vector<Card>& cards, Instant now, int offsetMinutes, int spentSeconds,
                     const std::set<QString>& asked, const Limits& limits) {
    const qint64 today = dayOf(now, offsetMinutes);
    std::vector<const Card*> due;
    std::map<qint64, std::vector<const Card*>> coming; // by day
    for (const Card& card : cards) {
        if (!asked.contains(card.question))
            continue;
        const qint64 day = dayOf(card.due, offsetMinutes);
        (day <= today ? due : coming[day]).push_back(&card);
    }
    sortByWorth(due, now);
    std::deque<const Card*> queue(due.begin(), due.end());

    Schedule plan;
    for (const Card* card : takeDay(queue, limits.minutes * 60 - spentSeconds, limits, plan.seconds))
        plan.today.push_back(card->question);
    plan.waiting = static_cast<int>(queue.size());
    for (int ahead = 1; ahead <= limits.forecastDays; ++ahead) {
        const auto more = coming.find(today + ahead);
        if (more != coming.end())
            queue.insert(queue.end(), more->second.begin(), more->second.end());
        int spent = 0;
        plan.ahead.push_back(static_cast<int>(takeDay(queue, limits.minutes * 60, limits, spent).size()));
    }
    return plan;
}

} // namespace understudy::review
