#include "core/progress/Behind.h"

#include <QRandomGenerator>
#include <QtTest>

#include <numeric>

using namespace understudy::progress;

class TestBehind final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void littleLeftMovesNothing() {
        QCOMPARE(daysBehind({0.4, 1, 1}, 2), 0);
        QCOMPARE(daysBehind({0.6, 1, 1}, 2), 1);
        QCOMPARE(daysBehind({1, 1, 1}, 1), 0);
        QCOMPARE(daysBehind({}, 5), 0);
        QCOMPARE(daysBehind({0, 0, 0}, 40), 0);
    }

    void aMissedDayIsOneDayAlsoWhenTheNextOneWasDone() { QCOMPARE(daysBehind({1, 0, 1, 1}, 3), 1); }

    void afterAHolidayThePlanGoesOnWhereItStopped() {
        QCOMPARE(daysBehind({0, 0, 1, 1, 1, 1, 1, 1, 1, 1}, 8), 5);
        QCOMPARE(daysBehind({0, 0, 1, 1, 1}, 30), 27); // also when its last day is long over
    }

    void noPlanEverBecomesAWall() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator dice(seed);
        for (int run = 0; run < 3000; ++run) {
            std::vector<double> open(static_cast<std::size_t>(dice.bounded(1, 25)));
            for (double& day : open)
                day = dice.bounded(3) == 0 ? 0 : dice.bounded(5) / 4.0;
            const int today = dice.bounded(1, 30);
            const int days = daysBehind(open, today);
            QVERIFY(days >= 0 && days < today);
            const auto fallenDue = [&](int day) {
                const auto end = std::min(open.size(), static_cast<std::size_t>(day));
                return std::accumulate(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
            };
            const auto isWall = [&](int first) {
                for (int day = first; day <= std::max(first, int(open.size())); ++day)
                    if (fallenDue(day) > day - first + 1.5)
                        return true;
                return false;
            };
            QVERIFY2(!isWall(today - days), qPrintable(QString("run %1").arg(run)));
            if (days > 0)
                QVERIFY2(isWall(today - days + 1), qPrintable(QString("run %1: moved too far").arg(run)));
        }
    }
};

QTEST_GUILESS_MAIN(TestBehind)
#include "tst_Behind.moc"
