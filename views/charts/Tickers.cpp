#include "views/charts/Tickers.h"

#include "views/charts/ChartSpec.h"

#include <QDateTime>

#include <cmath>

namespace understudy::charts {

void ListTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& at,
                          QVector<double>* subTicks, QVector<QString>* labels) {
    at.clear();
    if (subTicks)
        subTicks->clear();
    if (labels)
        labels->clear();
    const double slack = range.size() * 1e-6;
    for (const double tick : ticks) {
        if (tick < range.lower - slack || tick > range.upper + slack)
            continue;
        at.append(tick);
        if (labels)
            labels->append(tickText(tick, unit));
    }
}

double TimeTicker::getTickStep(const QCPRange& range) {
    for (const double step :
         {2., 5., 10., 15., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200., 14400., 21600.}) {
        if (range.size() / step <= 3.5)
            return m_step = step;
    }
    return m_step = 43200;
}

QVector<double> TimeTicker::createTickVector(double tickStep, const QCPRange& range) {
    // Whole steps of local time, so that six-hour ticks stand at 6:00 and not at 5:00.
    const double offset = QDateTime::fromMSecsSinceEpoch(qint64(range.upper * 1000)).offsetFromUtc();
    QVector<double> ticks;
    for (double at = std::ceil((range.lower + offset) / tickStep) * tickStep - offset; at <= range.upper;
         at += tickStep)
        ticks.append(at);
    return ticks;
}

QString TimeTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
    return QDateTime::fromMSecsSinceEpoch(std::llround(tick * 1000))
        .toString(m_step < 60 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

} // namespace understudy::charts
