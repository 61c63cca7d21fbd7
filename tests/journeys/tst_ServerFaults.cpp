#include "core/journal/Journal.h"
#include "core/sync/Engine.h"
#include "core/sync/HttpNetwork.h"
#include "tests/app/ServerProcess.h"
#include "tests/fakes/ListeningSocket.h"
#include "tests/fakes/Seed.h"
#include "tests/journeys/Devices.h"
#include "tests/journeys/Guest.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace understudy;

// UNDERSTUDY_DATABASE: an empty PostgreSQL database instead of SQLite. Started with --client PATH, this
// program is a workstation that answers and syncs until it is killed; with --rest PATH it only syncs, and
// ends when all is there.

namespace {

/// A workstation that answers every two milliseconds is no trainee: it is not held back.
QStringList database() {
    const QStringList quick{QStringLiteral("--requests-per-minute"), QStringLiteral("0")};
    const auto url = qEnvironmentVariable("UNDERSTUDY_DATABASE");
    return url.isEmpty() ? quick : quick + QStringList{QStringLiteral("--database"), url};
}

/// The workstation: PATH/account.json says where the server is, PATH/journal.sqlite is the journal.
int workstation(const QString& folder, bool answers) {
    const SystemClock clock;
    IdMaker ids(clock, systemRandomness());
    auto journal = journal::Journal::open(folder + QStringLiteral("/journal.sqlite"), clock, ids);
    QFile file(folder + QStringLiteral("/account.json"));
    if (!journal || !file.open(QIODevice::ReadOnly))
        return 1;
    const auto account = sync::accountFromJson(QJsonDocument::fromJson(file.readAll()).object());
    if (!account)
        return 1;
    sync::HttpNetwork network;
    sync::Engine engine(**journal, network, clock, systemRandomness());
    engine.setAccount(*account);
    int number = 0;
    QTimer pen;
    QObject::connect(&pen, &QTimer::timeout, [&] {
        const auto fact = (*journal)->append(
            journal::kind::Answered,
            {{QStringLiteral("quiz"), QStringLiteral("01-architecture/quiz")},
             {QStringLiteral("question"), QStringLiteral("01-architecture/quiz#q%1").arg(++number % 20)},
             {QStringLiteral("attempt"), ids.next()},
             {QStringLiteral("type"), QStringLiteral("choice")},
             {QStringLiteral("response"), QStringLiteral("a[,]c")},
             {QStringLiteral("right"), true}});
        if (!fact)
            return QCoreApplication::exit(1);
        std::printf("%s\n", qPrintable(fact->id)); // the trainee sees the verdict
        std::fflush(stdout);
        engine.syncNow();
    });
    if (answers)
        pen.start(2);
    engine.statusChanged = [&](const sync::Status& status) {
        if (!answers && status.state == sync::Status::State::Synced && status.waiting == 0)
            QCoreApplication::exit(status.parked == 0 ? 0 : 1);
    };
    engine.syncNow();
    return QCoreApplication::exec();
}

} // namespace

/// Kills, clocks and restarts: every acknowledged statement is there afterwards, and there once.
class tst_ServerFaults final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::ServerProcess> m_server;
    QByteArray m_staff;
    QRandomGenerator m_random;
    quint32 m_seed = 0;

    std::uint16_t port() const { return static_cast<std::uint16_t>(m_server->root().port()); }
    void post(Devices& devices, int count) {
        for (int i = 0; i < count; ++i)
            devices.add(port(), m_staff, m_seed);
    }
    /// Ends the devices; what they were told is stored is there, once, in the order each of them sent it.
    /// @p others: statements of somebody else.
    void compare(Devices& devices, int others = 0) {
        devices.stop();
        const auto ids = m_server->statementIds(m_staff);
        QCOMPARE(devices.wrongWith(ids, others), QString());
        QCOMPARE(devices.outOfOrder(*ids), QString());
    }
    /// The times of storing, oldest first.
    QStringList storedTimes() const {
        QStringList times;
        for (QString target = QStringLiteral("/xapi/statements?ascending=true"); !target.isEmpty();) {
            const auto page = m_server->ask("GET", target, m_staff).json();
            for (const auto& one : page[QStringLiteral("statements")].toArray())
                times.append(one[QStringLiteral("stored")].toString());
            target = page[QStringLiteral("more")].toString();
        }
        return times;
    }

