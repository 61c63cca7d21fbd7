#include "core/sync/Pull.h"
#include "core/sync/Statement.h"

#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using sync::Answer;
using sync::Call;
using sync::Setback;
using tests::OneJournal;
using tests::PaperStore;

/// How far has been read, which is where syncs lose things.
class tst_PullCursor final : public QObject {
    Q_OBJECT

    struct Run {
        bool ended = false;
        std::optional<Setback> setback;
        int fresh = 0;
    };
    static Run pull(OneJournal& journal, PaperStore& store) {
        sync::Remote remote(store, tests::accountAtPaper());
        sync::Pull pull(*journal, remote);
        Run run;
        int came = 0;
        pull.arrived = [&](int fresh) { came += fresh; };
        pull.run([&](const std::optional<Setback>& setback) { run = {true, setback, came}; });
        (void)QTest::qWaitFor([&] { return run.ended; }, 20000);
        return run;
    }
    static QString cursor(OneJournal& journal) { return *journal->value(sync::Pull::cursorName()); }
    /// Another device of the person has written @p count answers, and the store has them.
    static void fill(PaperStore& store, OneJournal& other, int count) {
        for (int i = 0; i < count; ++i)
            store.put(sync::toStatement(other.answer(i), sync::contextOf(tests::accountAtPaper())));
    }
    static QUrlQuery queryOf(const Call& call) { return QUrlQuery(call.url); }
    static QString asked(const Call& call, const char* name) {
        return queryOf(call).queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
    }

private Q_SLOTS:
    void itStandsFiveMinutesBeforeTheNewestThatWasSeen() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        fill(store, other, 3);
        const Run run = pull(journal, store);
        QVERIFY(run.ended && !run.setback);
        QCOMPARE(run.fresh, 3);
        QCOMPARE(cursor(journal), toIso(store.now() - 5min));
        QCOMPARE(asked(store.calls.front(), "ascending"), QStringLiteral("true"));
        QVERIFY(asked(store.calls.front(), "agent").contains(QStringLiteral("\"p-1\"")));
        QVERIFY(!queryOf(store.calls.front()).hasQueryItem(QStringLiteral("since")));
        QCOMPARE(pull(journal, store).fresh, 0); // read twice, taken once
        QCOMPARE(asked(store.calls.back(), "since"), cursor(journal));
    }

    void itStaysBehindWhatTheStorePromisesToBeComplete() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        store.lag = 600s; // another writer of the store is slow
        fill(store, other, 3);
        QVERIFY(!pull(journal, store).setback);
        QCOMPARE(cursor(journal), toIso(store.now() - 600s - 5min));
    }

    void aStoreThatPromisesNothingIsReadWithTheOverlapAlone() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        store.hasThrough = false;
        fill(store, other, 1);
        QVERIFY(!pull(journal, store).setback);
        QCOMPARE(cursor(journal), toIso(store.now() - 5min));
    }

    void whatAppearsALittleBelowIsStillFound() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        fill(store, other, 2);
        QVERIFY(!pull(journal, store).setback);
        fill(store, other, 1); // milliseconds later: far inside of the overlap
        QCOMPARE(pull(journal, store).fresh, 1);
    }

    void itMovesOnlyAfterTheLastPage() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        store.pageSize = 2;
        fill(store, other, 5);
        int pages = 0;
        store.instead = [&](const Call&) -> std::optional<Answer> {
            return ++pages == 3 ? std::optional(Answer{}) : std::nullopt;
        };
        const Run cut = pull(journal, store);
        QVERIFY(cut.setback);
        QCOMPARE(cut.fresh, 4); // what came is kept
        QCOMPARE(cursor(journal), QString());
        store.instead = {};
        const Run whole = pull(journal, store);
        QVERIFY(!whole.setback);
        QCOMPARE(whole.fresh, 1);
        QVERIFY(!cursor(journal).isEmpty());
        QCOMPARE(*journal->lastSeq(), 5);
    }

    void itTakesThePromiseOfTheFirstPage() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        store.pageSize = 2;
        fill(store, other, 4);
        const Instant first = store.now() - 900s;
        int pages = 0;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            Answer answer = store.reply(call);
            const Instant through = ++pages == 1 ? first : store.now() + 900s;
            for (auto& [name, value] : answer.headers)
                if (name == "X-Experience-API-Consistent-Through")
                    value = toIso(through).toLatin1();
            return answer;
        };
        QVERIFY(!pull(journal, store).setback);
        QCOMPARE(pages, 2);
        QCOMPARE(cursor(journal), toIso(first - 5min));
    }

    void itNeverGoesBackAndAnEmptyPageMovesNothing() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        fill(store, other, 2);
        QVERIFY(!pull(journal, store).setback);
        const QString before = cursor(journal);
        store.lag = 3600s;
        QVERIFY(!pull(journal, store).setback);
        QCOMPARE(cursor(journal), before);
        PaperStore empty;
        QVERIFY(!pull(journal, empty).setback);
        QCOMPARE(cursor(journal), before);
    }

    void thisLaptopsClockHasNoPartInIt() {
        OneJournal journal; // whose clock stands still
        OneJournal other;
        PaperStore store;
        fill(store, other, 1);
        auto strange = store.statements().front();
        strange[QStringLiteral("timestamp")] = QStringLiteral("2099-01-01T00:00:00.000Z");
        strange[QStringLiteral("id")] = QStringLiteral("0190a6a0-0000-7000-8000-000000000099");
        store.put(strange);
        QVERIFY(!pull(journal, store).setback);
        QCOMPARE(cursor(journal), toIso(store.now() - 5min));
    }

    void aPageOfSomebodyElseIsNotBelieved_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("body");
        const QByteArray page = "{\"statements\":[],\"more\":\"\"}";
        QTest::newRow("no version") << 200 << QByteArray() << page;
        QTest::newRow("other version") << 200 << QByteArray("2.0.0") << page;
        QTest::newRow("login page") << 200 << QByteArray("1.0.3") << QByteArray("<html>");
        QTest::newRow("half a page") << 200 << QByteArray("1.0.3") << page.left(12);
        QTest::newRow("redirect") << 302 << QByteArray("1.0.3") << page;
        QTest::newRow("list") << 200 << QByteArray("1.0.3") << QByteArray("[]");
    }
    void aPageOfSomebodyElseIsNotBelieved() {
        QFETCH(int, status);
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, body);
        OneJournal journal;
        PaperStore store;
        QVERIFY(journal->setValue(sync::Pull::cursorName(), QStringLiteral("2025-11-19T08:00:00.000Z")));
        store.instead = [&](const Call&) {
            return Answer{status, {{"X-Experience-API-Version", version}}, body, {}};
        };
        QVERIFY(pull(journal, store).setback);
        QCOMPARE(cursor(journal), QStringLiteral("2025-11-19T08:00:00.000Z"));
    }

    void statementsOfOtherProgramsArePassedOver() {
        OneJournal journal;
        OneJournal other;
        PaperStore store;
        auto foreign = sync::toStatement(other.answer(1), sync::contextOf(tests::accountAtPaper()));
        foreign.remove(QStringLiteral("context"));
        store.put(foreign);
        const Run run = pull(journal, store);
        QVERIFY(!run.setback);
        QCOMPARE(run.fresh, 0);
        QVERIFY(!cursor(journal).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_PullCursor)
#include "tst_PullCursor.moc"
