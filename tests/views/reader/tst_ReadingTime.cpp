#include "views/reader/reading/ReadingTime.h"

#include "views/reader/reading/Presence.h"

#include <QtTest>

using namespace understudy::reader;
using namespace std::chrono_literals;

class TestReadingTime final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPageIsReadOnceItsWordsHadTheirTime() {
        ReadingTime time;
        time.start({{100, true}, {100, true}}, 0); // ten seconds each
        QCOMPARE(time.share(), 0.0);
        time.look({0, 1}, 10s);
        QCOMPARE(time.share(), 0.5); // both were in sight, but nobody reads two things at once
        time.look({0, 1}, 7s);
        QVERIFY(!time.read());
        time.look({1}, 1s);
        QVERIFY(time.read());
        time.look({1}, 60s);
        QCOMPARE(time.share(), 1.0);
        QCOMPARE(time.onScreen(), ReadingTime::Milliseconds(78s));
    }

    void scrollingPastIsNotReading() {
        ReadingTime time;
        std::vector<ReadingTime::Block> blocks(60, {50, true});
        time.start(blocks, 0);
        for (int i = 0; i + 5 <= 60; i += 5)
            time.look({i, i + 1, i + 2, i + 3, i + 4}, 120ms);
        QVERIFY2(time.share() < 0.01, qPrintable(QString::number(time.share())));
        QVERIFY(!time.read());
    }

    void lookingLongAtOnePartDoesNotReadTheOthers() {
        ReadingTime time;
        time.start({{50, true}, {50, true}, {50, true}, {50, true}}, 0);
        time.look({0}, 600s);
        QCOMPARE(time.share(), 0.25);
    }

    void outputAndTablesAreLookedOver() {
        ReadingTime time;
        time.start({{10, true}, {2000, false}}, 0); // a second, and five for a screen full of output
        time.look({0, 1}, 6s);
        QCOMPARE(time.share(), 1.0);
    }

    void whatWasReadBeforeCounts() {
        ReadingTime time;
        time.start({{100, true}, {100, true}, {0, true}, {100, true}}, 0.5);
        QCOMPARE(time.share(), 0.5);
        time.look({0}, 30s); // the first was read already
        QCOMPARE(time.share(), 0.5);
        time.look({1, 3}, 15s);
        QCOMPARE(time.share(), 1.0);
    }

    void aPageWithoutWordsIsReadOnceSeen() {
        ReadingTime time;
        time.start({}, 0);
        QVERIFY(!time.read());
        time.look({}, 1ms);
        QVERIFY(time.read());
    }

    void placesThatAreNotThereAreNothing() {
        ReadingTime time;
        time.start({{10, true}}, 0);
        time.look({-1, 7}, 5s);
        QCOMPARE(time.share(), 0.0);
    }

    void afterTwoMinutesWithoutAHandNobodyReads() {
        QVERIFY(Presence::stillReading(0));
        QVERIFY(Presence::stillReading(119'999));
        QVERIFY(!Presence::stillReading(120'000));
    }
};

QTEST_GUILESS_MAIN(TestReadingTime)
#include "tst_ReadingTime.moc"
