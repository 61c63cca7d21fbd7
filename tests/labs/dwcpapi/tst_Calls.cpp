#include "labs/dwcpapi/Calls.h"

#include <QRandomGenerator>
#include <QtTest>

#include <cmath>
#include <set>

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::dwcp;

namespace {

PlatformPlan planOf(int workers) {
    PlatformPlan plan;
    plan.on = true;
    plan.workers = {{"us-east-1", "ISP-A", "dc1", workers, 1000}};
    plan.vms = {{"vm-12345", "web-server-01", "ubuntu-22.04", "worker-002", 4, 8}};
    return plan;
}

/// A platform and its API, without HTTP.
struct Stand {
    explicit Stand(std::uint64_t seed = 7)
        : noise(seed)
        , platform(planOf(10), queue, noise)
        , scene{platform, 1700000000000000, "operator"} {
        queue.runUntil(0);
    }
    Reply call(const char* method, const std::string& path, const std::string& body = {}) {
        Call one{method, path, {}, body};
        if (const auto mark = path.find('?'); mark != std::string::npos) {
            one.path = path.substr(0, mark);
            std::string rest = path.substr(mark + 1);
            for (std::size_t from = 0; from < rest.size();) {
                const auto end = std::min(rest.find('&', from), rest.size());
                const std::string pair = rest.substr(from, end - from);
                const auto equals = pair.find('=');
                one.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
                from = end + 1;
            }
        }
        return answer(scene, one, 1);
    }
    json::value get(const std::string& path, int status = 200) {
        const Reply reply = call("GET", path);
        if (reply.status != status)
            qWarning("%s: %d %s", path.c_str(), reply.status, reply.body.c_str());
        return reply.status == status ? json::parse(reply.body) : json::value();
    }
    json::value post(const std::string& path, const json::object& body, int status = 200) {
        const Reply reply = call("POST", path, json::serialize(body));
        if (reply.status != status)
            qWarning("%s: %d %s", path.c_str(), reply.status, reply.body.c_str());
        return reply.status == status ? json::parse(reply.body) : json::value();
    }
    void pass(Micros span) { queue.runUntil(queue.now() + span); }
    EventQueue queue{-day};
    Noise noise;
    Platform platform;
    Scene scene;
};

std::string text(const json::value& from, const char* key) {
    return std::string(from.as_object().at(key).as_string());
}

/// What must hold whatever is asked: each VM once and on a worker that is there, nothing made or lost but by
/// creating and deleting, no more voters than there are nodes, no score outside 0 and 1.
QByteArray broken(const Stand& stand) {
    const Platform& p = stand.platform;
    if (p.machines.born() - p.machines.removed() != p.machines.all().size())
        return "VMs were lost or made from nothing";
    std::map<std::string, int> counts;
    for (const auto& [id, vm] : p.machines.all()) {
        if (!p.members.worker(vm.worker))
            return "a VM stands on no worker: " + QByteArray::fromStdString(id);
        ++counts[vm.worker];
        const auto* last = p.migrations.lastOf(id);
        if ((vm.state == Vm::State::Migrating) != (last && last->open()))
            return "a VM migrates without a migration, or the other way round";
    }
    for (const auto& worker : p.members.workers()) {
        if (p.machines.countOn(worker.id) != counts[worker.id])
            return "a worker's count is wrong";
        const double score = p.reputation.score(worker.id);
        if (!(score >= 0 && score <= 1))
            return "a score is outside of 0 and 1";
    }
    for (const auto& one : p.migrations.all()) {
        const double sent = one.sentAt(p.now());
        if (!(sent >= 0 && sent <= one.wireMbit + 1e-6))
            return "more was sent than there is";
        if (one.phase == Migration::Phase::Completed && std::abs(sent - one.wireMbit) > one.wireMbit * 1e-4)
            return "a migration is complete without all of its bytes";
        if (one.ended && *one.ended < one.started)
            return "a migration ended before it began";
    }
    const auto& voters = p.consensus.voters();
    if (std::set<std::string>(voters.begin(), voters.end()).size() != voters.size())
        return "a voter votes twice";
    for (const auto& voter : voters)
        if (const auto* worker = p.members.worker(voter); worker &&
                                                          worker->status != WorkerNode::Status::Ready &&
                                                          worker->status != WorkerNode::Status::Unreachable)
            return "a quarantined node votes";
    if (p.members.hasQuorum() == p.members.leader().empty())
        return "a leader without a quorum, or none with one";
    if (p.consensus.operational() && p.consensus.honestVoters() < p.consensus.needed())
        return "it works without enough honest voters";
    return {};
}

/// Calls anything with anything, while one thing after the other breaks and is mended.
class Somebody final {
public:
    Somebody(Stand& stand, quint32 seed)
        : m_stand(stand)
        , m_random(seed) {}
    void asksSomething(int number) {
        const Verb& verb = verbs()[m_random.bounded(quint32(verbs().size()))];
        json::object args;
        for (const auto& option : verb.options)
            if (option.needed || m_random.bounded(4) == 0)
                args[option.name] = option.kind == Option::Kind::Truth ? std::string("true") : word();
        const auto& vms = m_stand.platform.machines.all();
        if (args.contains("vm") && !vms.empty() && m_random.bounded(3) > 0)
            args["vm"] = std::next(vms.begin(), m_random.bounded(int(vms.size())))->first;
        if (verb.group == "vm" && verb.name == "create")
            args["name"] = "random-" + std::to_string(number);
        m_stand.call("POST", "/v3/ops/" + verb.group + "/" + verb.name, json::serialize(args));
        if (m_random.bounded(50) == 0)
            breaksOrMends();
        m_stand.pass(m_random.bounded(20) * second);
    }
    void stops() {
        for (int i = 0; i < 6; ++i)
            m_stand.platform.end("fault-" + std::to_string(i));
    }

private:
    std::string word() {
        static const std::vector<std::string> words{"worker-001",
                                                    "worker-002",
                                                    "worker-007",
                                                    "worker-099",
                                                    "controller-1",
                                                    "controller-2",
                                                    "vm-12345",
                                                    "us-east-1",
                                                    "all",
                                                    "0",
                                                    "1",
                                                    "5",
                                                    "16",
                                                    "-1",
                                                    "1e300",
                                                    "0.5",
                                                    "30s",
                                                    "1h",
                                                    "datacenter",
                                                    "internet",
                                                    "v3.0.0",
                                                    "v3.0.1",
                                                    "pre-copy",
                                                    "stop-and-copy",
                                                    "score",
                                                    "bbr2",
                                                    "cubic",
                                                    "x",
                                                    "true",
                                                    "vm_count_total",
                                                    "amst_throughput_mbps",
                                                    "worker-001,worker-003"};
        return words[m_random.bounded(quint32(words.size()))];
    }
    void breaksOrMends() {
        static const std::vector<const char*> kinds{
            "byzantine",   "net",     "partition",   "node_down",      "sync_lag",  "hde_bad_ratio",
            "leader_flap", "bit_rot", "bad_release", "consensus_slow", "pba_drift", "lie"};
        PlatformFault fault;
        fault.id = "fault-" + std::to_string(m_random.bounded(6));
        fault.kind = kinds[m_random.bounded(quint32(kinds.size()))];
        fault.on = fault.from = word();
        fault.to = "*";
        fault.mode = "vote";
        fault.probability = fault.share = 0.4;
        fault.rttMs = fault.seconds = 100;
        fault.value = 0.2;
        fault.version = "v3.0.1";
        fault.metric = "amst_throughput_mbps";
        fault.groups = {word()};
        m_stand.platform.end(fault.id);
        if (m_random.bounded(2) == 0)
            m_stand.platform.begin(fault);
    }
    Stand& m_stand;
    QRandomGenerator m_random;
};

} // namespace

