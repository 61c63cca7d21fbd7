#include "labs/platform/PlatformLog.h"
#include "labs/platform/PlatformSeries.h"
#include "labs/platform/PlatformTraces.h"

#include <QtTest>

#include <cmath>

using namespace understudy::cluster;

namespace {

PlatformPlan planOf(int workers, int vms = 3) {
    PlatformPlan plan;
    plan.on = true;
    plan.workers = {{"us-east-1", "ISP-A", "dc1", workers, 1000}};
    plan.vmsPerWorker = vms;
    return plan;
}

/// A platform alone with its time.
struct Stand {
    explicit Stand(int workers = 10, std::uint64_t seed = 7, int vms = 3)
        : noise(seed)
        , platform(planOf(workers, vms), queue, noise) {
        queue.runUntil(0);
    }
    std::string create(int memoryGb, const std::string& worker) {
        VmWish wish;
        wish.name = "test";
        wish.memoryGb = memoryGb;
        wish.worker = worker;
        const auto made = platform.createVm(wish);
        queue.runUntil(queue.now() + 10 * second);
        return std::get<std::string>(made);
    }
    const Migration& migrate(const std::string& vm, const std::string& target, int streams = 0) {
        MigrationWish wish;
        wish.vm = vm;
        wish.target = target;
        wish.streams = streams;
        const auto begun = platform.migrations.start(wish);
        id = std::get<std::string>(begun);
        return *platform.migrations.find(id);
    }
    std::map<std::string, double> metric(const std::string& name) {
        PlatformSeries series(platform, -day);
        std::map<std::string, double> found;
        series.each(name, queue.now(), queue.now(), [&](const SourceSeries& each) {
            if (each.from > queue.now() || each.until < queue.now())
                return;
            std::string key;
            for (const auto& [label, value] : each.labels)
                if (label != "__name__" && label != "region")
                    key += (key.empty() ? "" : ",") + value;
            found[key] = each.value(queue.now());
        });
        return found;
    }
    EventQueue queue{-day};
    Noise noise;
    Platform platform;
    std::string id;
};

PlatformFault fault(const char* id, const char* kind, const char* on = "") {
    PlatformFault made;
    made.id = id;
    made.kind = kind;
    made.on = on;
    return made;
}

PlatformFault wan(double rtt) {
    auto made = fault("wan", "net");
    made.from = "worker-*";
    made.to = "worker-*";
    made.rttMs = rtt;
    return made;
}

PlatformFault evil(const char* node, double p, const char* mode = "vote") {
    auto made = fault("evil", "byzantine", node);
    made.mode = mode;
    made.probability = p;
    return made;
}

} // namespace

