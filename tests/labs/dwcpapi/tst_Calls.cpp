#include "labs/dwcpapi/Calls.h"

#include "tests/labs/dwcpapi/PlatformStand.h"
#include "tests/labs/dwcpapi/Soundness.h"

#include <QTest>

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::dwcp;
using tests::broken;
using tests::PlatformStand;
using tests::text;

/// The REST API of the platform.
class tst_Calls final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theQuorumThatIsAskedForIsWhatIsNeeded() {
        PlatformStand stand;
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
        PlatformStand stand;
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
        PlatformStand stand;
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
        PlatformStand stand;
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
        PlatformStand stand;
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
        PlatformStand stand;
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
        PlatformStand stand;
        for (const auto& verb : verbs()) {
            if (!verb.changes())
                continue;
            const Reply reply =
                stand.call("POST", "/v3/ops/" + verb.group + "/" + verb.name, R"({"nonsense":1})");
            QVERIFY2(reply.status == 400, (verb.group + " " + verb.name + " " + reply.body).c_str());
        }
    }
    void theCommandsOfAnAttackDoWhatTheySay() {
        PlatformStand stand;
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
        QCOMPARE(broken(stand.platform), QByteArray());
    }
    void theSameCallsGiveTheSameBytes() {
        const auto play = [] {
            PlatformStand stand(11);
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

QTEST_GUILESS_MAIN(tst_Calls)
#include "tst_Calls.moc"