/// The REST API of the platform.
class TestCalls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theQuorumThatIsAskedForIsWhatIsNeeded() {
        Stand stand;
        const auto needed = [&] {
            return stand.get("/v3/ops/consensus/quorum-status").at("data").at("needed").to_number<int>();
        };
        QCOMPARE(needed(), 5);
        stand.post("/v3/ops/consensus/set-quorum", {{"requirement", "0.75"}});
        QCOMPARE(needed(), 6);
        stand.post("/v3/ops/consensus/set-quorum", {{"requirement", "0.5"}});
        QCOMPARE(needed(), 5); // never fewer than 2f+1
        stand.post("/v3/ops/consensus/set-quorum", {{"requirement", "1"}});
        QCOMPARE(needed(), 7);
    }
    void histogramsAreToldByTheirMeans() {
        Stand stand;
        stand.pass(10 * minute);
        for (const auto& [metric, seconds] : {std::pair("consensus_latency_seconds", 0.05),
                                              std::pair("dwcp_raft_commit_latency_seconds", 0.006)}) {
            const auto rows =
                stand.get(std::string("/v3/ops/metrics/get?duration=5m&metric=") + metric).at("data");
            QCOMPARE(rows.as_array().size(), std::size_t(21));
            for (const auto& row : rows.as_array())
                QVERIFY2(std::abs(row.at("value").to_number<double>() - seconds) <
                             0.01 * (metric[0] == 'c' ? 2 : 1),
                         json::serialize(row).c_str());
        }
        QVERIFY(stand.get("/v3/ops/metrics/get?duration=5m&metric=nosuch", 404).is_object());
        const auto compared =
            stand.get("/v3/ops/metrics/compare?metric=consensus_latency_seconds&before=5m&after=1m")
                .at("data");
        QVERIFY(compared.at("before").to_number<double>() > 0.03);
    }
    void aVmIsCreatedMigratedAndDeletedAsTheManualSays() {
        Stand stand;
        const auto status = stand.get("/v3/cluster/status");
        QCOMPARE(text(status, "status"), std::string("healthy"));
        QCOMPARE(status.at("controllers").at("total").as_int64(), 3);
        QCOMPARE(status.at("workers").at("ready").as_int64(), 10);
        const auto vm =
            stand.post("/v3/vms",
                       {{"name", "shop"},
                        {"image", "ubuntu-22.04"},
                        {"resources", json::object{{"cpu", 2}, {"memory_gb", 2}, {"disk_gb", 20}}},
                        {"placement", json::object{{"region", "us-east-1"}}}},
                       201);
        QCOMPARE(text(vm, "status"), std::string("creating"));
        const std::string id = text(vm, "vm_id"), node = text(vm, "node");
        stand.pass(10 * second);
        QCOMPARE(text(stand.get("/v3/vms/" + id), "status"), std::string("running"));
        const std::string target = node == "worker-001" ? "worker-002" : "worker-001";
        const auto begun =
            stand.post("/v3/migrations",
                       {{"vm_id", id},
                        {"target_node", target},
                        {"strategy", "pre-copy"},
                        {"options", json::object{{"compression_level", 5}, {"amst_streams", 64}}}},
                       202);
        QCOMPARE(text(begun, "status"), std::string("in_progress"));
        const std::string migration = text(begun, "migration_id");
        stand.pass(8 * second);
        const auto half = stand.get("/v3/migrations/" + migration);
        QVERIFY(half.at("progress").as_int64() > 10 && half.at("progress").as_int64() < 90);
        QVERIFY(half.at("stats").at("bytes_transferred").as_int64() > 0);
        QCOMPARE(stand.get("/v3/migrations?status=in_progress").at("total").to_number<int>(), 1);
        QCOMPARE(stand.call("DELETE", "/v3/vms/" + id).status, 409);
        stand.pass(30 * second);
        QCOMPARE(text(stand.get("/v3/migrations/" + migration), "status"), std::string("completed"));
        QCOMPARE(text(stand.get("/v3/vms/" + id), "node"), target);
        const Reply gone = stand.call("DELETE", "/v3/vms/" + id);
        QCOMPARE(gone.status, 200);
        QCOMPARE(text(json::parse(gone.body), "status"), std::string("deleted"));
        QCOMPARE(stand.call("GET", "/v3/vms/" + id).status, 404);
    }
    void errorsHaveACodeASentenceAndANumber_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, const char* method, const char* path, const char* body,
                            int status, const char* code) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(body) << status
                                << QByteArray(code);
        };
        row("no such VM", "GET", "/v3/vms/vm-1", "", 404, "VM_NOT_FOUND");
        row("no such migration", "GET", "/v3/migrations/mig-1", "", 404, "MIGRATION_NOT_FOUND");
        row("no such path", "GET", "/v3/unknown", "", 404, "NOT_FOUND");
        row("no such method", "PATCH", "/v3/vms", "{}", 404, "NOT_FOUND");
        row("no JSON", "POST", "/v3/vms", "{", 400, "INVALID_ARGUMENT");
        row("no object", "POST", "/v3/vms", "[]", 400, "INVALID_ARGUMENT");
        row("no name", "POST", "/v3/vms", "{}", 400, "INVALID_ARGUMENT");
        row("wrong type", "POST", "/v3/vms", R"({"name":"a","resources":{"cpu":"many"}})", 400,
            "INVALID_ARGUMENT");
        row("unknown region", "POST", "/v3/vms", R"({"name":"a","placement":{"region":"mars"}})", 400,
            "INVALID_ARGUMENT");
        row("too large", "POST", "/v3/vms", R"({"name":"a","resources":{"memory_gb":120}})", 409,
            "ERR_PLACEMENT_FAILED");
        row("name taken", "POST", "/v3/vms", R"({"name":"web-server-01"})", 409, "ALREADY_EXISTS");
        row("no vm_id", "POST", "/v3/migrations", "{}", 400, "INVALID_ARGUMENT");
        row("no such target", "POST", "/v3/migrations", R"({"vm_id":"vm-12345","target_node":"worker-999"})",
            404, "NODE_NOT_FOUND");
        row("already there", "POST", "/v3/migrations", R"({"vm_id":"vm-12345","target_node":"worker-002"})",
            400, "INVALID_ARGUMENT");
        row("odd strategy", "POST", "/v3/migrations", R"({"vm_id":"vm-12345","strategy":"magic"})", 400,
            "INVALID_ARGUMENT");
        row("odd limit", "GET", "/v3/nodes?limit=0", "", 400, "INVALID_ARGUMENT");
        row("a metric without a name", "GET", "/v3/metrics", "", 400, "INVALID_ARGUMENT");
        row("no such metric", "GET", "/v3/metrics?name=nothing", "", 404, "METRIC_NOT_FOUND");
        row("a change by GET", "GET", "/v3/ops/consensus/reset?confirm=true", "", 405, "METHOD_NOT_ALLOWED");
        row("unknown region", "POST", "/v3/ops/dns/switch", R"({"target":"a"})", 404, "NOT_FOUND");
        row("an option missing", "POST", "/v3/ops/amst/set-streams", R"({"node":"worker-001"})", 400,
            "INVALID_ARGUMENT");
        row("an option too much", "GET", "/v3/ops/cluster/status?colour=red", "", 400, "INVALID_ARGUMENT");
    }
    void errorsHaveACodeASentenceAndANumber() {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, body);
        QFETCH(const int, status);
        QFETCH(const QByteArray, code);
        Stand stand;
        const auto before = stand.platform.digest();
        const Reply reply = stand.call(method.constData(), path.toStdString(), body.toStdString());
        QCOMPARE(reply.status, status);
        const auto error = json::parse(reply.body).at("error");
        QCOMPARE(QByteArray::fromStdString(text(error, "code")), code);
        QVERIFY(QString::fromStdString(text(error, "message")).endsWith(u'.'));
        QCOMPARE(text(error, "request_id"), std::string("req-000001"));
        QCOMPARE(stand.platform.digest(), before);
    }
    void aSecondMigrationOfTheSameVmIsRefusedAndSoAreTooMany() {
        Stand stand;
        QCOMPARE(stand.call("POST", "/v3/migrations", R"({"vm_id":"vm-12345"})").status, 202);
        QCOMPARE(stand.call("POST", "/v3/migrations", R"({"vm_id":"vm-12345"})").status, 409);
        int refused = 0;
        for (const auto& [id, vm] : stand.platform.machines.all())
            refused +=
                stand.call("POST", "/v3/migrations", R"({"vm_id":")" + id + R"("})").status == 429 ? 1 : 0;
        QVERIFY(refused > 0);
        QCOMPARE(stand.platform.migrations.running(), Migrations::most);
    }
    void eachVerbThatReadsAnswersAndChangesNothing() {
        Stand stand;
        const auto before = stand.platform.digest();
        const std::map<std::string, std::string> values{
            {"node", "worker-001"},   {"nodes", "worker-001,worker-002"},
            {"vm", "vm-12345"},       {"source", "worker-002"},
            {"target", "worker-003"}, {"metric", "vm_count_total"},
            {"before", "1h"},         {"after", "5m"},
            {"vms", "vm-12345"}};
        for (const auto& verb : verbs()) {
            if (verb.changes())
                continue;
            std::string path = "/v3/ops/" + verb.group + "/" + verb.name + "?";
            for (const auto& option : verb.options)
                if (option.needed)
                    path += option.name + "=" +
                            (verb.group == "raft" ? std::string("controller-1") : values.at(option.name)) +
                            "&";
            if (verb.name == "status" && verb.group == "migration")
                path += "migration=" + stand.platform.migrations.all().front().id;
            if (verb.name == "analyze" && verb.group == "metrics")
                path += "node=worker-001";
            const Reply reply = stand.call("GET", path);
            QVERIFY2(reply.status == 200, (path + " " + reply.body).c_str());
            QVERIFY2(json::parse(reply.body).as_object().contains("view"), path.c_str());
        }
        QCOMPARE(stand.platform.digest(), before);
    }
    void eachVerbThatChangesIsKnownToTheApi() {
        Stand stand;
        for (const auto& verb : verbs()) {
            if (!verb.changes())
                continue;
            const Reply reply =
                stand.call("POST", "/v3/ops/" + verb.group + "/" + verb.name, R"({"nonsense":1})");
            QVERIFY2(reply.status == 400, (verb.group + " " + verb.name + " " + reply.body).c_str());
        }
    }
    void theCommandsOfAnAttackDoWhatTheySay() {
        Stand stand;
        stand.platform.configure("reputation.auto_quarantine", "false");
        stand.platform.configure("reputation.threshold", "0.3");
        PlatformFault evil;
        evil.id = "evil";
        evil.kind = "byzantine";
        evil.on = "worker-007";
        evil.mode = "vote";
        evil.probability = 0.5;
        stand.platform.begin(evil);
        stand.pass(170 * second);
        const auto list = stand.get("/v3/ops/reputation/list?sort=score").at("data");
        QCOMPARE(text(list.as_array().at(0), "node"), std::string("worker-007"));
        QVERIFY(list.as_array().at(0).at("score").to_number<double>() < 0.3);
        QCOMPARE(text(list.as_array().at(0), "status"), std::string("suspicious"));
        const auto votes = stand.get("/v3/ops/consensus/analyze?node=worker-007").at("data");
        QVERIFY(votes.at("agreement_percent").to_number<double>() < 80);
        stand.post("/v3/ops/reputation/quarantine",
                   {{"node", "worker-007"}, {"reason", "vote_manipulation"}});
        QCOMPARE(
            stand.call("POST", "/v3/ops/reputation/quarantine", R"({"node":"worker-007","reason":"again"})")
                .status,
            409);
        stand.post("/v3/ops/migration/evacuate", {{"node", "worker-007"}});
        stand.pass(5 * minute);
        QCOMPARE(stand.platform.machines.countOn("worker-007"), 0);
        QCOMPARE(text(stand.get("/v3/cluster/status"), "status"), std::string("degraded"));
        QCOMPARE(broken(stand), QByteArray());
    }
    void tenThousandRandomCallsBreakNothing() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        Stand stand(seed);
        Somebody somebody(stand, seed);
        for (int i = 0; i < 10000; ++i) {
            somebody.asksSomething(i);
            if (i % 20 == 0) {
                const QByteArray what = broken(stand);
                QVERIFY2(what.isEmpty(), (what + " after call " + QByteArray::number(i)).constData());
            }
        }
        somebody.stops();
        stand.pass(2 * day);
        QCOMPARE(broken(stand), QByteArray());
        for (const auto& one : stand.platform.migrations.all())
            QVERIFY2(!one.open(), (one.id + " never ended").c_str());
    }
    void theSameCallsGiveTheSameBytes() {
        const auto play = [] {
            Stand stand(11);
            std::string all;
            for (const char* path : {"/v3/cluster/status", "/v3/nodes", "/v3/vms", "/v3/ops/reputation/list",
                                     "/v3/ops/state-sync/lag-status?show-all=true", "/v3/migrations"})
                all += stand.call("GET", path).body;
            all += stand.call("POST", "/v3/vms", R"({"name":"a"})").body;
            stand.pass(10 * second);
            all += stand.call("POST", "/v3/migrations", R"({"vm_id":"vm-12345"})").body;
            stand.pass(minute);
            return all + stand.call("GET", "/v3/migrations").body + std::to_string(stand.platform.digest());
        };
        QCOMPARE(play(), play());
    }
};

QTEST_GUILESS_MAIN(TestCalls)
#include "tst_Calls.moc"
