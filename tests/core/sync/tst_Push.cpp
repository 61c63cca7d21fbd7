#include "core/sync/Push.h"

#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using sync::Answer;
using sync::Call;
using sync::Setback;
using tests::OneJournal;
using tests::PaperStore;

Q_DECLARE_METATYPE(understudy::sync::Answer)
Q_DECLARE_METATYPE(understudy::sync::Setback::Kind)

namespace {

Answer strange(int status, const QByteArray& body = "<html>Log in</html>",
               const sync::Headers& headers = {}) {
    return {status, headers, body, {}};
}

QStringList idsIn(const QByteArray& body) {
    QStringList ids;
    const auto document = QJsonDocument::fromJson(body);
    const auto all = document.isArray() ? document.array() : QJsonArray{document.object()};
    for (const auto& statement : all)
        ids << statement.toObject().value(QStringLiteral("id")).toString();
    return ids;
}

} // namespace

/// What each answer does to what waits.
class tst_Push final : public QObject {
    Q_OBJECT

    /// One run to its end; whether it ended, and with what.
    struct Run {
        bool ended = false;
        std::optional<Setback> setback;
    };
    static Run push(OneJournal& journal, sync::Network& network,
                    const sync::Account& account = tests::accountAtPaper()) {
        sync::Remote remote(network, account);
        sync::Push push(*journal, remote);
        Run run;
        push.run([&](const std::optional<Setback>& setback) {
            run.ended = true;
            run.setback = setback;
        });
        (void)QTest::qWaitFor([&] { return run.ended; }, 30000);
        return run;
    }

private Q_SLOTS:
    void itSendsTheOldestFirstFiftyAtATimeAndOneRequestAfterTheOther() {
        OneJournal journal;
        PaperStore store;
        QStringList written;
        for (int i = 0; i < 120; ++i)
            written << journal.answer(i).id;
        int underWay = 0;
        int most = 0;
        class Counting final : public sync::Network {
        public:
            Counting(PaperStore& store, int& now, int& most)
                : m_store(store)
                , m_now(now)
                , m_most(most) {}
            void send(const Call& call, std::function<void(const Answer&)> done) override {
                m_most = std::max(m_most, ++m_now);
                m_store.send(call, [this, done](const Answer& answer) {
                    --m_now;
                    done(answer);
                });
            }

        private:
            PaperStore& m_store;
            int &m_now, &m_most;
        } network(store, underWay, most);
        QVERIFY(!push(journal, network).setback);
        QCOMPARE(most, 1);
        QCOMPARE(store.bodies().size(), std::size_t(3));
        QStringList sent;
        for (const auto& body : store.bodies()) {
            QVERIFY(QJsonDocument::fromJson(body).isArray());
            QVERIFY(idsIn(body).size() <= 50);
            sent += idsIn(body);
        }
        QCOMPARE(sent, written);
        QVERIFY(journal.waiting().empty());
    }