/// The DWCP platform without anything around it.
class TestPlatform : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSmallVmMovesInsideTheDatacenterInLessThanHalfAMinute() {
        Stand stand;
        const auto vm = stand.create(2, "worker-001");
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(stand.queue.now() + minute);
        const Migration& one = *stand.platform.migrations.find(stand.id);
        QCOMPARE(one.phase, Migration::Phase::Completed);
        QCOMPARE(one.mode, Path::Mode::Datacenter);
        QVERIFY2(one.seconds(0) > 15 && one.seconds(0) < 20, qPrintable(QString::number(one.seconds(0))));
        QVERIFY2(one.downtimeSeconds < 0.5, qPrintable(QString::number(one.downtimeSeconds)));
        QCOMPARE(stand.platform.machines.find(vm)->worker, std::string("worker-002"));
        QCOMPARE(stand.platform.machines.find(vm)->state, Vm::State::Running);
    }
    void overAHundredMillisecondsItTakesLessThanNinetySeconds() {
        Stand stand;
        const auto vm = stand.create(2, "worker-001");
        stand.platform.begin(wan(100));
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(stand.queue.now() + 2 * minute);
        const Migration& one = *stand.platform.migrations.find(stand.id);
        QCOMPARE(one.phase, Migration::Phase::Completed);
        QCOMPARE(one.mode, Path::Mode::Internet);
        QCOMPARE(one.streams, 8);
        QVERIFY2(one.seconds(0) > 50 && one.seconds(0) < 62, qPrintable(QString::number(one.seconds(0))));
        QVERIFY(std::abs(one.saved - 0.6) < 1e-9);
        QVERIFY(one.downtimeSeconds > 5 && one.downtimeSeconds < 20);
    }
    void aNodeThatVotesWrongHalfOfTheTimeIsFoundInLessThanFiveMinutes_data() {
        QTest::addColumn<quint64>("seed");
        for (const quint64 seed : {1, 2, 3, 5005, 77, 123456})
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    void aNodeThatVotesWrongHalfOfTheTimeIsFoundInLessThanFiveMinutes() {
        QFETCH(const quint64, seed);
        Stand stand(10, seed);
        stand.platform.begin(evil("worker-007", 0.5));
        Micros when = 0;
        while (stand.platform.members.worker("worker-007")->status == WorkerNode::Status::Ready &&
               when < hour)
            stand.queue.runUntil(when += second);
        QVERIFY2(when > 120 * second && when < 200 * second, qPrintable(QString::number(when / second)));
        QCOMPARE(stand.platform.members.worker("worker-007")->status, WorkerNode::Status::Quarantined);
        QCOMPARE(stand.metric("dwcp_reputation_quarantined_nodes").begin()->second, 0.1);
        QVERIFY(stand.platform.mended("evil"));
        for (const auto& worker : stand.platform.members.workers())
            QVERIFY(worker.id == "worker-007" || worker.status == WorkerNode::Status::Ready);
    }
    void withQuarantineByHandItStaysUntilSomebodyActs() {
        Stand stand;
        stand.platform.set("acp.reputation.auto_quarantine", "false");
        stand.platform.begin(evil("worker-007", 0.5));
        stand.queue.runUntil(10 * minute);
        QVERIFY(stand.platform.reputation.score("worker-007") < 0.3);
        QCOMPARE(stand.platform.members.worker("worker-007")->status, WorkerNode::Status::Ready);
        QVERIFY(stand.platform.reputation.agreement("worker-007", 5 * minute) < 0.6);
        QVERIFY(!stand.platform.mended("evil"));
        QVERIFY(!stand.platform.quarantine("worker-007", "vote_manipulation"));
        QVERIFY(stand.platform.quarantine("worker-007", "vote_manipulation"));
        QVERIFY(stand.platform.consensus.operational());
        const auto& voters = stand.platform.consensus.voters();
        QCOMPARE(voters.size(), std::size_t(7));
        QVERIFY(std::find(voters.begin(), voters.end(), "worker-007") == voters.end());
        const double then = stand.platform.reputation.score("worker-007");
        stand.queue.runUntil(hour);
        QCOMPARE(stand.platform.reputation.score("worker-007"), then);
        QVERIFY(!stand.platform.release("worker-007", "reinstalled"));
        QCOMPARE(stand.platform.reputation.score("worker-007"), 0.5);
    }
    void anHonestNodeOnALossyLineIsNotTakenForALiar() {
        Stand stand;
        auto loss = fault("noise", "net", "worker-003");
        loss.from = "worker-003";
        loss.to = "*";
        loss.loss = 0.02;
        stand.platform.begin(loss);
        stand.queue.runUntil(2 * hour);
        QVERIFY2(stand.platform.reputation.score("worker-003") > 0.7,
                 qPrintable(QString::number(stand.platform.reputation.score("worker-003"))));
        QVERIFY(stand.platform.reputation.wrong("worker-003") > 0);
        QCOMPARE(stand.platform.members.count(WorkerNode::Status::Quarantined), 0);
    }
    void withoutAQuorumNothingIsBegunAndTheClientIsTold() {
        Stand stand;
        stand.platform.begin(fault("down", "node_down", "controller-1"));
        QVERIFY(stand.platform.consensus.operational());
        QVERIFY(stand.platform.members.leader() != "controller-1");
        auto second_ = fault("down2", "node_down", "controller-2");
        stand.platform.begin(second_);
        QVERIFY(!stand.platform.consensus.operational());
        QVERIFY(stand.platform.members.leader().empty());
        MigrationWish wish;
        wish.vm = stand.platform.machines.all().begin()->first;
        const auto done = stand.platform.migrations.start(wish);
        QCOMPARE(std::get<Denial>(done).status, 503);
        stand.queue.runUntil(5 * minute);
        QVERIFY(stand.platform.consensus.pending() > 20);
        stand.platform.end("down2");
        QVERIFY(stand.platform.consensus.operational());
        QCOMPARE(stand.platform.consensus.pending(), 0);
    }
    void aPartitionLeavesTheTransferStandingAndItsTimeoutPutsTheVmBack() {
        Stand stand;
        const auto vm = stand.create(8, "worker-001");
        stand.platform.begin(wan(100));
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(stand.queue.now() + 30 * second);
        auto cut = fault("cut", "partition");
        cut.groups = {"worker-002"};
        stand.platform.begin(cut);
        QVERIFY(stand.platform.sync.lag("worker-002", stand.queue.now() + minute) > 60);
        stand.queue.runUntil(stand.queue.now() + 10 * minute);
        const Migration& one = *stand.platform.migrations.find(stand.id);
        QCOMPARE(one.phase, Migration::Phase::Failed);
        QVERIFY(QString::fromStdString(one.why).contains(QStringLiteral("timeout")));
        QCOMPARE(stand.platform.machines.find(vm)->worker, std::string("worker-001"));
        QCOMPARE(stand.platform.machines.find(vm)->state, Vm::State::Running);
    }
    void moreStreamsHelpWhereEachIsThrottled() {
        Stand stand;
        auto throttle = wan(100);
        throttle.id = "throttle";
        throttle.streamCap = 11;
        stand.platform.begin(throttle);
        stand.platform.members.change("worker-001")->streams = 4;
        stand.platform.look();
        QVERIFY(std::abs(stand.platform.throughputOf("worker-001").at(stand.queue.now()) - 44) < 1);
        stand.platform.members.change("worker-001")->streams = 16;
        stand.platform.look();
        QVERIFY(stand.platform.throughputOf("worker-001").at(stand.queue.now()) > 0.9 * 176);
    }
    void aBadReleaseFailsOneMigrationInFiveUntilItIsRolledBack() {
        Stand stand;
        auto release = fault("release", "bad_release", "worker-*");
        release.version = "v3.0.1";
        release.share = 0.3;
        release.probability = 1;
        stand.platform.begin(release);
        QVERIFY(!stand.platform.mended("release"));
        stand.queue.runUntil(5 * minute);
        std::vector<std::string> bad;
        for (const auto& worker : stand.platform.members.workers())
            if (worker.version == "v3.0.1")
                bad.push_back(worker.id);
        QCOMPARE(bad.size(), std::size_t(3));
        QVERIFY(!stand.platform.mended("release"));
        const auto vm = stand.create(2, bad[0]);
        const auto before = stand.platform.registryChecksum();
        stand.migrate(vm, "");
        stand.queue.runUntil(stand.queue.now() + minute);
        QCOMPARE(stand.platform.migrations.find(stand.id)->phase, Migration::Phase::Failed);
        stand.queue.runUntil(stand.platform.roll("v3.0.0", bad) + second);
        QVERIFY(stand.platform.mended("release"));
        stand.migrate(vm, "");
        stand.queue.runUntil(stand.queue.now() + minute);
        QCOMPARE(stand.platform.migrations.find(stand.id)->phase, Migration::Phase::Completed);
        QCOMPARE(stand.platform.registryChecksum(), before);
    }
    void aMigrationsTraceAddsUpToItsTime() {
        Stand stand;
        const auto vm = stand.create(2, "worker-001");
        stand.platform.begin(wan(100));
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(stand.queue.now() + 2 * minute);
        const PlatformTraces traces(stand.platform);
        const auto trace = traces.find(stand.id, stand.queue.now());
        QVERIFY(trace);
        const Span& root = trace->spans.front();
        QCOMPARE(root.operation, std::string("vm_migration_request"));
        Micros children = 0;
        for (const auto& span : trace->spans) {
            QVERIFY(span.start >= root.start);
            QVERIFY(span.start + span.duration <= root.start + root.duration);
            if (span.parent == root.id)
                children += span.duration;
        }
        QVERIFY(std::abs(children - root.duration) <= 10);
        QCOMPARE(root.duration, *stand.platform.migrations.find(stand.id)->ended -
                                    stand.platform.migrations.find(stand.id)->started);
        QVERIFY(traces.find(trace->id, stand.queue.now()));
        int listed = 0;
        traces.each("dwcp-v3", -day, stand.queue.now(), [&](const Trace&) { return ++listed < 5; });
        QCOMPARE(listed, 5);
    }
    void aSlowVoteShowsInTheTraceWhereItIs() {
        Stand stand;
        const auto vm = stand.create(2, "worker-001");
        auto slow = fault("slow", "consensus_slow");
        slow.seconds = 6.5;
        stand.platform.begin(slow);
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(stand.queue.now() + minute);
        const auto trace = PlatformTraces(stand.platform).find(stand.id, stand.queue.now());
        for (const auto& span : trace->spans)
            if (span.operation == "vote_collection")
                QVERIFY(span.duration > 6 * second);
    }
    void controllersTellOfWrongVotesInTheirLog() {
        Stand stand;
        stand.platform.set("acp.reputation.auto_quarantine", "false");
        stand.platform.begin(evil("worker-007", 0.5));
        stand.queue.runUntil(3 * minute);
        const PlatformLog log(stand.platform);
        const auto count = [&](const char* node) {
            int found = 0;
            for (const auto& line : log.lines(node, 0, 3 * minute))
                found += line.text.find("vote mismatch\" voter=worker-007") != std::string::npos ? 1 : 0;
            return found;
        };
        QVERIFY(count("controller-1") >= 8);
        QCOMPARE(count("worker-001"), 0);
        QVERIFY(!log.lines("worker-001", -hour, 0).empty());
    }
    void metricsOfTheFamilyAreThereAndNormalWhenNothingIsWrong() {
        Stand stand;
        PlatformSeries series(stand.platform, -day);
        std::string last;
        for (const auto& family : series.families()) {
            QVERIFY(last < family.name);
            last = family.name;
            if (family.name == "dwcp_migration_bandwidth_mbps" || family.name == "dwcp_amst_streams_active" ||
                family.name == "dwcp_migration_downtime_seconds")
                continue; // of migrations that run, or just ran
            QVERIFY2(!stand.metric(family.name).empty(), family.name.c_str());
        }
        QCOMPARE(stand.metric("dwcp_cluster_workers_ready").begin()->second, 10.0);
        QCOMPARE(stand.metric("up").size(), std::size_t(3));
        QCOMPARE(stand.metric("dwcp_reputation_score").size(), std::size_t(10));
        for (const auto& [node, lag] : stand.metric("dwcp_state_sync_lag_seconds"))
            QVERIFY(lag >= 5 && lag < 30);
        const double saved = stand.metric("dwcp_hde_compression_ratio").begin()->second;
        QVERIFY(saved > 0.5 && saved < 0.7);
        QVERIFY(stand.metric("dwcp_migration_total").begin()->second > 20);
    }
    void aSampleOfThePastStaysWhatItWas() {
        Stand stand;
        stand.queue.runUntil(10 * minute);
        PlatformSeries series(stand.platform, -day);
        const auto past = [&] {
            std::vector<double> values;
            for (const auto& family : series.families())
                series.each(family.name, -hour, 5 * minute, [&](const SourceSeries& each) {
                    if (each.from <= 5 * minute && each.until >= 5 * minute)
                        values.push_back(each.value(5 * minute));
                });
            return values;
        };
        const auto before = past();
        const auto vm = stand.create(2, "worker-001");
        stand.platform.begin(wan(100));
        stand.platform.begin(evil("worker-007", 1));
        for (const char* node : {"worker-001", "worker-003", "worker-010"}) {
            auto slow = fault(node, "net", node);
            slow.from = node;
            slow.to = "*";
            slow.loss = 0.03;
            slow.mbps = 50;
            stand.platform.begin(slow);
        }
        stand.platform.begin(fault("down", "node_down", "worker-009"));
        stand.platform.set("ass.gossip.fanout", "10");
        stand.platform.set("hde.compression.level", "9");
        stand.migrate(vm, "worker-002");
        stand.queue.runUntil(hour);
        QCOMPARE(past(), before);
    }
    void aNodeThatIsBehindCatchesUpWhenItRejoins() {
        Stand stand;
        auto behind = fault("behind", "sync_lag", "worker-004");
        behind.seconds = 120;
        stand.platform.begin(behind);
        QVERIFY(stand.platform.sync.lag("worker-004") > 120);
        QVERIFY(stand.platform.sync.lag("worker-005") < 30);
        stand.platform.sync.sync("worker-004");
        QVERIFY(stand.platform.sync.lag("worker-004") < 30);
        stand.queue.runUntil(stand.queue.now() + 11 * minute); // the cause is still there
        QVERIFY(stand.platform.sync.lag("worker-004") > 60);
        stand.platform.sync.rejoin("worker-004");
        QVERIFY(stand.platform.sync.lag("worker-004") < 30);
    }
    void aThrottledWorkerIsSlowAndItsNeighborsAreNot() {
        Stand stand;
        auto slow = fault("slow", "net", "worker-001");
        slow.from = "worker-001";
        slow.to = "*";
        slow.mbps = 50;
        stand.platform.begin(slow);
        const auto reached = stand.metric("dwcp_amst_throughput_mbps");
        QVERIFY(reached.at("worker-001") < 50);
        QVERIFY(reached.at("worker-005") > 800);
    }
    void aThousandWorkersCostNothingWhileNothingHappens() {
        Stand stand(1000, 3, 8);
        QCOMPARE(stand.platform.members.readyWorkers(), 1000);
        auto mass = fault("mass", "mass_byzantine", "*");
        mass.mode = "vote";
        mass.probability = 0.5;
        mass.share = 0.1;
        stand.platform.begin(mass);
        stand.queue.runUntil(5 * minute);
        QCOMPARE(stand.platform.members.count(WorkerNode::Status::Quarantined), 100);
        QVERIFY(stand.platform.consensus.operational());
    }
};

QTEST_GUILESS_MAIN(TestPlatform)
#include "tst_Platform.moc"
