#include "core/ssh/Gateway.h"

#include "core/ssh/KnownHosts.h"
#include "tests/fakes/SshCase.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// One or more hosts on the way: each has its own sshd here, its own key, and its own login.
class tst_Gateway final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    fakes::Sshd m_bastion;
    fakes::Sshd m_inner;

    ssh::Target over(std::vector<ssh::Target> jumps) const {
        ssh::Target to = m_case.target();
        to.jumps = std::move(jumps);
        return to;
    }
    ssh::Target asked(const fakes::Sshd& server, const char* file) const {
        ssh::Target to = m_case.targetOf(server);
        to.hostKey.clear();
        to.knownHosts = QStringList{m_case.path(file)};
        return to;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start() || !m_bastion.start({"LogLevel DEBUG1"}) || !m_inner.start())
            QSKIP(qPrintable(m_case.sshd.reason() + m_bastion.reason() + m_inner.reason()));
    }

    void oneJumpLeadsToTheHostBehindIt() {
        const auto there = m_case.loggedIn(over({m_case.targetOf(m_bastion)}));
        QVERIFY(there);
        QCOMPARE(m_case.run(*there, "echo behind")->output, QByteArray("behind\n"));
        QVERIFY(m_bastion.said().contains("direct-tcpip")); // it went through there
    }

    void twoJumpsAreGoneThroughInOrder() {
        const auto there = m_case.loggedIn(over({m_case.targetOf(m_bastion), m_case.targetOf(m_inner)}));
        QVERIFY(there);
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("echo far\" \"behind; exit 3\n");
        QVERIFY(shell.waitFor("far behind"));
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QCOMPARE(shell.end->exitStatus, 3);
    }

    void muchGoesThroughBothWays() {
        const auto there = m_case.loggedIn(over({m_case.targetOf(m_bastion)}));
        QVERIFY(there);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        QByteArray much(8 * 1024 * 1024, '\0');
        random.fillRange(reinterpret_cast<quint32*>(much.data()), much.size() / 4);
        const auto up = m_case.run(*there, "sha256sum", much);
        QVERIFY(up.ok());
        QCOMPARE(up->output.left(64), QCryptographicHash::hash(much, QCryptographicHash::Sha256).toHex());
        StreamReader down(there->openCommand("head -c 32M /dev/zero"));
        QTRY_VERIFY_WITH_TIMEOUT(down.end, 30'000);
        QCOMPARE(down.total, std::size_t(32) * 1024 * 1024);
    }

    void bothHostsAreAskedAboutAtFirst() {
        ssh::Target to = asked(m_case.sshd, "both");
        to.jumps = {asked(m_bastion, "both")};
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, to));
        QCOMPARE(trainee.hosts.size(), std::size_t(2));
        QCOMPARE(trainee.hosts.at(0).key.line(), m_bastion.hostKeyLine().section(' ', 0, 1));
        QCOMPARE(trainee.hosts.at(1).key.line(), m_case.sshd.hostKeyLine().section(' ', 0, 1));
    }

    void aJumpHostWithAnotherKeyIsRefusedAndNothingGoesThrough() {
        const auto old = ssh::KeyPair::makeEd25519()->publicKey;
        ssh::Target jump = asked(m_bastion, "changed");
        QVERIFY(ssh::KnownHosts(jump.knownHosts).remember(jump.host, jump.port, old).ok());
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, over({jump})));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(there->hostKeyChange().has_value());
        QCOMPARE(there->hostKeyChange()->port, m_bastion.port());
        QCOMPARE(there->hostKeyChange()->known, old);
    }

    void theHostBehindWithAnotherKeyIsRefusedToo() {
        const auto old = ssh::KeyPair::makeEd25519()->publicKey;
        ssh::Target to = asked(m_case.sshd, "changed behind");
        QVERIFY(ssh::KnownHosts(to.knownHosts).remember(to.host, to.port, old).ok());
        to.jumps = {m_case.targetOf(m_bastion)};
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(there->hostKeyChange().has_value());
        QCOMPARE(there->hostKeyChange()->port, m_case.sshd.port());
    }

    void aRefusedLoginOnTheWayNamesTheJumpHostsKey() {
        ssh::Target jump = m_case.targetOf(m_bastion);
        jump.identities = {m_case.makeKey("not known there", false)};
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, over({jump})));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.error().sentence.contains("not known there"));
    }

    void aJumpHostThatLetsNobodyThroughIsSaid() {
        fakes::Sshd shut;
        QVERIFY2(shut.start({"AllowTcpForwarding no"}), qPrintable(shut.reason()));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, over({m_case.targetOf(shut)})));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY2(trainee.error().sentence.contains("did not let you through"),
                 qPrintable(trainee.error().sentence));
    }

    void aJumpHostThatIsNotThereIsSaid() {
        ssh::Target jump = m_case.targetOf(m_bastion);
        jump.port = fakes::Sshd::freePort();
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, over({jump})));
        QVERIFY(trainee.error().sentence.contains(QString::number(jump.port)));
    }

    void aPromptOfTheJumpHostsKeyReachesTheTrainee() {
        ssh::Target jump = m_case.targetOf(m_bastion);
        jump.identities = {m_case.makeKey("locked", false, "open sesame")};
        m_case.append(m_bastion.path("authorized"),
                      fakes::Sshd::read(m_case.path("locked.pub")).toUtf8() + '\n');
        SshTrainee trainee;
        trainee.answers = {QStringList{"open sesame"}};
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, over({jump})));
        QCOMPARE(trainee.prompts.size(), std::size_t(1));
    }

    void theJumpHostGoneIsALostConnection() {
        fakes::Sshd brief;
        QVERIFY2(brief.start(), qPrintable(brief.reason()));
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, over({m_case.targetOf(brief)})));
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("echo up\" \"and running\n");
        QVERIFY(shell.waitFor("up and running"));
        auto way = m_case.loggedIn(m_case.targetOf(brief)); // only to end the server's processes from inside
        QVERIFY(way);
        way->exec(QStringLiteral("kill -9 $(pgrep -f 'sshd: %1' -P %2) $(pgrep -P %2)")
                      .arg(fakes::Sshd::user())
                      .arg(brief.pid()),
                  {}, 5s, [](const auto&) {});
        QTRY_VERIFY_WITH_TIMEOUT(shell.end && trainee.lost, 10'000);
        QVERIFY(shell.end->lost);
    }

    void fiftyWaysThroughLeaveNothingBehind() {
        m_case.loggedIn(over({m_case.targetOf(m_bastion)})).reset();
        QTRY_VERIFY_WITH_TIMEOUT(m_case.threadCount() <= 3, 10'000);
        const int before = m_case.descriptors();
        const int threads = m_case.threadCount();
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        for (int i = 0; i < 50; ++i) {
            auto there = m_case.session();
            there->connect(over({m_case.targetOf(m_bastion)}), {}, [](const auto&) {});
            QTest::qWait(static_cast<int>(random.bounded(200))); // in the middle of either login, or after
        }
        QTRY_VERIFY2_WITH_TIMEOUT(m_case.descriptors() <= before + 4,
                                  qPrintable(QString::number(m_case.descriptors())), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_case.threadCount() <= threads, 10'000);
    }
};

QTEST_GUILESS_MAIN(tst_Gateway)
#include "tst_Gateway.moc"
