#include "tests/app/ServerProcess.h"

#include "core/journal/Journal.h"
#include "core/sync/Engine.h"
#include "core/sync/HttpNetwork.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace understudy;
using State = sync::Status::State;

namespace {

/// A network that can be cut, and that loses requests and replies, sends requests twice, and delivers copies
/// of old ones after newer ones. The server behind it is the real one.
class WildNetwork final : public sync::Network {
public:
    explicit WildNetwork(QRandomGenerator& random)
        : m_random(random) {}
    bool cut = false;  ///< the cable is out
    bool wild = false; ///< chance has its way
    int lost = 0, doubled = 0, late = 0;

    void send(const sync::Call& call, std::function<void(const sync::Answer&)> done) override {
        if (cut || chance(6)) {
            lost += !cut;
            QTimer::singleShot(0, &m_context, [done = std::move(done)] { done({}); });
            return;
        }
        if (call.method == "POST" && chance(2)) {
            m_kept.push_back(call);
        } else if (!m_kept.empty() && chance(2)) { // yesterday's mail
            const auto at = static_cast<std::ptrdiff_t>(m_random.bounded(static_cast<int>(m_kept.size())));
            m_real.send(m_kept[static_cast<std::size_t>(at)], [](const sync::Answer&) {});
            m_kept.erase(m_kept.begin() + at);
            ++late;
        }
        if (chance(4)) {
            ++doubled; // both are under way at once
            m_real.send(call, [](const sync::Answer&) {});
        }
        QTimer::singleShot(wild ? m_random.bounded(15) : 0, &m_context, [this, call, done = std::move(done)] {
            m_real.send(call, [this, done](const sync::Answer& answer) {
                const bool loses = chance(5);
                lost += loses;
                done(loses ? sync::Answer{} : answer);
            });
        });
    }

private:
    bool chance(int in) { return wild && m_random.bounded(in) == 0; }

    QRandomGenerator& m_random;
    std::vector<sync::Call> m_kept;
    QObject m_context;
    sync::HttpNetwork m_real;
};

/// One of a trainee's laptops: a journal on its disk, an engine, a network.
class Laptop final {
public:
    explicit Laptop(QRandomGenerator& random)
        : network(random) {
        auto opened =
            journal::Journal::open(m_folder.filePath(QStringLiteral("journal.sqlite")), m_clock, m_ids);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().sentence));
        m_journal = std::move(*opened);
        engine = std::make_unique<sync::Engine>(*m_journal, network, m_clock, systemRandomness());
    }
    void enroll(const QUrl& server, const QString& code) {
        std::optional<Result<sync::Account>> got;
        sync::HttpNetwork real;
        sync::enroll(real, server, code, m_journal->device(), QStringLiteral("laptop"),
                     [&](Result<sync::Account> result) { got = std::move(result); });
        QTRY_VERIFY(got);
        QVERIFY2(got->ok(), qPrintable(got->ok() ? QString() : got->error().sentence));
        engine->setAccount(**got);
    }
    void answer(int count) {
        for (int i = 0; i < count; ++i, ++m_answers)
            QVERIFY(m_journal
                        ->append(journal::kind::Answered,
                                 {{QStringLiteral("quiz"), QStringLiteral("01-architecture/quiz")},
                                  {QStringLiteral("question"),
                                   QStringLiteral("01-architecture/quiz#q%1").arg(m_answers % 20)},
                                  {QStringLiteral("attempt"), m_ids.next()},
                                  {QStringLiteral("type"), QStringLiteral("choice")},
                                  {QStringLiteral("response"), QStringLiteral("a[,]c")},
                                  {QStringLiteral("right"), m_answers % 3 != 0},
                                  {QStringLiteral("seconds"), 4.25}})
                        .ok());
    }
    /// In the order of their ids, for comparing.
    std::vector<journal::Fact> facts() const {
        std::vector<journal::Fact> all;
        const auto entries = m_journal->after(0);
        for (const auto& entry : *entries)
            all.push_back(entry.fact);
        std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.id < b.id; });
        return all;
    }
    bool quiet() const { return engine->status().state == State::Synced && engine->status().waiting == 0; }
    const journal::Journal& journal() const { return *m_journal; }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    std::unique_ptr<journal::Journal> m_journal;
    int m_answers = 0;

public:
    WildNetwork network;
    std::unique_ptr<sync::Engine> engine;
};

} // namespace

class tst_TwoLaptops final : public QObject {
    Q_OBJECT

    QRandomGenerator m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::ServerProcess> m_server;
    std::unique_ptr<Laptop> m_first;
    std::unique_ptr<Laptop> m_second;
    QByteArray m_staff;

