#include "tests/app/ServerProcess.h"
#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/Postgres.h"
#include "tests/fakes/Seed.h"
#include "tests/journeys/Devices.h"
#include "tests/journeys/Guest.h"

#include <QSet>
#include <QTest>

using namespace understudy;
using fakes::HttpWire;

namespace {

/// One of several servers on one database; it has no data of its own.
class OneOfMany final {
public:
    explicit OneOfMany(QString database)
        : m_database(std::move(database))
        , m_server(m_folder.path()) {}
    bool start() { return m_server.start({QStringLiteral("--database"), m_database}); }
    tests::ServerProcess* operator->() { return &m_server; }
    std::uint16_t port() const { return static_cast<std::uint16_t>(m_server.root().port()); }
    /// "user:password" of somebody who may do everything.
    QByteArray staff() const {
        const QStringList at{QStringLiteral("--database"), m_database};
        m_server.run(QStringList{QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("staff"),
                                 QStringLiteral("--role"), QStringLiteral("staff")} +
                     at);
        const auto lines =
            m_server
                .run(QStringList{QStringLiteral("device"), QStringLiteral("add"), QStringLiteral("staff")} +
                     at)
                .out.split(u'\n');
        return (lines.value(0).section(QStringLiteral(": "), 1) + u':' +
                lines.value(1).section(QStringLiteral(": "), 1))
            .toUtf8();
    }

private:
    QString m_database;
    QTemporaryDir m_folder;
    tests::ServerProcess m_server;
};

/// A workstation that pulls what is new, believing the servers' word for how far everything is there.
class Pulling final {
public:
    explicit Pulling(std::string pair)
        : m_pair(std::move(pair)) {}
    QSet<QString> seen;
    /// All that is new at the server of @p port; false when it does not answer.
    bool pull(std::uint16_t port) {
        HttpWire wire(port);
        std::string target = "/xapi/statements?ascending=true&format=ids";
        if (!m_cursor.empty())
            target += "&since=" + m_cursor;
        std::string through;
        QSet<QString> page;
        while (!target.empty()) {
            const auto answer = wire.ask(HttpWire::headOf("GET", target, m_pair) + "\r\n");
            if (answer.status != 200)
                return false;
            const auto at = answer.head.find("X-Experience-API-Consistent-Through: ");
            if (through.empty() && at != std::string::npos)
                through = answer.head.substr(at + 37, answer.head.find('\r', at) - at - 37);
            const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
            for (const auto& one : json[QStringLiteral("statements")].toArray())
                page.insert(one[QStringLiteral("id")].toString());
            target = json[QStringLiteral("more")].toString().toStdString();
        }
        seen |= page;
        m_cursor = through;
        return true;
    }

private:
    std::string m_pair;
    std::string m_cursor;
};

} // namespace

/// Servers on PostgreSQL, when it is killed, and when the way to it is cut.
class tst_ServerPostgresFaults final : public QObject {
    Q_OBJECT

    std::unique_ptr<fakes::Postgres> m_postgres;
    std::unique_ptr<fakes::DelayProxy> m_way;
    std::unique_ptr<OneOfMany> m_near;
    std::unique_ptr<OneOfMany> m_far; ///< its way to the database can be cut
    QByteArray m_staff;
    QRandomGenerator m_random;
    quint32 m_seed = 0;

    void post(Devices& devices, const OneOfMany& at) { devices.add(at.port(), m_staff, m_seed); }
    void postAtBoth(Devices& devices) {
        for (int i = 0; i < 4; ++i)
            post(devices, i % 2 ? *m_near : *m_far);
    }
    /// Ends the devices; what they were told is stored is at both servers, once. @p others: statements of
    /// somebody else.
    void compare(Devices& devices, int others = 0) {
        devices.stop();
        for (auto* server : {m_near.get(), m_far.get()})
            QCOMPARE(devices.wrongWith((*server)->statementIds(m_staff), others), QString());
    }

private Q_SLOTS:
    void initTestCase() { m_postgres = fakes::Postgres::start(); }
    void cleanupTestCase() { m_postgres.reset(); }
    void init() {
        m_seed = fakes::seedOfThisRun();
        m_random.seed(m_seed);
        if (!m_postgres)
            QSKIP("PostgreSQL is not installed or does not start here");
        const auto address = QString::fromStdString(m_postgres->makeDatabase());
        QVERIFY(!address.isEmpty());
        m_way = std::make_unique<fakes::DelayProxy>(m_postgres->port(), std::chrono::milliseconds(0));
        auto through = address;
        through.replace(QStringLiteral(":%1/").arg(m_postgres->port()),
                        QStringLiteral(":%1/").arg(m_way->port()));
        m_near = std::make_unique<OneOfMany>(address);
        m_far = std::make_unique<OneOfMany>(through);
        QVERIFY(m_near->start() && m_far->start());
        m_staff = m_near->staff();
    }
    void cleanup() {
        m_near.reset();
        m_far.reset();
        m_way.reset();
    }

