#include "core/cohort/Words.h"

#include <QCoreApplication>
#include <QLocale>

namespace understudy::cohort {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

} // namespace

QString agoWords(Instant when, Instant now) {
    using namespace std::chrono;
    if (when == Instant())
        return tr("never");
    const auto passed = duration_cast<minutes>(now - when).count();
    if (passed < 1) // a little in the future, too: two clocks never agree
        return tr("just now");
    if (passed < 60)
        return tr("%1 min ago").arg(passed);
    if (passed < 24 * 60)
        return tr("%1 h ago").arg(passed / 60);
    const auto days = passed / (24 * 60);
    return days == 1 ? tr("1 day ago") : tr("%1 days ago").arg(days);
}

QString overdueWords(int count, qint64 oldestLocal, qint64 nowLocal) {
    constexpr qint64 day = 24 * 3600;
    if (count == 0)
        return tr("none");
    const auto days = nowLocal / day - oldestLocal / day;
    if (days < 1)
        return tr("%1, since today").arg(count);
    if (count == 1)
        return days == 1 ? tr("1, since yesterday") : tr("1, for %1 days").arg(days);
    return days == 1 ? tr("%1, oldest 1 day").arg(count) : tr("%1, oldest %2 days").arg(count).arg(days);
}

QString dayWords(QDate day) { return QLocale(QLocale::English).toString(day, QStringLiteral("dddd d MMMM")); }

QString shortened(const QString& text) {
    constexpr qsizetype most = 200;
    if (text.size() <= most)
        return text;
    auto start = text.left(most - 1);
    if (start.back().isHighSurrogate())
        start.chop(1);
    return start + u'…';
}

QDateTime localTime(const Clock& clock, Instant when) {
    return QDateTime::fromMSecsSinceEpoch(
        when.time_since_epoch().count() + clock.offsetMinutes(when) * 60000LL, Qt::UTC);
}

qint64 localSeconds(const Clock& clock, Instant when) { return localTime(clock, when).toSecsSinceEpoch(); }

} // namespace understudy::cohort
