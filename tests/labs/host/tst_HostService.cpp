#include "labs/host/HostService.h"

#include "core/ssh/Key.h"
#include "core/ssh/Session.h"
#include "tests/fakes/SshTrainee.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// The lab host as stock OpenSSH and our own client meet it.
class tst_HostService final : public QObject {
    Q_OBJECT

    fakes::RealThreads m_threads;
    QTemporaryDir m_folder;
    QTcpServer m_control;
    QByteArray m_answer = "{}";
    QByteArray m_asked;
    std::mutex m_mutex;
    QStringList m_commands;
    std::unique_ptr<host::HostService> m_host;

    struct Said {
        int status = -1;
        QByteArray output;
        QByteArray errors;
    };
    Said ssh(const QStringList& words, const QByteArray& input = {}) {
        const host::SshInfo info = m_host->sshInfo();
        QFile known(m_folder.filePath("known"));
        if (known.open(QIODevice::WriteOnly))
            known.write(QStringLiteral("[127.0.0.1]:%1 %2\n").arg(info.port).arg(info.hostKey).toLatin1());
        known.close();
        QProcess process;
        process.start("ssh",
                      QStringList{"-F", "none", "-o", "BatchMode=yes", "-o",
                                  "UserKnownHostsFile=" + known.fileName(), "-o", "GlobalKnownHostsFile=none",
                                  "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-i",
                                  info.identity, "-p", QString::number(info.port)} +
                          words);
        process.write(input);
        process.closeWriteChannel();
        while (process.state() != QProcess::NotRunning && !process.waitForFinished(20))
            QCoreApplication::processEvents(); // the control API of this test answers from here
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Said run(const QString& command) { return ssh({"trainee@127.0.0.1", command}); }
    host::HostOptions options(const QString& folder) {
        host::HostOptions options;
        options.folder = folder;
        options.kubeconfig = "apiVersion: v1\nkind: Config\n";
        options.prometheusUrl = "http://127.0.0.1:9";
        options.controlUrl = QStringLiteral("http://127.0.0.1:%1").arg(m_control.serverPort());
        options.controlToken = "secret-token";
        options.lab = "lab-1-1";
        options.files = qEnvironmentVariable("UNDERSTUDY_SOURCE") + "/labs/host/files";
        options.network = qEnvironmentVariable("UNDERSTUDY_BIN") + "/understudy-lab-net";
        return options;
    }
    ssh::Target target() const {
        const host::SshInfo info = m_host->sshInfo();
        ssh::Target target;
        target.host = info.host;
        target.port = info.port;
        target.user = info.user;
        target.hostKey = info.hostKey;
        target.identities = {info.identity};
        return target;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_control.listen(QHostAddress::LocalHost));
        connect(&m_control, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = m_control.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                m_asked += socket->readAll();
                if (!m_asked.contains("\r\n\r\n"))
                    return;
                socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: "
                              "close\r\nContent-Length: " +
                              QByteArray::number(m_answer.size()) + "\r\n\r\n" + m_answer);
                socket->disconnectFromHost();
            });
        });
        host::HostOptions with = options(m_folder.filePath("lab"));
        with.commandSeen = [this](const host::ShellCommand& command) {
            const std::lock_guard lock(m_mutex);
            m_commands += QStringLiteral("%1 %2").arg(command.status).arg(command.text);
        };
        with.forwardTo = {m_control.serverPort()};
        auto opened = host::HostService::open(with, m_threads);
        QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().sentence));
        m_host = std::move(*opened);
        qInfo() << "sandbox" << m_host->sandbox().on << m_host->sandbox().reason;
    }
    void cleanupTestCase() { m_host.reset(); }
    void init() { m_asked.clear(); }

    void everythingOfALabIsItsOwnersAlone() {
        for (const char* name : {"lab", "lab/home", "lab/host", "lab/tmp", "lab/ssh", "lab/ssh/id_ed25519",
                                 "lab/host/etc/token"})
            QVERIFY2((QFile::permissions(m_folder.filePath(name)) & 0x077) == QFile::Permissions(), name);
    }

    void stockSshRunsCommandsWithTheirExitStatusAndBothOutputs() {
        const Said said = ssh({"trainee@127.0.0.1", "cat; echo no >&2; exit 3"}, "in and out");
        QCOMPARE(said.status, 3);
        QCOMPARE(said.output, QByteArray("in and out"));
        QCOMPARE(said.errors, QByteArray("no\n"));
        QCOMPARE(run("kill -TERM $$").status,
                 m_host->sandbox().on ? 143 : 255); // 255: what ssh says for a signal
    }

    void stockSshGetsATerminalOfTheRightKind() {
        const Said said =
            ssh({"-tt", "trainee@127.0.0.1", "tty; stty size; echo $TERM; hostname; pwd; whoami"});
        QCOMPARE(said.status, 0);
        QVERIFY2(!said.output.contains("not a tty"), said.output);
        if (m_host->sandbox().on)
            QVERIFY2(said.output.contains("lab\r\n/home/trainee\r\ntrainee\r\n"), said.output);
    }

    void theEnvironmentNamesTheClustersParts() {
        const QByteArray said =
            run("echo $LAB_ID $PROMETHEUS $LAB; head -1 $KUBECONFIG; type -p lab trivy; ls scripts").output;
        QVERIFY2(said.startsWith("lab-1-1 http://127.0.0.1:9 " + m_host->sandbox().reason.toLatin1().left(0)),
                 said);
        QVERIFY(said.contains("apiVersion: v1"));
        QVERIFY(said.contains("bin/trivy"));
        QVERIFY(said.contains("create-dependency-graph.sh"));
    }

    void aShellOnlyReachesItsOwnHome() {
        if (!m_host->sandbox().on)
            QSKIP(qPrintable(m_host->sandbox().reason));
        QVERIFY(run("touch ~/mine /tmp/mine && ls /tmp").output.contains("mine"));
        QVERIFY(QFile::exists(m_host->home() + "/mine"));
        QVERIFY(run("touch /usr/theirs /etc/theirs /home/lab/bin/theirs").status != 0);
        QCOMPARE(run("ls -A /root").output, QByteArray());
        QCOMPARE(run("ls /home").output, QByteArray("lab\ntrainee\n"));
        QVERIFY(run("cat " + m_folder.filePath("lab/ssh/id_ed25519")).status != 0);
        QVERIFY2(run("ps ax | wc -l").output.trimmed().toInt() < 8, run("ps ax").output);
    }

    void aShellHasItsPromptAndItsCommandsAreSeen() {
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(trainee.connect(session, target()));
        StreamReader shell(session.openShell(100, 30));
        QVERIFY(shell.waitFor("trainee@lab"));
        shell.stream->write("stty size\n");
        QVERIFY(shell.waitFor("30 100"));
        shell.stream->resize(77, 21);
        shell.stream->write("stty size\n");
        QVERIFY(shell.waitFor("21 77"));
        shell.stream->write("false '  two  spaces'\n");
        shell.stream->write("for i in 1 2; do\necho $i\ndone; (exit 4)\n");
        QTRY_VERIFY_WITH_TIMEOUT((std::lock_guard(m_mutex), m_commands.size() >= 4), 10'000);
        const std::lock_guard lock(m_mutex);
        QCOMPARE(m_commands.at(0), QStringLiteral("0 stty size"));
        QCOMPARE(m_commands.at(2), QStringLiteral("1 false '  two  spaces'"));
        QCOMPARE(m_commands.at(3), QStringLiteral("4 for i in 1 2; do echo $i; done; (exit 4)"));
    }

    void controlCStopsAFlood() {
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(trainee.connect(session, target()));
        StreamReader shell(session.openShell(80, 24));
        QVERIFY(shell.waitFor("$ "));
        shell.stream->write("yes\n");
        QVERIFY(QTest::qWaitFor([&] { return shell.total > 1'000'000; }, 10'000));
        QElapsedTimer timer;
        timer.start();
        shell.stream->write("\x03");
        shell.stream->write("echo calm\" \"again\n");
        QVERIFY(shell.waitFor("calm again"));
        qInfo() << "calm after" << timer.elapsed() << "ms";
        QVERIFY(timer.elapsed() < 3000);
    }

    void closingAShellEndsItsPrograms() {
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(trainee.connect(session, target()));
        StreamReader shell(session.openShell(80, 24));
        QVERIFY(shell.waitFor("$ "));
        shell.stream->write("sleep 4242 & sleep 4243\n");
        const auto sleeping = [] {
            return QProcess::execute("sh", {"-c", "ps ax | grep -q '[s]leep 424[23]'"}) == 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(sleeping(), 5000);
        shell.stream.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!sleeping(), 5000);
    }

    void strangersStayOutside() {
        QTemporaryDir other;
        const QString key = other.filePath("id");
        QVERIFY(ssh::KeyPair::makeEd25519()->save(key).ok());
        ssh::Target to = target();
        to.identities = {key};
        ssh::Session stranger(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(!trainee.connect(stranger, to));
        to = target();
        to.user = "root";
        ssh::Session wrongUser(m_threads, fakes::postHere());
        SshTrainee second;
        QVERIFY(!second.connect(wrongUser, to));
        to.user = "trainee";
        to.identities.clear();
        ssh::Session keyless(m_threads, fakes::postHere());
        SshTrainee third;
        QVERIFY(!third.connect(keyless, to));
        QVERIFY(third.prompts.empty()); // no password login is offered
    }

    void onlyTheLabsOwnPortsAreForwarded() {
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(trainee.connect(session, target()));
        StreamReader lab(session.forward("127.0.0.1", m_control.serverPort()));
        lab.stream->write("GET / HTTP/1.0\r\n\r\n");
        QVERIFY(lab.waitFor("200 OK"));
        QTRY_VERIFY_WITH_TIMEOUT(lab.end, 5000);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        StreamReader refused(session.forward("127.0.0.1", other.serverPort()));
        QTRY_VERIFY_WITH_TIMEOUT(refused.end, 5000);
        QCOMPARE(refused.end->exitStatus, 255);
        QVERIFY(!refused.end->sentence.empty());
    }

    void backupsAreListedAndAFailedOneIsExitStatusOne() {
        const QByteArray good =
            R"({"name":"postgres","started":"01:00","size":"42 GB","duration":"18m","checksum":"ab12","restoreTest":"passed","status":"ok"})";
        m_answer = R"({"backups":[)" + good + "]}";
        Said said = run("./scripts/verify-backups.sh --last 24h");
        QCOMPARE(said.status, 0);
        QVERIFY2(said.output.startsWith(
                     "NAME       STARTED   SIZE    DURATION   CHECKSUM   RESTORE-TEST   STATUS\n"),
                 said.output);
        QVERIFY(m_asked.contains("Authorization: Bearer secret-token"));
        QVERIFY(m_asked.contains("GET /lab/v1/backups?last=24h"));
        m_answer = R"({"backups":[)" + good + "," + QByteArray(good).replace("\"ok\"", "\"failed\"") + "]}";
        said = run("./scripts/verify-backups.sh --last 24h");
        QCOMPARE(said.status, 1);
        QVERIFY(said.output.contains("1 of 2 backups failed."));
        QCOMPARE(run("./scripts/verify-backups.sh --lst 24h").status, 2);
    }

    void theImageScanKeepsTheScannersLayoutFlagsAndExitCodes() {
        m_answer =
            R"j({"target":"dwcp/api:latest (debian 12.2)","findings":[)j"
            R"({"library":"libssl3","id":"CVE-2025-0001","severity":"HIGH","status":"fixed","installed":"3.0.9","fixed":"3.0.11","title":"openssl: something that takes more than one line of the table to tell"},)"
            R"({"library":"libssl3","id":"CVE-2025-0002","severity":"HIGH","status":"fixed","installed":"3.0.9","fixed":"3.0.11","title":"openssl: another"},)"
            R"({"library":"zlib1g","id":"CVE-2025-0003","severity":"LOW","status":"affected","installed":"1.2","fixed":"","title":"zlib: small"}]})";
        Said said = run("trivy image --severity HIGH,CRITICAL dwcp/api:latest");
        QCOMPARE(said.status, 0);
        QVERIFY2(
            said.output.contains("\ndwcp/api:latest (debian 12.2)\n=============================\nTotal: 2 "
                                 "(HIGH: 2, CRITICAL: 0)\n\n┌"),
            said.output);
        QVERIFY(!said.output.contains("CVE-2025-0003"));
        QVERIFY(said.output.contains("https://avd.aquasec.com/nvd/cve-2025-0002"));
        for (const QByteArray& line : said.output.split('\n'))
            if (line.startsWith("\xe2\x94"))
                QCOMPARE(QString::fromUtf8(line).size(),
                         QString::fromUtf8(said.output.split('\n').at(5)).size());
        qInfo().noquote() << said.output;
        QVERIFY(said.errors.contains("\tINFO\t[vuln] Vulnerability scanning is enabled"));
        QCOMPARE(run("trivy image dwcp/api:latest --severity HIGH --exit-code 5 -q").status, 5);
        QCOMPARE(run("trivy image dwcp/api:latest --severity CRITICAL --exit-code 5").status, 0);
        QCOMPARE(run("trivy image --sevrity HIGH dwcp/api:latest").status, 1);
        QVERIFY(run("trivy --version").output.contains("stand-in"));
        said = run("trivy image -q -f json --ignore-unfixed dwcp/api:latest");
        const auto json = QJsonDocument::fromJson(said.output).object();
        QCOMPARE(json["SchemaVersion"].toInt(), 2);
        QCOMPARE(json["Results"][0]["Vulnerabilities"].toArray().size(), 2);
        QCOMPARE(run("trivy image -q --format cyclonedx dwcp/api:latest").status, 1);
    }

    void theLabCommandSpeaksToTheControlApi() {
        m_answer =
            R"({"lab":"lab-1-1","virtualTime":"2025-11-10T09:00:00Z","speed":1,"faults":[{"id":"redis","state":"waiting"}]})";
        const Said said = run("lab status; labtime");
        QCOMPARE(said.status, 0);
        QVERIFY2(said.output.contains("redis: waiting"), said.output);
        QVERIFY(said.output.endsWith("\n2025-11-10T09:00:00Z\n"));
        m_asked.clear();
        QCOMPARE(run("lab inject redis").status, 0);
        QVERIFY2(m_asked.startsWith("POST /lab/v1/inject") && m_asked.endsWith(R"({"fault":"redis"})"),
                 m_asked);
        m_asked.clear();
        QCOMPARE(run("lab skip 6h").status, 0);
        QVERIFY(m_asked.endsWith(R"({"skip":"6h"})"));
        QCOMPARE(run("lab skip far").status, 2);
        QCOMPARE(run("lab dance").status, 2);
        QCOMPARE(run("LAB=http://127.0.0.1:1 lab status").status, 3);
    }

    void theDependencyGraphIsDrawnByGraphviz() {
        QFile fake(m_host->home() + "/kubectl"); // answers for the cluster
        QVERIFY(fake.open(QIODevice::WriteOnly));
        fake.write(
            "#!/bin/sh\ncat <<'J'\n"
            R"({"items":[{"metadata":{"namespace":"production","name":"api-gateway","annotations":{"lab/depends-on":"auth-service, redis,monitoring/jaeger"}}},)"
            R"({"metadata":{"namespace":"production","name":"auth-service","annotations":{"lab/depends-on":"redis"}}},)"
            R"({"metadata":{"namespace":"production","name":"redis"}},{"metadata":{"namespace":"monitoring","name":"jaeger"}},)"
            R"({"metadata":{"namespace":"staging","name":"alone"}}]})"
            "\nJ\n");
        fake.close();
        fake.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const Said said =
            run("PATH=$HOME:$PATH; ./scripts/create-dependency-graph.sh | tee /tmp/dependencies.dot && "
                "dot -Tpng /tmp/dependencies.dot -o dependencies.png && file -b dependencies.png");
        QVERIFY2(said.output.contains(R"("production/api-gateway" -> "monitoring/jaeger";)"),
                 said.output + said.errors);
        QVERIFY(said.output.contains(R"("production/auth-service" -> "production/redis";)"));
        QVERIFY(!said.output.contains("alone"));
        QVERIFY2(said.output.contains("PNG image"), said.output + said.errors);
    }

    void aNewLabStartsWithACleanHome() {
        QVERIFY(run("echo old > notes; rm -r scripts").status == 0);
        QVERIFY(m_host->startLab("lab-2-1").ok());
        QCOMPARE(run("test -e notes; echo $? $LAB_ID; ls scripts | wc -l").output,
                 QByteArray("1 lab-2-1\n3\n"));
    }

    void aTakenPortIsSaid() {
        host::HostOptions second = options(m_folder.filePath("second"));
        second.port = m_host->sshInfo().port;
        const auto opened = host::HostService::open(second, m_threads);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code, Errc::Busy);
    }

    void missingFilesAreSaid() {
        host::HostOptions bare = options(m_folder.filePath("bare"));
        bare.files = "/nonexistent";
        const auto opened = host::HostService::open(bare, m_threads);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code, Errc::NotFound);
    }

    void fiftyClientsLeaveNoDescriptorsBehind() {
        const auto count = [] {
            return static_cast<int>(QDir("/proc/self/fd").entryList(QDir::AllEntries | QDir::System).size());
        };
        QTRY_COMPARE_WITH_TIMEOUT(m_host->connections(), 0, 5000);
        const int before = count();
        for (int i = 0; i < 50; ++i) {
            ssh::Session session(m_threads, fakes::postHere());
            SshTrainee trainee;
            QVERIFY(trainee.connect(session, target()));
            auto shell = session.openShell(80, 24);
            shell->write("ls\n");
            if (i % 2)
                QTest::qWait(i);
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_host->connections(), 0, 10'000);
        QTRY_VERIFY2_WITH_TIMEOUT(count() <= before + 4,
                                  qPrintable(QStringLiteral("%1, before %2").arg(count()).arg(before)), 5000);
    }

    void stoppingTheHostEndsShellsAtOnceAndTakesTheKeyAway() {
        ssh::Session session(m_threads, fakes::postHere());
        SshTrainee trainee;
        QVERIFY(trainee.connect(session, target()));
        StreamReader shell(session.openShell(80, 24));
        QVERIFY(shell.waitFor("$ "));
        const QString identity = m_host->sshInfo().identity;
        m_host.reset();
        QTRY_VERIFY_WITH_TIMEOUT(shell.end && trainee.lost, 5000);
        QVERIFY(shell.end->lost); // it did not end by itself
        QVERIFY(!shell.end->sentence.empty());
        QVERIFY(!QFile::exists(identity));
    }
};

QTEST_GUILESS_MAIN(tst_HostService)
#include "tst_HostService.moc"
