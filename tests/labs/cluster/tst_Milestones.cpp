#include "labs/cluster/Stage.h"
#include "tests/fakes/FaultCase.h"

#include <map>

using namespace understudy::cluster;
using understudy::fakes::smallProduction;

namespace {

const Milestone& milestone(const World& world, const std::string& id) {
    for (const auto& each : world.milestones())
        if (each.spec.id == id)
            return each;
    qFatal("there is no condition %s", id.c_str());
}

bool holds(const World& world, const std::string& id) { return milestone(world, id).holds(world.now()); }

Action asked(const char* verb, const char* resource, const char* ns, const char* name,
             const char* path = "") {
    Action action;
    action.via = "kubernetes";
    action.verb = verb;
    action.resource = resource;
    action.ns = ns;
    action.name = name;
    action.path = path;
    return action;
}

Action readLog() { return asked("get", "pods/log", "production", "dwcp-api-1-a"); }

void cordon(World& world, bool on) {
    world.store().update<Node>("", "pool-1", [on](Node& node) { node.unschedulable = on; });
}

const char* const readFirst =
    "lab: t\nseed: 3\nconditions:\n"
    "  - {id: fixed, must: {kube: {node: pool-1, unschedulable: true}}}\n"
    "  - {id: looked, must: {journal: {verb: [logs, promql], object: dwcp-api, before: fixed}}}\n"
    "  - {id: after, must: {journal: {verb: logs, after: fixed}}}\n";

} // namespace

