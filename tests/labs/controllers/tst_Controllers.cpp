#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

namespace {

PodTemplate templateOf(const std::string& app, const std::string& cpu = "100m") {
    PodTemplate pods;
    pods.labels["app"] = app;
    Container container;
    container.name = "app";
    container.image = "nginx:1.25";
    container.requests = {{"cpu", cpu}, {"memory", "64Mi"}};
    pods.containers.push_back(container);
    return pods;
}

Deployment deploymentOf(const std::string& name, int replicas, const std::string& cpu = "100m") {
    Deployment deployment;
    deployment.meta.name = name;
    deployment.meta.ns = "production";
    deployment.replicas = replicas;
    deployment.selector["app"] = name;
    deployment.pods = templateOf(name, cpu);
    return deployment;
}

} // namespace

/// The controllers besides those of deployments, in a small production.
class TestControllers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_world = fakes::smallProduction(); }
    void cleanup() { m_world.reset(); }

    void eachNodeHasItsAgent() {
        const auto set = store().find<DaemonSet>("kube-system", "kube-proxy");
        QVERIFY(set);
        QCOMPARE(set->desired, 13);
        QCOMPARE(set->status.ready, 13);
    }
    void anAgentThatIsDeletedComesBackOnItsNode() {
        const auto before = agentOn("pool-1");
        QVERIFY(before);
        m_world->pods().remove("kube-system", before->meta.name, 0);
        advance(20 * second);
        const auto after = agentOn("pool-1");
        QVERIFY(after && after->meta.uid != before->meta.uid && after->ready());
    }
    void agentsFollowTheirSelector() {
        store().update<DaemonSet>("kube-system", "kube-proxy", [](DaemonSet& set) {
            set.pods.nodeSelector["kubernetes.io/hostname"] = "pool-2";
        });
        advance(minute);
        QCOMPARE(store().find<DaemonSet>("kube-system", "kube-proxy")->desired, 1);
        QVERIFY(agentOn("pool-2") && !agentOn("pool-1"));
    }
    void aNodeThatFallsSilentIsMarkedThenItsPodsMoveElsewhere() {
        const std::string node = store().find<Pod>("production", nameOfPod("scheduler"))->node;
        setAlive(node, false);
        advance(30 * second);
        QVERIFY(store().find<Node>("", node)->ready);
        advance(15 * second);
        QVERIFY(!store().find<Node>("", node)->ready);
        QVERIFY(told("NodeNotReady", node));
        const int before = deployment("scheduler")->status.ready;
        QVERIFY(before < deployment("scheduler")->replicas);
        advance(310 * second);
        QCOMPARE(deployment("scheduler")->status.ready, deployment("scheduler")->replicas);
        // Nobody is there to end the old ones.
        int terminating = 0;
        for (const auto& pod : store().list<Pod>())
            terminating += pod->node == node && pod->meta.deleted.has_value();
        QVERIFY(terminating > 0);
        QVERIFY(agentOn(node) && !agentOn(node)->meta.deleted);
    }
    void aNodeThatIsBackIsCleanedUpAndTakesPodsAgain() {
        setAlive("pool-1", false);
        advance(400 * second);
        setAlive("pool-1", true);
        advance(30 * second);
        const auto node = store().find<Node>("", "pool-1");
        QVERIFY(node->ready && node->taints.empty());
        for (const auto& pod : store().list<Pod>())
            QVERIFY2(pod->node != "pool-1" || !pod->meta.deleted, pod->meta.name.c_str());
        QVERIFY(agentOn("pool-1")->ready());
    }
    void aShortSilenceDoesNotMatter() {
        setAlive("pool-1", false);
        advance(20 * second);
        setAlive("pool-1", true);
        advance(2 * minute);
        QVERIFY(store().find<Node>("", "pool-1")->ready);
        QVERIFY(!told("NodeNotReady", "pool-1"));
    }
    void aTaintKeepsPodsAwayAndAStrongerOneDrivesThemOff() {
        taint("pool-3", "NoSchedule");
        const int before = podsOn("pool-3");
        apply(deploymentOf("web", 20));
        advance(20 * second);
        QCOMPARE(podsOn("pool-3"), before);
        taint("pool-3", "NoExecute");
        advance(20 * second);
        QCOMPARE(podsOn("pool-3"), 1); // the agent
    }
    void aPodThatFitsNowhereSaysWhy() {
        apply(deploymentOf("big", 1, "64"));
        advance(10 * second);
        const auto pod = store().find<Pod>("production", nameOfPod("big"));
        QCOMPARE(pod->phase, std::string("Pending"));
        QCOMPARE(pod->unschedulable,
                 std::string("0/13 nodes are available: 10 Insufficient cpu, 3 node(s) had taint "
                             "{node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate."));
        QVERIFY(told("FailedScheduling", pod->meta.name));
    }
    void aBudgetForbidsWhatWouldBreakIt() {
        PodDisruptionBudget budget;
        budget.meta.name = "redis";
        budget.meta.ns = "production";
        budget.selector["app"] = "redis";
        budget.minAvailable = "1";
        store().add(budget);
        advance(second);
        const auto redis = store().find<Pod>("production", "redis-0");
        QVERIFY(m_world->controllers().budgets().forbids(*redis));
        const auto other = store().find<Pod>("production", nameOfPod("scheduler"));
        QVERIFY(!m_world->controllers().budgets().forbids(*other));
        const auto counted = store().find<PodDisruptionBudget>("production", "redis");
        QCOMPARE(counted->healthy, 1);
        QCOMPARE(counted->allowed, 0);
        store().update<PodDisruptionBudget>("production", "redis", [](PodDisruptionBudget& each) {
            each.minAvailable.clear();
            each.maxUnavailable = "100%";
        });
        QVERIFY(!m_world->controllers().budgets().forbids(*redis));
    }
    void anAutoscalerAddsPodsWhenTheyAreBusyAndWaitsBeforeItTakesThemAway() {
        const int before = deployment("dwcp-api")->replicas;
        HorizontalPodAutoscaler scaler;
        scaler.meta.name = "dwcp-api";
        scaler.meta.ns = "production";
        scaler.target = {"apps/v1", "Deployment", "dwcp-api", ""};
        scaler.least = 2;
        scaler.most = 10;
        scaler.targetPercent = 20;
        store().add(scaler);
        advance(2 * minute);
        const int busy = deployment("dwcp-api")->replicas;
        QVERIFY2(busy > before, std::to_string(busy).c_str());
        QVERIFY(told("SuccessfulRescale", "dwcp-api"));
        setTarget(1000);
        advance(4 * minute);
        QCOMPARE(deployment("dwcp-api")->replicas, busy);
        advance(3 * minute);
        QVERIFY(deployment("dwcp-api")->replicas < busy);
        QVERIFY(deployment("dwcp-api")->replicas >= 2);
    }
    void aJobRunsToItsEnd() {
        Job job;
        job.meta.name = "once";
        job.meta.ns = "production";
        job.pods = templateOf("once");
        job.pods.restartPolicy = "Never";
        job.completions = 3;
        job.parallelism = 2;
        store().add(job);
        advance(2 * minute);
        const auto done = store().find<Job>("production", "once");
        QVERIFY(done->finished);
        QCOMPARE(done->succeeded, 3);
        QCOMPARE(done->active, 0);
    }
    void whatADeploymentOwnsGoesWithIt() {
        apply(deploymentOf("web", 3));
        advance(20 * second);
        m_world->controllers().garbage().remove(*deployment("web"), Garbage::What::Background);
        QVERIFY(!deployment("web"));
        advance(20 * second);
        QCOMPARE(count("web"), 0);
        for (const auto& set : store().list<ReplicaSet>("production"))
            QVERIFY(set->selector.at("app") != "web");
    }
    void inTheForegroundTheOwnerGoesLast() {
        apply(deploymentOf("web", 3));
        advance(20 * second);
        m_world->controllers().garbage().remove(*deployment("web"), Garbage::What::Foreground);
        QVERIFY(deployment("web") && deployment("web")->meta.deleted);
        advance(20 * second);
        QVERIFY(!deployment("web"));
        QCOMPARE(count("web"), 0);
    }
    void orphansStay() {
        apply(deploymentOf("web", 3));
        advance(20 * second);
        m_world->controllers().garbage().remove(*deployment("web"), Garbage::What::Orphan);
        advance(20 * second);
        QVERIFY(!deployment("web"));
        QCOMPARE(count("web"), 3);
    }
    void aDeploymentThatMakesNoProgressIsLate() {
        auto stuck = deploymentOf("stuck", 1);
        stuck.pods.containers[0].image = "nosuch:1";
        stuck.progressDeadline = 60;
        apply(stuck);
        advance(50 * second);
        QVERIFY(!deployment("stuck")->late);
        advance(20 * second);
        QVERIFY(deployment("stuck")->late);
    }
    void aRecreatedDeploymentNeverRunsTwoVersions() {
        auto web = deploymentOf("web", 3);
        web.recreate = true;
        apply(web);
        advance(20 * second);
        auto next = *deployment("web");
        next.pods.containers[0].image = "nginx:1.26";
        m_world->workloads().apply(next);
        for (int i = 0; i < 60; ++i) {
            advance(second / 2);
            std::set<std::string> images;
            for (const auto& pod : store().list<Pod>("production"))
                if (pod->meta.labels.contains("app") && pod->meta.labels.at("app") == "web")
                    images.insert(pod->spec.containers[0].image);
            QVERIFY(images.size() <= 1);
        }
        QCOMPARE(deployment("web")->status.updated, 3);
        QCOMPARE(deployment("web")->status.ready, 3);
    }
    void aNamespaceIsEmptiedBeforeItGoes() {
        Namespace team;
        team.meta.name = "team";
        store().add(team);
        advance(second);
        QVERIFY(store().find<ServiceAccount>("team", "default"));
        auto web = deploymentOf("web", 2);
        web.meta.ns = "team";
        apply(web);
        advance(20 * second);
        m_world->controllers().garbage().remove(*store().find<Namespace>("", "team"),
                                                Garbage::What::Background);
        QVERIFY(store().find<Namespace>("", "team")->meta.deleted);
        advance(20 * second);
        QVERIFY(!store().find<Namespace>("", "team"));
        for (const Kind kind : allKinds())
            for (const auto& [key, object] : store().of(kind))
                QVERIFY(key.first != "team" || kind == Kind::Event);
    }
    void whatAFinalizerHeldBackTakesItsOwnWithIt() {
        const auto made = deploymentOf("held", 2);
        apply(made);
        advance(30 * second);
        QCOMPARE(count("held"), 2);
        store().update<Deployment>("production", "held",
                                   [](Deployment& each) { each.meta.finalizers = {"a/b"}; });
        m_world->controllers().garbage().remove(*deployment("held"), Garbage::What::Background);
        advance(30 * second);
        QVERIFY(deployment("held") && deployment("held")->meta.deleted);
        store().update<Deployment>("production", "held",
                                   [](Deployment& each) { each.meta.finalizers.clear(); });
        m_world->controllers().garbage().released(*deployment("held"));
        advance(30 * second);
        QVERIFY(!deployment("held"));
        QCOMPARE(count("held"), 0);
    }