    void noRequestIsLargerThanAMegabyteUnlessOneStatementIs() {
        OneJournal journal;
        PaperStore store;
        for (int i = 0; i < 8; ++i)
            journal.answer(i, QString(300'000, QLatin1Char('x')));
        journal.answer(8, QString(1'020'000, QLatin1Char('y')));
        QVERIFY(!push(journal, store).setback);
        QVERIFY(journal.waiting().empty());
        for (const auto& body : store.bodies())
            QVERIFY2(body.size() <= 1'000'100 || idsIn(body).size() == 1,
                     qPrintable(QString::number(body.size())));
        QVERIFY(store.bodies().size() >= 5);
    }

    void everythingSaysWhoAsksAndInWhichVersion() {
        OneJournal journal;
        PaperStore store;
        store.version = "2.0.0";
        auto account = tests::accountAtPaper();
        account.version = QStringLiteral("2.0.0");
        journal.answer(1);
        QVERIFY(!push(journal, store, account).setback);
        QVERIFY(journal.waiting().empty());
        const auto& call = store.calls.front();
        QVERIFY(call.headers.contains({"X-Experience-API-Version", "2.0.0"}));
        QVERIFY(call.headers.contains({"Authorization", "Basic " + QByteArray("dev-1:secret").toBase64()}));
        QVERIFY(call.headers.contains({"Content-Type", "application/json"}));
    }

    // What is no acknowledgment and no refusal of a learning record store: nothing is acknowledged, nothing
    // is set aside, the next try sends the same.
    void whatNoStoreHasSaidChangesNothing_data() {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<QString>("says");
        const PaperStore store;
        const QString login = QStringLiteral("Open any page in a browser");
        const QByteArray others = R"(["0190a6a0-0000-7000-8000-000000000099"])";
        QTest::newRow("nobody answers")
            << Answer{} << QStringLiteral("is sent when the training server answers");
        QTest::newRow("login page") << strange(200) << login;
        QTest::newRow("login page that calls itself a store")
            << store.say(200, "<html>Log in</html>") << login;
        QTest::newRow("redirect") << strange(302, {}, {{"Location", "http://hotel.example/"}}) << login;
        QTest::newRow("login wanted") << strange(511) << login;
        QTest::newRow("bad request of a proxy") << strange(400) << login;
        QTest::newRow("conflict of a proxy") << strange(409) << login;
        QTest::newRow("login of a gateway") << strange(401) << login;
        QTest::newRow("not found") << strange(404) << login;
        QTest::newRow("store without the resource")
            << store.say(404, "{}") << QStringLiteral("does not understand");
        QTest::newRow("empty list") << store.say(200, "[]") << login;
        QTest::newRow("other ids") << store.say(200, others) << login;
        QTest::newRow("half an answer") << store.say(200, "[\"0190a6a0-") << login;
        QTest::newRow("no content") << store.say(204) << login;
        QTest::newRow("firewall") << strange(403) << QStringLiteral("firewall");
        QTest::newRow("proxy wants a login") << strange(407) << QStringLiteral("user name and a password");
        QTest::newRow("proxy without a way") << strange(502) << QStringLiteral("cannot reach the server");
        QTest::newRow("proxy that waited") << strange(504) << QStringLiteral("cannot reach the server");
        QTest::newRow("trouble") << store.say(500) << QStringLiteral("busy or in trouble");
        QTest::newRow("full") << store.say(503) << QStringLiteral("busy or in trouble");
        QTest::newRow("too many") << store.say(429) << QStringLiteral("busy or in trouble");
        QTest::newRow("slow") << store.say(408) << QStringLiteral("busy or in trouble");
        PaperStore newer;
        newer.version = "2.0.0";
        QTest::newRow("other version") << newer.say(400, "{}") << QStringLiteral("speaks xAPI 2.0.0");
        PaperStore alien;
        alien.version = "0.95";
        QTest::newRow("alien version") << alien.say(400, "{}") << login;
    }
    void whatNoStoreHasSaidChangesNothing() {
        QFETCH(Answer, answer);
        QFETCH(QString, says);
        OneJournal journal;
        PaperStore store;
        for (int i = 0; i < 3; ++i)
            journal.answer(i);
        const auto before = journal.waiting();
        store.instead = [&](const Call&) { return answer; };
        const Run run = push(journal, store);
        QVERIFY(run.ended && run.setback);
        QCOMPARE(run.setback->kind, Setback::Kind::TryLater);
        QVERIFY2(run.setback->sentence.contains(says), qPrintable(run.setback->sentence));
        QVERIFY(run.setback->sentence.contains(QStringLiteral("kept here")) ||
                run.setback->sentence.contains(QStringLiteral("saved on this laptop")));
        QCOMPARE(journal.waiting(), before);
        QCOMPARE(*journal->parkedCount(), 0);
        QCOMPARE(store.bodies().size(), std::size_t(1));
        store.instead = {};
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(store.bodies().back(), store.bodies().front()); // the same batch
        QCOMPARE(store.statements().size(), std::size_t(3));
    }

    void aListWithOurIdsAndNoStoreBehindItAcknowledgesNothing() {
        OneJournal journal;
        PaperStore store;
        journal.answer(1);
        for (const QByteArray& version :
             {QByteArray(), QByteArray("0.95"), QByteArray("1.1"), QByteArray("3.0.0")}) {
            store.instead = [&](const Call& call) {
                const auto ids = QJsonArray::fromStringList(idsIn(call.body));
                return Answer{200, {{"X-Experience-API-Version", version}}, QJsonDocument(ids).toJson(), {}};
            };
            QVERIFY(push(journal, store).setback);
            QCOMPARE(journal.waiting().size(), std::size_t(1));
        }
        // One id too many or one too few is no receipt of this batch.
        journal.answer(2);
        for (const bool more : {true, false}) {
            store.instead = [&](const Call& call) {
                auto ids = QJsonArray::fromStringList(idsIn(call.body));
                more ? ids.append(QStringLiteral("0190a6a0-0000-7000-8000-000000000099")) : ids.removeLast();
                return store.say(200, QJsonDocument(ids).toJson());
            };
            QVERIFY(push(journal, store).setback);
            QCOMPARE(journal.waiting().size(), std::size_t(2));
        }
    }

    void aLostReplyCostsOnlyTheSameBatchOnceMore() {
        OneJournal journal;
        PaperStore store;
        for (int i = 0; i < 3; ++i)
            journal.answer(i);
        bool lost = false;
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (std::exchange(lost, true))
                return std::nullopt;
            (void)store.reply(call);
            return Answer{};
        };
        QVERIFY(push(journal, store).setback);
        QCOMPARE(journal.waiting().size(), std::size_t(3));
        QCOMPARE(store.statements().size(), std::size_t(3));
        QVERIFY(!push(journal, store).setback);
        QVERIFY(journal.waiting().empty());
        QCOMPARE(store.statements().size(), std::size_t(3));
    }

    void whoMayNotWriteStopsKeepsEverythingAndIsToldWhatToDo() {
        OneJournal journal;
        PaperStore store;
        journal.answer(1);
        auto byKey = tests::accountAtPaper();
        byKey.byKey = true;
        for (const int status : {401, 403}) {
            store.instead = [&](const Call&) { return store.say(status, R"({"error":"no"})"); };
            const Run run = push(journal, store);
            QCOMPARE(run.setback->kind, status == 401 ? Setback::Kind::Refused : Setback::Kind::Forbidden);
            QVERIFY(run.setback->sentence.contains(QStringLiteral("Everything is kept here")));
            QVERIFY(push(journal, store, byKey)
                        .setback->sentence.contains(status == 401 ? QStringLiteral("key and secret")
                                                                  : QStringLiteral("does not let it write")));
            QCOMPARE(journal.waiting().size(), std::size_t(1));
        }
    }

    void theBadStatementsAreFoundByHalvesAndTheRestGoesOn() {
        OneJournal journal;
        PaperStore store;
        QSet<QString> bad;
        for (int i = 0; i < 120; ++i) {
            const auto fact = journal.answer(i);
            if (i == 7 || i == 8 || i == 93)
                bad.insert(fact.id);
        }
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            for (const auto& id : idsIn(call.body))
                if (bad.contains(id))
                    return store.say(400, R"({"error":"The verb is not known."})");
            return std::nullopt;
        };
        QVERIFY(!push(journal, store).setback);
        QVERIFY(journal.waiting().empty());
        QCOMPARE(store.statements().size(), std::size_t(117));
        const auto parked = journal->parked();
        QCOMPARE(parked->size(), std::size_t(3));
        for (const auto& [fact, reason] : *parked) {
            QVERIFY(bad.contains(fact.id));
            QCOMPARE(reason, QStringLiteral("The verb is not known."));
            QCOMPARE(fact.body.value(QStringLiteral("response")).toString(), QStringLiteral("a"));
        }
        QVERIFY2(store.bodies().size() < 40, qPrintable(QString::number(store.bodies().size())));
    }

