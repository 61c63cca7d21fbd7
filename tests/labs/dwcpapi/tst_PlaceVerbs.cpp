// What was refused once: places, windows, names, profiles, samples, the end.
#include "labs/dwcpapi/Calls.h"
#include "labs/dwcpapi/Schedule.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::dwcp;

namespace {

PlatformPlan planOf() {
    PlatformPlan plan;
    plan.on = true;
    plan.workers = {{"us-east-1", "ISP-A", "dc1", 6, 1000}, {"eu-west-1", "ISP-B", "dc2", 2, 500}};
    plan.vms = {{"vm-12345", "web-server-01", "ubuntu-22.04", "worker-002", 4, 8}};
    plan.vmsPerWorker = 1;
    return plan;
}

struct Stand {
    Stand()
        : noise(7)
        , platform(planOf(), queue, noise)
        , scene{platform, 1'700'000'000'000'000, "operator"} { // 22:13:20 UTC
        queue.runUntil(0);
    }
    Told call(const char* group, const char* name, const json::object& args = {}) {
        return dwcp::call(scene, *findVerb(group, name), Args(args));
    }
    void pass(Micros span) { queue.runUntil(queue.now() + span); }
    EventQueue queue{-day};
    Noise noise;
    Platform platform;
    Scene scene;
};

} // namespace

