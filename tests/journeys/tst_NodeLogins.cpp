#include "tests/journeys/RealLab.h"

#include <QProcess>
#include <QRegularExpression>

using namespace understudy;
using namespace understudy::journeys;

/// The nodes of production as stock ssh and scp on the lab host meet them.
class TestNodeLogins : public QObject {
    Q_OBJECT
    std::unique_ptr<RealLab> m_real;

    /// "STATUS OUTPUT ERRORS" of a command on the lab host.
    QByteArray said(const QString& command) {
        const auto seen = m_real->run(command);
        return seen.ok() ? QByteArray::number(seen->status) + ' ' + seen->output + seen->errors
                         : "no answer: " + seen.error().sentence.toUtf8();
    }
    static bool fits(const QByteArray& text, const char* pattern) {
        return QRegularExpression(QLatin1String(pattern), QRegularExpression::MultilineOption)
            .match(QString::fromUtf8(text))
            .hasMatch();
    }

private Q_SLOTS:
    void initTestCase() {
        m_real = std::make_unique<RealLab>();
        QVERIFY(m_real->start());
    }
    void cleanupTestCase() { m_real.reset(); }

    void eachNodeHasItsOwnNameAndHome() {
        QCOMPARE(said("touch ~/mine; ssh worker-007 'touch ~/theirs; ls; echo $NODE'"),
                 QByteArray("0 theirs\nworker-007\n"));
        QCOMPARE(said("ssh controller-1 'ls; echo $NODE'"), QByteArray("0 controller-1\n"));
        QCOMPARE(said("ssh bastion 'echo $NODE'; ls theirs 2>/dev/null"), QByteArray("2 bastion\n"));
        QCOMPARE(said("echo copied > file; scp -q file worker-007: && ssh worker-007 cat file"),
                 QByteArray("0 copied\n"));
        const QByteArray terminal = said("printf 'exit\\n' | ssh -tt worker-007");
        QVERIFY2(terminal.contains("trainee@worker-007"), terminal);
    }

    void aNodeThatProductionDoesNotHaveIsNotReached() {
        const QByteArray none = said("ssh worker-777 hostname");
        QVERIFY2(none.startsWith("255 ") && none.contains("worker-777: Name or service not known"), none);
    }

    void aNodeToolSpeaksInTheFormatOfItsTool_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("pattern");
        const auto row = [](const char* command, const char* pattern) {
            QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(pattern);
        };
        row("uptime", "^0  ?\\d\\d:\\d\\d:\\d\\d up \\d+ days, +\\d+:\\d\\d,  1 user,  load average: "
                      "[0-9.]+, [0-9.]+, [0-9.]+$");
        row("free -m", "^Mem: +131072 +\\d+ +\\d+ +0 +\\d+ +\\d+$");
        row("df -h /", "^/dev/vda1 +2000G +\\d+G +\\d+G +\\d+% /$");
        row("top -bn1", "^%Cpu\\(s\\): +[0-9.]+ us,");
        row("ip -br addr", "^eth0 +UP +10\\.0\\.\\d+\\.\\d+/16$");
        row("ping -c 3 worker-008", "^3 packets transmitted, [0-3] received, \\d+% packet loss");
        row("dwcp-server --version", "^0 dwcp-server v3\\.\\d+\\.\\d+ \\(lab stand-in\\)$");
        row("dwcp-server status", "^status    ready$");
        row("dwcp-server config check", "ok$");
        row("systemctl is-active dwcp-worker", "^0 active$");
        row("systemctl status dwcp-worker.service", "^     Active: active \\(running\\) since ");
        row("journalctl -u dwcp-worker --since '-6h' -n 3 --no-pager",
            "^(0 )?[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d worker-007 dwcp-worker\\[812\\]: level=");
    }
    void aNodeToolSpeaksInTheFormatOfItsTool() {
        QFETCH(QString, command);
        QFETCH(QString, pattern);
        const QByteArray text = said(QStringLiteral("ssh worker-007 \"%1\"").arg(command));
        QVERIFY2(text.startsWith("0 ") && fits(text, pattern.toLatin1().constData()), text);
    }

    void aNodeToolRefusesWhatItDoesNotKnow_data() {
        QTest::addColumn<QString>("command");
        for (const char* each :
             {"uptime -x", "free --wide", "df -i", "top", "top -bn2", "ip route", "ping -f worker-008",
              "ping nowhere", "dwcp-server start", "systemctl status nginx", "systemctl mask ssh",
              "systemctl restart dwcp-worker", "journalctl --vacuum-size=1G",
              "journalctl --since yesterdayish"})
            QTest::newRow(each) << QString::fromLatin1(each);
    }
    void aNodeToolRefusesWhatItDoesNotKnow() {
        QFETCH(QString, command);
        const QByteArray text = said(QStringLiteral("ssh worker-007 '%1'").arg(command));
        QVERIFY2(!text.startsWith("0 ") && text.size() > 4, text);
    }

    void aNodeToolSaysThatItIsAStandIn() {
        for (const char* tool :
             {"uptime", "free", "df", "top", "ip", "ping", "dwcp-server", "systemctl", "journalctl"}) {
            const QByteArray text =
                said(QStringLiteral("ssh worker-007 %1 --version").arg(QLatin1String(tool)));
            QVERIFY2(text.startsWith("0 ") && text.contains("lab stand-in"), tool + text);
        }
    }

    void aRepositoryWithSecretsIsFoundOutByTheRealGitSecrets() {
        QCOMPARE(said("./scripts/checkout-config.sh >/dev/null && cd platform-config && git status --short"),
                 QByteArray("0 "));
        const QByteArray scan = said("cd platform-config && git secrets --scan");
        QVERIFY2(scan.startsWith("1 ") && scan.contains("config/app.ini:3:") &&
                     scan.contains("deploy/values.yaml:") &&
                     scan.contains("[ERROR] Matched one or more prohibited patterns"),
                 scan);
        QVERIFY2(!scan.contains("docs/tokens.md"), scan); // allowed, and said why
        const QByteArray mended =
            said("cd platform-config && sed -i '/aws_/d' config/app.ini && "
                 "sed -i 's/token: .*/token: from-vault/' deploy/values.yaml && git secrets --scan");
        QCOMPARE(mended, QByteArray("0 "));
        // It is still in the history, which is what a leaked key has to be rotated for.
        QVERIFY(said("cd platform-config && git secrets --scan-history").startsWith("1 "));
        const QByteArray refused =
            said("cd platform-config && git checkout -q config/app.ini && echo >> config/app.ini && "
                 "git commit -qam more");
        QVERIFY2(refused.startsWith("1 ") && refused.contains("prohibited"), refused);
    }

    void aFreshStartEmptiesTheHomesOfTheNodes() {
        QCOMPARE(said("ssh worker-007 touch left"), QByteArray("0 "));
        QCOMPARE(
            m_real->world("free",
                          "lab: free\nseed: 1\nbase: small\nclock: {start: now, history: 24h}\nfaults: []\n"),
            QString());
        QCOMPARE(said("ssh worker-007 ls"), QByteArray("0 "));
    }
};

QTEST_GUILESS_MAIN(TestNodeLogins)
#include "tst_NodeLogins.moc"