    void whatIsTooLargeIsHalvedAlsoByAWebServerInFront() {
        for (const bool byStore : {true, false}) {
            OneJournal journal;
            PaperStore store;
            for (int i = 0; i < 40; ++i)
                journal.answer(i);
            store.instead = [&](const Call& call) -> std::optional<Answer> {
                if (idsIn(call.body).size() > 6)
                    return byStore ? store.say(413)
                                   : strange(413, "<html>413 Request Entity Too Large</html>");
                return std::nullopt;
            };
            QVERIFY(!push(journal, store).setback);
            QVERIFY(journal.waiting().empty());
            QCOMPARE(*journal->parkedCount(), 0);
            QCOMPARE(store.statements().size(), std::size_t(40));
        }
    }

    void aStatementThatIsTooLargeAloneDoesNotBlockTheOthers() {
        OneJournal journal;
        PaperStore store;
        const auto large = journal.answer(1, QString(5000, QLatin1Char('x')));
        journal.answer(2);
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            return call.body.size() > 4000 ? std::optional(store.say(413)) : std::nullopt;
        };
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(journal->parked()->size(), std::size_t(1));
        QCOMPARE(journal->parked()->front().fact, large);
        QCOMPARE(store.statements().size(), std::size_t(1));
    }

    void whatIsSmallIsNotSetAsideBecauseSomebodyOnTheWayCallsItTooLarge() {
        OneJournal journal;
        PaperStore store;
        for (int i = 0; i < 5; ++i)
            journal.answer(i);
        const auto before = journal.waiting();
        store.instead = [](const Call&) { return strange(413, "<html>blocked</html>"); };
        const Run run = push(journal, store);
        QVERIFY(run.ended && run.setback);
        QCOMPARE(run.setback->kind, Setback::Kind::TryLater);
        QVERIFY(run.setback->sentence.contains(QStringLiteral("try another network")));
        QCOMPARE(journal.waiting(), before);
        QCOMPARE(*journal->parkedCount(), 0);
        store.instead = {};
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(store.statements().size(), std::size_t(5));
    }

    void whatIsTooLargeForAWebServerInFrontDoesNotBlockTheOthers() {
        OneJournal journal;
        PaperStore store;
        const auto large = journal.answer(1, QString(80'000, QLatin1Char('x')));
        journal.answer(2);
        store.instead = [](const Call& call) -> std::optional<Answer> {
            return call.body.size() > 70'000 ? std::optional(strange(413)) : std::nullopt;
        };
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(journal->parked()->size(), std::size_t(1));
        QCOMPARE(journal->parked()->front().fact, large);
        QCOMPARE(store.statements().size(), std::size_t(1));
    }

    void aConflictWithOurselvesIsAnAcknowledgment() {
        OneJournal journal;
        PaperStore store;
        std::vector<journal::Fact> facts;
        for (int i = 0; i < 3; ++i)
            facts.push_back(journal.answer(i));
        // The store has the second in its own spelling, and says 409 to any batch with it.
        const auto context = sync::contextOf(tests::accountAtPaper());
        auto known = sync::toStatement(facts[1], context);
        known[QStringLiteral("authority")] =
            QJsonObject{{QStringLiteral("mbox"), QStringLiteral("mailto:a@b.example")}};
        known[QStringLiteral("timestamp")] = known.value(QStringLiteral("timestamp"))
                                                 .toString()
                                                 .replace(QStringLiteral("Z"), QStringLiteral("+00:00"));
        auto verb = known.value(QStringLiteral("verb")).toObject();
        verb[QStringLiteral("display")] = QJsonObject{{QStringLiteral("de"), QStringLiteral("beantwortete")}};
        known[QStringLiteral("verb")] = verb;
        store.put(known);
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "POST" && idsIn(call.body).contains(facts[1].id))
                return store.say(409, R"({"error":"taken"})");
            return std::nullopt;
        };
        QVERIFY(!push(journal, store).setback);
        QVERIFY(journal.waiting().empty());
        QCOMPARE(store.statements().size(), std::size_t(3));
        QCOMPARE(*journal->parkedCount(), 0);
        QCOMPARE(store.bodies().size(), std::size_t(4)); // all, then one by one
    }

    void anIdThatIsTakenByAnotherIsSentUnderANewOneThatSaysSo() {
        OneJournal journal;
        PaperStore store;
        const auto fact = journal.answer(1);
        auto other =
            sync::toStatement(fact, sync::contextOf(tests::accountAtPaper(QStringLiteral("somebody"))));
        store.put(other);
        QVERIFY(!push(journal, store).setback);
        QVERIFY(journal.waiting().empty());
        QCOMPARE(store.statements().size(), std::size_t(2));
        const auto mine = store.statements().back();
        QVERIFY(mine.value(QStringLiteral("id")).toString() != fact.id);
        QCOMPARE(
            mine["context"]["extensions"]["https://understudy.example/xapi/ext/reissued-from"].toString(),
            fact.id);
        QCOMPARE(mine["result"]["response"].toString(), QStringLiteral("a"));
        // Nothing is sent a third time.
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(store.statements().size(), std::size_t(2));
    }

    void aReissuedOneCountsOnlyWhenItsOwnIdIsNamed() {
        OneJournal journal;
        PaperStore store;
        const auto fact = journal.answer(1);
        store.put(
            sync::toStatement(fact, sync::contextOf(tests::accountAtPaper(QStringLiteral("somebody")))));
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "POST" && !idsIn(call.body).contains(fact.id))
                return store.say(200, R"(["0190a6a0-0000-7000-8000-000000000099"])");
            return std::nullopt;
        };
        QVERIFY(push(journal, store).setback);
        QCOMPARE(journal.waiting().size(), std::size_t(1));
        store.instead = [&](const Call& call) -> std::optional<Answer> {
            if (call.method == "GET")
                return strange(200);
            return std::nullopt;
        };
        QVERIFY(push(journal, store).setback); // whose is it? Nobody knows yet
        QCOMPARE(store.statements().size(), std::size_t(1));
        store.instead = {};
        QVERIFY(!push(journal, store).setback);
        QCOMPARE(store.statements().size(), std::size_t(2));
    }

    void aStoreWithOldIdsGetsOldOnes() {
        OneJournal journal;
        PaperStore store;
        const auto fact = journal.answer(1);
        auto account = tests::accountAtPaper();
        account.oldIds = true;
        QVERIFY(!push(journal, store, account).setback);
        QVERIFY(journal.waiting().empty());
        const auto there = store.statements().front();
        const auto id = there.value(QStringLiteral("id")).toString();
        QCOMPARE(id.at(14), QLatin1Char('4'));
        QVERIFY(sync::factIds(id).back() == fact.id);
        QCOMPARE(*sync::toFact(there), fact); // it comes back as what it was
    }
};

QTEST_GUILESS_MAIN(tst_Push)
#include "tst_Push.moc"
