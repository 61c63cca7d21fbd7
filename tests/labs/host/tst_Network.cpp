#include "labs/host/Network.h"

#include "tests/labs/host/HostCase.h"

using namespace understudy;
using fakes::Face;
using fakes::HostCase;

/// What programs on the lab host reach of the network: the lab, and nothing of the computer it runs on.
class tst_Network final : public QObject {
    Q_OBJECT

    HostCase m_lab;
    Face m_face{"the lab\n"};
    Face m_stranger{"not the lab\n"};

    static QString url(const Face& face) { return QStringLiteral("http://127.0.0.1:%1/").arg(face.port()); }

private Q_SLOTS:
    void initTestCase() {
        auto options = m_lab.options("lab");
        options.forwardTo = {m_face.port()};
        QVERIFY(m_lab.start(options));
    }
    void cleanupTestCase() { m_lab.host.reset(); }
    void init() {
        if (!m_lab.closed() && QString::fromLatin1(QTest::currentTestFunction()).startsWith("shells"))
            QSKIP(qPrintable(m_lab.host->sandbox().reason));
    }

    void shellsReachTheLabUnderThePortsItHasOutside() {
        const auto said =
            m_lab.run("curl -sS " + url(m_face) + " http://localhost:" + QString::number(m_face.port()));
        QCOMPARE(said.output, QByteArray("the lab\nthe lab\n"));
        QCOMPARE(said.status, 0);
    }

    void shellsReachNothingElseOfTheComputer() {
        const auto said = m_lab.run("curl -sS " + url(m_stranger));
        QCOMPARE(said.status, 7); // refused
        QVERIFY(m_lab.run(QStringLiteral("exec 3<>/dev/tcp/127.0.0.1/%1").arg(m_stranger.port())).status !=
                0);
        QCOMPARE(m_stranger.visits, 0);
        // Nor what listens under a name that is no file.
        QVERIFY(m_lab.run("test $(wc -l </proc/net/unix) -eq 1").status == 0);
    }

    void shellsSeeNoInterfaceButLoopback() {
        QCOMPARE(m_lab.run("tail -n +3 /proc/net/dev | cut -d: -f1; ls -A /sys/class/net").output.trimmed(),
                 QByteArray("lo"));
        QCOMPARE(m_lab.run("tail -n +2 /proc/net/route; curl -sS -m 5 http://192.0.2.1/").status, 7);
        QVERIFY(m_lab.run("curl -sS -m 5 http://deb.debian.org/").status != 0);
    }

    void shellsShareOneNetwork() {
        // A way that is opened in one shell is found in another, and not outside.
        const quint16 port = m_face.port() == 4711 ? 4712 : 4711;
        QProcess first;
        first.start("ssh", m_lab.sshOptions() +
                               QStringList{"trainee@127.0.0.1",
                                           QStringLiteral("ssh -L %1:127.0.0.1:%2 bastion 'echo up; cat'")
                                               .arg(port)
                                               .arg(m_face.port())});
        QTRY_VERIFY_WITH_TIMEOUT(first.bytesAvailable() > 0 || first.state() == QProcess::NotRunning, 20'000);
        const QByteArray up = first.readAllStandardOutput();
        QVERIFY2(up == "up\n", up + first.readAllStandardError());
        QCOMPARE(m_lab.run(QStringLiteral("curl -sS http://127.0.0.1:%1/").arg(port)).output,
                 QByteArray("the lab\n"));
        first.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(first.state(), QProcess::NotRunning, 20'000);
        QCOMPARE(m_lab.run(QStringLiteral("curl -sS http://127.0.0.1:%1/").arg(port)).status, 7);
    }

    void shellsStillWriteNowhereButAtHome() {
        QVERIFY(m_lab.run("touch ~/mine /tmp/mine").status == 0);
        for (const char* place : {"/", "/etc", "/usr", "/var/tmp", "/home", "/home/lab", "/sys", "/root"})
            QVERIFY2(
                m_lab.run(QStringLiteral("touch %1/theirs 2>/dev/null && test ! -w / && findmnt -no FSTYPE "
                                         "-T %1 | grep -qv tmpfs")
                              .arg(QLatin1String(place)))
                        .status != 0,
                place);
        QVERIFY(!QFile::exists("/var/tmp/theirs"));
        QVERIFY(m_lab.run("ls /proc | grep -c '^[0-9]'").output.trimmed().toInt() < 10);
    }

    void shellsOfTheComputersOwnNetworkSayThatTheyAre() {
        for (const QString& program :
             {QString(), QStringLiteral("/bin/false"), QStringLiteral("/nonexistent")}) {
            HostCase other;
            auto options = other.options("other");
            options.network = program;
            options.forwardTo = {m_face.port()};
            QVERIFY(other.start(options));
            QVERIFY(other.host->sandbox().on);
            QVERIFY2(other.host->sandbox().reason.contains("this computer's network"),
                     qPrintable(other.host->sandbox().reason));
            QCOMPARE(other.run("curl -sS " + url(m_face)).output, QByteArray("the lab\n"));
            other.host.reset();
        }
    }

    void twoLabsSideBySideHaveANetworkEach() {
        HostCase other;
        auto options = other.options("other");
        options.forwardTo = {m_stranger.port()};
        QVERIFY(other.start(options));
        QCOMPARE(other.run("curl -sS " + url(m_stranger)).output, QByteArray("not the lab\n"));
        QCOMPARE(m_lab.run("curl -sS " + url(m_face)).output, QByteArray("the lab\n"));
        if (other.closed())
            QCOMPARE(other.run("curl -sS " + url(m_face)).status, 7);
        other.host.reset();
    }

    void aNetworkEndsWithItsLab() {
        const auto holders = [] {
            QProcess ps;
            ps.start("ps", {"-o", "args=", "--ppid", QString::number(QCoreApplication::applicationPid())});
            ps.waitForFinished(10'000);
            return ps.readAllStandardOutput().count("understudy-lab-net");
        };
        const auto before = holders();
        {
            HostCase other;
            QVERIFY(other.start(other.options("other")));
            QCOMPARE(holders(), before + (other.closed() ? 1 : 0));
            other.host.reset();
        }
        QCOMPARE(holders(), before);
    }
};

QTEST_GUILESS_MAIN(tst_Network)
#include "tst_Network.moc"
