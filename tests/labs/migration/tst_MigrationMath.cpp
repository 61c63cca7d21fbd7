#include "labs/migration/MigrationMath.h"

#include <QtTest>

#include <cmath>

using namespace understudy::cluster;

namespace {
Path way(double rtt, double mbps = 1000, double loss = 0) {
    Path path;
    path.rttMs = rtt;
    path.mbps = mbps;
    path.loss = loss;
    return path;
}
double reached(const Path& path, int streams, bool bbr = true) {
    Transfer transfer;
    transfer.streams = streams;
    transfer.bbr = bbr;
    return throughputMbps(path, transfer);
}
} // namespace

/// The formula of a transfer, against the figures of the operations manual.
class TestMigrationMath : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void streamsFillALineAsTheManualSays_data() {
        QTest::addColumn<double>("rtt");
        QTest::addColumn<int>("streams");
        QTest::addColumn<double>("mbps");
        QTest::newRow("8 at 30 ms") << 30.0 << 8 << 441.0;
        QTest::newRow("12 at 30 ms") << 30.0 << 12 << 628.0;
        QTest::newRow("16 at 30 ms") << 30.0 << 16 << 755.0;
        QTest::newRow("8 at 100 ms") << 100.0 << 8 << 181.0;
        QTest::newRow("64 in a datacenter") << 1.0 << 64 << 900.0;
        QTest::newRow("1 in a datacenter") << 1.0 << 1 << 882.0;
        QTest::newRow("8 in a datacenter") << 1.0 << 8 << 900.0;
        QTest::newRow("1 at 5 ms") << 5.0 << 1 << 334.5;
    }
    void streamsFillALineAsTheManualSays() {
        QFETCH(const double, rtt);
        QFETCH(const int, streams);
        QFETCH(const double, mbps);
        const double value = reached(way(rtt), streams);
        QVERIFY2(std::abs(value - mbps) < 1.5, qPrintable(QString::number(value)));
    }
    void moreStreamsNeverSlowATransferDownAndNoneExceedsTheLine() {
        for (const double rtt : {1.0, 30.0, 100.0, 300.0})
            for (int streams = 1; streams < 64; ++streams) {
                const double now = reached(way(rtt, 100), streams),
                             next = reached(way(rtt, 100), streams + 1);
                QVERIFY(next >= now);
                QVERIFY(next <= 90);
            }
    }
    void lossHurtsCubicFarMoreThanBbr() {
        const Path path = way(100, 1000, 0.001);
        QVERIFY(reached(path, 8, true) > 170);
        QVERIFY2(reached(path, 8, false) < 45, qPrintable(QString::number(reached(path, 8, false))));
    }
    void theDefaultLevelSavesSixtyPercentAndHigherOnesAreSlower() {
        Transfer transfer;
        QCOMPARE(savedShare(Path::Mode::Internet, transfer), 0.6);
        QCOMPARE(savedShare(Path::Mode::Datacenter, transfer), 0.35);
        double saved = 0, speed = 1e9;
        for (int level = 1; level <= 19; ++level) {
            transfer.level = level;
            const double now = savedShare(Path::Mode::Internet, transfer), pace = encodeMbps(level, now);
            QVERIFY(now >= saved && now < 0.75);
            QVERIFY(pace < speed);
            saved = now;
            speed = pace;
        }
        transfer.savedAtMost = 0.15;
        QCOMPARE(savedShare(Path::Mode::Internet, transfer), 0.15);
    }
    void aCapOnEachStreamHoldsTheTransferUntilThereAreMoreOfThem() {
        Path path = way(100);
        path.streamCap = 11;
        QVERIFY(std::abs(reached(path, 4) - 44) < 0.5);
        QVERIFY(std::abs(reached(path, 16) - 176) < 1);
    }
};

QTEST_GUILESS_MAIN(TestMigrationMath)
#include "tst_MigrationMath.moc"
