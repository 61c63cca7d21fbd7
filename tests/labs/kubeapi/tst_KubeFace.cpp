#include "tests/fakes/LabServer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace understudy;

namespace {

const char* const scenario =
    "lab: test\nseed: 7\nfaults:\n"
    "  - {id: crash, at: -9h, do: crash_loop, on: staging/report-builder, exit: 2, message: no such table}\n"
    "  - {id: night, at: -6h, do: alert_fired, alert: HighMemoryUsage, text: memory above 85 %, for: 9m}\n";

int rows(const QString& text) {
    return static_cast<int>(text.split(QLatin1Char('\n'), Qt::SkipEmptyParts).size()) - 1;
}

} // namespace

/// Everything here is said by stock kubectl.
class TestKubeFace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        if (fakes::LabServer::kubectlProgram().isEmpty())
            QSKIP("build/tools/bin/kubectl is missing; packaging/kubectl.sh fetches it");
        m_lab = std::make_unique<fakes::LabServer>(scenario);
    }
    void cleanup() { m_lab.reset(); }

    void thirteenNodesAreReady() {
        const QString out = run("get nodes -o wide");
        QCOMPARE(rows(out), 13);
        QCOMPARE(out.count(QStringLiteral(" Ready ")), 13);
        QVERIFY(out.contains(QStringLiteral("v1.20.15")));
        QVERIFY(out.contains(QStringLiteral("Debian GNU/Linux 12 (bookworm)")));
    }
    void everyPodButTwoRuns() {
        const QString out = run("get pods -A -o wide");
        const auto lines = out.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QVERIFY2(lines.size() > 60, qPrintable(out));
        QStringList others;
        for (const auto& line : lines.mid(1))
            if (!line.contains(QStringLiteral(" Running ")))
                others.append(line.simplified());
        QCOMPARE(others.size(), 2);
        QVERIFY2(others[0].contains(QStringLiteral("Completed")), qPrintable(others[0]));
        QVERIFY2(others[1].startsWith(QStringLiteral("staging report-builder-")), qPrintable(others[1]));
        QVERIFY2(others[1].contains(QStringLiteral("CrashLoopBackOff")), qPrintable(others[1]));
    }
    void servicesAndDeploymentsOfAllNamespaces() {
        const QString services = run("get services --all-namespaces");
        QVERIFY(services.contains(QStringLiteral("LoadBalancer")));
        QVERIFY(services.contains(QStringLiteral("203.0.113.10")));
        const QString deployments = run("get deployments -A");
        for (const char* name : {"api-gateway", "auth-service", "dwcp-api", "leaky-service"})
            QVERIFY2(deployments.contains(QLatin1String(name)), name);
        QVERIFY(run("get statefulsets -n production").contains(QStringLiteral("postgres-primary")));
        const auto json = QJsonDocument::fromJson(run("get services -n production -o json").toUtf8());
        int edges = 0;
        for (const auto& item : json[QStringLiteral("items")].toArray())
            if (item[QStringLiteral("metadata")][QStringLiteral("name")] == QStringLiteral("api-gateway"))
                edges = static_cast<int>(item[QStringLiteral("metadata")][QStringLiteral("annotations")]
                                             [QStringLiteral("lab/depends-on")]
                                                 .toString()
                                                 .count(QLatin1Char(','))) +
                        1;
        QCOMPARE(edges, 6);
    }
    void allKindsOfGetAreAnswered() {
        for (const char* line :
             {"get all -n production", "get namespaces", "get events -A", "get endpoints -n production",
              "get rs -n production", "get pods -n production -l app=redis -o name",
              "get pods -A --field-selector status.phase!=Running",
              "get pods -n production --sort-by=.metadata.name",
              "get pods -n production -l \"app in (redis,scheduler)\"", "get deploy dwcp-api -o yaml",
              "get pods -o custom-columns=N:.metadata.name", "version", "cluster-info", "api-resources",
              "get jobs", "get secrets", "get nodes -L kubernetes.io/os", "auth can-i list pods"}) {
            int status = -1;
            const QString out = m_lab->kubectl(QLatin1String(line), &status);
            QVERIFY2(status == 0, qPrintable(QLatin1String(line) + QStringLiteral("\n") + out));
            QVERIFY2(!out.contains(QStringLiteral("<unknown>")), qPrintable(out));
        }
        QCOMPARE(run("get pods -l app=redis -o jsonpath={.items[0].metadata.name}"),
                 QStringLiteral("redis-0"));
    }
    void describeTellsTheStory() {
        const QString pod = run("get pods -n staging -l app=report-builder -o name").trimmed();
        const QString out = run("describe -n staging " + pod.toLatin1());
        QVERIFY2(out.contains(QStringLiteral("CrashLoopBackOff")), qPrintable(out));
        QVERIFY2(out.contains(QStringLiteral("Exit Code:    2")), qPrintable(out));
        QVERIFY2(out.contains(QStringLiteral("Back-off restarting failed container")), qPrintable(out));
        QVERIFY(!out.contains(QStringLiteral("<invalid>")));
        const QString node = run("describe node pool-3");
        QVERIFY2(node.contains(QStringLiteral("Non-terminated Pods:")), qPrintable(node));
        QVERIFY(node.contains(QStringLiteral("RenewTime:")));
        QVERIFY(!node.contains(QStringLiteral("Failed to get lease")));
        QVERIFY(run("describe deployment dwcp-api").contains(QStringLiteral("NewReplicaSet:")));
        QVERIFY(run("describe service api-gateway").contains(QStringLiteral("Endpoints:")));
    }
    void logsAreThereWithSinceTailAndPrevious() {
        const QString firing = run("logs -n monitoring alertmanager-0 --since=8h");
        QCOMPARE(firing.count(QStringLiteral("status=firing")), 1);
        QVERIFY(firing.contains(QStringLiteral("status=resolved")));
        QCOMPARE(run("logs -n monitoring alertmanager-0 --since=1h").count(QStringLiteral("firing")), 0);
        QCOMPARE(rows(run("logs deploy/dwcp-api --tail=5 --timestamps")), 5 - 1 + 1); // and "Found 6 pods"
        const QString pod = run("get pods -n staging -l app=report-builder -o name").trimmed();
        QVERIFY(run("logs -n staging " + pod.toLatin1() + " --previous")
                    .contains(QStringLiteral("no such table")));
        int status = 0;
        QVERIFY(m_lab->kubectl(QStringLiteral("logs redis-0 -c nothing"), &status)
                    .contains(QStringLiteral("container nothing is not valid")));
        QVERIFY(status != 0);
    }
    void topShowsWhatTheModelUses() {
        const QString nodes = run("top nodes");
        QCOMPARE(rows(nodes), 13);
        QVERIFY(!nodes.contains(QStringLiteral("<unknown>")));
        const QString pods = run("top pods -n production -l app=leaky-service");
        QCOMPARE(rows(pods), 3);
    }
    void aReleaseIsRolledOutAndBack() {
        QCOMPARE(run("set image deployment/dwcp-api app=dwcp/api:3.2.0 --record").trimmed(),
                 QStringLiteral("deployment.apps/dwcp-api image updated"));
        const QString rollout = run("rollout status deployment/dwcp-api");
        QVERIFY2(rollout.contains(QStringLiteral("Waiting for deployment")), qPrintable(rollout));
        QVERIFY2(rollout.contains(QStringLiteral("successfully rolled out")), qPrintable(rollout));
        QCOMPARE(run("get pods -l app=dwcp-api -o jsonpath={.items[*].spec.containers[0].image}")
                     .count(QStringLiteral("3.2.0")),
                 6);
        const QString history = run("rollout history deployment/dwcp-api");
        QVERIFY2(history.contains(QStringLiteral("set image")), qPrintable(history));
        QVERIFY(run("rollout undo deployment/dwcp-api").contains(QStringLiteral("rolled back")));
        run("rollout status deployment/dwcp-api");
        QCOMPARE(run("get deploy dwcp-api -o jsonpath={.spec.template.spec.containers[0].image}"),
                 QStringLiteral("dwcp/api:3.1.4"));
        // The earlier replica set lives again: undo makes no new one.
        QCOMPARE(rows(run("get rs -l app=dwcp-api")), 4);
        bool marked = false;
        m_lab->with([&](cluster::World& world) {
            for (const auto& each : world.annotations(0, world.now()))
                marked = marked || (each.kind == "deployment" && each.text == "dwcp-api 3.2.0");
        });
        QVERIFY(marked);
    }
    void scaleRestartPauseAndDelete() {
        QVERIFY(run("scale deployment/dwcp-api --replicas=9").contains(QStringLiteral("scaled")));
        m_lab->push(20 * cluster::second);
        QVERIFY(run("get deploy dwcp-api").contains(QStringLiteral("9/9")));
        // Scaling an old deployment starts its progress deadline anew.
        run("scale deployment/scheduler --replicas=5");
        QVERIFY(
            run("rollout status deployment/scheduler").contains(QStringLiteral("successfully rolled out")));
        run("rollout restart deployment/order-service");
        QVERIFY(run("rollout status deployment/order-service").contains(QStringLiteral("successfully")));
        run("rollout pause deployment/order-service");
        QVERIFY(run("get deploy order-service -o yaml").contains(QStringLiteral("paused: true")));
        run("rollout resume deployment/order-service");
        const QString before = run("get pod redis-0 -o jsonpath={.metadata.uid}");
        QVERIFY(run("delete pod redis-0").contains(QStringLiteral("deleted")));
        m_lab->push(20 * cluster::second);
        QVERIFY(run("get pod redis-0").contains(QStringLiteral("1/1")));
        QVERIFY(run("get pod redis-0 -o jsonpath={.metadata.uid}") != before);
    }
    void aNodeIsCordonedDrainedAndBack() {
        run("cordon pool-1");
        QVERIFY(run("get node pool-1").contains(QStringLiteral("Ready,SchedulingDisabled")));
        run("drain pool-1 --ignore-daemonsets --delete-emptydir-data --force");
        m_lab->push(30 * cluster::second);
        const QString left = run("get pods -A --field-selector spec.nodeName=pool-1,status.phase=Running");
        QVERIFY2(rows(left) == 1 && left.contains(QStringLiteral("kube-proxy-")), qPrintable(left));
        run("uncordon pool-1");
        QVERIFY(!run("get node pool-1").contains(QStringLiteral("SchedulingDisabled")));
    }
    void aWatchTellsWhatChanges() {
        QProcess watch;
        m_lab->prepare(watch, {QStringLiteral("get"), QStringLiteral("pods"), QStringLiteral("-w"),
                               QStringLiteral("-l"), QStringLiteral("app=redis")});
        watch.start();
        QByteArray seen;
        const auto read = [&] {
            seen += watch.readAllStandardOutput();
            m_lab->push(100'000);
        };
        QTRY_VERIFY((read(), seen.contains("redis-0")));
        run("delete pod redis-0 --wait=false");
        QTRY_VERIFY((read(), seen.contains("Terminating") && seen.contains("ContainerCreating") &&
                                 seen.count("1/1") >= 2));
        watch.kill();
        watch.waitForFinished();
    }
    void aFollowedLogGoesOn() {
        QProcess follow;
        m_lab->prepare(follow, {QStringLiteral("logs"), QStringLiteral("-f"), QStringLiteral("--tail=1"),
                                QStringLiteral("redis-0")});
        follow.start();
        QByteArray seen;
        QTRY_VERIFY((seen += follow.readAllStandardOutput(), m_lab->push(30 * cluster::second),
                     seen.count('\n') >= 4));
        follow.kill();
        follow.waitForFinished();
    }
    void refusalsAreTheOnesOfKubernetes() {
        int status = 0;
        QCOMPARE(m_lab->kubectl(QStringLiteral("get pod nobody"), &status).trimmed(),
                 QStringLiteral("Error from server (NotFound): pods \"nobody\" not found"));
        QCOMPARE(status, 1);
        QVERIFY(m_lab->kubectl(QStringLiteral("--token=wrong get pods"), &status)
                    .contains(QStringLiteral("Unauthorized")));
        QVERIFY(m_lab->kubectl(QStringLiteral("scale deployment/nobody --replicas=2"), &status)
                    .contains(QStringLiteral("not found")));
    }
    void aNewerKubectlIsServedToo() {
        const QString program = QStringLiteral("/usr/bin/kubectl");
        if (!QFile::exists(program) || QFileInfo(program).canonicalFilePath() ==
                                           QFileInfo(fakes::LabServer::kubectlProgram()).canonicalFilePath())
            QSKIP("there is no other kubectl on this machine");
        for (const char* line :
             {"get pods -o wide", "get deployments -o yaml", "describe pod redis-0", "describe node pool-1",
              "logs redis-0 --tail=2", "top pods", "rollout history deployment/dwcp-api",
              "scale deployment/dwcp-api --replicas=7", "label pod redis-0 tier=cache",
              "auth can-i list pods", "auth can-i --list",
              "set image deployment/scheduler app=dwcp/scheduler:3.1.3", "cordon pool-1", "api-resources"}) {
            QProcess process;
            m_lab->prepare(process, QProcess::splitCommand(QString::fromLatin1(line)));
            process.setProgram(program);
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start();
            QVERIFY2(process.waitForFinished(30'000), line);
            const QByteArray said = process.readAll();
            QVERIFY2(process.exitCode() == 0, (QByteArray(line) + '\n' + said).constData());
        }
    }
    void everyRequestIsInTheJournal() {
        run("get services --all-namespaces");
        run("get deployment dwcp-api");
        run("scale deployment/dwcp-api --replicas=7");
        QStringList found;
        m_lab->with([&](cluster::World&) {
            for (const auto& entry : m_lab->stage().journal().entries())
                found.append(QString::fromStdString(entry.via + " " + entry.verb + " " + entry.resource +
                                                    " " + entry.ns + " " + entry.name)
                                 .trimmed());
        });
        QVERIFY2(found.contains(QStringLiteral("kubernetes list services *")),
                 qPrintable(found.join(QLatin1Char('\n'))));
        QVERIFY(found.contains(QStringLiteral("kubernetes get deployments production dwcp-api")));
        QVERIFY(found.contains(QStringLiteral("kubernetes patch deployments/scale production dwcp-api")));
    }

private:
    QString run(const QByteArray& line) {
        int status = -1;
        const QString out = m_lab->kubectl(QString::fromLatin1(line), &status);
        if (status != 0)
            qWarning("kubectl %s: %d\n%s", line.constData(), status, qPrintable(out));
        return out;
    }
    std::unique_ptr<fakes::LabServer> m_lab;
};

QTEST_GUILESS_MAIN(TestKubeFace)
#include "tst_KubeFace.moc"
