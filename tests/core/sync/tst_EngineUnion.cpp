#include "core/sync/Engine.h"
#include "core/sync/Statement.h"

#include "tests/core/sync/Laptop.h"
#include "tests/core/sync/PaperStore.h"

#include <QRandomGenerator>

using namespace understudy;
using tests::Laptop;
using tests::PaperStore;

/// Several laptops of one person, their bad days, and the same facts on all of them in the end.
class tst_EngineUnion final : public QObject {
    Q_OBJECT

    static const QString& person() {
        static const QString name = QStringLiteral("p-1");
        return name;
    }
    /// What was answered, by its number, which is given once.
    static std::multiset<QString> questions(const std::vector<journal::Fact>& facts) {
        std::multiset<QString> out;
        for (const auto& fact : facts)
            if (fact.kind == QLatin1String(journal::kind::Answered))
                out.insert(fact.body.value(QStringLiteral("question")).toString());
        return out;
    }
    static std::vector<journal::Fact> factsAt(const PaperStore& store) {
        std::vector<journal::Fact> facts;
        for (const auto& statement : store.statements())
            if (auto fact = sync::toFact(statement))
                facts.push_back(*fact);
        std::sort(facts.begin(), facts.end(), [](auto& a, auto& b) { return a.id < b.id; });
        return facts;
    }
    static void heal(Laptop& laptop) {
        laptop.network.instead = {};
        laptop.network.losesReply = laptop.network.doubles = [](const auto&) { return false; };
    }

private Q_SLOTS:
    void threeLaptopsAndACloneEndWithTheSameFactsAndNoneTwice_data() {
        QTest::addColumn<quint32>("seed");
        for (int i = 0; i < 4; ++i) {
            const auto seed = QRandomGenerator::global()->generate();
            QTest::newRow(qPrintable(QStringLiteral("seed %1").arg(seed))) << seed;
        }
    }

