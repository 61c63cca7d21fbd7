#include "tests/fakes/ShellWords.h"
#include "tests/journeys/RealLab.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <csignal>

using namespace understudy;
using namespace understudy::journeys;

/// Whatever is typed on the lab host, the lab stays up and its production whole: one login, one bash, random
/// command lines. SHELL_COMMANDS says how many (200), SHELL_SEED which; tests/soak/shell types 10,000.
class TestShellCommands : public QObject {
    Q_OBJECT
    std::unique_ptr<RealLab> m_real;
    QProcess m_bash;
    int m_slow = 0; // lines that were still at it when their time was up

    QByteArray said(const QString& command) {
        const auto seen = m_real->run(command);
        return seen.ok() ? (seen->output + seen->errors).trimmed()
                         : "no answer: " + seen.error().sentence.toUtf8();
    }
    QJsonObject about() const {
        QFile file(m_real->dir.filePath(QStringLiteral("lab/lab.json")));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }
    void logIn() {
        const QJsonObject ssh = about()[QStringLiteral("ssh")].toObject();
        m_bash.start(QStringLiteral("ssh"),
                     {"-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o",
                      "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes",
                      "-i", ssh[QStringLiteral("identity")].toString(), "-p",
                      QString::number(ssh[QStringLiteral("port")].toInt()), "trainee@127.0.0.1",
                      "exec bash"});
    }
    /// Types a line, each in a bash of its own so that an `exit` ends only that; "" when it has come back.
    QByteArray typed(QByteArray line, int number) {
        line.replace("'", "'\\''");
        m_bash.write("timeout -k 2 6 bash -c '" + line + "' >/dev/null 2>&1 </dev/null; echo \"back " +
                     QByteArray::number(number) + " $?\"\n");
        const QByteArray mark = "back " + QByteArray::number(number) + ' ';
        QByteArray heard;
        QElapsedTimer since;
        since.start();
        while (!heard.contains(mark) || !heard.endsWith('\n')) {
            if (m_bash.state() == QProcess::NotRunning)
                return "the login has ended: " + m_bash.readAllStandardError();
            if (since.elapsed() > 90'000)
                return "no prompt for 90 s";
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
            m_bash.waitForReadyRead(20);
            heard += m_bash.readAllStandardOutput();
        }
        m_slow += heard.contains(mark + "124") || heard.contains(mark + "137");
        return {};
    }
    /// What the lab says of itself, and what its journal says when it is performed again.
    QByteArrayList twoHashes() {
        const auto now = QJsonDocument::fromJson(said(
            QStringLiteral("curl -sS -H \"Authorization: Bearer $(cat $LAB_TOKEN_FILE)\" $LAB/lab/v1/hash")));
        QProcess again;
        again.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"),
                    {"hash", "--journal", m_real->dir.filePath(QStringLiteral("lab/journal.jsonl")),
                     "--until",
                     QString::number(now[QStringLiteral("sinceStart")].toInteger()) + QStringLiteral("us")});
        again.waitForFinished(200'000);
        return {now[QStringLiteral("hash")].toString().toLatin1(),
                again.readAllStandardOutput().split(' ').value(0)};
    }

private Q_SLOTS:
    void initTestCase() {
        m_real = std::make_unique<RealLab>();
        QVERIFY(m_real->start());
        if (said(QStringLiteral("command -v kubectl jq")).count('\n') != 1)
            QSKIP("kubectl or jq is not installed");
        if (!m_real->link.connection()->sandboxed)
            QSKIP("without a sandbox a random `kill` or `rm` would hit this computer");
    }
    void cleanupTestCase() {
        m_bash.kill();
        m_bash.waitForFinished(10'000);
        m_real.reset();
    }

    void randomCommandLinesLeaveTheLabUpAndWhole() {
        const int count = std::max(1, qEnvironmentVariable("SHELL_COMMANDS", "200").toInt());
        const quint32 seed = qEnvironmentVariableIsSet("SHELL_SEED")
                                 ? qEnvironmentVariable("SHELL_SEED").toUInt()
                                 : QRandomGenerator::global()->generate();
        qInfo("seed %u, %d lines", seed, count);
        const int pid = about()[QStringLiteral("pid")].toInt();
        QVERIFY(pid > 0);
        logIn();
        fakes::ShellWords words(seed);
        QElapsedTimer time;
        time.start();
        for (int i = 1; i <= count; ++i) {
            const QByteArray line = words.line();
            const QByteArray trouble = typed(line, i);
            QVERIFY2(trouble.isEmpty(), trouble + " after line " + QByteArray::number(i) + ": " + line);
            QVERIFY2(::kill(pid, 0) == 0, "the lab has ended after: " + line);
            if (i % 1000 == 0)
                qInfo("%d lines, %lld s", i, time.elapsed() / 1000);
        }
        qInfo("%d lines in %lld s, %d of them cut off after 6 s", count, time.elapsed() / 1000, m_slow);
    }

    void afterwardsItAnswersAndIsWhatItsJournalMakesOfIt() {
        said(QStringLiteral("lab speed 0"));
        QVERIFY2(said(QStringLiteral("lab status")).contains("time "), said(QStringLiteral("lab status")));
        const QByteArrayList hashes = twoHashes();
        QCOMPARE(hashes.first().size(), 64);
        QCOMPARE(hashes.at(1), hashes.at(0));
    }

    void afterwardsEveryPodHasItsOwnerAndEverySetItsPods() {
        said(QStringLiteral("lab skip 30m; lab skip 30m"));
        const QByteArray wrong = said(QStringLiteral(
            "kubectl get pods,rs -A -o json | jq -c '"
            "[.items[] | select(.kind == \"Pod\") | select(.metadata.deletionTimestamp == null)"
            " | select(.status.phase | IN(\"Failed\", \"Succeeded\") | not)] as $pods"
            " | [.items[] | select(.kind == \"ReplicaSet\")] as $sets"
            " | ($sets | map(.metadata.uid)) as $uids"
            " | [($pods[] | .metadata.ownerReferences[0]? | select(.kind == \"ReplicaSet\" and (.uid | "
            "IN($uids[]) | not)) | .name),"
            "    ($sets[] | . as $set | select(([$pods[] | select(.metadata.ownerReferences[0]?.uid == "
            "$set.metadata.uid)] | length)"
            "      != $set.spec.replicas) | .metadata.name)]'"));
        QCOMPARE(wrong, QByteArray("[]"));
    }

    void afterwardsEveryVmStandsOnAWorkerOnce() {
        const QByteArray wrong = said(QStringLiteral(
            "curl -sS -H \"Authorization: Bearer $(cat $LAB_ROOT/etc/dwcp-token)\" "
            "$DWCP_SERVER/v3/vms?limit=20000 > /tmp/vms; "
            "curl -sS -H \"Authorization: Bearer $(cat $LAB_ROOT/etc/dwcp-token)\" "
            "$DWCP_SERVER/v3/nodes?limit=2000 > /tmp/nodes; "
            "jq -nc 'input as $v | input as $n | [$n.nodes[].id] as $ids | ($v.vms | map(.vm_id)) as $vms"
            " | [($vms | length) - ($vms | unique | length), ($v.vms[] | select(.node | IN($ids[]) | not) | "
            ".vm_id), ($vms | length) > 20]' "
            "/tmp/vms /tmp/nodes; rm /tmp/vms /tmp/nodes"));
        QCOMPARE(wrong, QByteArray("[0,true]"));
    }

    void afterwardsNothingWasWrittenOutsideTheLabsHome() {
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/out")));
        QVERIFY(said(QStringLiteral("touch /etc/x /usr/x /home/lab/x 2>&1")).count("Read-only") == 3);
    }
};

QTEST_GUILESS_MAIN(TestShellCommands)
#include "tst_ShellCommands.moc"
