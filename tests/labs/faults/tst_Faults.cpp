#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

namespace {

std::unique_ptr<World> with(const std::string& fault) {
    return fakes::smallProduction("lab: t\nseed: 11\nfaults:\n  - {id: f, " + fault + "}\n");
}

ServiceState stateOf(World& world, const std::string& name) {
    return world.model().at(world.now())[*world.model().indexOf("production", name)];
}

/// The last sample of the one series with that label.
double metric(World& world, const std::string& family, const std::string& label, const std::string& value) {
    double found = -1;
    const auto tick = world.series().timeline().tickAt(world.now());
    world.series().each(family, world.now(), world.now(), [&](const SeriesView& view) {
        const auto has = view.labels.find(label);
        if (has != view.labels.end() && has->second == value)
            found = view.value(*tick);
    });
    return found;
}

std::string stateOf(const World& world) { return world.faults().stateOf("f"); }

void setImage(World& world, const std::string& name, const std::string& image) {
    Deployment changed = *world.store().find<Deployment>("production", name);
    changed.pods.containers[0].image = image;
    world.workloads().apply(changed);
}

bool told(const World& world, const std::string& reason) {
    for (const auto& event : world.store().list<Event>())
        if (event->reason == reason)
            return true;
    return false;
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void callersFailInTheShareThatCalls() {
        const auto calm = with("at: 1d, do: cpu_hog, on: production/payment-service, x: 2");
        const double before = stateOf(*calm, "order-service").error,
                     median = stateOf(*calm, "order-service").quantileMs(0);
        QVERIFY(before < 0.001 && median < 60);
        // Two of five orders are paid at once.
        for (const auto& pod : calm->store().list<Pod>("production"))
            if (pod->meta.labels.at("app") == "payment-service")
                calm->pods().remove("production", pod->meta.name, 0);
        calm->advanceTo(calm->now() + second);
        const auto orders = stateOf(*calm, "order-service");
        QCOMPARE(stateOf(*calm, "payment-service").error, 1.0);
        QVERIFY2(std::abs(orders.error - 0.4) < 0.01, QByteArray::number(orders.error));
        calm->advanceTo(5 * minute);
        QVERIFY(stateOf(*calm, "order-service").error < 0.001);
        const auto slow =
            with("at: 0s, do: bad_release, on: production/payment-service, image: \"dwcp/payment:2\", "
                 "err: 1, latency: 4000");
        slow->advanceTo(5 * minute);
        const auto paid = stateOf(*slow, "order-service");
        QVERIFY2(std::abs(paid.error - 0.4) < 0.01, QByteArray::number(paid.error));
        QVERIFY2(std::abs(paid.quantileMs(0) - median) < 25, QByteArray::number(paid.quantileMs(0)));
        QVERIFY(paid.quantileMs(1.645) > 4000);
    }
    void onlyWhatIsExposedAnswers() {
        const auto world = with("at: 1d, do: cpu_hog, on: production/payment-service, x: 2");
        const auto count = [&](const char* name) {
            int found = 0;
            world->series().each(name, world->now(), world->now(), [&](const SeriesView&) { ++found; });
            return found;
        };
        for (const char* name :
             {"container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total", "kube_pod_info",
              "http_requests_in_flight", "kube_deployment_nosuch", "dwcp_db_query_duration_nosuch",
              "node_nosuch"})
            QVERIFY2(count(name) == 0, name);
        int quotas = 0, limits = 0;
        const auto tick = *world->series().timeline().tickAt(world->now());
        for (const auto& pod : world->store().list<Pod>("production")) {
            if (pod->meta.labels.at("app") != "payment-service")
                continue;
            world->series().each(
                "container_spec_cpu_quota", world->now(), world->now(), [&](const SeriesView& view) {
                    if (view.labels.at("pod") == pod->meta.name && view.value(tick) == 400'000)
                        ++quotas;
                });
            world->series().each("kube_pod_container_resource_limits", world->now(), world->now(),
                                 [&](const SeriesView& view) {
                                     if (view.labels.at("pod") == pod->meta.name)
                                         limits +=
                                             view.value(tick) ==
                                             (view.labels.at("resource") == "cpu" ? 4 : 3 * 1073741824.0);
                                 });
        }
        QCOMPARE(quotas, 3);
        QCOMPARE(limits, 6);
    }
    void trafficTakesTheShapeItWasGiven() {
        const auto ramp = with("at: 0s, do: traffic, rps: 16000, shape: ramp, over: 10m, for: 20m");
        ramp->advanceTo(5 * minute);
        QVERIFY(std::abs(ramp->model().edgeRps(5 * minute) - 12000) < 300);
        ramp->advanceTo(25 * minute);
        QVERIFY(std::abs(ramp->model().edgeRps(ramp->now()) - 8000) < 300);
        QVERIFY(std::abs(ramp->model().edgeRps(15 * minute) - 16000) < 600); // the past stays
        const auto spike = with("at: 0s, do: traffic, rps: 20000, shape: spike, over: 4m");
        QVERIFY(std::abs(spike->model().edgeRps(second) - 20000) < 400);
        QVERIFY(std::abs(spike->model().edgeRps(8 * minute) - 8000) < 300);
        const auto wave = with("at: 0s, do: traffic, rps: 12000, shape: wave, over: 10m");
        QVERIFY(wave->model().edgeRps(5 * minute) > 11500 && wave->model().edgeRps(10 * minute) < 8300);
    }
    void aHogUsesMoreCpuUntilItsImageIsReplaced() {
        const auto world = with("at: 0s, do: cpu_hog, on: production/order-service, x: 4");
        world->advanceTo(minute);
        const auto hog = stateOf(*world, "order-service");
        QVERIFY(hog.use >
                3.5 * world->model().at(-minute)[*world->model().indexOf("production", "order-service")].use);
        setImage(*world, "order-service", "dwcp/order:1.12.1");
        world->advanceTo(5 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(stateOf(*world, "order-service").use < hog.use / 3);
    }
    void aSlowDependencyIsSlowForThoseWhoCallIt() {
        const auto world =
            with("at: 0s, do: dep_slow, from: api-gateway, to: auth-service, add_ms: 2000, p: 0.2");
        const double before =
            world->model().at(-minute)[*world->model().indexOf("production", "api-gateway")].quantileMs(
                1.645);
        world->advanceTo(minute);
        QVERIFY(stateOf(*world, "api-gateway").quantileMs(1.645) >
                before + 1500); // one in five is beyond p95
        QVERIFY(stateOf(*world, "api-gateway").quantileMs(0) < before);
        QVERIFY(stateOf(*world, "auth-service").quantileMs(1.645) < before);
        QVERIFY(stateOf(*world, "ingress").quantileMs(1.645) > before + 1500);
    }
    void aFailingDependencyShowsInErrorsAndLogs() {
        const auto world = with("at: 0s, do: dep_errors, from: order-service, to: pgbouncer, p: 0.5, log: "
                                "\"pool timeout\", for: 5m");
        world->advanceTo(3 * minute);
        QVERIFY(stateOf(*world, "order-service").error > 0.4 && stateOf(*world, "order-service").error < 0.6);
        bool said = false;
        for (const auto& pod : world->store().list<Pod>("production"))
            if (pod->meta.labels.at("app") == "order-service")
                for (const auto& line : world->logs().lines(*pod, false, 0, world->now(), world->epoch()))
                    said = said || line.text.find("pool timeout") != std::string::npos;
        QVERIFY(said);
        world->advanceTo(6 * minute);
        QVERIFY(stateOf(*world, "order-service").error < 0.01);
    }
    void withoutItsPrimarySignInFailsUntilThePodIsReplaced() {
        const auto world = with("at: 0s, do: db_down");
        world->advanceTo(3 * minute);
        QVERIFY(!world->store().find<Pod>("production", "postgres-primary-0")->ready());
        QVERIFY(stateOf(*world, "pgbouncer").error > 0.99);
        QVERIFY(stateOf(*world, "auth-service").error > 0.2); // those whose session is not in the cache
        StatefulSet set = *world->store().find<StatefulSet>("production", "postgres-primary");
        set.pods.annotations["kubectl.kubernetes.io/restartedAt"] = "now";
        world->workloads().apply(set);
        world->advanceTo(8 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(stateOf(*world, "auth-service").error < 0.01);
    }
    void aLaggingReplicaShowsInItsMetric() {
        const auto world = with("at: 0s, do: db_lag, replica: postgres-replica-1, s: 30, for: 10m");
        world->advanceTo(5 * minute);
        const char* lag = "dwcp_db_replication_lag_seconds";
        QVERIFY(metric(*world, lag, "replica", "postgres-replica-1") > 29);
        QVERIFY(metric(*world, lag, "replica", "postgres-replica-0") < 1);
        world->advanceTo(15 * minute);
        QVERIFY(metric(*world, lag, "replica", "postgres-replica-1") < 1);
    }
    void aFullPoolEmptiesWhenItsPodsAreNew() {
        const auto world = with("at: 0s, do: db_conn_exhaust");
        world->advanceTo(3 * minute);
        QCOMPARE(metric(*world, "dwcp_db_connections_active", "database", "users"), 400.0);
        QVERIFY(stateOf(*world, "pgbouncer").error > 0.3);
        Deployment changed = *world->store().find<Deployment>("production", "pgbouncer");
        changed.pods.annotations["kubectl.kubernetes.io/restartedAt"] = "now";
        world->workloads().apply(changed);
        world->advanceTo(8 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(metric(*world, "dwcp_db_connections_active", "database", "users") < 350);
    }
    void aBacklogIsWorkedOffByMoreWorkers() {
        const auto world = with("at: 0s, do: queue_backlog, depth: 50000");
        world->advanceTo(12 * minute);
        QVERIFY(metric(*world, "dwcp_message_queue_depth", "queue", "tasks") > 49000);
        Deployment changed = *world->store().find<Deployment>("production", "dwcp-workers");
        changed.replicas += 4;
        world->workloads().apply(changed);
        world->advanceTo(25 * minute);
        QVERIFY(metric(*world, "dwcp_message_queue_depth", "queue", "tasks") < 100);
    }
    void aCertificateCountsDownToItsEnd() {
        const auto world = with("at: -1h, do: cert_expiring, days: 3");
        world->advanceTo(minute);
        const double days = metric(*world, "dwcp_certificate_days_left", "host", "api.dwcp.io");
        QVERIFY2(days > 2.9 && days < 3, QByteArray::number(days));
        QVERIFY(metric(*world, "dwcp_certificate_days_left", "host", "grafana.dwcp.io") > 70);
    }
    void anImageThatIsNotThereStopsTheRollout() {
        const auto world =
            with("at: 0s, do: image_pull, on: production/order-service, ref: \"dwcp/ordr:1.13.0\"");
        world->advanceTo(3 * minute);
        bool pulling = false;
        for (const auto& pod : world->store().list<Pod>("production"))
            for (const auto& container : pod->containers)
                pulling = pulling || container.state.reason == "ImagePullBackOff" ||
                          container.state.reason == "ErrImagePull";
        QVERIFY(pulling);
        QVERIFY(stateOf(*world, "order-service").ready >= 3);
        setImage(*world, "order-service", "dwcp/order:1.12.0");
        world->advanceTo(6 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
    }
    void aPodThatAsksTooMuchWaitsForANode() {
        const auto world = with("at: 0s, do: pod_pending, on: production/order-service");
        world->advanceTo(2 * minute);
        int waiting = 0;
        for (const auto& pod : world->store().list<Pod>("production"))
            waiting += pod->node.empty() ? 1 : 0;
        QVERIFY(waiting > 0);
        QVERIFY(told(*world, "FailedScheduling"));
    }
    void aNodeThatIsDownIsNotReadyAndComesBack() {
        const auto world = with("at: 0s, do: node_down, on: pool-3, for: 10m");
        world->advanceTo(2 * minute);
        QVERIFY(!world->store().find<Node>("", "pool-3")->ready);
        QVERIFY(world->store().find<Node>("", "pool-4")->ready);
        world->advanceTo(15 * minute);
        QVERIFY(world->store().find<Node>("", "pool-3")->ready);
        QVERIFY(!world->model().nodeUp("pool-3", 5 * minute) &&
                world->model().nodeUp("pool-3", world->now()));
    }
    void aNodeSaysWhatItRunsShortOf() {
        const auto world = with("at: 0s, do: node_pressure, on: pool-4, kind: disk, for: 10m");
        world->advanceTo(minute);
        QCOMPARE(world->store().find<Node>("", "pool-4")->pressure, std::vector<std::string>{"DiskPressure"});
        QVERIFY(told(*world, "NodeHasDiskPressure"));
        world->advanceTo(11 * minute);
        QVERIFY(world->store().find<Node>("", "pool-4")->pressure.empty());
    }
    void anExposedServiceIsClosedAgain() {
        const auto world = with("at: -1h, do: svc_exposed, on: production/dwcp-api");
        QCOMPARE(world->store().find<Service>("production", "dwcp-api")->type, std::string("LoadBalancer"));
        world->store().update<Service>("production", "dwcp-api",
                                       [](Service& each) { each.type = "ClusterIP"; });
        world->advanceTo(minute);
        QCOMPARE(stateOf(*world), std::string("over"));
    }
    void aConditionOfTheScenarioEndsAFault() {
        const auto world = with(
            "at: 0s, do: traffic, rps: 15000, clears_when: {all: [{kube: {deployment: production/dwcp-api, "
            "replicas: \">=10\"}}, {not: {kube: {node: pool-1, unschedulable: true}}}]}");
        world->advanceTo(2 * minute);
        QCOMPARE(stateOf(*world), std::string("on"));
        Deployment changed = *world->store().find<Deployment>("production", "dwcp-api");
        changed.replicas = 10;
        world->workloads().apply(changed);
        world->advanceTo(3 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
    }
    void theScriptTellsAndTheGuardsWatch() {
        const auto world = fakes::smallProduction(
            "lab: t\nscript:\n  - {at: 1m, chat: {from: support, text: \"Is it known?\"}}\n"
            "  - {at: 2m, page: {alert: HighErrorRate, severity: critical, text: five percent}}\n"
            "  - {at: 3m, log: {app: production/dwcp-api, text: \"level=warn msg=odd\"}}\n"
            "  - {at: 3m, event: {node: pool-2, reason: Rebooted, text: Node pool-2 has been rebooted}}\n"
            "guards:\n  - {id: serving, says: The API serves, must: {kube: {deployment: production/dwcp-api, "
            "ready: "
            "\">=2\"}}, for: 30s}\n  - {id: other, says: Never, must: {kube: {deployment: "
            "production/auth-service, "
            "exists: true}}}\n");
        world->advanceTo(4 * minute);
        QCOMPARE(world->telling().messages().size(), std::size_t(2));
        QCOMPARE(world->telling().messages()[0].from, std::string("support"));
        QVERIFY(told(*world, "Rebooted"));
        bool fired = false, logged = false;
        for (const auto& event : world->alerts().events())
            fired = fired || (event.name == "HighErrorRate" && event.firing);
        for (const auto& pod : world->store().list<Pod>("production"))
            for (const auto& line : world->logs().lines(*pod, false, 0, world->now(), world->epoch()))
                logged = logged || line.text == "level=warn msg=odd";
        QVERIFY(fired && logged);
        QVERIFY(!world->telling().guards()[0].broken);
        Deployment changed = *world->store().find<Deployment>("production", "dwcp-api");
        changed.replicas = 0;
        world->workloads().apply(changed);
        world->advanceTo(7 * minute);
        QVERIFY(world->telling().guards()[0].broken && !world->telling().guards()[1].broken);
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_Faults.moc"
