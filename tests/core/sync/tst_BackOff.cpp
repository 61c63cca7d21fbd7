#include "core/sync/BackOff.h"

#include <QRandomGenerator>
#include <QTest>

#include <set>

using namespace understudy;
using namespace std::chrono_literals;

/// How long a laptop waits before it knocks again.
class tst_BackOff final : public QObject {
    Q_OBJECT

    static Randomness always(unsigned char value) {
        return [value](unsigned char* bytes, std::size_t n) { std::fill(bytes, bytes + n, value); };
    }

private Q_SLOTS:
    void itWaitsTwiceAsLongEachTimeUpToAQuarterOfAnHour() {
        sync::BackOff longest(always(255));
        sync::BackOff shortest(always(0));
        const std::chrono::seconds expected[] = {2s,   4s,   8s,   16s,  32s,  64s,
                                                 128s, 256s, 512s, 900s, 900s, 900s};
        for (const auto each : expected) {
            QCOMPARE(longest.next(0s), std::chrono::milliseconds(each));
            QCOMPARE(shortest.next(0s), std::chrono::milliseconds(each) / 2);
        }
        for (int i = 0; i < 5000; ++i) // a week without a network
            QCOMPARE(longest.next(0s), std::chrono::milliseconds(15min));
    }

    void manyLaptopsDoNotComeBackAtOnce() {
        const auto seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        std::set<std::chrono::milliseconds> moments;
        for (int laptop = 0; laptop < 100; ++laptop) {
            sync::BackOff backOff([&](unsigned char* bytes, std::size_t n) {
                for (std::size_t i = 0; i < n; ++i)
                    bytes[i] = static_cast<unsigned char>(random.bounded(256));
            });
            for (int i = 0; i < 9; ++i)
                (void)backOff.next(0s);
            const auto last = backOff.next(0s);
            QVERIFY(last >= 450s && last <= 900s);
            moments.insert(last);
        }
        QVERIFY(moments.size() > 80);
    }

    void theServerMayAskForMoreAndNeverForLess() {
        sync::BackOff backOff(always(255));
        QCOMPARE(backOff.next(60s), 60s);
        QCOMPARE(backOff.next(1s), 4s);
        QVERIFY(backOff.isWaiting());
        backOff.reset();
        QVERIFY(!backOff.isWaiting());
        QCOMPARE(backOff.next(0s), 2s);
    }
};

QTEST_GUILESS_MAIN(tst_BackOff)
#include "tst_BackOff.moc"