    void twoServersOnOneDatabaseKeepOneOrderForWhoPulls() {
        Devices posting;
        postAtBoth(posting);
        Pulling pulling(m_staff.toBase64().toStdString());
        for (int i = 0; i < 12; ++i) {
            QVERIFY(posting.more());
            QVERIFY(pulling.pull(i % 2 ? m_near->port() : m_far->port()));
        }
        compare(posting);
        QTRY_VERIFY((pulling.pull(m_near->port()), true));
        const auto all = (*m_near)->statementIds(m_staff);
        QVERIFY(all);
        const auto missed = QSet<QString>(all->begin(), all->end()) - pulling.seen;
        QVERIFY2(missed.isEmpty(), qPrintable(QStringLiteral("%1 never pulled").arg(missed.size())));
    }

    void oneAfterTheOtherIsRestartedAndNobodyIsRefused() {
        QCOMPARE((*m_near)->terminate(), 0);
        QCOMPARE((*m_far)->terminate(), 0);
        QVERIFY(m_near->start());
        (*m_far)->listenOn(m_near->port());
        QVERIFY(m_far->start());
        Devices posting;
        for (int i = 0; i < 4; ++i)
            post(posting, *m_near);
        Guest guest(m_near->port(), m_staff.toBase64().toStdString());
        for (int run = 0; run < 2; ++run) {
            auto& one = run % 2 ? *m_near : *m_far;
            QVERIFY(posting.more(50));
            QCOMPARE(one->terminate(), 0);
            QVERIFY(posting.more(50));
            QVERIFY(one.start());
        }
        guest.leave();
        QCOMPARE(guest.refused(), 0);
        qInfo("a guest: %d answers, %d times none, the longest wait %.0f ms", guest.answered(),
              guest.putOff(), guest.longestMs());
        compare(posting, guest.answered());
    }

    void theSameBatchAtBothServersIsStoredOnce() {
        // A workstation behind a load balancer: no answer from one, the same again to the other.
        Devices posting;
        post(posting, *m_near);
        for (int i = 0; i < 2 * runs(2); ++i) {
            QVERIFY(posting.more());
            posting[0].port() = i % 2 ? m_near->port() : m_far->port();
            (i % 2 ? *m_far : *m_near)->kill();
            QVERIFY((i % 2 ? *m_far : *m_near).start());
        }
        QVERIFY(posting.more());
        compare(posting);
        QVERIFY(posting[0].unanswered() > 0); // of some batch it did not know what had become of it
    }

    void aKilledDatabaseLosesNothingThatWasAcknowledged() {
        Devices posting;
        postAtBoth(posting);
        for (int run = 0; run < runs(1); ++run) {
            QVERIFY(posting.more());
            QTest::qWait(m_random.bounded(200)); // the moment is left to chance
            m_postgres->kill();
            QVERIFY(m_postgres->startAgain());
        }
        QVERIFY(posting.more());
        compare(posting);
    }

    void aServerCutOffFromTheDatabaseAcknowledgesNothingAndComesBack() {
        Devices posting;
        postAtBoth(posting);
        for (int run = 0; run < runs(2); ++run) {
            QVERIFY(posting.more());
            QTest::qWait(m_random.bounded(100));
            m_way->stall(true);
            QTest::qWait(200); // what was under way has had its time
            const int before = posting[0].count() + posting[2].count();
            const int nearBefore = posting[1].count();
            QVERIFY(QTest::qWaitFor([&] { return posting[1].count() > nearBefore + 50; },
                                    60'000)); // the other goes on
            QCOMPARE(posting[0].count() + posting[2].count(), before);
            m_way->cut();
            m_way->stall(false);
        }
        QVERIFY(posting.more());
        compare(posting);
    }
};

QTEST_GUILESS_MAIN(tst_ServerPostgresFaults)
#include "tst_ServerPostgresFaults.moc"
