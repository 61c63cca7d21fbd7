#include "tests/journeys/RealLab.h"

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>

using namespace understudy;
using namespace understudy::journeys;

/// The network of a real lab's shells with stock kubectl, curl and dwcp-cli: the lab's own, in all of them.
class TestLabNetwork : public QObject {
    Q_OBJECT
    std::unique_ptr<RealLab> m_real;

    QByteArray said(const QString& command) {
        const auto seen = m_real->run(command);
        return seen.ok() ? QByteArray::number(seen->status) + ' ' + seen->output + seen->errors
                         : "no answer: " + seen.error().sentence.toUtf8();
    }
    bool apart() const {
        const auto& lab = m_real->link.connection();
        return lab && lab->sandboxed && lab->sandboxReason.isEmpty();
    }

private Q_SLOTS:
    void initTestCase() {
        m_real = std::make_unique<RealLab>();
        QVERIFY(m_real->start());
        if (!said(QStringLiteral("command -v kubectl")).startsWith("0 "))
            QSKIP("kubectl is not installed");
        qInfo() << "apart" << apart() << m_real->link.connection()->sandboxReason;
    }
    void cleanupTestCase() { m_real.reset(); }

    void eachPartOfTheLabAnswersAtItsOwnAddress_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* command, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(command) << QByteArray(words);
        };
        row("kubectl", "kubectl get nodes", "pool-1");
        row("the API by curl",
            "curl -sS --cacert <(kubectl config view --raw -o "
            "jsonpath='{.clusters[0].cluster.certificate-authority-data}'"
            " | base64 -d) -H \"Authorization: Bearer $(kubectl config view --raw -o "
            "jsonpath='{.users[0].user.token}')\""
            " $(kubectl config view -o jsonpath='{.clusters[0].cluster.server}')/version",
            "gitVersion");
        row("kubectl exec", "kubectl exec -n production deployment/dwcp-api -- hostname", "dwcp-api-");
        row("Prometheus", "curl -sS \"$PROMETHEUS/-/ready\"", "Ready");
        row("Alertmanager", "curl -sS \"$ALERTMANAGER_URL/api/v2/status\"", "cluster");
        row("Jaeger", "curl -sS \"$JAEGER_URL/api/services\"", "api-gateway");
        row("DWCP", "dwcp-cli cluster status", "lab-cluster");
        row("the lab itself", "lab status", "speed");
        row("a node", "ssh worker-007 dwcp-cli cluster status", "lab-cluster");
    }
    void eachPartOfTheLabAnswersAtItsOwnAddress() {
        QFETCH(const QString, command);
        QFETCH(const QByteArray, words);
        const QByteArray text = said(command);
        QVERIFY2(text.startsWith("0 ") && text.contains(words), text);
    }

    void aForwardOfOneShellIsReachedByAnotherAndNotFromOutside() {
        std::optional<Result<session::ExecResult>> first;
        m_real->link.reach().exec(
            QStringLiteral("kubectl port-forward -n production svc/dwcp-api 18080:80 >~/forward 2>&1 & "
                           "for i in $(seq 180); do [ -e ~/enough ] && break; sleep 0.1; done; kill $!"),
            [&first](const Result<session::ExecResult>& how) { first = how; });
        const QByteArray reached = said(QStringLiteral(
            "for i in $(seq 100); do curl -sS http://127.0.0.1:18080/health && exit; sleep 0.1; done;"
            " cat ~/forward; exit 1"));
        QVERIFY2(reached.startsWith("0 "), reached);
        if (apart()) {
            QTcpSocket outside;
            outside.connectToHost(QHostAddress::LocalHost, 18080);
            QVERIFY(!outside.waitForConnected(1000));
        }
        said(QStringLiteral("touch ~/enough"));
        QTRY_VERIFY_WITH_TIMEOUT(first.has_value(), 60'000);
    }

    void programsOutsideStillReachTheLab() {
        QProcess curl;
        curl.start(QStringLiteral("curl"),
                   {"-sS", m_real->link.connection()->prometheus.toString() + "/-/ready"});
        QVERIFY(curl.waitForFinished(20'000));
        QVERIFY(curl.readAllStandardOutput().contains("Ready"));
        QVERIFY(m_real->ask(QStringLiteral("up")).has_value());
    }

    void whatElseListensOnTheComputerIsNotReached() {
        if (!apart())
            QSKIP("this computer gives the lab no network of its own");
        QTcpServer stranger;
        QVERIFY(stranger.listen(QHostAddress::LocalHost));
        QVERIFY(said(QStringLiteral("curl -sS http://127.0.0.1:%1/").arg(stranger.serverPort()))
                    .startsWith("7 "));
        QVERIFY(!stranger.hasPendingConnections());
    }
};

QTEST_GUILESS_MAIN(TestLabNetwork)
#include "tst_LabNetwork.moc"
