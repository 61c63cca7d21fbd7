#include "core/progress/Calendar.h"

#include <QCoreApplication>
#include <QLocale>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

constexpr int weekDays = 5;
constexpr int farYears = 20; // a date from a broken clock must not be walked to

// The texts are in American English; names of days follow the texts, not the system.
QString inEnglish(QDate date, const QString& format) {
    return QLocale(QLocale::English).toString(date, format);
}

} // namespace

Calendar::Calendar(QDate start, std::set<QDate> free)
    : m_start(start.dayOfWeek() > weekDays ? start.addDays(8 - start.dayOfWeek()) : start)
    , m_free(std::move(free)) {}

bool Calendar::works(QDate date) const { return date.dayOfWeek() <= weekDays && !m_free.count(date); }

QDate Calendar::next(QDate date) const {
    while (!works(date))
        date = date.addDays(1);
    return date;
}

QDate Calendar::date(int week, int day) const {
    QDate date = next(m_start);
    for (int number = (week - 1) * weekDays + day; number > 1; --number)
        date = next(date.addDays(1));
    return date;
}

std::vector<QDate> Calendar::firstDates(int count) const {
    std::vector<QDate> dates;
    for (QDate date = m_start; static_cast<int>(dates.size()) < count; date = date.addDays(1)) {
        date = next(date);
        dates.push_back(date);
    }
    return dates;
}

int Calendar::dayNumber(QDate date) const {
    if (date < m_start) { // free days do not matter there: nobody counts backwards
        int before = 0;
        for (QDate one = std::max(date, m_start.addYears(-farYears)); one < m_start; one = one.addDays(1))
            before += one.dayOfWeek() <= weekDays;
        return std::min(0, 1 - before);
    }
    int number = 0;
    const QDate last = std::min(date, m_start.addYears(farYears));
    for (QDate one = m_start; one <= last; one = one.addDays(1))
        number += works(one);
    return number;
}

int Calendar::week(QDate date) const {
    const int number = dayNumber(date);
    return number < 1 ? 0 : (number - 1) / weekDays + 1;
}

int Calendar::day(QDate date) const {
    const int number = dayNumber(date);
    return number < 1 ? 0 : (number - 1) % weekDays + 1;
}

const course::TrackBlock* Calendar::block(const course::Track& track, QDate date) const {
    for (const course::TrackBlock& block : track.blocks)
        if (block.week == week(date) && block.firstDay <= day(date) && day(date) <= block.lastDay)
            return &block;
    return nullptr;
}

QDateTime Calendar::due(const course::TrackBlock& block, const course::TrackItem& item) const {
    const QTime time = QTime::fromString(item.due, QStringLiteral("H:mm"));
    return QDateTime(date(block.week, block.lastDayOf(item)), time.isValid() ? time : QTime(23, 59, 59));
}

QString shortDate(QDate date) { return inEnglish(date, QStringLiteral("ddd d MMM")); }

QString dueWords(const QDateTime& due, bool hasTime, const QDateTime& now) {
    const qint64 days = now.date().daysTo(due.date());
    if (days < 0)
        return days == -1 ? Words::tr("1 day late") : Words::tr("%1 days late").arg(-days);
    if (days == 0 && due < now)
        return Words::tr("Late since %1").arg(due.time().toString(QStringLiteral("HH:mm")));
    if (days == 0 && hasTime)
        return Words::tr("Today %1").arg(due.time().toString(QStringLiteral("HH:mm")));
    if (days == 0)
        return Words::tr("Today");
    return days == 1 ? Words::tr("Tomorrow") : shortDate(due.date());
}

QString agoWords(const QDateTime& when, const QDateTime& now) {
    const QString time = when.time().toString(QStringLiteral("HH:mm"));
    const qint64 days = when.date().daysTo(now.date());
    if (days <= 0)
        return Words::tr("today at %1").arg(time);
    if (days == 1)
        return Words::tr("yesterday at %1").arg(time);
    return Words::tr("on %1 at %2").arg(inEnglish(when.date(), QStringLiteral("ddd d MMMM")), time);
}

} // namespace understudy::progress
