#include "views/reader/reading/History.h"

#include "views/reader/reading/RunLog.h"

#include <QtTest>

using namespace understudy::reader;
using Place = History::Place;

class TestHistory final : public QObject {
    Q_OBJECT

    static Place place(const char* page, double fraction = 0) {
        return {QString::fromLatin1(page), fraction};
    }

private Q_SLOTS:
    void oneGoesBackTheWayOneCame() {
        History history;
        QVERIFY(!history.canGoBack() && !history.canGoForward());
        history.leave(place("a", 0.4));
        history.leave(place("b", 0.7));
        QCOMPARE(*history.back(place("c", 0.1)), place("b", 0.7));
        QCOMPARE(*history.back(place("b", 0.9)), place("a", 0.4));
        QVERIFY(!history.canGoBack());
        QVERIFY(!history.back(place("a")));
        QCOMPARE(*history.forward(place("a", 0.5)), place("b", 0.9)); // as one left it last
        QCOMPARE(*history.forward(place("b")), place("c", 0.1));
        QVERIFY(!history.canGoForward());
    }

    void anotherWayForgetsWhatWasAhead() {
        History history;
        history.leave(place("a"));
        (void)history.back(place("b"));
        QVERIFY(history.canGoForward());
        history.leave(place("a", 0.2));
        QVERIFY(!history.canGoForward());
    }

    void nowhereAndTheSamePlaceTwiceAreNotKept() {
        History history;
        history.leave({});
        QVERIFY(!history.canGoBack());
        history.leave(place("a"));
        history.leave(place("a"));
        (void)history.back(place("b"));
        QVERIFY(!history.canGoBack());
    }

    void theFarthestIsForgottenFirst() {
        History history;
        for (int i = 0; i < 1000; ++i)
            history.leave({QString::number(i), 0});
        int steps = 0;
        QString last;
        for (auto to = history.back({}); to; to = history.back({})) {
            last = to->page;
            ++steps;
        }
        QCOMPARE(steps, 200);
        QCOMPARE(last, QStringLiteral("800"));
    }

    void aCommandTellsHowOftenItRan() {
        RunLog log;
        const QString command = QStringLiteral("kubectl get pods");
        QCOMPARE(log.words(command), QString());
        log.ran(command, QDateTime({2026, 1, 5}, {14, 2}));
        QCOMPARE(log.words(command), QStringLiteral("Ran at 14:02"));
        log.ran(command, QDateTime({2026, 1, 5}, {15, 30}));
        QCOMPARE(log.words(command), QStringLiteral("Ran 2 times, last 15:30"));
        QCOMPARE(log.words(QStringLiteral("kubectl get nodes")), QString());
        log.clear();
        QCOMPARE(log.words(command), QString());
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_History.moc"