class TestPlaceVerbs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCommandThatIsListedDoesSomething() {
        for (const auto& verb : verbs()) {
            Stand stand;
            json::object args;
            for (const auto& option : verb.options)
                if (option.needed)
                    args[option.name] = option.kind == Option::Kind::Number     ? "1"
                                        : option.kind == Option::Kind::Duration ? "1m"
                                                                                : "worker-002";
            const Told told = dwcp::call(stand.scene, verb, Args(args));
            QVERIFY2(told.status != 500 && told.status != 501, (verb.group + " " + verb.name).c_str());
        }
    }
    void anEmptyWorkerIsMovedToAnotherDatacenter() {
        Stand stand;
        QCOMPARE(stand.call("node", "relocate", {{"node", "worker-002"}, {"datacenter", "dc2"}}).status, 412);
        for (const auto& [id, vm] : std::map(stand.platform.machines.all()))
            if (vm.worker == "worker-002")
                QVERIFY(!stand.platform.deleteVm(id));
        const Told told = stand.call("node", "relocate", {{"node", "worker-002"}, {"datacenter", "dc2"}});
        QCOMPARE(told.status, 200);
        QVERIFY(told.message.find("2023-11-14T22:15:20Z") != std::string::npos);
        QVERIFY(stand.platform.members.worker("worker-002")->status == WorkerNode::Status::Unreachable);
        stand.pass(3 * minute);
        const auto* worker = stand.platform.members.worker("worker-002");
        QCOMPARE(worker->dc, std::string("dc2"));
        QCOMPARE(worker->region, std::string("eu-west-1"));
        QVERIFY(worker->status == WorkerNode::Status::Ready);
        QCOMPARE(stand.call("node", "relocate", {{"node", "worker-002"}, {"datacenter", "dc2"}}).status, 409);
        QCOMPARE(stand.call("node", "relocate", {{"node", "worker-002"}, {"datacenter", "dc9"}}).status, 404);
        QCOMPARE(stand.call("node", "relocate", {{"node", "nobody"}, {"datacenter", "dc2"}}).status, 404);
    }
    void aControllerThatIsMovedTogetherEndsTheFlapping() {
        Stand stand;
        PlatformFault flap;
        flap.id = "flap";
        flap.kind = "leader_flap";
        flap.rttMs = 150;
        stand.platform.begin(flap);
        stand.pass(minute);
        QVERIFY(!stand.platform.mended("flap"));
        QCOMPARE(stand.call("node", "relocate", {{"node", "controller-3"}, {"datacenter", "dc1"}}).status,
                 200);
        QVERIFY(!stand.platform.members.controller("controller-3")->up);
        QCOMPARE(stand.call("node", "relocate", {{"node", "controller-2"}, {"datacenter", "dc1"}}).status,
                 412);
        stand.pass(3 * minute);
        QVERIFY(stand.platform.members.controller("controller-3")->up);
        QVERIFY(stand.platform.mended("flap"));
    }
    void migrationsKeepToTheirWindow() {
        Stand stand;
        const json::object move{{"vm", "vm-12345"}, {"target", "worker-003"}};
        QCOMPARE(stand.call("placement", "set-schedule", {{"window", "02:00-04:00"}}).status, 200);
        const Told refused = stand.call("migration", "start", move);
        QCOMPARE(refused.status, 412);
        QVERIFY2(refused.message.find("it is 22:13") != std::string::npos, refused.message.c_str());
        QCOMPARE(answer(stand.scene,
                        {"POST", "/v3/migrations", {}, R"({"vm_id":"vm-12345","target_node":"worker-003"})"},
                        1)
                     .status,
                 412);
        QCOMPARE(stand.call("placement", "set-schedule", {{"window", "22:00-04:00"}, {"timezone", "+03:00"}})
                     .status,
                 200); // 01:13 there: the window lies over midnight
        QCOMPARE(stand.call("migration", "start", move).status, 202);
        for (const char* wrong : {"2:00-4:00", "02:00", "25:00-26:00", "02:00-02:00", ""})
            QVERIFY2(stand.call("placement", "set-schedule", {{"window", wrong}}).status == 400, wrong);
        QCOMPARE(stand.call("placement", "set-schedule", {{"window", "off"}, {"timezone", "Mars"}}).status,
                 400);
        QCOMPARE(stand.call("placement", "set-schedule", {{"window", "off"}}).status, 200);
        QVERIFY(!outsideWindow(stand.scene));
    }
    void namesLeadElsewhereOnceResolversHaveForgotten() {
        Stand stand;
        QCOMPARE(dnsTarget(stand.platform, 0), std::string("us-east-1"));
        QCOMPARE(stand.call("dns", "switch", {{"target", "us-east-1"}}).status, 409);
        QCOMPARE(stand.call("dns", "switch", {{"target", "mars-1"}}).status, 404);
        const Told told = stand.call("dns", "switch", {{"target", "eu-west-1"}});
        QCOMPARE(told.status, 200);
        QCOMPARE(told.data.at("before").as_string().c_str(), "us-east-1");
        const auto target = [&] {
            return std::string(stand.call("cluster", "status").data.at("dns_target").as_string());
        };
        QCOMPARE(target(), std::string("us-east-1"));
        stand.pass(minute);
        QCOMPARE(target(), std::string("eu-west-1"));
    }
    void aProfileShowsWhatTheControllerIsBusyWith() {
        Stand stand;
        PlatformFault slow;
        slow.id = "slow";
        slow.kind = "itp_slow";
        slow.count = 60;
        stand.platform.begin(slow);
        const Told told = stand.call("node", "profile", {{"node", "controller-1"}, {"duration", "30s"}});
        QCOMPARE(told.status, 200);
        double all = 0, shares = 0;
        for (const auto& row : told.data.as_array()) {
            all += row.at("cpu_percent").to_number<double>();
            shares += row.at("share_percent").to_number<double>();
        }
        QVERIFY(std::abs(all - stand.platform.planner.controllerCpu()) < 1);
        QVERIFY(std::abs(shares - 100) < 1);
        QCOMPARE(told.data.at(0).at("component").as_string().c_str(), "itp");
        QVERIFY(stand.call("node", "profile", {{"node", "worker-001"}}).data.as_array().size() > 3);
        QCOMPARE(stand.call("node", "profile", {{"node", "nobody"}}).status, 404);
        QCOMPARE(stand.call("node", "profile", {{"node", "worker-001"}, {"duration", "1h"}}).status, 400);
    }
    void samplesAreCollectedFromVmsThatRun() {
        Stand stand;
        const Told told = stand.call("hde", "collect-samples", {{"vms", "vm-12345"}, {"size", "8MB"}});
        QCOMPARE(told.status, 200);
        QCOMPARE(told.data.as_array().size(), std::size_t(1));
        QCOMPARE(told.data.at(0).at("pages").as_int64(), 8'000'000 / 4096);
        QCOMPARE(json::serialize(told.data),
                 json::serialize(
                     stand.call("hde", "collect-samples", {{"vms", "vm-12345"}, {"size", "8MB"}}).data));
        QCOMPARE(stand.call("hde", "collect-samples", {{"vms", "nobody"}}).status, 404);
        QCOMPARE(stand.call("hde", "collect-samples", {{"vms", "vm-12345"}, {"size", "lots"}}).status, 400);
    }
    void aClusterEndsOnlyWhenItIsEmptyAndMeant() {
        Stand stand;
        const json::object sure{{"cluster", "lab-cluster"}, {"confirm", "true"}};
        QCOMPARE(stand.call("cluster", "decomission", {{"cluster", "lab-cluster"}}).status, 400);
        QCOMPARE(stand.call("cluster", "decomission", {{"cluster", "other"}, {"confirm", "true"}}).status,
                 404);
        QCOMPARE(stand.call("cluster", "decomission", sure).status, 412);
        for (const auto& [id, vm] : std::map(stand.platform.machines.all()))
            QVERIFY(!stand.platform.deleteVm(id));
        QCOMPARE(stand.call("cluster", "decommission", sure).status, 200);
        QCOMPARE(stand.call("cluster", "status").data.at("status").as_string().c_str(), "decommissioned");
        QVERIFY(!stand.platform.consensus.operational());
    }
};

QTEST_APPLESS_MAIN(TestPlaceVerbs)
#include "tst_PlaceVerbs.moc"