class TestMilestones : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMeasureCountsWhenItHasHeldForLongEnough() {
        const auto world = smallProduction(
            "lab: t\nseed: 3\nfaults:\n  - {id: monday, at: 2m, do: traffic, rps: 15000}\nconditions:\n"
            "  - id: busy\n    must: {promql: {query: "
            "'sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))', is: \">12000\"}}\n    for: 3m\n"
            "  - id: whole\n    must: {promql: 'sum(rate(http_requests_total{service=\"api-gateway\"}[1m])) "
            "> "
            "12000'}\n"
            "  - id: never\n    must: {promql: 'absent(no_such_metric) < 0'}\n");
        world->advanceTo(90 * second);
        QVERIFY(!milestone(*world, "busy").began);
        world->advanceTo(4 * minute + 30 * second);
        QVERIFY(holds(*world, "whole"));
        QVERIFY(milestone(*world, "busy").began && !holds(*world, "busy"));
        world->advanceTo(8 * minute);
        QVERIFY(holds(*world, "busy") && holds(*world, "whole") && !holds(*world, "never"));
    }
    void aMeasureMayAskForTheTimeBeforeItself() {
        const auto world = smallProduction(
            "lab: t\nseed: 3\nfaults:\n  - {id: monday, at: 2m, do: traffic, rps: 15000}\nconditions:\n"
            "  - id: calm\n    must: {promql: {query: "
            "'sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))', is: \"<12000\", for: 10m}}\n"
            "  - id: busy\n    must: {promql: {query: "
            "'sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))', is: \">12000\", for: 10m}}\n");
        world->advanceTo(minute);
        QVERIFY(holds(*world, "calm"));
        world->advanceTo(10 * minute);
        QVERIFY(!holds(*world, "calm") && !holds(*world, "busy"));
        world->advanceTo(14 * minute);
        QVERIFY(holds(*world, "busy"));
    }
    void whatWasReadBeforeTheFixCounts() {
        const auto world = smallProduction(readFirst);
        world->did(readLog());
        QVERIFY(holds(*world, "looked"));
        cordon(*world, true);
        world->did(asked("patch", "nodes", "", "pool-1"));
        world->advanceTo(10 * second);
        QVERIFY(holds(*world, "fixed") && holds(*world, "looked") && !holds(*world, "after"));
    }
    void whatWasReadAfterTheFixDoesNotEvenAtTheSameMoment() {
        const auto world = smallProduction(readFirst);
        world->did(asked("get", "pods/log", "production", "redis-0")); // about something else
        cordon(*world, true);
        world->did(asked("patch", "nodes", "", "pool-1"));
        world->did(readLog());
        QVERIFY(holds(*world, "fixed") && !holds(*world, "looked") && holds(*world, "after"));
        world->advanceTo(minute);
        QVERIFY(!holds(*world, "looked"));
    }
    void aFixThatIsTakenBackBeginsAnew() {
        const auto world = smallProduction(readFirst);
        cordon(*world, true);
        world->advanceTo(10 * second);
        cordon(*world, false);
        world->advanceTo(20 * second);
        QVERIFY(!holds(*world, "fixed"));
        world->did(readLog());
        cordon(*world, true);
        world->did(asked("patch", "nodes", "", "pool-1"));
        QVERIFY(holds(*world, "looked"));
    }
    void whatMustNeverBeDoneIsHeldAgainstTheTrainee() {
        const auto world = smallProduction(
            "lab: t\nseed: 3\nguards:\n  - {id: blind, says: Nothing is silenced, must: {journal: {never: "
            "\"silence HighErrorRate\"}}}\n");
        world->advanceTo(10 * second);
        QVERIFY(!world->telling().guards()[0].broken);
        Action silence = asked("POST", "silences", "", "", "/api/v2/silences");
        silence.via = "alertmanager";
        silence.body = R"({"matchers":[{"name":"alertname","value":"LowDisk"}]})";
        world->did(silence);
        world->advanceTo(20 * second);
        QVERIFY(!world->telling().guards()[0].broken);
        silence.body = R"({"matchers":[{"name":"alertname","value":"HighErrorRate"}]})";
        world->did(silence);
        world->advanceTo(30 * second);
        QVERIFY(world->telling().guards()[0].broken);
    }
    void aDeedIsKnownByTheWordsOfItsTool_data() {
        QTest::addColumn<QString>("wish");
        QTest::addColumn<int>("deed");
        QTest::newRow("top") << "{verb: top, object: app=leaky-service}" << 0;
        QTest::newRow("history") << "{verb: rollout history, namespace: production}" << 1;
        QTest::newRow("undo") << "{verb: rollout undo, object: dwcp-api}" << 2;
        QTest::newRow("restart") << "{verb: rollout restart}" << 3;
        QTest::newRow("scale") << "{verb: scale, object: dwcp-api}" << 4;
        QTest::newRow("exec") << "{verb: exec, args: [heap, curl]}" << 5;
        QTest::newRow("platform, read")
            << "{verb: dwcp-cli, object: consensus analyze, args: worker-007}" << 6;
        QTest::newRow("platform, changed") << "{verb: dwcp-cli, object: [consensus reset]}" << 7;
        QTest::newRow("query") << "{verb: promql, object: http_requests_total}" << 8;
        QTest::newRow("trace") << "{verb: traces, object: abc123}" << 9;
    }
    void aDeedIsKnownByTheWordsOfItsTool() {
        QFETCH(const QString, wish);
        QFETCH(const int, deed);
        std::vector<Action> deeds{
            asked(
                "list", "pods", "production", "",
                "/apis/metrics.k8s.io/v1beta1/namespaces/production/pods?labelSelector=app%3Dleaky-service"),
            asked("list", "replicasets", "production", ""),
            asked("patch", "deployments", "production", "dwcp-api"),
            asked("patch", "deployments", "production", "auth-service"),
            asked("patch", "deployments/scale", "production", "dwcp-api"),
            asked("create", "pods/exec", "production", "leaky-service-1-a"),
            asked("analyze", "dwcp/consensus", "", "worker-007", "/v3/ops/consensus/analyze?node=worker-007"),
            asked("POST", "dwcp", "", "consensus reset", "/v3/ops/consensus/reset"),
            asked("promql", "query", "", "sum(http_requests_total)", "/api/v1/query"),
            asked("traces", "traces", "", "abc123", "/api/traces/abc123")};
        deeds[2].type = "application/json-patch+json";
        deeds[2].body = R"([{"op":"replace","path":"/spec/template","value":{}}])";
        deeds[3].body =
            R"({"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"x"}}}}})";
        deeds[5].body = "curl -s http://localhost:6060/debug/pprof/heap";
        deeds[6].via = deeds[7].via = "dwcp";
        deeds[8].via = "prometheus";
        deeds[9].via = "jaeger";
        const std::string text =
            "lab: t\nseed: 3\nconditions:\n  - {id: it, must: {journal: " + wish.toStdString() + "}}\n";
        for (int i = 0; i < int(deeds.size()); ++i) {
            const auto world = smallProduction(text);
            world->did(deeds[std::size_t(i)]);
            QVERIFY2(holds(*world, "it") == (i == deed), qPrintable(QStringLiteral("deed %1").arg(i)));
        }
    }
    void thePlatformIsAskedForNodesVmsAndVotes() {
        const auto world = smallProduction(
            "lab: t\nseed: 5\nconfig: {reputation: {auto_quarantine: false}}\nfaults:\n"
            "  - {id: evil, at: 1m, do: byzantine, on: worker-007, mode: vote, p: 0.5}\nconditions:\n"
            "  - {id: ready, must: {dwcp: {path: workers.ready, is: \">=10\"}}}\n"
            "  - {id: lies, must: {dwcp: {node: worker-007, byzantine: true, reputation: \"<0.3\"}}}\n"
            "  - {id: out, must: {dwcp: {node: worker-007, status: quarantined}}, within: {of: evil, time: "
            "10m}}\n"
            "  - {id: quick, must: {dwcp: {node: worker-007, status: quarantined}}, within: {of: evil, time: "
            "1m}}\n"
            "  - {id: honest, must: {dwcp: {count: nodes, where: {status: quarantined, byzantine: "
            "\"false\"}, "
            "is: \"0\"}}}\n"
            "  - {id: quorum, must: {dwcp: {path: consensus.honest_voters, is: \">=5\"}}}\n"
            "  - {id: placed, must: {dwcp: {vm: vm-12345, status: running}}}\n"
            "  - {id: moved, must: {dwcp: {migration: vm-12345, status: completed}}}\n");
        world->advanceTo(10 * second);
        QVERIFY(holds(*world, "ready") && holds(*world, "honest") && holds(*world, "quorum"));
        QVERIFY(holds(*world, "placed") && !holds(*world, "lies") && !holds(*world, "moved"));
        world->advanceTo(8 * minute);
        QVERIFY(holds(*world, "lies"));
        QVERIFY(!world->platform().quarantine("worker-007", "vote_manipulation"));
        MigrationWish wish;
        wish.vm = "vm-12345";
        QVERIFY(std::holds_alternative<std::string>(world->platform().migrations.start(wish)));
        world->advanceTo(11 * minute);
        QVERIFY(holds(*world, "out") && holds(*world, "moved") && holds(*world, "quorum"));
        QVERIFY(!holds(*world, "ready"));
        QVERIFY(!holds(*world, "quick") && milestone(*world, "quick").reached);
    }
    void aFaultMayClearByAMeasureADeedOrThePlatform() {
        const auto world = smallProduction(
            "lab: t\nseed: 5\nfaults:\n"
            "  - {id: a, at: 10s, do: cpu_hog, on: production/auth-service, x: 2, clears_when: {journal: "
            "{verb: "
            "logs, after: a}}}\n"
            "  - {id: b, at: 10s, do: cpu_hog, on: production/order-service, x: 2, clears_when: {dwcp: "
            "{node: "
            "worker-003, status: quarantined}}}\n"
            "  - {id: c, at: 10s, do: cpu_hog, on: production/order-service, x: 2, clears_when: {promql: "
            "'sum(rate(http_requests_total{service=\"api-gateway\"}[1m])) > 0'}}\n");
        world->did(readLog()); // too early
        world->advanceTo(20 * second);
        QCOMPARE(world->faults().stateOf("a"), std::string("on"));
        QCOMPARE(world->faults().stateOf("b"), std::string("on"));
        world->did(readLog());
        QVERIFY(!world->platform().quarantine("worker-003", "why not"));
        world->advanceTo(minute);
        for (const char* id : {"a", "b", "c"})
            QCOMPARE(world->faults().stateOf(id), std::string("over"));
    }
    void theSameJournalGivesTheSameConditions() {
        const auto made = smallProduction(
            std::string(readFirst) +
            "faults:\n  - {id: hog, at: 10s, do: cpu_hog, on: production/auth-service, x: 2, clears_when: "
            "{journal: {verb: logs, min: 2}}}\n");
        const auto stage = [&] {
            auto fresh =
                std::make_unique<Stage>(made->topology(), made->scenario(), 0, 1'763'370'000'000'000, 1);
            fresh->on("kubernetes", [](World& world, const Action&) {
                cordon(world, true);
                return Outcome{};
            });
            return fresh;
        };
        const auto first = stage();
        first->catchUp(3 * second);
        first->note(readLog());
        first->catchUp(9 * second);
        first->perform(asked("patch", "nodes", "", "pool-1"));
        first->catchUp(31 * second);
        first->note(readLog());
        first->catchUp(40 * second);
        const auto again = stage();
        again->play(first->journal().entries(), 40 * second, 7 * second);
        QCOMPARE(again->world().digest(), first->world().digest());
        QCOMPARE(again->world().faults().stateOf("hog"), std::string("over"));
        QCOMPARE(first->world().faults().stateOf("hog"), std::string("over"));
        for (const char* id : {"fixed", "looked", "after"}) {
            QVERIFY(holds(first->world(), id));
            QCOMPARE(milestone(again->world(), id).began, milestone(first->world(), id).began);
        }
        first->rewind(50 * second, 5 * second);
        QVERIFY(holds(first->world(), "looked") && !holds(first->world(), "fixed"));
    }
};

QTEST_GUILESS_MAIN(TestMilestones)
#include "tst_Milestones.moc"
