#include "tests/fakes/SmallProduction.h"

#include <set>

using namespace understudy;
using namespace understudy::cluster;

namespace {

struct Readings {
    double p95 = 0, errors = 0, cpu = 0, memory = 0, databaseRps = 0, signInP95 = 0;
};

double sum(
    const World& world, const std::string& family, Micros when,
    const std::function<bool(const StringMap&)>& take = [](const StringMap&) { return true; }) {
    double total = 0;
    const auto tick = world.series().timeline().tickAt(when);
    world.series().each(family, when, when, [&](const SeriesView& view) {
        if (take(view.labels) && view.from <= when)
            total += view.value(*tick);
    });
    return total;
}

double p95(const World& world, const std::string& service, Micros from, Micros to) {
    std::map<double, double> buckets;
    world.series().each("http_request_duration_seconds_bucket", from, to, [&](const SeriesView& view) {
        if (view.labels.at("service") != service)
            return;
        const std::string le = view.labels.at("le");
        buckets[le == "+Inf" ? 1e9 : std::stod(le)] = view.value(*world.series().timeline().tickAt(to)) -
                                                      view.value(*world.series().timeline().tickAt(from));
    });
    const double rank = 0.95 * buckets.rbegin()->second;
    double lower = 0, before = 0;
    for (const auto& [le, count] : buckets) {
        if (count >= rank)
            return 1000 * (lower + (le - lower) * (rank - before) / (count - before));
        lower = le;
        before = count;
    }
    return 0;
}

Readings read(const World& world) {
    const Micros to = world.now(), from = to - minute;
    const auto rate = [&](const std::string& family, const std::function<bool(const StringMap&)>& take) {
        return sum(world, family, to, take) - sum(world, family, from, take);
    };
    const auto gateway = [](const StringMap& l) { return l.at("service") == "api-gateway"; };
    const auto worker = [](const StringMap& l) { return l.at("role") == "worker"; };
    Readings now;
    now.p95 = p95(world, "api-gateway", from, to);
    now.signInP95 = p95(world, "auth-service", from, to);
    now.errors = 100 *
                 rate("http_requests_total",
                      [&](const StringMap& l) { return gateway(l) && l.at("status")[0] == '5'; }) /
                 rate("http_requests_total", gateway);
    now.cpu = 100 * (1 - rate("node_cpu_seconds_total", [&](const StringMap& l) {
                             return worker(l) && l.at("mode") == "idle";
                         }) / 600);
    now.memory = 100 * (1 - sum(world, "node_memory_MemAvailable_bytes", to, worker) /
                                sum(world, "node_memory_MemTotal_bytes", to, worker));
    now.databaseRps = rate("dwcp_db_queries_total", [](const StringMap&) { return true; }) / 60;
    return now;
}

std::string show(const Readings& r) {
    return "p95 " + std::to_string(r.p95) + " ms, errors " + std::to_string(r.errors) + " %, CPU " +
           std::to_string(r.cpu) + " %, memory " + std::to_string(r.memory) + " %, database " +
           std::to_string(r.databaseRps) + "/s, sign-in p95 " + std::to_string(r.signInP95);
}

} // namespace

