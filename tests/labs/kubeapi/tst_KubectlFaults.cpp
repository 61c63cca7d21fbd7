// Faults are seen, and put right, with the tools a trainee has: stock kubectl, git-secrets.
#include "tests/fakes/LabServer.h"

using namespace understudy;

namespace {

std::string with(const char* fault) {
    return std::string("lab: test\nseed: 7\nfaults:\n  - {id: f, ") + fault + "}\n";
}

QString stateOf(fakes::LabServer& lab) {
    return lab.with([](auto& world) { return QString::fromStdString(world.faults().stateOf("f")); });
}

/// Runs a program with the lab's control API at hand; what it printed on both streams.
QString run(fakes::LabServer& lab, const QString& folder, const QString& program, const QStringList& words,
            int* status) {
    QFile token(lab.folder() + QStringLiteral("/token"));
    if (token.open(QIODevice::WriteOnly))
        token.write("control");
    token.close();
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), lab.folder());
    environment.insert(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
    environment.insert(QStringLiteral("LAB"), QStringLiteral("http://127.0.0.1:%1").arg(lab.port(2)));
    environment.insert(QStringLiteral("LAB_TOKEN_FILE"), token.fileName());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, words);
    if (!process.waitForFinished(60'000))
        process.kill();
    *status = process.exitCode();
    return QString::fromUtf8(process.readAll());
}

} // namespace

class TestKubectlFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (fakes::LabServer::kubectlProgram().isEmpty())
            QSKIP("stock kubectl is not there; packaging/build brings it to build/tools/bin");
    }
    void aBindingThatGivesTooMuchIsFoundAndTakenAway() {
        fakes::LabServer lab(with("at: -1h, do: rbac_excess, on: production/api"));
        const QString ask =
            QStringLiteral("auth can-i list secrets --as=system:serviceaccount:production:api");
        QCOMPARE(lab.kubectl(ask).trimmed(), QStringLiteral("yes"));
        const QString list =
            lab.kubectl(QStringLiteral("auth can-i --list --as=system:serviceaccount:production:api"));
        QVERIFY2(list.contains(QRegularExpression(QStringLiteral("secrets +\\[\\] +\\[\\] +\\[\\*\\]"))),
                 qPrintable(list));
        QVERIFY(lab.kubectl(QStringLiteral("get clusterrolebindings -o wide"))
                    .contains(QRegularExpression(QStringLiteral("api-debug .*production/api"))));
        (void)lab.kubectl(QStringLiteral("delete clusterrolebinding api-debug"));
        lab.push(10'000'000);
        QCOMPARE(lab.kubectl(ask).trimmed(), QStringLiteral("no"));
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
    }
    void aPodOfStagingReachesTheVaultUntilAPolicyIsBack() {
        fakes::LabServer lab(with("at: -1h, do: netpol_missing, ns: [security]"));
        QVERIFY(lab.kubectl(QStringLiteral("get networkpolicy -n security"))
                    .startsWith(QStringLiteral("No resources")));
        const QString curl = QStringLiteral("exec -n staging deploy/report-builder -- curl -s -m 3 -o "
                                            "/dev/null -w %{http_code} http://vault.security:8200/health");
        const QString open = lab.kubectl(curl);
        QVERIFY2(open.contains(QStringLiteral("200")), qPrintable(open));
        QFile policy(lab.folder() + QStringLiteral("/policy.yaml"));
        QVERIFY(policy.open(QIODevice::WriteOnly));
        policy.write(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: only-ours, "
            "namespace: security}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n  ingress:\n"
            "  - from:\n    - namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, "
            "operator: In, values: [production, monitoring]}]}\n    - podSelector: {}\n");
        policy.close();
        QVERIFY(
            lab.kubectl(QStringLiteral("apply -f ") + policy.fileName()).contains(QStringLiteral("created")));
        lab.push(10'000'000);
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
        QVERIFY(!lab.kubectl(curl).contains(QStringLiteral("200")));
    }
    void aRouteIsPutRightByAPatch() {
        fakes::LabServer lab(with("at: -10m, do: route_wrong"));
        const QString route = QStringLiteral("get virtualservice payment-gateway -o "
                                             "jsonpath={.spec.http[0].route[0].destination.subset}");
        QCOMPARE(lab.kubectl(route), QStringLiteral("v2"));
        QVERIFY(lab.kubectl(QStringLiteral("logs deploy/payment-service --since=2m"))
                    .contains(QStringLiteral("upstream=payment-gateway subset=v2")));
        const QString done =
            lab.run({QStringLiteral("patch"), QStringLiteral("virtualservice"),
                     QStringLiteral("payment-gateway"), QStringLiteral("--type=json"), QStringLiteral("-p"),
                     QStringLiteral(R"([{"op":"replace","path":"/spec/http/0/route/0/destination/subset",)"
                                    R"("value":"direct"}])")},
                    fakes::LabServer::Flow::Waiting)
                .out;
        QVERIFY2(done.contains(QStringLiteral("patched")), qPrintable(done));
        lab.push(10'000'000);
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
    }
    void anAttackerIsListedAtTheEdge() {
        fakes::LabServer lab(with("at: -10m, do: login_bruteforce"));
        QVERIFY(lab.kubectl(QStringLiteral("logs deploy/auth-service --since=1m"))
                    .contains(QStringLiteral("msg=\"sign-in failed\" user=admin ip=198.51.100.23")));
        QVERIFY(lab.kubectl(QStringLiteral("get events")).contains(QStringLiteral("SuspiciousLogins")));
        (void)lab.kubectl(
            QStringLiteral("create configmap edge-blocklist --from-literal=deny=198.51.100.0/24"));
        lab.push(10'000'000);
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
    }
    void aNodeWithAWrongClockIsTakenAwayAndItsPastStays() {
        fakes::LabServer lab(with("at: -30m, do: clock_skew, on: pool-4, ms: 1500"));
        const auto describe = lab.kubectl(QStringLiteral("describe node pool-4"));
        QVERIFY2(describe.contains(QStringLiteral("NTPIsDown")), qPrintable(describe));
        const auto samples = [&](const char* text) {
            return lab.with([&](cluster::World& world) {
                const auto parsed = promql::parse(text);
                const cluster::SeriesStorage storage(world.series(), world.epoch(), world.now());
                const auto found = promql::evaluate(*std::get<promql::ExprPtr>(parsed), storage,
                                                    (world.epoch() - cluster::minute) / 1000);
                QByteArray out;
                for (const auto& point : std::get<promql::Value>(found).vector)
                    out += QByteArray::fromStdString(point.labels.at("node")) + ' ' +
                           QByteArray::number(point.value, 'g', 17) + '\n';
                return out;
            });
        };
        const char* used = "sum by (node) (rate(node_cpu_seconds_total{mode!=\"idle\"}[1h]))";
        const char* offset = "max by (node) (max_over_time(node_timex_offset_seconds[20m]))";
        const QByteArray before = samples(used), skew = samples(offset);
        QVERIFY2(skew.contains("pool-4 1.5"), skew);
        QVERIFY(lab.kubectl(QStringLiteral("delete node pool-4")).contains(QStringLiteral("deleted")));
        lab.push(20'000'000);
        QCOMPARE(samples(used), before);
        QCOMPARE(samples(offset), skew);
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
    }
    void aKeyInTheSourceIsFoundByGitSecrets() {
        if (QStandardPaths::findExecutable(QStringLiteral("git-secrets")).isEmpty())
            QSKIP("git-secrets is not installed");
        fakes::LabServer lab(with("at: -1h, do: secret_in_code, kind: token, path: deploy/values.env"));
        int status = 0;
        const QString script =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/host/files/bin/repos");
        const QString brought = run(lab, lab.folder(), script, {}, &status);
        const QString repository = lab.folder() + QStringLiteral("/repos/dwcp-api");
        QVERIFY2(status == 0 && brought.trimmed() == repository, qPrintable(brought));
        const QString scan = run(lab, repository, QStringLiteral("git"),
                                 {QStringLiteral("secrets"), QStringLiteral("--scan")}, &status);
        QCOMPARE(status, 1);
        QVERIFY2(scan.contains(QStringLiteral("deploy/values.env:3:token = \"dwcp_tok_")), qPrintable(scan));
        QVERIFY(!scan.contains(QStringLiteral("README.md"))); // the key of an example is allowed
        QVERIFY(run(lab, lab.folder(), script, {}, &status).contains(QStringLiteral("is there already")));
        // The key is worthless once the secret is another one.
        (void)lab.kubectl(QStringLiteral("delete secret ci-token"));
        (void)lab.kubectl(QStringLiteral("create secret generic ci-token --from-literal=token=new"));
        lab.push(10'000'000);
        QCOMPARE(stateOf(lab), QStringLiteral("over"));
    }
};

QTEST_GUILESS_MAIN(TestKubectlFaults)
#include "tst_KubectlFaults.moc"
