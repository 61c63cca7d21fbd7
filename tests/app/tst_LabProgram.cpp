#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

QString program() { return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"); }

struct Ended {
    int code = -1;
    QByteArray out, err;
};

Ended runToEnd(const QStringList& arguments) {
    QProcess process;
    process.start(program(), arguments);
    process.waitForFinished(20'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// The program understudy-lab, from outside.
class TestLabProgram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(program()))
            QSKIP("understudy-lab is not built");
    }
    void helpAndVersionGoToStandardOutput() {
        const auto help = runToEnd({QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.startsWith("Usage: understudy-lab serve"));
        const auto version = runToEnd({QStringLiteral("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith("understudy-lab "));
    }
    void wrongUseIsTwoWithASentence_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{QStringLiteral("dance")};
        QTest::newRow("unknown option") << QStringList{QStringLiteral("serve"), QStringLiteral("--dance")};
        QTest::newRow("speed") << QStringList{QStringLiteral("serve"), QStringLiteral("--speed"),
                                              QStringLiteral("101")};
        QTest::newRow("lab without catalog")
            << QStringList{QStringLiteral("serve"), QStringLiteral("--lab"), QStringLiteral("lab-1-1")};
        QTest::newRow("no such scenario") << QStringList{
            QStringLiteral("serve"), QStringLiteral("--scenario"), QStringLiteral("/nowhere.yaml")};
    }
    void wrongUseIsTwoWithASentence() {
        QFETCH(const QStringList, arguments);
        const auto ended = runToEnd(arguments);
        QCOMPARE(ended.code, 2);
        QVERIFY(ended.err.startsWith("understudy-lab: "));
        QVERIFY(ended.out.isEmpty());
    }
    void aScenarioWithAMistakeIsRefusedWithItsPlace() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("scenario.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("lab: x\nfaults:\n  - {id: a, at: 0s, do: traffic, rps: 5, colour: red}\n");
        file.close();
        const auto ended = runToEnd({QStringLiteral("serve"), QStringLiteral("--home"),
                                     folder.filePath(QStringLiteral("home")), QStringLiteral("--scenario"),
                                     file.fileName()});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains("scenario.yaml:3:"), ended.err.constData());
        QVERIFY2(ended.err.contains("colour"), ended.err.constData());
    }
    void aHomeThatCannotBeMadeIsFour() {
        const auto ended = runToEnd(
            {QStringLiteral("serve"), QStringLiteral("--home"), QStringLiteral("/proc/nowhere/lab")});
        QCOMPARE(ended.code, 4);
        QVERIFY(ended.err.contains("--home"));
    }
    void itServesSaysWhereAndLeavesCleanly() {
        start();
        struct stat about {};
        QCOMPARE(stat(qPrintable(path("lab.json")), &about), 0);
        QCOMPARE(static_cast<int>(about.st_mode & 0777), 0600);
        QCOMPARE(m_about[QStringLiteral("version")].toInt(), 1);
        QCOMPARE(get(m_about[QStringLiteral("prometheus")][QStringLiteral("url")].toString() +
                         QStringLiteral("/-/ready"),
                     {})
                     .first,
                 200);
        const QString control = m_about[QStringLiteral("control")][QStringLiteral("url")].toString();
        QCOMPARE(get(control + QStringLiteral("/lab/v1/status"), {}).first, 401);
        const auto status = get(control + QStringLiteral("/lab/v1/status"),
                                m_about[QStringLiteral("control")][QStringLiteral("token")].toString());
        QCOMPARE(status.first, 200);
        QCOMPARE(status.second[QStringLiteral("lab")].toString(), QStringLiteral("free"));
        const auto second = runToEnd({QStringLiteral("serve"), QStringLiteral("--home"), m_home->path()});
        QCOMPARE(second.code, 3);
        m_process->terminate();
        QVERIFY(m_process->waitForFinished(5000));
        QCOMPARE(m_process->exitCode(), 0);
        QVERIFY(!QFile::exists(path("lab.json")));
    }
    void anotherLabFaultsClockBackupsAndFindings() {
        start();
        const QString control = m_about[QStringLiteral("control")][QStringLiteral("url")].toString();
        const QString token = m_about[QStringLiteral("control")][QStringLiteral("token")].toString();
        const auto post = [&](const char* call, const QJsonObject& body) {
            return this->post(control + QLatin1String(call), token, body);
        };
        QCOMPARE(
            post("/lab/v1/start", {{QStringLiteral("lab"), QStringLiteral("x")},
                                   {QStringLiteral("scenario"), QStringLiteral("lab: x\nnonsense: 1\n")}})
                .first,
            422);
        const auto started =
            post("/lab/v1/start",
                 {{QStringLiteral("lab"), QStringLiteral("lab-x")},
                  {QStringLiteral("scenario"),
                   QStringLiteral("lab: lab-x\nfaults:\n  - {id: redis, at: never, do: redis_down}\n"
                                  "  - {id: b, at: -8h, do: backup_bad, name: etcd}\n"
                                  "  - {id: v, at: -8h, do: vuln, image: \"dwcp/api:latest\"}\n")}});
        QCOMPARE(started.first, 200);
        QCOMPARE(started.second[QStringLiteral("faults")][0][QStringLiteral("state")].toString(),
                 QStringLiteral("waiting"));
        QCOMPARE(post("/lab/v1/inject", {{QStringLiteral("fault"), QStringLiteral("nothing")}}).first, 404);
        QCOMPARE(post("/lab/v1/inject", {{QStringLiteral("fault"), QStringLiteral("redis")}})
                     .second[QStringLiteral("faults")][0][QStringLiteral("state")]
                     .toString(),
                 QStringLiteral("on"));
        QCOMPARE(post("/lab/v1/inject", {{QStringLiteral("fault"), QStringLiteral("redis")}}).first, 409);
        QCOMPARE(post("/lab/v1/clock", {{QStringLiteral("speed"), 101}}).first, 422);
        QCOMPARE(post("/lab/v1/clock", {{QStringLiteral("skip"), QStringLiteral("6h")}}).first, 200);
        const auto ask = [&](const char* call) { return get(control + QLatin1String(call), token).second; };
        const auto time = QDateTime::fromString(
            ask("/lab/v1/status")[QStringLiteral("virtualTime")].toString(), Qt::ISODate);
        QVERIFY(std::abs(QDateTime::currentDateTimeUtc().secsTo(time) - 6 * 3600) < 10);
        int failed = 0;
        for (const auto& backup : ask("/lab/v1/backups")[QStringLiteral("backups")].toArray())
            failed += backup[QStringLiteral("status")] == QStringLiteral("failed");
        QCOMPARE(failed, 1);
        QCOMPARE(
            ask("/lab/v1/vulnerabilities?image=dwcp/api:latest")[QStringLiteral("findings")].toArray().size(),
            2);
        QCOMPARE(
            ask("/lab/v1/annotations")[QStringLiteral("annotations")][0][QStringLiteral("kind")].toString(),
            QStringLiteral("fault"));
        QStringList verbs;
        for (const auto& entry : ask("/lab/v1/journal?after=1")[QStringLiteral("entries")].toArray())
            verbs.append(entry[QStringLiteral("verb")].toString());
        QCOMPARE(verbs, (QStringList{QStringLiteral("inject"), QStringLiteral("skip")}));
    }
    void aTraineeLogsInAndTheShellIsInTheJournal() {
        const QString ssh = QStandardPaths::findExecutable(QStringLiteral("ssh"));
        if (ssh.isEmpty())
            QSKIP("ssh is missing (package openssh-client)");
        start();
        const auto about = m_about[QStringLiteral("ssh")].toObject();
        QProcess client;
        client.start(ssh, {QStringLiteral("-p"), QString::number(about[QStringLiteral("port")].toInt()),
                           QStringLiteral("-i"), about[QStringLiteral("identity")].toString(),
                           QStringLiteral("-F"), QStringLiteral("none"), QStringLiteral("-o"),
                           QStringLiteral("StrictHostKeyChecking=no"), QStringLiteral("-o"),
                           QStringLiteral("UserKnownHostsFile=/dev/null"), QStringLiteral("-o"),
                           QStringLiteral("BatchMode=yes"), QStringLiteral("trainee@127.0.0.1"),
                           QStringLiteral("kubectl get nodes -o name | wc -l; echo $PROMETHEUS")});
        QVERIFY(client.waitForFinished(20'000));
        const QByteArray out = client.readAllStandardOutput();
        QVERIFY2(client.exitCode() == 0, client.readAllStandardError().constData());
        QVERIFY2(out.contains("13\n"), out.constData());
        QVERIFY(
            out.contains(m_about[QStringLiteral("prometheus")][QStringLiteral("url")].toString().toUtf8()));
    }
    void itEndsWithTheProgramThatStartedIt() {
        QTemporaryDir home;
        QProcess parent;
        parent.start(QStringLiteral("/bin/sh"),
                     {QStringLiteral("-c"),
                      QStringLiteral("'%1' serve --json --die-with-parent --home '%2' & echo $!; wait")
                          .arg(program(), home.path())});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(home.filePath(QStringLiteral("lab.json"))), 10'000);
        const auto pid = parent.readLine().trimmed().toInt();
        QVERIFY(pid > 1);
        parent.kill();
        parent.waitForFinished();
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(home.filePath(QStringLiteral("lab.json"))), 5000);
    }
    void itHoldsNothingOpenOfTheProgramThatStartedIt() {
        int ends[2];
        QCOMPARE(::pipe(ends), 0); // passed on to children, as a browser's sockets are
        start();
        ::close(ends[1]);
        pollfd reader{ends[0], POLLIN, 0};
        QCOMPARE(::poll(&reader, 1, 5000), 1); // the last writer is gone
        QVERIFY(reader.revents & POLLHUP);
        ::close(ends[0]);
        QCOMPARE(m_process->state(), QProcess::Running);
    }
    void afterAKillItStartsAgainInTheSameHome() {
        start();
        const QString home = m_home->path();
        m_process->kill();
        m_process->waitForFinished();
        QProcess again;
        again.start(program(),
                    {QStringLiteral("serve"), QStringLiteral("--json"), QStringLiteral("--home"), home});
        QVERIFY(again.waitForReadyRead(10'000));
        const auto about = QJsonDocument::fromJson(again.readLine()).object();
        QCOMPARE(about[QStringLiteral("pid")].toInt(), static_cast<int>(again.processId()));
        again.terminate();
        QVERIFY(again.waitForFinished(5000));
    }
    void cleanup() {
        if (m_process && m_process->state() != QProcess::NotRunning) {
            m_process->terminate();
            if (!m_process->waitForFinished(5000))
                m_process->kill();
            m_process->waitForFinished();
        }
        m_process.reset();
        m_home.reset();
    }

private:
    void start() {
        m_home = std::make_unique<QTemporaryDir>();
        m_process = std::make_unique<QProcess>();
        m_process->start(program(), {QStringLiteral("serve"), QStringLiteral("--json"),
                                     QStringLiteral("--home"), m_home->path()});
        if (!m_process->waitForReadyRead(15'000))
            qFatal("understudy-lab did not start: %s", m_process->readAllStandardError().constData());
        m_about = QJsonDocument::fromJson(m_process->readLine()).object();
    }
    QString path(const char* name) const { return m_home->filePath(QLatin1String(name)); }
    std::pair<int, QJsonDocument> wait(QNetworkReply* reply) {
        QEventLoop loop;
        connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        reply->deleteLater();
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                QJsonDocument::fromJson(reply->readAll())};
    }
    QNetworkRequest request(const QString& url, const QString& token) {
        QNetworkRequest request{QUrl(url)};
        request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        return request;
    }
    std::pair<int, QJsonDocument> get(const QString& url, const QString& token) {
        return wait(m_network.get(request(url, token)));
    }
    std::pair<int, QJsonDocument> post(const QString& url, const QString& token, const QJsonObject& body) {
        return wait(m_network.post(request(url, token), QJsonDocument(body).toJson()));
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<QProcess> m_process;
    QJsonObject m_about;
    QNetworkAccessManager m_network;
};

QTEST_GUILESS_MAIN(TestLabProgram)
#include "tst_LabProgram.moc"
