#include "core/ssh/Session.h"

#include "core/ssh/KnownHosts.h"
#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/SshTrainee.h"
#include "tests/fakes/Sshd.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// Our client against Debian's OpenSSH server.
class tst_Session final : public QObject {
    Q_OBJECT

    fakes::RealThreads m_threads;
    fakes::Sshd m_sshd;
    QTemporaryDir m_folder;

    ssh::Target target() const {
        ssh::Target target;
        target.host = "127.0.0.1";
        target.port = m_sshd.port();
        target.user = fakes::Sshd::user();
        target.identity = m_sshd.identity();
        target.hostKey = m_sshd.hostKeyLine();
        return target;
    }
    ssh::Target unpinned(const char* file) const {
        ssh::Target asked = target();
        asked.hostKey.clear();
        asked.knownHosts = QStringList{m_folder.filePath(file)};
        return asked;
    }
    std::unique_ptr<ssh::Session> session() {
        return std::make_unique<ssh::Session>(m_threads, fakes::postHere());
    }

    static int descriptors() { return static_cast<int>(QDir("/proc/self/fd").count()); }
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
    void initTestCase() {
        if (!m_sshd.start())
            QSKIP(qPrintable(m_sshd.reason()));
    }

    void aKeyFileLogsInToOpenSsh() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        QCOMPARE(there->state(), ssh::Session::State::Ready);
        QVERIFY(trainee.hosts.empty()); // the key is pinned: no question
    }

    void everyKindOfGoodKeyIsTakenAndAShortOneIsRefused_data() {
        QTest::addColumn<QStringList>("kind");
        QTest::addColumn<bool>("good");
        QTest::newRow("ecdsa 256") << QStringList{"-t", "ecdsa"} << true;
        QTest::newRow("ecdsa 521") << QStringList{"-t", "ecdsa", "-b", "521"} << true;
        QTest::newRow("rsa 3072") << QStringList{"-t", "rsa", "-b", "3072"} << true;
        QTest::newRow("rsa 1024") << QStringList{"-t", "rsa", "-b", "1024"} << false;
    }
    void everyKindOfGoodKeyIsTakenAndAShortOneIsRefused() {
        QFETCH(QStringList, kind);
        QFETCH(bool, good);
        const QString file = m_folder.filePath(QString(kind.join("")).remove('-'));
        fakes::Sshd::makeKey(file, {}, kind);
        QFile authorized(m_sshd.path("authorized"));
        QVERIFY(authorized.open(QIODevice::Append));
        authorized.write(fakes::Sshd::read(file + ".pub").toUtf8() + "\n");
        authorized.close();
        ssh::Target to = target();
        to.identity = file;
        auto there = session();
        SshTrainee trainee;
        QCOMPARE(trainee.connect(*there, to), good);
        if (!good)
            QVERIFY(trainee.error().sentence.contains("too short"));
    }

    void aPassphraseIsAskedForUntilItFits() {
        const QString file = m_folder.filePath("locked");
        fakes::Sshd::makeKey(file, "open sesame");
        QFile authorized(m_sshd.path("authorized"));
        QVERIFY(authorized.open(QIODevice::Append));
        authorized.write(fakes::Sshd::read(file + ".pub").toUtf8() + "\n");
        authorized.close();
        ssh::Target to = target();
        to.identity = file;
        auto there = session();
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}, QStringList{"open sesame"}};
        QVERIFY(trainee.connect(*there, to));
        QCOMPARE(trainee.prompts.size(), std::size_t(2));
        QCOMPARE(trainee.prompts.back().kind, ssh::Prompt::Kind::Passphrase);
        QCOMPARE(trainee.prompts.back().attempt, 2);
    }

    void aKeyTheHostDoesNotKnowIsRefusedInASentence() {
        const QString file = m_folder.filePath("stranger");
        fakes::Sshd::makeKey(file);
        ssh::Target to = target();
        to.identity = file;
        auto there = session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.error().sentence.contains("stranger"));
        QCOMPARE(there->state(), ssh::Session::State::Over);
    }

    void anUnknownHostIsAskedAboutAndRememberedWhenToldTo() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto first = session();
        QVERIFY(trainee.connect(*first, unpinned("remembered")));
        QCOMPARE(trainee.hosts.size(), std::size_t(1));
        QCOMPARE(trainee.hosts.front().key.fingerprint(),
                 ssh::PublicKey::fromLine(m_sshd.hostKeyLine())->fingerprint());
        SshTrainee again;
        auto second = session();
        QVERIFY(again.connect(*second, unpinned("remembered")));
        QVERIFY(again.hosts.empty());
    }

    void refusingAnUnknownHostSendsItNothing() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Refuse;
        auto there = session();
        QVERIFY(!trainee.connect(*there, unpinned("refused")));
        QCOMPARE(trainee.error().code, Errc::Cancelled);
        QVERIFY(!QFile::exists(m_folder.filePath("refused")));
        QVERIFY(trainee.prompts.empty());
    }

    void aChangedHostKeyIsRefusedWithBothFingerprintsUntilReplaced() {
        const auto old = ssh::KeyPair::makeEd25519()->publicKey;
        const ssh::Target to = unpinned("changed");
        ssh::KnownHosts hosts(to.knownHosts);
        QVERIFY(hosts.remember(to.host, to.port, old).ok());
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.hosts.empty() && trainee.prompts.empty());
        QVERIFY(there->hostKeyChange().has_value());
        QCOMPARE(there->hostKeyChange()->known, old);
        QCOMPARE(there->hostKeyChange()->shown.line(), m_sshd.hostKeyLine().section(' ', 0, 1));
        QVERIFY(hosts.replace(to.host, to.port, there->hostKeyChange()->shown).ok());
        SshTrainee again;
        auto second = session();
        QVERIFY(again.connect(*second, to));
    }

    void aRevokedHostKeyIsRefused() {
        const ssh::Target to = unpinned("revoked");
        QFile file(to.knownHosts.first());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("@revoked * " + m_sshd.hostKeyLine().toUtf8() + "\n");
        file.close();
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(trainee.error().sentence.contains("revoked"));
    }

    void aPinnedHostWithAnotherKeyIsRefusedWithoutAQuestion() {
        ssh::Target to = target();
        to.hostKey = ssh::KeyPair::makeEd25519()->publicKey.line();
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.hosts.empty());
    }

    void theUsersSshConfigCannotSwitchTheCheckOff() {
        QTemporaryDir home;
        QDir(home.path()).mkdir(".ssh");
        QFile config(home.filePath(".ssh/config"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("Host *\nStrictHostKeyChecking no\nHostName 192.0.2.1\n");
        config.close();
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", home.path().toLocal8Bit());
        ssh::Target to = unpinned("strict");
        QVERIFY(ssh::KnownHosts(to.knownHosts)
                    .remember(to.host, to.port, ssh::KeyPair::makeEd25519()->publicKey)
                    .ok());
        SshTrainee trainee;
        auto there = session();
        const bool in = trainee.connect(*there, to);
        qputenv("HOME", before);
        QVERIFY(!in);
        QVERIFY(there->hostKeyChange().has_value());
    }

    void nothingListeningIsSaidWithThePort() {
        ssh::Target to = target();
        to.port = fakes::Sshd::freePort();
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Unreachable);
        QVERIFY(
            trainee.error().sentence.startsWith(QStringLiteral("Nothing listens on port %1").arg(to.port)));
    }

    void aNameThatDoesNotExistIsSaid() {
        ssh::Target to = target();
        to.host = "no-such-host.invalid";
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(trainee.error().sentence.contains("no-such-host.invalid"));
    }

    void aSilentServerTimesOut() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        ssh::Target to = target();
        to.port = silent.serverPort();
        to.patience = 500ms;
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::TimedOut);
    }

    void anotherProtocolIsSaid() {
        QTcpServer http;
        connect(&http, &QTcpServer::newConnection, [&] {
            QTcpSocket* socket = http.nextPendingConnection();
            socket->write(QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n").repeated(100));
        });
        QVERIFY(http.listen(QHostAddress::LocalHost));
        ssh::Target to = target();
        to.port = http.serverPort();
        to.patience = 3000ms;
        SshTrainee trainee;
        auto there = session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(!trainee.error().sentence.isEmpty());
    }

    void aCommandGivesItsStatusAndBothOutputs() {
        auto there = session();
        SshTrainee trainee;
        std::optional<Result<ssh::ExecResult>> result;
        const auto keep = [&](const Result<ssh::ExecResult>& r) { result = r; };
        there->exec("cat; echo wrong >&2; exit 7", "given", 10s, keep); // waits for the login
        QVERIFY(trainee.connect(*there, target()));
        QTRY_VERIFY_WITH_TIMEOUT(result, 10'000);
        QVERIFY(result->ok());
        QCOMPARE((*result)->status, 7);
        QCOMPARE((*result)->output, QByteArray("given"));
        QCOMPARE((*result)->errors, QByteArray("wrong\n"));
        result.reset();
        there->exec("kill -9 $$", {}, 10s, keep);
        QTRY_VERIFY_WITH_TIMEOUT(result, 10'000);
        QCOMPARE((*result)->status, 137);
    }

    void aSlowCommandIsStoppedAndALoudOneIsCut() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        std::optional<Result<ssh::ExecResult>> slow;
        std::optional<Result<ssh::ExecResult>> loud;
        there->exec("sleep 60", {}, 1s, [&](const auto& r) { slow = r; });
        there->exec("head -c 5000000 /dev/zero", {}, 30s, [&](const auto& r) { loud = r; });
        QTRY_VERIFY_WITH_TIMEOUT(slow && loud, 20'000);
        QCOMPARE(slow->error().code, Errc::TimedOut);
        QVERIFY(loud->ok());
        QVERIFY((*loud)->cut);
        QCOMPARE((*loud)->output.size(), 1024 * 1024);
        QCOMPARE((*loud)->status, 0);
    }

    void twentyCommandsAtOnceShareOneConnection() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        int right = 0;
        for (int i = 0; i < 20; ++i)
            there->exec(QStringLiteral("echo %1").arg(i), {}, 20s,
                        [&right, i](const Result<ssh::ExecResult>& r) {
                            right += r.ok() && r->output == QByteArray::number(i) + "\n" ? 1 : 0;
                        });
        QTRY_COMPARE_WITH_TIMEOUT(right, 20, 30'000);
    }

    void aShellHasTheSizeOfTheWindowAndFollowsIt() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        StreamReader shell(there->openShell(91, 33));
        shell.stream->write("stty size; echo \"$TERM\" end\n");
        QVERIFY(shell.waitFor("33 91"));
        QVERIFY(shell.waitFor("xterm-256color end"));
        shell.stream->resize(120, 40);
        shell.stream->write("stty size\n");
        QVERIFY(shell.waitFor("40 120"));
        shell.stream->write("exit 5\n");
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QCOMPARE(shell.end->exitStatus, 5);
        QVERIFY(!shell.end->lost);
    }

    void aPasteOfAMebibyteArrivesWhole() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        std::optional<Result<ssh::ExecResult>> result;
        QByteArray paste(1024 * 1024, 'x');
        QRandomGenerator random(4711);
        for (char& c : paste)
            c = static_cast<char>(random.bounded(256));
        there->exec("sha256sum", paste, 20s, [&](const auto& r) { result = r; });
        QTRY_VERIFY_WITH_TIMEOUT(result, 20'000);
        QCOMPARE((*result)->output.left(64),
                 QCryptographicHash::hash(paste, QCryptographicHash::Sha256).toHex());
    }

    void aFloodWaitsAtTheHostUntilCreditIsGranted() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        StreamReader shell(there->openShell(80, 24));
        shell.grants = false;
        const qint64 before = residentKiB();
        shell.stream->write("yes | head -c 64M; echo over\n");
        QTRY_VERIFY_WITH_TIMEOUT(shell.total >= terminal::ByteStream::InitialCredit, 10'000);
        QTest::qWait(500); // what was not granted must not come, however long one waits
        QCOMPARE(shell.total, terminal::ByteStream::InitialCredit);
        QVERIFY2(residentKiB() - before < 16 * 1024, qPrintable(QString::number(residentKiB() - before)));
        shell.grants = true;
        shell.stream->write("\x03"); // while everything stands still
        shell.stream->grant(terminal::ByteStream::InitialCredit);
        shell.stream->write("echo still\" \"here\n");
        QVERIFY(shell.waitFor("still here", 15'000));
        QVERIFY2(shell.total < 48 * 1024 * 1024, "the flood was not interrupted");
    }

    void aLongListingComesWhole() {
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("stty -echo; seq 1 200000; echo the\" \"end\n");
        QVERIFY(shell.waitFor("199999\r\n200000\r\nthe end", 20'000));
    }

    void aLostConnectionEndsShellsAndSaysSo() {
        fakes::DelayProxy wire(m_sshd.port(), 1ms);
        ssh::Target to = target();
        to.port = wire.port();
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        StreamReader shell(there->openShell(80, 24));
        std::optional<Result<ssh::ExecResult>> command;
        there->exec("sleep 30", {}, 60s, [&](const auto& r) { command = r; });
        shell.stream->write("echo up\" \"and running\n");
        QVERIFY(shell.waitFor("up and running"));
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(shell.end && trainee.lost && command, 5000);
        QVERIFY(shell.end->lost);
        QVERIFY(!shell.end->sentence.empty());
        QVERIFY(!command->ok());
        QCOMPARE(there->state(), ssh::Session::State::Over);
        std::optional<Result<ssh::ExecResult>> late;
        there->exec("true", {}, 1s, [&](const auto& r) { late = r; });
        QTRY_VERIFY(late);
        QVERIFY(!late->ok());
    }

    void aSilentWireIsNoticedByTheKeepAlive() {
        fakes::DelayProxy wire(m_sshd.port(), 1ms);
        ssh::Target to = target();
        to.port = wire.port();
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        QTest::qWait(16'500); // one question and its answer: still there
        QVERIFY(!trainee.lost);
        wire.stall(true);
        QTRY_VERIFY_WITH_TIMEOUT(trainee.lost, 40'000);
        QVERIFY(trainee.lost->sentence.contains("lost"));
    }

    void aHundredMillisecondsEachWayChangeNothing() {
        fakes::DelayProxy wire(m_sshd.port(), 100ms);
        ssh::Target to = target();
        to.port = wire.port();
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("echo far\" \"away; exit 0\n");
        QVERIFY(shell.waitFor("far away"));
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QVERIFY(!shell.end->lost);
    }

    void theServerCutAtEveryStepOfTheLoginIsOneErrorAndNoHang() {
        for (std::uint64_t bytes = 0; bytes < 6000; bytes += 300) {
            fakes::DelayProxy wire(m_sshd.port(), 0ms);
            wire.cutAfter(bytes);
            ssh::Target to = target();
            to.port = wire.port();
            auto there = session();
            int calls = 0;
            bool ended = false;
            there->connect(to, {}, [&](const Result<void>&) { ++calls; });
            StreamReader shell(there->openShell(80, 24));
            shell.stream->ended = [&](const terminal::StreamEnd&) { ended = true; };
            shell.stream->write(std::string(4000, '\n'));
            QTRY_VERIFY_WITH_TIMEOUT(ended, 15'000);
            QCOMPARE(calls, 1);
            QTRY_COMPARE(there->state(), ssh::Session::State::Over);
        }
    }

    void twoHundredConnectionsLeaveNothingBehind() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        SshTrainee warm;
        auto first = session();
        QVERIFY(warm.connect(*first, target()));
        first.reset();
        const int before = descriptors();
        for (int i = 0; i < 200; ++i) {
            auto there = session();
            bool called = false;
            there->connect(target(), {}, [&](const Result<void>&) { called = true; });
            auto shell = there->openShell(80, 24);
            shell->write("echo hello\n");
            const int moment = random.bounded(60); // sometimes in the middle of the login, sometimes after it
            QTest::qWait(moment);
            if (i % 3 == 0)
                there->close();
            if (i % 2 == 0)
                shell.reset();
            there.reset();
        }
        QTRY_VERIFY2_WITH_TIMEOUT(descriptors() <= before + 8, qPrintable(QString::number(descriptors())),
                                  10'000);
    }

    void aSessionMayBeDestroyedByItsOwnCallbacks() {
        auto there = session();
        bool called = false;
        there->connect(target(), {}, [&](const Result<void>& result) {
            called = result.ok();
            there.reset();
        });
        QTRY_VERIFY_WITH_TIMEOUT(called, 10'000);
        auto second = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*second, target()));
        bool ran = false;
        second->exec("true", {}, 5s, [&](const auto&) {
            ran = true;
            second.reset();
        });
        QTRY_VERIFY_WITH_TIMEOUT(ran, 10'000);
        auto third = session();
        SshTrainee last;
        QVERIFY(last.connect(*third, target()));
        auto shell = third->openShell(80, 24);
        bool gone = false;
        shell->received = [&](std::string_view) {
            gone = true;
            shell.reset();
        };
        shell->write("echo\n");
        QTRY_VERIFY_WITH_TIMEOUT(gone, 10'000);
    }

    void aForwardedPortCarriesBytesBothWays() {
        QTcpServer echo;
        QVERIFY(echo.listen(QHostAddress::LocalHost));
        connect(&echo, &QTcpServer::newConnection, [&] {
            QTcpSocket* socket = echo.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket,
                    [socket] { socket->write(socket->readAll().toUpper()); });
        });
        auto there = session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, target()));
        StreamReader far(there->forward("127.0.0.1", echo.serverPort()));
        far.stream->write("through the tunnel");
        QVERIFY(far.waitFor("THROUGH THE TUNNEL"));
        StreamReader refused(there->forward("127.0.0.1", fakes::Sshd::freePort()));
        QTRY_VERIFY_WITH_TIMEOUT(refused.end, 10'000);
        QVERIFY(refused.end->lost);
    }

    void aKeyMadeNewByTheHostIsNoticedAtTheNextConnection() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto first = session();
        QVERIFY(trainee.connect(*first, unpinned("reinstalled")));
        first.reset();
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        m_sshd.changeHostKey();
        QVERIFY2(m_sshd.start({}, port), qPrintable(m_sshd.reason()));
        SshTrainee again;
        auto second = session();
        QVERIFY(!again.connect(*second, unpinned("reinstalled")));
        QVERIFY(second->hostKeyChange().has_value());
        QVERIFY(again.hosts.empty());
    }
};

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_Session.moc"
