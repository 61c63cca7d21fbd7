#pragma once

#include "views/charts/Plot.h"

#include <vector>

namespace understudy::charts {

/// Labels a given list of values in a given unit.
class ListTicker final : public QCPAxisTicker {
public:
    std::vector<double> ticks;
    QString unit;

    void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                  QVector<double>& at, QVector<double>* subTicks, QVector<QString>* labels) override;
};

/// Labels whole times of the clock on the wall: 14:20, and seconds where there is only a minute to show.
class TimeTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override;
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double m_step = 300;
};

} // namespace understudy::charts