    void threeLaptopsAndACloneEndWithTheSameFactsAndNoneTwice() {
        QFETCH(quint32, seed);
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const auto chance = [&](int in) { return random.bounded(in) == 0; };
        PaperStore store;
        store.pageSize = 7;
        std::vector<std::unique_ptr<Laptop>> laptops;
        std::vector<bool> offline;
        const auto spoil = [&](std::size_t index) {
            auto& network = laptops[index]->network;
            network.losesReply = [&](const auto&) { return chance(4); };
            network.doubles = [&](const auto&) { return chance(4); };
            network.instead = [&, index](const sync::Call&) -> std::optional<sync::Answer> {
                if (offline[index] || chance(5))
                    return sync::Answer{};
                if (chance(12)) // a hotel's login page
                    return sync::Answer{200, {}, "<html>Log in</html>", {}};
                return std::nullopt;
            };
        };
        const auto add = [&](const Laptop* copiedFrom) {
            laptops.push_back(std::make_unique<Laptop>(nullptr, copiedFrom));
            offline.push_back(false);
            laptops.back()->enrollAt(store, person());
            spoil(laptops.size() - 1);
            laptops.back()->engine->setAccount(laptops.back()->account);
        };
        for (int i = 0; i < 3; ++i)
            add(nullptr);
        std::multiset<QString> written;
        int number = 0;
        for (int round = 0; round < 60; ++round) {
            if (round == 30)
                add(laptops[random.bounded(3u)].get()); // a cloned disk
            const auto index = std::size_t(random.bounded(int(laptops.size())));
            if (chance(3))
                offline[index] = !offline[index];
            if (chance(6))
                laptops[index]->pushClock(std::chrono::minutes(random.bounded(-180, 180)));
            for (int n = random.bounded(4); n > 0; --n) {
                laptops[index]->answer(++number);
                written.insert(QStringLiteral("01/quiz#q%1").arg(number));
            }
            laptops[index]->engine->syncNow();
            QTest::qWait(random.bounded(4));
        }
        for (auto& laptop : laptops)
            heal(*laptop);
        const auto settled = [&] {
            for (auto& laptop : laptops)
                laptop->engine->syncNow();
            QTest::qWait(20);
            const auto facts = laptops.front()->facts();
            return std::all_of(laptops.begin(), laptops.end(), [&](auto& laptop) {
                return *laptop->journal->unsentCount() == 0 && laptop->facts() == facts;
            });
        };
        QTRY_VERIFY2_WITH_TIMEOUT(settled(), qPrintable(QStringLiteral("seed %1").arg(seed)), 60000);
        for (auto& laptop : laptops) {
            QVERIFY2(questions(laptop->facts()) == written, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QCOMPARE(*laptop->journal->parkedCount(), 0);
            QVERIFY(laptop->journal->check());
        }
        QVERIFY2(questions(factsAt(store)) == written, qPrintable(QStringLiteral("seed %1").arg(seed)));
        QVERIFY(factsAt(store) == laptops.front()->facts());
        std::set<Id> names;
        for (auto& laptop : laptops)
            names.insert(laptop->journal->device());
        QCOMPARE(names.size(), laptops.size()); // the clone is a device of its own
    }

    void aNewServerGetsAlsoWhatAnotherLaptopWrote() {
        PaperStore before;
        PaperStore after;
        Laptop gone;
        Laptop here;
        gone.enrollAt(before, person());
        here.enrollAt(before, person());
        gone.answer(1);
        gone.syncNow();
        here.answer(2);
        here.syncNow();
        QCOMPARE(here.facts().size(), std::size_t(2));
        here.enrollAt(after, person());
        here.account.endpoint = QUrl(QStringLiteral("https://other.example/xapi"));
        here.engine->setAccount(here.account);
        QCOMPARE(*here.journal->value(QStringLiteral("sync.cursor")), QString()); // of the old one
        QVERIFY(!here.engine->status().lastSynced);
        QTRY_COMPARE(after.statements().size(), std::size_t(2));
        QTRY_COMPARE(here.engine->status().state, sync::Status::State::Synced);
        QVERIFY(factsAt(after) == here.facts());
        QCOMPARE(before.statements().size(), std::size_t(2)); // which keeps what it has
    }

    void theStatusNeverSaysMoreThanWasAcknowledged() {
        PaperStore store;
        Laptop laptop;
        laptop.enrollAt(store, person());
        laptop.answer(1);
        laptop.syncNow();
        using State = sync::Status::State;
        bool lied = false;
        laptop.engine->statusChanged = [&](const sync::Status& status) {
            lied = lied || (status.state == State::Synced && status.waiting > 0) ||
                   status.waiting != *laptop.journal->unsentCount();
        };
        for (int i = 2; i < 40; ++i) {
            laptop.answer(i);
            laptop.engine->noteNewFacts();
            QCOMPARE(laptop.engine->status().state, State::Syncing);
            QCOMPARE(laptop.engine->status().waiting, 1);
            laptop.syncNow();
            QCOMPARE(laptop.engine->status().waiting, 0);
        }
        QVERIFY(!lied);
        // What was refused for good is not on the server either.
        laptop.network.instead = [&](const sync::Call& call) -> std::optional<sync::Answer> {
            return call.method == "POST" ? std::optional(tests::storeSays(400, "{\"error\":\"No.\"}"))
                                         : std::nullopt;
        };
        laptop.answer(40);
        laptop.syncNow();
        QVERIFY(laptop.engine->status().sentence.contains(QStringLiteral("but what the server refused")));
        QCOMPARE(laptop.engine->status().refused.front().fact.id, laptop.journal->parked()->front().fact.id);
        laptop.network.instead = {};
        laptop.engine->retryParked(laptop.engine->status().refused.front().fact.id);
        QTRY_COMPARE(store.statements().size(), std::size_t(40));
        QTRY_COMPARE(laptop.engine->status().sentence, QStringLiteral("Everything is on the server."));
    }

    void aStoreOfOldIdsServesTwoLaptopsAsWell() {
        PaperStore store;
        Laptop first;
        Laptop second;
        for (Laptop* laptop : {&first, &second}) {
            laptop->enrollAt(store, person());
            laptop->account.oldIds = true;
        }
        first.answer(1);
        second.answer(2);
        first.syncNow();
        second.syncNow();
        first.syncNow();
        QVERIFY(first.facts() == second.facts());
        QCOMPARE(first.facts().size(), std::size_t(2));
        for (const auto& statement : store.statements())
            QCOMPARE(statement.value(QStringLiteral("id")).toString().at(14), QLatin1Char('4'));
        // The weekly comparison knows them again: nothing is sent or read anew.
        first.pushClock(std::chrono::hours(24 * 8));
        first.network.calls.clear();
        first.syncNow();
        QCOMPARE(store.statements().size() - std::size_t(first.network.posts() > 0), std::size_t(2));
        QVERIFY(!first.journal->value(QStringLiteral("sync.cursor"))->isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_EngineUnion)
#include "tst_EngineUnion.moc"
