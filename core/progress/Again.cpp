#include "core/progress/Again.h"

#include <QCoreApplication>
#include <QLocale>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

} // namespace

// The titles are what "done" is written down under: they are never translated and never change.
Occurrence occurrence(const course::Recurring& recurring, QDate day) {
    using Every = course::Recurring::Every;
    Occurrence one;
    QString period;
    switch (recurring.every) {
    case Every::Week: {
        one.first = day.addDays(1 - day.dayOfWeek());
        one.last = one.first.addDays(4);
        int year = 0;
        const int week = day.weekNumber(&year);
        period = QStringLiteral("week %1 of %2").arg(week).arg(year);
        one.heading = Words::tr("This week");
        break;
    }
    case Every::Month:
        one.first = QDate(day.year(), day.month(), 1);
        one.last = one.first.addMonths(1).addDays(-1);
        period = QLocale(QLocale::English).toString(day, QStringLiteral("MMMM yyyy"));
        one.heading = Words::tr("This month");
        break;
    case Every::Quarter: {
        const int quarter = (day.month() - 1) / 3;
        one.first = QDate(day.year(), quarter * 3 + 1, 1);
        one.last = one.first.addMonths(3).addDays(-1);
        period = QStringLiteral("quarter %1 of %2").arg(quarter + 1).arg(day.year());
        one.heading = Words::tr("This quarter");
        break;
    }
    case Every::Year:
        one.first = QDate(day.year(), 1, 1);
        one.last = QDate(day.year(), 12, 31);
        period = QString::number(day.year());
        one.heading = Words::tr("This year");
        break;
    }
    one.item.kind = recurring.later ? course::TrackItem::Kind::Later : course::TrackItem::Kind::Practical;
    one.item.title = recurring.title + QStringLiteral(", ") + period;
    one.item.minutes = recurring.minutes;
    return one;
}

} // namespace understudy::progress
