#include "views/terminal/text/Search.h"

#include <QSignalSpy>
#include <QTest>

using namespace understudy::terminal;

class tst_Search : public QObject {
    Q_OBJECT

    static void fill(Session& session, int lines) {
        for (int i = 0; i < lines; ++i) {
            session.feed("line " + std::to_string(i) + (i % 10 == 3 ? " ERROR timeout" : " info") + "\r\n");
        }
    }

private Q_SLOTS:
    void everyMatchIsCountedAndTheNewestComesFirst() {
        Session session(80, 24);
        fill(session, 500);
        Search search(session);
        search.start(QStringLiteral("error"), false);
        QTRY_VERIFY(search.isDone());
        QCOMPARE(search.count(), 50);
        QCOMPARE(search.current(), 49);
        QCOMPARE(search.currentMatch()->from.line, std::uint64_t(493));
        search.step(-1);
        QCOMPARE(search.currentMatch()->from.line, std::uint64_t(483));
        search.step(1);
        search.step(1); // round to the oldest
        QCOMPARE(search.current(), 0);
        QCOMPARE(search.currentMatch()->from, (Spot{3, 7}));
    }

    void aPatternIsUnderstoodAndABrokenOneExplained() {
        Session session(80, 24);
        fill(session, 100);
        Search search(session);
        search.start(QStringLiteral("line \\d3 "), true);
        QTRY_VERIFY(search.isDone());
        QCOMPARE(search.count(), 9);
        search.start(QStringLiteral("line ("), true);
        QVERIFY(!search.isActive());
        QVERIFY(!search.trouble().isEmpty());
        search.start(QStringLiteral("line ("), false); // the same as plain text
        QTRY_VERIFY(search.isDone());
        QCOMPARE(search.count(), 0);
        QVERIFY(search.trouble().isEmpty());
    }

    void aCapitalFindsOnlyItself() {
        Session session(80, 24);
        session.feed("Redis redis REDIS");
        Search search(session);
        search.start(QStringLiteral("redis"), false);
        QTRY_COMPARE(search.count(), 3);
        search.start(QStringLiteral("Redis"), false);
        QTRY_COMPARE(search.count(), 1);
        search.start(QStringLiteral("\\Sedis"), true); // the capital of a class is none
        QTRY_COMPARE(search.count(), 3);
    }

    void whatArrivesLaterIsFoundToo() {
        Session session(80, 24);
        fill(session, 30);
        Search search(session);
        session.damaged = [&search] { search.outputArrived(); };
        search.start(QStringLiteral("ERROR"), false);
        QTRY_VERIFY(search.isDone());
        QCOMPARE(search.count(), 3);
        const auto chosen = search.currentMatch();
        fill(session, 20);
        QTRY_COMPARE(search.count(), 5);
        QCOMPARE(search.currentMatch(), chosen); // what one looks at stays
    }

    void aMatchOverTheEndOfARowIsOneMatch() {
        Session session(10, 5);
        session.feed("12345678needle");
        Search search(session);
        search.start(QStringLiteral("needle"), false);
        QTRY_COMPARE(search.count(), 1);
        QCOMPARE(search.currentMatch()->from, (Spot{0, 8}));
        QCOMPARE(search.currentMatch()->to, (Spot{1, 4}));
        QCOMPARE(columnsOn(*search.currentMatch(), 0, 10), (std::pair{8, 10}));
        QCOMPARE(columnsOn(*search.currentMatch(), 1, 10), (std::pair{0, 4}));
    }

    void wideCharactersAreMeasuredInCells() {
        Session session(20, 5);
        session.feed("\xE6\xBC\xA2\xE5\xAD\x97 x"); // two wide characters
        Search search(session);
        search.start(QString::fromUtf8("\xE5\xAD\x97"), false);
        QTRY_COMPARE(search.count(), 1);
        QCOMPARE(search.currentMatch()->from.x, 2);
        QCOMPARE(search.currentMatch()->to.x, 4);
    }

    void aSearchNeverHoldsTheWindowUp() {
        Session session(80, 24, 100'000);
        fill(session, 60'000);
        Search search(session);
        QSignalSpy steps(&search, &Search::changed);
        search.start(QStringLiteral("ERROR"), false);
        QVERIFY(!search.isDone()); // it works in slices, between which keys and frames have their turn
        QTRY_VERIFY_WITH_TIMEOUT(search.isDone(), 20'000);
        QCOMPARE(search.count(), 6000);
        QVERIFY(steps.size() > 2);
    }

    void aPatternThatWouldTryForEverEnds() {
        Session session(200, 24);
        session.feed(std::string(150, 'a') + "!");
        Search search(session);
        search.start(QStringLiteral("(a+)+$"), true);
        QTRY_VERIFY_WITH_TIMEOUT(search.isDone(), 20'000);
        QCOMPARE(search.count(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_Search)
#include "tst_Search.moc"