    bool settled() {
        const auto first = m_first->facts();
        if (first.size() == m_second->facts().size() && m_first->quiet() && m_second->quiet())
            return true;
        if (m_first->engine->status().state != State::Syncing)
            m_first->engine->syncNow();
        if (m_second->engine->status().state != State::Syncing)
            m_second->engine->syncNow();
        return false;
    }

    /// Both laptops and the server hold the same, each thing once.
    void compareAll(std::size_t count) {
        const auto facts = m_first->facts();
        QCOMPARE(facts.size(), count);
        QVERIFY(facts == m_second->facts());
        QSet<QString> known;
        for (const auto& fact : facts)
            known.insert(fact.id);
        QCOMPARE(known.size(), static_cast<int>(count));
        const auto ids = m_server->statementIds(m_staff);
        QVERIFY(ids);
        QCOMPARE(ids->size(), static_cast<int>(count));
        QVERIFY(QSet<QString>(ids->begin(), ids->end()) == known);
        for (const auto* laptop : {m_first.get(), m_second.get()}) {
            QCOMPARE(laptop->engine->status().parked, 0);
            QVERIFY(laptop->journal().check());
        }
    }

private Q_SLOTS:
    void init() {
        bool given = false;
        const quint32 wanted = qEnvironmentVariable("UNDERSTUDY_SEED").toUInt(&given);
        const quint32 seed = given ? wanted : QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        m_random.seed(seed);
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<tests::ServerProcess>(m_folder->path());
        QVERIFY(m_server->start());
        m_staff = m_server->staff();
        m_first = std::make_unique<Laptop>(m_random);
        m_second = std::make_unique<Laptop>(m_random);
        m_first->enroll(m_server->root(), m_server->code(QStringLiteral("add"), QStringLiteral("anna")));
        m_second->enroll(m_server->root(), m_server->code(QStringLiteral("code"), QStringLiteral("anna")));
    }
    void cleanup() {
        m_first.reset();
        m_second.reset();
        m_server.reset();
        m_folder.reset();
    }

    void answersGivenOfflineOnBothReachBoth() {
        m_first->network.cut = m_second->network.cut = true;
        m_first->answer(70);
        m_second->answer(130);
        m_first->engine->syncNow();
        m_second->engine->syncNow();
        QTRY_COMPARE(m_first->engine->status().state, State::Offline);
        QTRY_COMPARE(m_second->engine->status().state, State::Offline);
        QCOMPARE(m_second->engine->status().waiting, 130);
        m_first->network.cut = false; // home first
        m_first->engine->syncNow();
        QTRY_VERIFY_WITH_TIMEOUT(m_first->quiet(), 20000);
        m_first->network.cut = true; // and on the road again while the other comes home
        m_first->answer(5);
        m_second->network.cut = false;
        m_second->engine->syncNow();
        QTRY_VERIFY_WITH_TIMEOUT(m_second->quiet(), 20000);
        QCOMPARE(m_second->facts().size(), std::size_t(200));
        m_first->network.cut = false;
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 20000);
        compareAll(205);
    }

    void aWildNetworkAndAKilledServerLoseAndDoubleNothing() {
        m_first->network.wild = m_second->network.wild = true;
        std::size_t count = 0;
        for (int round = 0; round < 8; ++round) {
            for (auto* laptop : {m_first.get(), m_second.get()}) {
                const int answers = m_random.bounded(60);
                laptop->network.cut = m_random.bounded(4) == 0;
                laptop->answer(answers);
                laptop->engine->syncNow();
                count += static_cast<std::size_t>(answers);
            }
            QTest::qWait(m_random.bounded(60)); // the wild network's own time, not a condition
            m_server->kill();
            m_first->engine->syncNow();
            QTest::qWait(m_random.bounded(20));
            QVERIFY(m_server->start());
            m_second->engine->syncNow();
        }
        m_first->network.cut = m_second->network.cut = false;
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 90000);
        compareAll(count);
        qInfo("%d facts; lost on the way %d, doubled %d, delivered late %d", static_cast<int>(count),
              m_first->network.lost + m_second->network.lost,
              m_first->network.doubled + m_second->network.doubled,
              m_first->network.late + m_second->network.late);
        // Quiet again: another sync sends and brings nothing.
        m_first->network.wild = m_second->network.wild = false;
        m_first->engine->syncNow();
        m_second->engine->syncNow();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 20000);
        compareAll(count);
    }
};

QTEST_GUILESS_MAIN(tst_TwoLaptops)
#include "tst_TwoLaptops.moc"
