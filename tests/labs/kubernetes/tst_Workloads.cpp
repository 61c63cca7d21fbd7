#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

class TestWorkloads : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRolloutKeepsThreeQuartersServing() {
        const auto world = fakes::smallProduction();
        Deployment deployment = *world->store().find<Deployment>("production", "dwcp-workers");
        deployment.pods.containers[0].image = "dwcp/worker:3.1.5";
        world->workloads().apply(deployment);
        int least = 100, most = 0;
        for (Micros t = 0; t < minute; t += second / 10) {
            world->advanceTo(t);
            const auto now = world->store().find<Deployment>("production", "dwcp-workers");
            least = std::min(least, now->status.ready);
            most = std::max(most, now->status.current);
        }
        const auto done = world->store().find<Deployment>("production", "dwcp-workers");
        QCOMPARE(done->status.updated, 10);
        QCOMPARE(done->status.current, 10);
        QVERIFY2(least >= 8, qPrintable(QString::number(least)));
        QVERIFY2(most > 10 && most <= 13, qPrintable(QString::number(most)));
    }
    void anImageThatCannotBePulledLeavesTheOldPodsServing() {
        const auto world = fakes::smallProduction();
        Deployment deployment = *world->store().find<Deployment>("production", "dwcp-api");
        deployment.pods.containers[0].image = "dwcp/apii:3.2.0";
        world->workloads().apply(deployment);
        world->advanceTo(11 * minute);
        const auto stuck = world->store().find<Deployment>("production", "dwcp-api");
        QVERIFY(stuck->status.available >= 5);
        QVERIFY(stuck->status.updated < 6);
        bool waiting = false;
        for (const auto& pod : world->store().list<Pod>("production"))
            waiting = waiting || pod->containers[0].state.reason == "ImagePullBackOff";
        QVERIFY(waiting);
        deployment.pods.containers[0].image = "dwcp/api:3.1.4";
        world->workloads().apply(deployment);
        world->advanceTo(12 * minute);
        QCOMPARE(world->store().find<Deployment>("production", "dwcp-api")->status.available, 6);
    }
    void aBadReleaseFailsRequestsUntilItIsRolledBack() {
        const auto world = fakes::smallProduction(
            "lab: t\nfaults:\n  - {id: r, at: 1m, do: bad_release, on: production/dwcp-api, "
            "image: \"dwcp/api:3.2.0\", err: 0.05}\n");
        const auto errors = [&] {
            return world->model()
                .at(world->now())[*world->model().indexOf("production", "api-gateway")]
                .error;
        };
        QVERIFY(errors() < 0.001);
        world->advanceTo(3 * minute);
        QVERIFY2(std::abs(errors() - 0.05) < 0.01, qPrintable(QString::number(errors())));
        Deployment deployment = *world->store().find<Deployment>("production", "dwcp-api");
        deployment.pods.containers[0].image = "dwcp/api:3.1.4";
        world->workloads().apply(deployment);
        world->advanceTo(5 * minute);
        QVERIFY(errors() < 0.001);
        QVERIFY(world->faults().all()[0].state == Faults::State::Over);
    }
    void anImageWithoutATagOrWithAnUnknownOneStallsTheRollout() {
        for (const char* image : {"dwcp/api:", "dwcp/api:9.9.9"}) {
            const auto world = fakes::smallProduction();
            Deployment deployment = *world->store().find<Deployment>("production", "dwcp-api");
            deployment.pods.containers[0].image = image;
            world->workloads().apply(deployment);
            std::set<std::string> reasons;
            for (int i = 0; i < 60; ++i) {
                world->advanceTo(world->now() + second);
                for (const auto& pod : world->store().list<Pod>("production"))
                    if (pod->spec.containers[0].image == image)
                        reasons.insert(pod->containers[0].state.reason);
            }
            const bool bad = deployment.pods.containers[0].image.back() == ':';
            QVERIFY(reasons.contains(bad ? "InvalidImageName" : "ErrImagePull"));
            QCOMPARE(reasons.contains("ImagePullBackOff"), !bad);
            const auto now = world->store().find<Deployment>("production", "dwcp-api");
            QVERIFY(now->status.available >= 5 && now->status.updated < 6 && !now->complete);
        }
    }
    void aPodIsPulledAgainOnceItsImageIsThere() {
        const auto world = fakes::smallProduction();
        Deployment deployment = *world->store().find<Deployment>("production", "dwcp-api");
        deployment.pods.containers[0].image = "dwcp/api:9.9.9";
        world->workloads().apply(deployment);
        world->advanceTo(minute);
        world->pods().images.publish("dwcp/api:9.9.9");
        world->advanceTo(5 * minute);
        const auto now = world->store().find<Deployment>("production", "dwcp-api");
        QCOMPARE(now->status.updated, 6);
        QCOMPARE(now->status.available, 6);
        QVERIFY(now->complete);
    }
    void whatIsPausedRollsWhenItIsResumedAndNotBefore() {
        for (const char* image :
             {"dwcp/api:3.1.3", "dwcp/api:3.2.0"}) { // an earlier one has its replica set already
            const auto world = fakes::smallProduction();
            const auto now = [&] { return world->store().find<Deployment>("production", "dwcp-api"); };
            const auto running = [&] {
                int found = 0;
                for (const auto& pod : world->store().list<Pod>("production"))
                    found +=
                        pod->spec.containers[0].image == image && pod->meta.labels.at("app") == "dwcp-api";
                return found;
            };
            Deployment changed = *now();
            changed.paused = true;
            world->workloads().apply(changed);
            world->advanceTo(second);
            changed = *now();
            changed.pods.containers[0].image = image;
            world->workloads().apply(changed);
            world->advanceTo(2 * minute);
            QCOMPARE(running(), 0);
            QCOMPARE(now()->status.updated, 0);
            QCOMPARE(now()->status.available, 6);
            changed = *now();
            changed.replicas = 8; // only its size is followed
            world->workloads().apply(changed);
            world->advanceTo(3 * minute);
            QCOMPARE(now()->status.available, 8);
            QCOMPARE(running(), 0);
            changed = *now();
            changed.paused = false;
            world->workloads().apply(changed);
            world->advanceTo(5 * minute);
            QCOMPARE(running(), 8);
            QCOMPARE(now()->status.updated, 8);
        }
    }
    void theCauseOfAChangeMayBeNotedAfterwards() {
        const auto world = fakes::smallProduction();
        Deployment changed = *world->store().find<Deployment>("production", "dwcp-api");
        changed.pods.containers[0].image = "dwcp/api:3.2.0";
        world->workloads().apply(changed);
        world->advanceTo(minute);
        changed = *world->store().find<Deployment>("production", "dwcp-api");
        changed.meta.annotations["kubernetes.io/change-cause"] = "because";
        world->workloads().apply(changed);
        world->advanceTo(2 * minute);
        int noted = 0;
        for (const auto& set : world->store().list<ReplicaSet>("production"))
            if (const auto note = set->meta.annotations.find("kubernetes.io/change-cause");
                note != set->meta.annotations.end() && note->second == "because") {
                ++noted;
                QCOMPARE(set->meta.annotations.at("deployment.kubernetes.io/revision"), std::string("4"));
            }
        QCOMPARE(noted, 1);
    }
    void aPodThatIsRelabeledIsReplacedAndTakenBack() {
        const auto world = fakes::smallProduction();
        const auto mine = [&] {
            std::vector<std::shared_ptr<const Pod>> found;
            for (const auto& pod : world->store().list<Pod>("production"))
                if (pod->meta.owner && pod->meta.owner->name.starts_with("scheduler-") && !pod->meta.deleted)
                    found.push_back(pod);
            return found;
        };
        QCOMPARE(mine().size(), std::size_t(3));
        const auto before = mine()[0];
        const auto label = [&](const std::string& app) {
            const auto old = world->store().find<Pod>("production", before->meta.name);
            world->store().update<Pod>("production", before->meta.name,
                                       [&](Pod& each) { each.meta.labels["app"] = app; });
            world->workloads().podRelabeled(*old, *world->store().find<Pod>("production", before->meta.name));
            world->advanceTo(world->now() + minute);
        };
        label("aside");
        QCOMPARE(mine().size(), std::size_t(3));
        const auto aside = world->store().find<Pod>("production", before->meta.name);
        QVERIFY(aside && aside->ready() && !aside->meta.owner);
        label("scheduler");
        QCOMPARE(mine().size(), std::size_t(3)); // one of four was too much
        QVERIFY(world->store().find<Pod>("production", before->meta.name)->meta.owner); // the oldest stays
    }
    void podsLostLongAfterARolloutDoNotMakeItLate() {
        const auto world = fakes::smallProduction();
        const auto now = [&] { return world->store().find<Deployment>("production", "dwcp-api"); };
        QVERIFY(now()->complete);
        Deployment more = *now();
        more.replicas = 10;
        world->workloads().apply(more);
        QVERIFY(!now()->complete);
        QCOMPARE(now()->progressed, world->now());
        world->advanceTo(2 * minute);
        QVERIFY(now()->complete);
        world->advanceTo(30 * minute);
        for (const auto& pod : world->store().list<Pod>("production"))
            if (pod->meta.labels.at("app") == "dwcp-api")
                world->pods().remove("production", pod->meta.name, 0);
        world->advanceTo(world->now() + second);
        QVERIFY(now()->status.available < 10);
        QVERIFY(now()->complete);
    }
    void countsHoldThroughRandomCommands() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const auto world = fakes::smallProduction();
        const char* const names[] = {"dwcp-api", "api-gateway", "auth-service", "order-service", "scheduler"};
        for (int i = 0; i < 300; ++i) {
            const std::string name = names[random.bounded(5)];
            Deployment deployment = *world->store().find<Deployment>("production", name);
            const int what = random.bounded(4);
            if (what == 0)
                deployment.replicas = random.bounded(12);
            else if (what == 1)
                deployment.pods.annotations["kubectl.kubernetes.io/restartedAt"] = std::to_string(i);
            else if (what == 2)
                deployment.paused = !deployment.paused;
            else if (const auto pods = world->store().list<Pod>("production"); !pods.empty())
                world->pods().remove(
                    "production",
                    pods[static_cast<std::size_t>(random.bounded(static_cast<int>(pods.size())))]->meta.name,
                    random.bounded(3));
            world->workloads().apply(deployment);
            world->advanceTo(world->now() + random.bounded(4000) * 1000);
        }
        for (const char* name : names) {
            Deployment deployment = *world->store().find<Deployment>("production", name);
            deployment.paused = false;
            world->workloads().apply(deployment);
        }
        world->advanceTo(world->now() + 3 * minute);
        for (const char* name : names) {
            const auto deployment = world->store().find<Deployment>("production", name);
            int pods = 0;
            for (const auto& pod : world->store().list<Pod>("production"))
                pods += pod->meta.labels.at("app") == name && !pod->meta.deleted && pod->ready();
            QCOMPARE(pods, deployment->replicas);
            QCOMPARE(deployment->status.ready, deployment->replicas);
            QCOMPARE(deployment->status.updated, deployment->replicas);
            QCOMPARE(world->ledger().ready("production", name, world->now()), deployment->replicas);
        }
        for (const auto& set : world->store().list<StatefulSet>("production"))
            QCOMPARE(set->status.ready, set->replicas);
    }
};

QTEST_GUILESS_MAIN(TestWorkloads)
#include "tst_Workloads.moc"
