#include "core/sshd/Server.h"

#include "labs/host/Program.h"
#include "tests/fakes/SshTrainee.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// Plain shells of this computer, for the server's own tests.
class PlainHost final : public sshd::ShellHost {
public:
    Result<std::unique_ptr<sshd::ShellProcess>> start(const sshd::ShellRequest& request) override {
        host::Launch launch;
        launch.arguments = {"/bin/sh"};
        if (!request.command.empty())
            launch.arguments.insert(launch.arguments.end(), {"-c", request.command});
        launch.environment = {"PATH=/usr/bin:/bin"};
        launch.pty = request.pty;
        auto program = host::Program::start(launch);
        if (!program)
            return program.error();
        return std::unique_ptr<sshd::ShellProcess>(std::move(*program));
    }
};

class tst_Server final : public QObject {
    Q_OBJECT

    fakes::RealThreads m_threads;
    PlainHost m_host;

    std::unique_ptr<sshd::Server> open(std::chrono::milliseconds loginTime = 20s) {
        sshd::ServerOptions options;
        options.password = "correct horse";
        options.loginTime = loginTime;
        auto server = sshd::Server::open(options, m_host, m_threads);
        return server.ok() ? std::move(*server) : nullptr;
    }
    static ssh::Target targetOf(const sshd::Server& server) {
        ssh::Target target;
        target.host = "localhost"; // ::1 is refused first on some computers
        target.port = server.port();
        target.user = "trainee";
        target.hostKey = server.hostKey().line();
        return target;
    }
    static qint64 residentKiB() {
        QFile status("/proc/self/status");
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("VmRSS:"))
                return line.simplified().split(' ').value(1).toLongLong();
        return 0;
    }

private Q_SLOTS:
    void aPasswordLogsInAtTheSecondTry() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}, QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        QCOMPARE(trainee.prompts.size(), std::size_t(2));
        QCOMPARE(trainee.prompts.at(0).kind, ssh::Prompt::Kind::Password);
        QVERIFY(!trainee.prompts.at(0).fields.at(0).echo);
    }

    void threeWrongPasswordsAreOneClearSentence() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}};
        QVERIFY(!trainee.connect(session, targetOf(*server)));
        QCOMPARE(trainee.prompts.size(), std::size_t(3));
        QVERIFY(trainee.error().sentence.contains("did not accept the password"));
        QTRY_COMPARE(server->connections(), 0);
    }

    void cancelingThePasswordStopsTheLogin() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(!trainee.connect(session, targetOf(*server)));
        QCOMPARE(trainee.error().code, Errc::Cancelled);
        QCOMPARE(trainee.prompts.size(), std::size_t(1));
    }

    void whoeverDoesNotLogInIsSentAway() {
        const auto server = open(700ms);
        QTcpSocket silent;
        silent.connectToHost("127.0.0.1", server->port());
        QTRY_COMPARE(server->connections(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(server->connections(), 0, 5000);
        QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
    }

    void rubbishInsteadOfAClientIsNoHarm() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        const auto server = open(2s);
        for (int i = 0; i < 60; ++i) {
            QTcpSocket client;
            client.connectToHost("127.0.0.1", server->port());
            QVERIFY(client.waitForConnected());
            QByteArray bytes(random.bounded(3000), '\0');
            for (char& c : bytes)
                c = static_cast<char>(random.bounded(256));
            client.write(i % 2 ? "SSH-2.0-OpenSSH_9.2\r\n" + bytes : bytes);
            client.waitForBytesWritten(100);
        }
        QTRY_COMPARE_WITH_TIMEOUT(server->connections(), 0, 10'000);
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
    }

    void muchInputArrivesWholeHoweverLateTheProgramReads() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        const QByteArray much(5'000'000, 'x');
        for (const char* command : {"wc -c", "sleep 0.3; head -c 100000 >/dev/null; sleep 0.3; wc -c"}) {
            std::optional<QByteArray> said;
            session.exec(QString::fromLatin1(command), much, 30s, [&](const Result<ssh::ExecResult>& result) {
                said = result.ok() ? result->output.trimmed() : result.error().sentence.toUtf8();
            });
            QTRY_VERIFY_WITH_TIMEOUT(said.has_value(), 40'000);
            QCOMPARE(*said, QByteArray(command[0] == 'w' ? "5000000" : "4900000"));
        }
    }

    void aSubsystemIsRefusedWhereTheHostHasNone() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        StreamReader files(session.openSubsystem("sftp"));
        QTRY_VERIFY_WITH_TIMEOUT(files.end, 20'000);
        QVERIFY(!files.end->sentence.empty());
    }

    void aSlowReaderMakesTheProgramWaitAndNotTheMemoryGrow() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        StreamReader shell(session.openShell(80, 24));
        shell.grants = false;
        const qint64 before = residentKiB();
        shell.stream->write("yes | head -c 256M\n");
        QTRY_VERIFY_WITH_TIMEOUT(shell.total >= terminal::ByteStream::InitialCredit, 10'000);
        QTest::qWait(700); // time in which 256 MiB would have come
        QVERIFY2(residentKiB() - before < 16 * 1024, qPrintable(QString::number(residentKiB() - before)));
        QCOMPARE(shell.total, terminal::ByteStream::InitialCredit);
    }

    void aBigOutputArrivesWholeAndFast() {
        const auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        StreamReader shell(session.openShell(80, 24));
        QElapsedTimer timer;
        timer.start();
        shell.stream->write("stty -opost -echo; head -c 64M /dev/zero; exit 6\n");
        QEventLoop loop; // QTRY_ sleeps between looks, and the credit waits as long
        shell.stream->ended = [&](const terminal::StreamEnd& how) {
            shell.end = how;
            loop.quit();
        };
        loop.exec();
        QVERIFY(shell.end);
        qInfo() << "64 MiB through a PTY in" << timer.elapsed() << "ms";
        QVERIFY(shell.total >= 64 * 1024 * 1024);
        QCOMPARE(shell.end->exitStatus, 6);
    }

    void stoppingTheServerCutsEverybodyAtOnce() {
        auto server = open();
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        trainee.answers = {QStringList{"correct horse"}};
        QVERIFY(trainee.connect(session, targetOf(*server)));
        QTcpSocket silent;
        silent.connectToHost("127.0.0.1", server->port());
        QTRY_COMPARE(server->connections(), 2);
        QElapsedTimer timer;
        timer.start();
        server.reset();
        QVERIFY(timer.elapsed() < 2000);
        QTRY_VERIFY(trainee.lost);
    }
};

QTEST_GUILESS_MAIN(tst_Server)
#include "tst_Server.moc"
