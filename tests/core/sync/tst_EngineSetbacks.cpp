#include "core/sync/Engine.h"
#include "core/sync/Statement.h"

#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

#include <sqlite3.h>

using namespace understudy;
using namespace std::chrono_literals;
using State = sync::Status::State;
using sync::Answer;
using sync::Call;
using tests::OneJournal;
using tests::PaperStore;

namespace {

/// An engine that rests shortly, at a store of paper.
class Synced final {
public:
    explicit Synced(const sync::Pauses& pauses = {10ms, 60s, 1h})
        : engine(
              *journal, store, journal.clock(),
              [](unsigned char* bytes, std::size_t n) { std::fill(bytes, bytes + n, 0); }, pauses) {}
    State state() const { return engine.status().state; }
    std::size_t factCount() { return journal->after(0)->size(); }

    OneJournal journal;
    PaperStore store;
    sync::Engine engine;
};

Answer stranger(int status) { return {status, {}, "<html>blocked</html>", {}}; }

bool comparing(const Call& call) { return call.url.query().contains(QStringLiteral("format=ids")); }

QByteArray httpDate(Instant when) {
    const auto utc = QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count(), Qt::UTC);
    return QLocale::c().toString(utc, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1();
}

/// Somebody else who writes in the journal's file, and does not come to an end.
class Writer final {
public:
    explicit Writer(const QString& path) {
        if (sqlite3_open(path.toUtf8().constData(), &m_database) != SQLITE_OK || !run("BEGIN IMMEDIATE"))
            qFatal("the journal is not locked");
    }
    ~Writer() {
        (void)run("ROLLBACK");
        sqlite3_close(m_database);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

private:
    bool run(const char* sql) {
        return sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }
    sqlite3* m_database = nullptr;
};

} // namespace

/// What stands in the way for a while, and that sync goes on by itself when it is gone.
class tst_EngineSetbacks final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLoginOfAGatewayDoesNotEndTheEnrollment() {
        Synced laptop;
        laptop.journal.answer(1);
        laptop.store.instead = [](const Call&) { return stranger(401); };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Offline);
        QVERIFY2(!laptop.engine.status().sentence.contains(QStringLiteral("Enroll")),
                 qPrintable(laptop.engine.status().sentence));
        laptop.store.instead = {};
        QTRY_COMPARE(laptop.state(), State::Synced); // by the back-off, without a word from the trainee
        QCOMPARE(laptop.store.statements().size(), std::size_t(1));
    }

    void aDeviceThatIsLetInAgainAtTheServerGoesOnByItself() {
        Synced laptop({10ms, 60s, 100ms});
        laptop.journal.answer(1);
        laptop.store.instead = [&](const Call&) { return laptop.store.say(403, R"({"error":"no"})"); };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Refused);
        laptop.store.instead = {};
        QTRY_COMPARE(laptop.state(), State::Synced);
        QCOMPARE(laptop.store.statements().size(), std::size_t(1));
    }

    void anAccountThatCannotBeWrittenDownYetIsKeptAndTriedAgain_data() {
        QTest::addColumn<bool>("asked");
        QTest::newRow("by itself") << false;
        QTest::newRow("when it is asked to") << true;
    }
    void anAccountThatCannotBeWrittenDownYetIsKeptAndTriedAgain() {
        QFETCH(bool, asked);
        Synced laptop;
        laptop.journal.answer(1);
        {
            const Writer writer(laptop.journal.path());
            laptop.engine.setAccount(tests::accountAtPaper());
            QCOMPARE(laptop.state(), State::Offline);
            QVERIFY(laptop.store.calls.empty()); // nothing goes out before it is known whose it is
        }
        if (asked)
            laptop.engine.syncNow();
        QTRY_COMPARE(laptop.state(), State::Synced);
        QCOMPARE(laptop.store.statements().size(), std::size_t(1));
    }

    void aKeyThatMayNotReadGoesOnWriting() {
        Synced laptop;
        laptop.store.instead = [&](const Call& call) -> std::optional<Answer> {
            return call.method == "GET" ? std::optional(laptop.store.say(403, "{}")) : std::nullopt;
        };
        auto account = tests::accountAtPaper();
        account.byKey = true;
        laptop.journal.answer(1);
        laptop.engine.setAccount(account);
        QTRY_COMPARE(laptop.state(), State::Synced);
        QVERIFY(laptop.engine.status().sentence.contains(QStringLiteral("a key that may read")));
        laptop.journal.answer(2);
        laptop.engine.noteNewFacts();
        QTRY_COMPARE(laptop.store.statements().size(), std::size_t(2));
        // One that may not write either is told so, and not that it was mistyped.
        laptop.store.instead = [&](const Call&) { return laptop.store.say(403, "{}"); };
        laptop.journal.answer(3);
        laptop.engine.noteNewFacts();
        QTRY_COMPARE(laptop.state(), State::Refused);
        QVERIFY(laptop.engine.status().sentence.contains(QStringLiteral("does not let it write")));
    }

    void whatCameBeforeTheAccountChangedIsToldAsWell() {
        Synced laptop;
        auto& store = laptop.store;
        store.pageSize = 2;
        OneJournal other;
        for (int i = 0; i < 10; ++i)
            store.put(sync::toStatement(other.answer(i), sync::contextOf(tests::accountAtPaper())));
        int told = 0;
        laptop.engine.pulled = [&](int fresh) { told += fresh; };
        int pages = 0;
        auto renewed = tests::accountAtPaper();
        renewed.user = QStringLiteral("dev-2");
        QObject here;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "GET" && ++pages == 3)
                QTimer::singleShot(0, &here, [&] { laptop.engine.setAccount(renewed); });
            return std::nullopt;
        };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Synced);
        QVERIFY(pages > 5); // it began anew
        QCOMPARE(told, 10);
    }

    void aComparisonThatIsRefusedKeepsNobodyFromReading() {
        Synced laptop;
        auto& store = laptop.store;
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Synced);
        int comparisons = 0;
        bool strict = true;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            comparisons += comparing(call);
            return strict && comparing(call) ? std::optional(store.say(400, R"({"error":"format"})"))
                                             : std::nullopt;
        };
        OneJournal other;
        const auto bring = [&](int number) {
            store.put(sync::toStatement(other.answer(number), sync::contextOf(tests::accountAtPaper())));
            laptop.journal.push(1s);
            const auto before = laptop.engine.status().lastSynced;
            laptop.engine.syncNow();
            QTRY_VERIFY(laptop.engine.status().lastSynced != before);
        };
        laptop.journal.push(8 * 24h);
        bring(1);
        bring(2);
        QCOMPARE(laptop.factCount(), std::size_t(2));
        QCOMPARE(comparisons, 1);
        laptop.journal.push(25h);
        bring(3);
        QCOMPARE(comparisons, 2); // a day later it is asked for again
        strict = false;
        laptop.journal.push(25h);
        bring(4);
        laptop.journal.push(25h);
        bring(5);
        QCOMPARE(comparisons, 3); // and then once a week
        QCOMPARE(laptop.factCount(), std::size_t(5));
    }

    void aListThatLeadsInACircleHoldsUpNobody() {
        Synced laptop;
        auto& store = laptop.store;
        OneJournal other;
        for (int i = 0; i < 3; ++i)
            store.put(sync::toStatement(other.answer(i), sync::contextOf(tests::accountAtPaper())));
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "POST")
                return std::nullopt;
            auto answer = store.reply(call);
            auto page = QJsonDocument::fromJson(answer.body).object();
            page[QStringLiteral("more")] =
                QStringLiteral("/xapi/statements?from=0&agent=%1")
                    .arg(QUrlQuery(call.url).queryItemValue(QStringLiteral("agent"), QUrl::FullyEncoded));
            answer.body = QJsonDocument(page).toJson();
            return answer;
        };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Offline);
        QVERIFY(laptop.engine.status().sentence.contains(QStringLiteral("comes to no end")));
        QCOMPARE(laptop.factCount(), std::size_t(3)); // what was read is kept
        QVERIFY2(store.calls.size() <= 4, qPrintable(QString::number(store.calls.size())));
        laptop.journal.answer(9);
        laptop.engine.syncNow();
        QTRY_COMPARE(store.statements().size(), std::size_t(4));
    }

    void whatIsDoneWhileManyPagesAreReadIsSentBetweenThem() {
        Synced laptop;
        auto& store = laptop.store;
        store.pageSize = 1;
        OneJournal other;
        for (int i = 0; i < 20; ++i)
            store.put(sync::toStatement(other.answer(i), sync::contextOf(tests::accountAtPaper())));
        int pages = 0;
        int sentAfter = 0;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "POST")
                sentAfter = pages;
            else if (++pages == 5) {
                laptop.journal.answer(100);
                laptop.engine.noteNewFacts();
            }
            return std::nullopt;
        };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Synced);
        QCOMPARE(sentAfter, 5);
        QCOMPARE(laptop.factCount(), std::size_t(21));
        QCOMPARE(laptop.engine.status().waiting, 0);
    }

    void serversWhoseClocksDifferDoNotFillTheJournal() {
        Synced laptop;
        auto& store = laptop.store;
        int asked = 0;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            auto answer = store.reply(call);
            const auto date = laptop.journal.clock().now() + (asked++ / 2 % 2 == 0 ? 0s : 120s);
            answer.headers.append({"Date", httpDate(date)});
            return answer;
        };
        laptop.journal.answer(1);
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Synced);
        const auto syncs = [&](int count) {
            for (int i = 0; i < count; ++i) {
                laptop.journal.push(1s);
                const auto before = laptop.engine.status().lastSynced;
                laptop.engine.syncNow();
                QTRY_VERIFY(laptop.engine.status().lastSynced != before && laptop.state() == State::Synced);
            }
        };
        syncs(20);
        QVERIFY2(asked >= 20, qPrintable(QString::number(asked)));
        QCOMPARE(laptop.factCount(), std::size_t(2)); // the answer, and once that the clocks differ
        laptop.journal.push(1h);
        syncs(20);
        QCOMPARE(laptop.factCount(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(tst_EngineSetbacks)
#include "tst_EngineSetbacks.moc"