private Q_SLOTS:
    void init() {
        m_seed = fakes::seedOfThisRun();
        m_random.seed(m_seed);
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<tests::ServerProcess>(m_folder->path());
        QVERIFY(m_server->start(database()));
        m_staff = m_server->staff();
    }
    void cleanup() {
        m_server.reset();
        m_folder.reset();
    }

    void aKilledServerLosesNothingItHasAcknowledged() {
        Devices posting;
        post(posting, 4);
        for (int run = 0; run < runs(8); ++run) {
            QVERIFY(posting.more(1));
            QTest::qWait(m_random.bounded(150)); // the moment is left to chance
            m_server->kill();
            QVERIFY(m_server->start(database()));
        }
        QVERIFY(posting.more(1));
        compare(posting);
    }

    void aKilledWorkstationSendsEverythingOnceInTheEnd() {
        sync::HttpNetwork network;
        std::optional<Result<sync::Account>> enrolled;
        sync::enroll(network, m_server->root(), m_server->code(QStringLiteral("add"), QStringLiteral("anna")),
                     QStringLiteral("00000000-0000-7000-8000-0000000000aa"), QStringLiteral("laptop"),
                     [&](Result<sync::Account> got) { enrolled = std::move(got); });
        QTRY_VERIFY(enrolled);
        QVERIFY2(enrolled->ok(), qPrintable(enrolled->ok() ? QString() : enrolled->error().sentence));
        QTemporaryDir home;
        QFile account(home.filePath(QStringLiteral("account.json")));
        QVERIFY(account.open(QIODevice::WriteOnly));
        account.write(QJsonDocument(sync::toJson(**enrolled)).toJson());
        account.close();
        QSet<QString> seen;
        const auto read = [&](QProcess& process) {
            while (process.canReadLine())
                if (const auto line = process.readLine(); line.endsWith('\n'))
                    seen.insert(QString::fromLatin1(line.trimmed()));
        };
        for (int run = 0; run < runs(8); ++run) {
            QProcess client;
            client.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--client"), home.path()});
            const auto before = seen.size();
            QTRY_VERIFY_WITH_TIMEOUT((read(client), seen.size() > before), 30'000);
            QTest::qWait(m_random.bounded(120));
            client.kill();
            QVERIFY(client.waitForFinished());
            read(client);
        }
        QProcess rest;
        rest.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        rest.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--rest"), home.path()});
        QVERIFY(rest.waitForFinished(120'000));
        QCOMPARE(rest.exitCode(), 0);
        const auto ids = m_server->statementIds(m_staff);
        QVERIFY(ids);
        const QSet<QString> there(ids->begin(), ids->end());
        QCOMPARE(there.size(), ids->size());
        QVERIFY2((seen - there).isEmpty(), qPrintable((seen - there).values().join(u' ')));
        // What was on the disk but not yet on the screen may be there too: at most one for each kill.
        QVERIFY(there.size() - seen.size() <= runs(8) + 1);
        qInfo("%d verdicts seen, each there once; %d more were on the disk", int(seen.size()),
              int(there.size() - seen.size()));
    }

    void aClockSetBackAYearKeepsTheOrder() {
#ifdef UNDERSTUDY_SANITIZED
        QSKIP("A sanitizer wants to be loaded first, and so does the library that turns the clock.");
#endif
        QString library;
        for (const char* place : {"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
                                  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"})
            if (QFile::exists(QLatin1String(place)))
                library = QLatin1String(place);
        if (library.isEmpty())
            QSKIP("faketime is not installed: nothing here can turn a program's clock");
        QTemporaryDir shelf;
        const auto clock = shelf.filePath(QStringLiteral("clock"));
        const auto turn = [&](const char* offset) {
            QFile file(clock);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(offset);
        };
        const auto start = [&] {
            qputenv("LD_PRELOAD", library.toLocal8Bit());
            qputenv("FAKETIME_TIMESTAMP_FILE", clock.toLocal8Bit());
            qputenv("FAKETIME_NO_CACHE", "1");
            qputenv("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            const bool started = m_server->start(database());
            for (const char* name : {"LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE",
                                     "FAKETIME_DONT_FAKE_MONOTONIC"})
                qunsetenv(name);
            return started;
        };
        m_server->kill();
        turn("+0");
        QVERIFY(start());
        Devices posting;
        post(posting, 2);
        QVERIFY(posting.more(20));
        const auto cursor = storedTimes().last();
        turn("-365d"); // while it serves
        QVERIFY(posting.more(20));
        m_server->kill(); // and it starts in the past
        QVERIFY(start());
        QVERIFY(posting.more(20));
        turn("+0");
        QVERIFY(posting.more(20));
        compare(posting);
        // A workstation that asks for what came after its cursor gets it all.
        const auto later = m_server->ask(
            "GET", QStringLiteral("/xapi/statements?ascending=true&limit=10&since=") + cursor, m_staff);
        QCOMPARE(later.status, 200);
        QCOMPARE(later.json()[QStringLiteral("statements")].toArray().size(), 10);
    }

    void restartsAreSeenAsSomethingToTryAgain() {
        Devices posting;
        post(posting, 3);
        Guest guest(port(), m_staff.toBase64().toStdString());
        for (int run = 0; run < 5; ++run) {
            QVERIFY(posting.more(50));
            QCOMPARE(m_server->terminate(), 0);
            QVERIFY(m_server->start(database()));
        }
        QVERIFY(posting.more(1));
        guest.leave();
        QCOMPARE(guest.refused(), 0);
        qInfo("the longest wait through a restart was %.0f ms", guest.longestMs());
        compare(posting, guest.answered());
    }

    void behindASocketOfSystemdNobodyIsRefused() {
        m_server->kill();
        const fakes::ListeningSocket socket;
        QVERIFY(socket.port() > 0);
        const auto pair = m_staff.toBase64().toStdString();
        Guest guest(socket.port(), pair);
        Posting steady(socket.port(), pair, 9, m_seed);
        for (int run = 0; run < 5; ++run) {
            QProcess server;
            server.setStandardErrorFile(QProcess::nullDevice());
            server.setChildProcessModifier([from = socket.descriptor()] {
                ::dup2(from, 3);
                ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
                ::setenv("LISTEN_FDS", "1", 1);
            });
            server.start(tests::ServerProcess::program(),
                         QStringList{QStringLiteral("serve"), QStringLiteral("--data"), m_folder->path()} +
                             database());
            const int answered = guest.answered();
            const int acknowledged = steady.count();
            QTRY_VERIFY_WITH_TIMEOUT(guest.answered() > answered + 5 && steady.count() > acknowledged + 50,
                                     30'000);
            if (run == 4) {
                guest.leave();
                steady.stop();
            }
            server.terminate();
            QVERIFY(server.waitForFinished(10'000));
            QCOMPARE(server.exitCode(), 0);
        }
        QCOMPARE(guest.refused(), 0);
        QCOMPARE(steady.trouble(), std::string());
        qInfo("five restarts: %d answers, the longest wait %.0f ms; the one that keeps its connection: %d "
              "statements, %d times without an answer",
              guest.answered(), guest.longestMs(), steady.count(), steady.unanswered());
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--client")
        return workstation(QString::fromLocal8Bit(argv[2]), true);
    if (argc == 3 && QByteArray(argv[1]) == "--rest")
        return workstation(QString::fromLocal8Bit(argv[2]), false);
    tst_ServerFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ServerFaults.moc"