class TestWorld : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCalmDayLiesInItsBands() {
        const auto world = fakes::smallProduction();
        for (const Micros when : {Micros(0), 5 * minute, 40 * minute}) {
            world->advanceTo(when);
            const Readings now = read(*world);
            qInfo("%s", show(now).c_str());
            QVERIFY(now.p95 > 120 && now.p95 < 150);
            QVERIFY(now.errors > 0.03 && now.errors < 0.08);
            QVERIFY(now.cpu > 50 && now.cpu < 60);
            QVERIFY(now.memory > 60 && now.memory < 68);
        }
    }
    void aMondayWithTwiceTheTrafficIsAsTheOutlineSays() {
        const auto world = fakes::smallProduction(
            "lab: t\nseed: 3\nfaults:\n  - {id: m, at: 0s, do: traffic, rps: 15000}\n");
        for (int minutes = 3; minutes < 30; minutes += 6) {
            world->advanceTo(minutes * minute);
            const Readings now = read(*world);
            qInfo("%s", show(now).c_str());
            QVERIFY(now.p95 > 415 && now.p95 < 485);
            QVERIFY(now.errors > 1.6 && now.errors < 2.5);
            QVERIFY(now.cpu > 86 && now.cpu < 90);
            QVERIFY(now.memory > 90 && now.memory < 94);
        }
        bool slow = false;
        for (const auto& event : world->alerts().events())
            slow = slow || (event.name == "HighErrorRate" && event.firing);
        QVERIFY(slow);
    }
    void withoutRedisSignInWorksSlowerAndTheDatabaseCarriesFourTimesTheLoad() {
        const auto world =
            fakes::smallProduction("lab: t\nseed: 3\nfaults:\n  - {id: redis, at: never, do: redis_down}\n");
        world->advanceTo(2 * minute);
        const Readings before = read(*world);
        QVERIFY(world->faults().inject("redis") == Faults::Injected::Started);
        world->advanceTo(5 * minute);
        const Readings during = read(*world);
        qInfo("%s", show(before).c_str());
        qInfo("%s", show(during).c_str());
        QVERIFY(during.databaseRps / before.databaseRps > 3.8 &&
                during.databaseRps / before.databaseRps < 4.2);
        QVERIFY(during.signInP95 - before.signInP95 > 50 && during.signInP95 - before.signInP95 < 75);
        QVERIFY(during.p95 - before.p95 > 45 && during.p95 - before.p95 < 80);
        QVERIFY(std::abs(during.errors - before.errors) < 0.02);
        QVERIFY(!world->store().find<Pod>("production", "redis-0")->ready());
        QCOMPARE(world->store().find<StatefulSet>("production", "redis")->status.ready, 0);

        StatefulSet set = *world->store().find<StatefulSet>("production", "redis");
        set.pods.annotations["kubectl.kubernetes.io/restartedAt"] = "now";
        world->workloads().apply(set);
        world->advanceTo(8 * minute);
        QCOMPARE(world->store().find<StatefulSet>("production", "redis")->status.ready, 1);
        QVERIFY(read(*world).databaseRps < before.databaseRps * 1.1);
        QVERIFY(world->faults().all().at(0).state == Faults::State::Over);
        int marks = 0;
        for (const auto& mark : world->annotations(0, world->now()))
            marks += mark.kind == "fault" && mark.text == "redis" && mark.until > mark.at;
        QCOMPARE(marks, 1);
    }
    void theSameSeedAndTheSameCommandsGiveTheSameBytes() {
        const std::string scenario =
            "lab: t\nseed: 99\nfaults:\n"
            "  - {id: crash, at: -20h, do: crash_loop, on: staging/report-builder}\n"
            "  - {id: leak, at: -5h, do: mem_leak, on: production/leaky-service, rate: 100MB/h}\n";
        const auto run = [&](bool inSmallSteps, const std::string& text) {
            const auto world = fakes::smallProduction(text);
            if (inSmallSteps)
                for (Micros t = 0; t < 4 * minute; t += 700 * 1000)
                    world->advanceTo(t);
            world->advanceTo(4 * minute);
            Deployment deployment = *world->store().find<Deployment>("production", "dwcp-api");
            deployment.replicas = 9;
            world->workloads().apply(deployment);
            world->advanceTo(9 * minute);
            return world->digest();
        };
        const auto first = run(false, scenario);
        QCOMPARE(run(false, scenario), first);
        QCOMPARE(run(true, scenario), first);
        std::string other = scenario;
        other.replace(other.find("99"), 2, "98");
        QVERIFY(run(false, other) != first);
    }
    void aDayOfHistoryIsThereInAMoment() {
        QElapsedTimer timer;
        timer.start();
        const auto world = fakes::smallProduction();
        qInfo("a world with 24 h of history in %lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(world->now(), Micros(0));
        QVERIFY(world->series().timeline().size() > 5700);
        const auto& timeline = world->series().timeline();
        QCOMPARE(timeline.timeOf(timeline.size() - 1), -5 * second);
        world->advanceTo(1); // more may happen in a moment until it is past
        QCOMPARE(timeline.timeOf(timeline.size() - 1), Micros(0));
    }
    void everyPodHasItsOwnLog() {
        const auto world = fakes::smallProduction();
        std::set<std::string> said;
        std::size_t lines = 0;
        for (const auto& pod : world->store().list<Pod>("production"))
            if (pod->meta.labels.at("app") == "dwcp-api")
                for (const auto& line : world->logs().lines(*pod, false, -minute, 0, world->epoch())) {
                    said.insert(line.text);
                    ++lines;
                }
        QVERIFY(lines > 30);
        QCOMPARE(said.size(), lines);
    }
    void stepsOfTheGridShrinkTooLittleToDentARate() {
        const auto world = fakes::smallProduction();
        const auto& timeline = world->series().timeline();
        Micros shortest = day;
        for (std::size_t tick = 2; tick < timeline.size(); ++tick) {
            const Micros before = timeline.timeOf(tick - 1) - timeline.timeOf(tick - 2);
            const Micros step = timeline.timeOf(tick) - timeline.timeOf(tick - 1);
            QVERIFY(step <= before && step * 11 >= before * 10); // rate() allows 1.1 times the mean
            QCOMPARE(*timeline.tickAt(timeline.timeOf(tick)), tick);
            QCOMPARE(*timeline.tickAt(timeline.timeOf(tick) - 1), tick - 1);
            shortest = std::min(shortest, step);
            if (timeline.timeOf(tick) > -hour)
                QCOMPARE(step, 5 * second);
        }
        QCOMPARE(shortest, 5 * second);
    }
    void aBusyNodeNeverGivesMoreThanItHasToGive() {
        const auto world = fakes::smallProduction(
            "lab: t\nseed: 3\nfaults:\n  - {id: m, at: 0s, do: traffic, rps: 25000}\n");
        world->advanceTo(3 * minute);
        const auto& timeline = world->series().timeline();
        const std::size_t tick = *timeline.tickAt(world->now());
        for (const auto& node : world->store().list<Node>()) {
            const auto& use = timeline.nodes().at(node->meta.name);
            const double cores = (1 - (use.idle[tick] - use.idle[tick - 1]) / 5) * node->cores;
            QVERIFY(cores <= 0.971 * (node->cores - 0.2));
            QVERIFY(use.usedBytes[tick] <= 0.991 * static_cast<double>(node->memoryBytes - (1LL << 30)));
        }
    }
    void aLeakGrowsAndTheContainerIsKilledAtItsLimit() {
        const auto world = fakes::smallProduction("lab: t\nfaults:\n  - {id: leak, at: -1h, do: mem_leak, "
                                                  "on: production/leaky-service, rate: 1GB/h}\n");
        const auto memory = [&] {
            return sum(*world, "container_memory_working_set_bytes", world->now(),
                       [](const StringMap& l) { return l.at("service") == "leaky-service"; }) /
                   3;
        };
        const double before = memory();
        QVERIFY(before > 1.1e9 && before < 1.3e9);
        world->advanceTo(2 * hour);
        int killed = 0;
        for (const auto& pod : world->store().list<Pod>("production"))
            if (pod->meta.labels.at("app") == "leaky-service" && pod->containers[0].restarts > 0) {
                QCOMPARE(pod->containers[0].last->reason, std::string("OOMKilled"));
                QCOMPARE(pod->containers[0].last->exitCode, 137);
                ++killed;
            }
        QCOMPARE(killed, 3);
    }
    void theMorningHasWhatTheChecklistLooksFor() {
        const auto world = fakes::smallProduction(
            "lab: t\nfaults:\n"
            "  - {id: crash, at: -9h, do: crash_loop, on: staging/report-builder, exit: 2, message: no such "
            "table}\n"
            "  - {id: backup, at: -10h, do: backup_bad, name: postgres-orders, kind: empty}\n"
            "  - {id: night, at: \"03:12\", do: alert_fired, alert: HighMemoryUsage, for: 9m}\n"
            "  - {id: vuln, at: -12h, do: vuln, image: \"dwcp/api:latest\"}\n");
        const auto pods = world->store().list<Pod>("staging");
        int crashing = 0;
        for (const auto& pod : pods)
            crashing += pod->containers[0].restarts > 20;
        QCOMPARE(crashing, 1);
        int failed = 0;
        for (const auto& backup : world->faults().backups(world->now()))
            failed += backup.status == "failed";
        QCOMPARE(failed, 1);
        QCOMPARE(world->faults().findings("dwcp/api:latest").size(), std::size_t(2));
        QCOMPARE(world->faults().findings("dwcp/api:3.1.4").size(), std::size_t(0));
        const auto lines = world->logs().lines(*world->store().find<Pod>("monitoring", "alertmanager-0"),
                                               false, -10 * hour, world->now(), world->epoch());
        int firing = 0, resolved = 0;
        for (const auto& line : lines) {
            firing += line.text.find("status=firing") != std::string::npos;
            resolved += line.text.find("status=resolved") != std::string::npos;
            if (line.text.find("status=firing") != std::string::npos)
                QVERIFY(world->stamp(line.at).find("T03:12") != std::string::npos);
        }
        QCOMPARE(firing, 1);
        QCOMPARE(resolved, 1);
    }
};

QTEST_GUILESS_MAIN(TestWorld)
#include "tst_World.moc"
