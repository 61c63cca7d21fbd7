#include "views/charts/ChartPlot.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace understudy;
using namespace understudy::charts;

namespace {

constexpr double Gap = std::numeric_limits<double>::quiet_NaN();

/// How many pixels of the line's colour a column of the drawing has, by position.
QMap<int, int> inked(ChartPlot& plot, const QColor& ink) {
    plot.replot();
    const QImage image = plot.toPixmap().toImage();
    const QRect rect = plot.axisRect()->rect();
    QMap<int, int> columns;
    for (int x = rect.left(); x <= rect.right(); ++x) {
        for (int y = rect.top(); y < rect.bottom() - 1; ++y) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.hue() - ink.hue()) < 12 && pixel.saturation() > 120)
                ++columns[x];
        }
    }
    return columns;
}

} // namespace

class tst_ChartPlot final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGapIsDrawnAsAGap() {
        theme::Theme theme;
        theme.setMode(theme::Mode::Light);
        ChartPlot plot(theme);
        plot.setSpec({QStringLiteral("x"), {}, {}, 1, {}, {}, {}, {}});
        plot.resize(460, 150);
        metrics::Series series;
        for (int i = 0; i <= 100; ++i)
            series.append({i * 1000, i >= 40 && i < 60 ? Gap : 5.0});
        plot.setSeries(series);
        plot.setRange(0, 100000);
        plot.refresh();
        const auto columns = inked(plot, theme.series(1));
        for (int i = 1; i < 100; ++i) {
            const int x = int(std::lround(plot.xAxis->coordToPixel(i)));
            if (i > 41 && i < 58)
                QVERIFY2(!columns.contains(x), qPrintable(QString::number(i)));
            else if (i < 38 || i > 62)
                QVERIFY2(columns.contains(x), qPrintable(QString::number(i)));
        }
    }

    void aSpikeOfOneSampleIsSeenAmongAMillion() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        theme::Theme theme;
        theme.setMode(theme::Mode::Light);
        ChartPlot plot(theme);
        plot.setSpec({QStringLiteral("x"), {}, {}, 1, {}, {}, {}, {}});
        plot.resize(460, 150);
        const int spike = 100000 + int(random.bounded(800000));
        metrics::Series series;
        for (int i = 0; i < 1000000; ++i)
            series.append({i, i == spike ? 100.0 : 1 + random.generateDouble()});
        plot.setSeries(series);
        plot.setRange(0, 1000000);
        plot.refresh();
        const auto columns = inked(plot, theme.series(1));
        const int x = int(std::lround(plot.xAxis->coordToPixel(spike / 1000.0)));
        int tallest = 0;
        for (int near = x - 2; near <= x + 2; ++near)
            tallest = std::max(tallest, columns.value(near));
        QVERIFY2(tallest > plot.axisRect()->height() / 2, qPrintable(QString::number(tallest)));
    }

    void nothingAndNonsenseAreDrawnWithoutHarm() {
        theme::Theme theme;
        ChartPlot plot(theme);
        plot.resize(300, 120);
        for (const double value :
             {Gap, std::numeric_limits<double>::infinity(), -1e308, 1e308, 0.0, 1e-300}) {
            metrics::Series series;
            series.append({1000, value});
            series.append({2000, value});
            plot.setSpec({QStringLiteral("x"), {}, QStringLiteral("bytes"), 9, 40, 30, value, {}});
            plot.setSeries(series);
            plot.setRange(0, 3000);
            plot.refresh();
            plot.replot();
            QVERIFY(std::isfinite(plot.scale().from) && plot.scale().to > plot.scale().from);
            QVERIFY(plot.scale().ticks.size() < 20);
        }
    }

    void theScaleOfAPercentageIsThatOfTheDesign() {
        const ChartSpec cpu{QStringLiteral("CPU"), {}, QStringLiteral("percent"), 3, 40, 70, {}, {}};
        QCOMPARE(scaleFor(cpu, 52, 78), (Scale{20, 100, {40, 70, 100}}));
        QCOMPARE(scaleFor(cpu, {}, {}), (Scale{20, 100, {40, 70, 100}}));
        QCOMPARE(scaleFor(cpu, 3, 10).from, 0.0);
        const ChartSpec p95{QStringLiteral("API p95"), {}, QStringLiteral("ms"), 1, {}, {}, 200, {}};
        QCOMPARE(scaleFor(p95, 120, 415), (Scale{0, 500, {0, 200, 400}}));
        const ChartSpec errors{QStringLiteral("Errors"), {}, QStringLiteral("percent"), 2, {}, {}, 1, {}};
        QCOMPARE(scaleFor(errors, 0, 5).ticks.front(), 0.0);
        QVERIFY(scaleFor(errors, 0, 0.05).to >= 1.5); // the limit is in sight also when all is well
    }

    void valuesAreSaidWithTheirUnit() {
        QCOMPARE(valueText(412.3, QStringLiteral("ms")), QStringLiteral("412 ms"));
        QCOMPARE(valueText(4.81, QStringLiteral("percent")), QStringLiteral("4.8%"));
        QCOMPARE(valueText(0.0008, QStringLiteral("percentunit")), QStringLiteral("0.08%"));
        QCOMPARE(valueText(1234.0, QStringLiteral("reqps")), QStringLiteral("1,234/s"));
        QCOMPARE(valueText(1.5 * 1024 * 1024 * 1024, QStringLiteral("bytes")), QStringLiteral("1.5 GiB"));
        QCOMPARE(valueText({}, QStringLiteral("ms")), QStringLiteral("–"));
        QCOMPARE(tickText(12500, QStringLiteral("ms")), QStringLiteral("12.5k"));
        QCOMPARE(tickText(5, QStringLiteral("percent")), QStringLiteral("5%"));
    }
};

QTEST_MAIN(tst_ChartPlot)
#include "tst_ChartPlot.moc"