private:
    Store& store() { return m_world->store(); }
    void advance(Micros by) { m_world->advanceTo(m_world->now() + by); }
    void apply(const Deployment& deployment) { m_world->workloads().apply(deployment); }
    std::shared_ptr<const Deployment> deployment(const std::string& name) {
        return store().find<Deployment>("production", name);
    }
    std::shared_ptr<const Pod> agentOn(const std::string& node) {
        for (const auto& pod : store().list<Pod>("kube-system"))
            if (pod->node == node && pod->meta.owner && pod->meta.owner->kind == "DaemonSet")
                return pod;
        return nullptr;
    }
    std::string nameOfPod(const std::string& app) {
        for (const auto& pod : store().list<Pod>("production"))
            if (pod->meta.labels.contains("app") && pod->meta.labels.at("app") == app)
                return pod->meta.name;
        return {};
    }
    int count(const std::string& app) {
        int found = 0;
        for (const auto& pod : store().list<Pod>("production"))
            found += pod->meta.labels.contains("app") && pod->meta.labels.at("app") == app;
        return found;
    }
    int podsOn(const std::string& node) {
        int found = 0;
        for (const auto& pod : store().list<Pod>())
            found += pod->node == node;
        return found;
    }
    bool told(const std::string& reason, const std::string& name) {
        for (const auto& event : store().list<Event>())
            if (event->reason == reason && event->involved.name == name)
                return true;
        return false;
    }
    void setAlive(const std::string& node, bool alive) {
        store().update<Node>("", node, [&](Node& each) { each.alive = alive; });
    }
    void taint(const std::string& node, const std::string& effect) {
        store().update<Node>("", node, [&](Node& each) { each.taints = {{"test", "", effect, {}}}; });
    }
    void setTarget(int percent) {
        store().update<HorizontalPodAutoscaler>(
            "production", "dwcp-api", [&](HorizontalPodAutoscaler& each) { each.targetPercent = percent; });
    }
    std::unique_ptr<World> m_world;
};

QTEST_GUILESS_MAIN(TestControllers)
#include "tst_Controllers.moc"
