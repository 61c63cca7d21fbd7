#include "core/progress/Calendar.h"

#include <QCoreApplication>
#include <QLocale>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

constexpr int weekDays = 5;

// The texts are in American English; names of days follow the texts, not the system.
QString inEnglish(QDate date, const QString& format) {
    return QLocale(QLocale::English).toString(date, format);
}

} // namespace

Calendar::Calendar(QDate start)
    : m_start(start.dayOfWeek() > weekDays ? start.addDays(8 - start.dayOfWeek()) : start) {}

QDate Calendar::date(int week, int day) const {
    const int number = (week - 1) * weekDays + day - 1; // working days after the start
    const int fromMonday = m_start.dayOfWeek() - 1 + number;
    return m_start.addDays(1 - m_start.dayOfWeek() + fromMonday / weekDays * 7 + fromMonday % weekDays);
}

int Calendar::dayNumber(QDate date) const {
    const QDate monday = m_start.addDays(1 - m_start.dayOfWeek());
    const qint64 days = monday.daysTo(date);
    const qint64 weeks = (days >= 0 ? days : days - 6) / 7;
    const qint64 inWeek = std::min<qint64>(days - weeks * 7, weekDays - 1);
    return static_cast<int>(weeks * weekDays + inWeek - (m_start.dayOfWeek() - 1) + 1);
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
    return QDateTime(date(block.week, block.lastDay), time.isValid() ? time : QTime(23, 59, 59));
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
