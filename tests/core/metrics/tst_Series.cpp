#include "core/metrics/Series.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>
#include <limits>

using namespace understudy::metrics;

namespace {
constexpr double Gap = std::numeric_limits<double>::quiet_NaN();
}

class tst_Series final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void samplesStayInOrderHoweverTheyArrive() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Series series;
        std::map<qint64, double> expected;
        for (int i = 0; i < 2000; ++i) {
            const qint64 at = random.bounded(700);
            series.append({at, double(i)});
            expected[at] = i;
        }
        QCOMPARE(series.size(), expected.size());
        std::size_t i = 0;
        for (const auto& [at, value] : expected) {
            QCOMPARE(series.at(i).at, at);
            QCOMPARE(series.at(i++).value, value);
        }
    }

    void replacingARangeLeavesTheRestAlone() {
        Series series;
        for (qint64 at = 0; at < 100; at += 10)
            series.append({at, double(at)});
        series.replace(25, 60, {{10, -1}, {30, 1}, {45, Gap}, {70, -1}});
        QCOMPARE(series.size(), 8u); // 0 10 20 | 30 45 | 70 80 90
        QCOMPARE(series.at(1).value, 10.0);
        QCOMPARE(series.at(3).value, 1.0);
        QVERIFY(std::isnan(series.at(4).value));
        QCOMPARE(series.at(5).value, 70.0);
        QCOMPARE(series.finiteCount(), 7u);
    }

    void whatIsTooOldIsForgotten() {
        Series series;
        for (qint64 at = 0; at < 100; at += 10)
            series.append({at, 1});
        series.trimBefore(50);
        QCOMPARE(series.size(), 5u);
        QCOMPARE(series.at(0).at, 50);
    }

    void theCurrentValueIsNotAnOldOneNorAGap() {
        Series series;
        QVERIFY(!series.latest(0));
        series.append({1000, 5});
        QCOMPARE(series.latest(900)->value, 5.0);
        QVERIFY(!series.latest(1001));
        series.append({2000, Gap});
        QVERIFY(!series.latest(0));
        series.append({3000, std::numeric_limits<double>::infinity()});
        QVERIFY(!series.latest(0));
    }

    void theCursorFindsTheNearestValueAndNoneInAGap() {
        Series series;
        QVERIFY(!series.nearest(0, 100));
        series.append({1000, 1});
        series.append({2000, Gap});
        series.append({3000, 3});
        QCOMPARE(series.nearest(1400, 500)->value, 1.0);
        QVERIFY(!series.nearest(1900, 500));
        QVERIFY(!series.nearest(400, 500));
        QCOMPARE(series.nearest(9000, 6000)->value, 3.0);
        QCOMPARE(series.nearest(0, 1000)->value, 1.0);
    }
};

QTEST_GUILESS_MAIN(tst_Series)
#include "tst_Series.moc"
