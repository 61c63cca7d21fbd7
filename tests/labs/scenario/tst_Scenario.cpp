#include "labs/scenario/Scenario.h"

#include <QFile>
#include <QtTest>

using namespace understudy::cluster;

namespace {

std::string problemOf(const std::string& text) {
    const auto read = Scenario::parse(text, "scenario.yaml");
    const auto* problem = std::get_if<Problem>(&read);
    return problem ? problem->text : "";
}

} // namespace

class TestScenario : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheReadmeShowsIsRead() {
        const auto read = Scenario::parse(
            "lab: lab-2-2\nseed: 2202\nbase: small\nclock: {start: now, history: 24h}\nfaults:\n"
            "  - {id: monday, at: 0s, do: traffic, rps: 15000}\n"
            "  - {id: leak, at: -5h, do: mem_leak, on: production/leaky-service, rate: 100MB/h}\n"
            "  - {id: redis, at: never, do: redis_down}\n"
            "  - {id: night, at: \"03:12\", do: alert_fired, alert: HighMemoryUsage, for: 7m}\n"
            "solution: |\n  kubectl get services -A\n",
            "scenario.yaml");
        const auto* scenario = std::get_if<Scenario>(&read);
        QVERIFY2(scenario, std::get_if<Problem>(&read) ? std::get<Problem>(read).text.c_str() : "");
        QCOMPARE(scenario->lab, std::string("lab-2-2"));
        QCOMPARE(scenario->seed, std::uint64_t(2202));
        QCOMPARE(scenario->history, 24 * hour);
        QCOMPARE(scenario->faults.size(), std::size_t(4));
        QCOMPARE(scenario->faults[0].number("rps"), 15000.0);
        QCOMPARE(*scenario->faults[1].at, -5 * hour);
        QCOMPARE(scenario->faults[1].ns, std::string("production"));
        QCOMPARE(scenario->faults[1].number("rate"), 1e8);
        QVERIFY(!scenario->faults[2].at && !scenario->faults[2].minuteOfDay);
        QCOMPARE(*scenario->faults[3].minuteOfDay, 3 * 60 + 12);
        QCOMPARE(*scenario->faults[3].lasts, 7 * minute);
    }
    void aMistakeIsToldWithItsPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("word");
        QTest::newRow("unknown key") << "lab: x\ncolour: red\n"
                                     << "scenario.yaml:2:1:"
                                     << "colour";
        QTest::newRow("missing lab") << "seed: 1\n"
                                     << "scenario.yaml:1:1:"
                                     << "lab";
        QTest::newRow("unknown fault") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: dance}\n"
                                       << "scenario.yaml:3:"
                                       << "dance";
        QTest::newRow("key of another fault")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: redis_down, rps: 5}\n"
            << "scenario.yaml:3:"
            << "rps";
        QTest::newRow("no time") << "lab: x\nfaults:\n  - {id: a, at: soon, do: redis_down}\n"
                                 << "scenario.yaml:3:"
                                 << "03:12";
        QTest::newRow("rate") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: mem_leak, on: a/b, rate: fast}\n"
                              << "scenario.yaml:3:"
                              << "100MB/h";
        QTest::newRow("target") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: crash_loop, on: b}\n"
                                << "scenario.yaml:3:"
                                << "NAMESPACE/NAME";
        QTest::newRow("twice")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: redis_down}\n  - {id: a, at: 0s, do: redis_down}\n"
            << "scenario.yaml:4:"
            << "\"a\"";
        QTest::newRow("wrong type") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: traffic, rps: many}\n"
                                    << "scenario.yaml:3:"
                                    << "number";
        QTest::newRow("out of range")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: cpu_hog, on: a/b, x: 1000}\n"
            << "scenario.yaml:3:"
            << "between 1 and 100";
        QTest::newRow("not one of the choices")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: node_pressure, on: pool-1, kind: noise}\n"
            << "scenario.yaml:3:"
            << "memory, disk or pid";
        const auto fault = [](const char* name, const char* keys, const char* why) {
            QTest::newRow(name)
                << QStringLiteral("lab: x\nfaults:\n  - {id: a, at: 0s, %1}\n").arg(QLatin1String(keys))
                << "scenario.yaml:3:" << why;
        };
        fault("no fault of that name", "do: gremlins", "There is no fault");
        fault("no address", "do: login_bruteforce, ip: 10.0.0.256", "must be an address");
        fault("no file of the repository", "do: secret_in_code, path: ../passwd", "must be a file");
        fault("no rule", "do: rbac_excess, on: production/api, rule: secrets", "verbs and resources");
        fault("no account", "do: rbac_excess", "on");
        fault("no namespaces", "do: netpol_missing, ns: []", "must name namespaces");
        fault("a key of another fault", "do: alert_mute, rate: 3", "has no key");
        fault("a clock that is off by a day", "do: clock_skew, on: pool-4, ms: 86400000", "must lie between");
        fault("a detour of no time", "do: route_wrong, add_ms: 0", "must lie between");
        QTest::newRow("condition")
            << "lab: x\nguards:\n  - {id: g, says: s, must: {kube: {deployment: a/b, colour: "
               "red}}}\n"
            << "scenario.yaml:3:"
            << "colour";
        const auto guard = [](const char* name, const char* must, const char* place, const char* word) {
            QTest::newRow(name) << QStringLiteral("lab: x\nguards:\n  - id: g\n    says: s\n    must: %1\n")
                                       .arg(QLatin1String(must))
                                << QStringLiteral("scenario.yaml:5:") + QLatin1String(place)
                                << QString::fromLatin1(word);
        };
        guard("PromQL that is none", "{promql: \"sum(up\"}", "20", "PromQL");
        guard("PromQL over time", "{promql: \"up[5m]\"}", "20", "over time");
        guard("PromQL for no duration", "{promql: {query: up, for: long}}", "", "duration");
        guard("PromQL with a wrong key", "{promql: {query: up, op: 5}}", "", "\"op\"");
        guard("a deed nobody can do", "{journal: {verb: dance}}", "", "dance");
        guard("a deed without words", "{journal: {namespace: production}}", "", "names no deed");
        guard("a deed before nothing", "{journal: {verb: logs, before: fixed}}", "", "\"fixed\"");
        guard("so many deeds", "{journal: {verb: logs, min: 0.5}}", "", "1 to 1000");
        guard("never and a verb", "{journal: {never: silence, verb: logs}}", "", "says it all");
        guard("nothing of DWCP", "{dwcp: {status: ready}}", "", "a node, vm");
        guard("a field of DWCP", "{dwcp: {node: worker-001, colour: red}}", "", "colour");
        guard("a path of DWCP", "{dwcp: {path: consensus.mood, is: good}}", "", "consensus.mood");
        guard("a count of DWCP", "{dwcp: {count: cats, is: 0}}", "", "nodes, workers");
        guard("a condition there is not", "{weather: fine}", "", "promql, dwcp and journal");
        QTest::newRow("conditions twice") << "lab: x\nconditions:\n  - {id: c, must: {promql: up}}\n"
                                             "  - {id: c, must: {promql: up}}\n"
                                          << "scenario.yaml:4:"
                                          << "\"c\"";
        QTest::newRow("within of nothing")
            << "lab: x\nconditions:\n  - {id: c, must: {promql: up}, within: {of: evil, time: 5m}}\n"
            << "scenario.yaml:3:"
            << "\"evil\"";
        QTest::newRow("a trace that has no time")
            << "lab: x\ntraces:\n  - {alias: abc123, root: {service: a, "
               "operation: b, lasts: 1s}}\n"
            << "scenario.yaml:3:"
            << "\"at\"";
        QTest::newRow("a span longer than its parent") << "lab: x\ntraces:\n  - alias: abc123\n    at: -5m\n "
                                                          "   root: {service: a, operation: b, lasts: 1s, "
                                                          "spans: [{service: a, operation: c, lasts: 2s}]}\n"
                                                       << "scenario.yaml:5:"
                                                       << "ends after";
        QTest::newRow("traces with the same digits")
            << "lab: x\ntraces:\n"
               "  - {alias: abc123-xyz, at: -5m, root: {service: a, operation: b, lasts: 1s}}\n"
               "  - {alias: abc-123, at: -4m, root: {service: a, operation: b, lasts: 1s}}\n"
            << "scenario.yaml:4:"
            << "abc1230000000000";
        QTest::newRow("condition on a fault that is not here")
            << "lab: x\nguards:\n  - {id: g, says: s, must: {fault: {id: leak, state: over}}}\n"
            << "scenario.yaml:"
            << "leak";
        QTest::newRow("guards twice")
            << "lab: x\nguards:\n  - {id: g, says: s, must: {kube: {node: pool-1, ready: true}}}\n"
               "  - {id: g, says: s, must: {kube: {node: pool-1, ready: true}}}\n"
            << "scenario.yaml:4:"
            << "\"g\"";
        QTest::newRow("script")
            << "lab: x\nscript:\n  - {at: 0s, chat: {from: me, text: hi}, page: {alert: A, text: b}}\n"
            << "scenario.yaml:3:"
            << "one of";
        QTest::newRow("wrong fix") << "lab: x\nwrong:\n  - {name: w, script: ls}\n"
                                   << "scenario.yaml:3:"
                                   << "fails";
        QTest::newRow("checks are the lab's") << "lab: x\nchecks: []\n"
                                              << "scenario.yaml:2:"
                                              << "lab.yaml";
        QTest::newRow("history") << "lab: x\nclock: {history: 90d}\n"
                                 << "scenario.yaml:2:"
                                 << "7d";
        QTest::newRow("no YAML") << "lab: [x\n"
                                 << "scenario.yaml:"
                                 << "";
        QTest::newRow("a list") << "- lab\n"
                                << "scenario.yaml:1:1:"
                                << "Keys";
    }
    void aMistakeIsToldWithItsPlace() {
        QFETCH(const QString, text);
        QFETCH(const QString, place);
        QFETCH(const QString, word);
        const QString problem = QString::fromStdString(problemOf(text.toStdString()));
        QVERIFY2(problem.startsWith(place) && problem.contains(word), qPrintable(problem));
    }
    void whatBelongsToTheWorldIsRead() {
        const auto read = Scenario::parse(
            "lab: x\nfaults:\n  - id: release\n    at: -10m\n    do: bad_release\n    on: "
            "production/dwcp-api\n"
            "    image: \"dwcp/api:3.2.0\"\n    after: 5m\n    latency: 20\n"
            "    clears_when: {not: {kube: {deployment: production/dwcp-api, image: \"dwcp/api:3.2.0\"}}}\n"
            "script:\n  - {at: +4m, chat: {from: support, text: \"Is it known?\"}}\n"
            "  - {at: 0s, page: {alert: HighErrorRate, severity: critical, text: five percent}}\n"
            "  - {at: -1h, log: {app: production/dwcp-api, text: level=warn}}\n"
            "guards:\n  - {id: serving, says: It serves, must: {kube: {deployment: production/dwcp-api, "
            "ready: "
            "\">=2\"}}, for: 30s}\n"
            "wrong:\n  - {name: restart, script: kubectl version, fails: ready}\n"
            "access: {namespace: staging}\nconfig: {reputation: {threshold: 0.3}}\n",
            "scenario.yaml");
        const auto* scenario = std::get_if<Scenario>(&read);
        QVERIFY2(scenario, std::get_if<Problem>(&read) ? std::get<Problem>(read).text.c_str() : "");
        QVERIFY(scenario->faults[0].clearsWhen->kind == Condition::Kind::Not);
        QCOMPARE(scenario->faults[0].span("after"), 5 * minute);
        QCOMPARE(scenario->faults[0].number("err"), 0.05);
        QCOMPARE(scenario->script.size(), std::size_t(3));
        QCOMPARE(scenario->script[0].at, 4 * minute);
        QVERIFY(scenario->guards[0].must.fields.at("ready").holds(2.0));
        QVERIFY(!scenario->guards[0].must.fields.at("ready").holds(1.0));
        QCOMPARE(scenario->guards[0].lasts, 30 * second);
        QCOMPARE(scenario->wrong[0].fails, std::string("ready"));
        QCOMPARE(scenario->access.ns, std::string("staging"));
        QCOMPARE(scenario->config[0].first, std::string("reputation.threshold"));
    }
    void whatIsAskedOfAWorldIsRead() {
        const auto read = Scenario::parse(
            "lab: x\nfaults:\n  - {id: evil, at: never, do: byzantine, on: worker-007, mode: vote}\n"
            "conditions:\n"
            "  - {id: fixed, must: {promql: {query: 'sum(up)', is: \"<0.001\", for: 2m}}, for: 5m}\n"
            "  - {id: looked, must: {journal: {verb: [logs, rollout history], object: dwcp-api, args: since, "
            "before: fixed, min: 2}}}\n"
            "  - {id: calm, must: {journal: {never: \"silence HighErrorRate\", before: fixed}}}\n"
            "  - {id: out, must: {dwcp: {node: worker-007, status: quarantined}}, within: {of: evil, time: "
            "10m}}\n"
            "  - {id: honest, must: {dwcp: {count: nodes, where: {status: quarantined, byzantine: false}, "
            "is: "
            "0}}}\n"
            "traces:\n  - alias: abc123-def456-ghi789\n    at: -20m\n    root:\n      service: api-gateway\n"
            "      operation: POST /checkout\n      lasts: 30200ms\n      spans:\n"
            "        - {service: payment-service, operation: pay, lasts: 29500ms, after: 600ms, error: "
            "slow}\n",
            "scenario.yaml");
        const auto* scenario = std::get_if<Scenario>(&read);
        QVERIFY2(scenario, std::get_if<Problem>(&read) ? std::get<Problem>(read).text.c_str() : "");
        QCOMPARE(scenario->conditions.size(), std::size_t(5));
        QVERIFY(scenario->asksForDeeds());
        const NamedCondition& fixed = scenario->conditions[0];
        QCOMPARE(fixed.lasts, 5 * minute);
        QCOMPARE(fixed.must.lasts, 2 * minute);
        QVERIFY(fixed.must.expression && fixed.must.fields.at("is").holds(0.0));
        const DeedWish& looked = scenario->conditions[1].must.deed;
        QCOMPARE(looked.verbs, (std::vector<std::string>{"logs", "rollout history"}));
        QCOMPARE(looked.least, 2);
        QCOMPARE(looked.before, std::string("fixed"));
        const DeedWish& calm = scenario->conditions[2].must.deed;
        QVERIFY(calm.never);
        QCOMPARE(calm.verbs, std::vector<std::string>{"silence"});
        QCOMPARE(calm.objects, std::vector<std::string>{"HighErrorRate"});
        QCOMPARE(scenario->conditions[3].of, std::string("evil"));
        QCOMPARE(*scenario->conditions[3].within, 10 * minute);
        QCOMPARE(scenario->conditions[4].must.where.size(), std::size_t(2));
        QCOMPARE(idOfAlias(scenario->traces.at(0).alias), std::string("abc123def4567890"));
        QCOMPARE(*scenario->traces[0].root.spans.at(0).after, 600'000);
    }
    void whatTheTopologyDoesNotHaveIsToldWithItsPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("workload")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: cpu_hog, on: production/nobody, x: 2}\n";
        QTest::newRow("node") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: node_down, on: nobody}\n";
        QTest::newRow("service")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: dep_slow, from: nobody, to: nobody, "
               "add_ms: 5}\n";
        QTest::newRow("namespace")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: netpol_missing, ns: nobody}\n";
        QTest::newRow("account")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: rbac_excess, on: production/nobody}\n";
        QTest::newRow("caller") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: route_wrong, from: nobody}\n";
        QTest::newRow("guard") << "lab: x\nguards:\n  - {id: a, says: s, must: {kube: {deployment: "
                                  "production/nobody, ready: \"1\"}}}\n";
        QTest::newRow("condition")
            << "lab: x\nconditions:\n  - {id: a, must: {service: {name: nobody, errors: \"<1\"}}}\n";
        QTest::newRow("worker")
            << "lab: x\nconditions:\n  - {id: a, must: {dwcp: {node: nobody, status: ready}}}\n";
        QTest::newRow("trace")
            << "lab: x\ntraces:\n  - {alias: abc, at: 0s, root: {service: nobody, operation: "
               "a, lasts: 1s}}\n";
        QTest::newRow("script") << "lab: x\nscript:\n  - {at: 0s, log: {app: production/nobody, text: a}}\n";
    }
    void whatTheTopologyDoesNotHaveIsToldWithItsPlace() {
        QFETCH(const QString, text);
        Topology topology;
        topology.name = "small";
        const auto read = Scenario::parse(text.toStdString(), "scenario.yaml");
        QVERIFY2(std::holds_alternative<Scenario>(read), problemOf(text.toStdString()).c_str());
        const std::string problem = std::get<Scenario>(read).unfit(topology);
        QVERIFY2(problem.starts_with("scenario.yaml:3:") && problem.find("nobody") != std::string::npos,
                 problem.c_str());
    }
    void allScenariosOfTheCatalogAreRead() {
        const QDir catalog(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/catalog"));
        int read = 0;
        for (const auto& lab : catalog.entryList({QStringLiteral("lab-*")}, QDir::Dirs)) {
            QFile file(catalog.filePath(lab + QStringLiteral("/scenario.yaml")));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            const std::string problem = problemOf(file.readAll().toStdString());
            QVERIFY2(problem.empty(), problem.c_str());
            ++read;
        }
        QVERIFY(read > 0);
    }
    void randomBytesAreRefusedNotFatal() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const std::string good =
            "lab: x\nclock: {start: now, history: 24h}\nfaults:\n  - {id: a, at: 0s, do: traffic, rps: 5}\n";
        int refused = 0;
        for (int i = 0; i < 2000; ++i) {
            std::string text = good;
            for (int change = random.bounded(1, 6); change > 0; --change)
                text[static_cast<std::size_t>(random.bounded(static_cast<int>(text.size())))] =
                    static_cast<char>(random.bounded(1, 256));
            refused += !problemOf(text).empty();
        }
        QVERIFY(refused > 500);
    }
};

QTEST_GUILESS_MAIN(TestScenario)
#include "tst_Scenario.moc"
