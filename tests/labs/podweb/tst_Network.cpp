#include "labs/podweb/Network.h"

#include "labs/podweb/RawPort.h"
#include "labs/policies/NetworkPolicies.h"
#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::podweb;
using How = Reached::How;

namespace {

std::shared_ptr<const cluster::Pod> podOf(const cluster::World& world, const std::string& app,
                                          const std::string& ns = "production") {
    for (const auto& pod : world.store().list<cluster::Pod>(ns))
        if (const auto label = pod->meta.labels.find("app");
            label != pod->meta.labels.end() && label->second == app)
            return pod;
    return nullptr;
}

void addPolicy(cluster::World& world, const std::string& spec) {
    cluster::Plain policy(cluster::Kind::NetworkPolicy);
    policy.meta.name = "policy-" + std::to_string(world.store().of(cluster::Kind::NetworkPolicy).size());
    policy.meta.ns = "production";
    policy.rest = R"({"spec":)" + spec + "}";
    const auto others = world.store().of(cluster::Kind::NetworkPolicy); // those of the topology allow more
    for (const auto& [key, object] : others)
        world.store().remove(cluster::Kind::NetworkPolicy, key.first, key.second);
    world.store().add(policy);
}

} // namespace

class TestNetwork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesOfServicesPodsAndNodesAreKnown() {
        const auto world = fakes::smallProduction();
        const Network network(*world, podOf(*world, "leaky-service"));
        const auto redis = world->store().find<cluster::Service>("production", "redis");
        for (const char* name : {"redis", "redis.production", "redis.production.svc",
                                 "redis.production.svc.cluster.local", "redis.production.svc.cluster.local."})
            QCOMPARE(network.resolve(name), redis->clusterIp);
        QCOMPARE(network.resolve("redis.staging"), std::string());
        QCOMPARE(network.resolve("redis-0.redis"), podOf(*world, "redis")->ip);
        QCOMPARE(network.resolve("10.1.2.3"), std::string("10.1.2.3"));
        QVERIFY(!network.resolve("pool-1").empty());
        QCOMPARE(network.resolve("example.org"), std::string());
    }
    void connectionsEndWhereTheClusterSaysSo() {
        const auto world = fakes::smallProduction();
        const Network network(*world, podOf(*world, "leaky-service"));
        QVERIFY(network.reach("dwcp-api", 80).how == How::Connected);
        QCOMPARE(network.reach("dwcp-api", 80).port, 8080);
        QVERIFY(network.reach("dwcp-api", 81).how == How::Lost);
        QVERIFY(network.reach("nowhere", 80).how == How::UnknownName);
        QVERIFY(network.reach("localhost", 6060).how == How::Connected);
        QVERIFY(network.reach("localhost", 81).how == How::Refused);
        const auto other = podOf(*world, "dwcp-api");
        QVERIFY(network.reach(other->ip, 8080).how == How::Connected);
        QVERIFY(network.reach(other->ip, 6060).how == How::Refused); // profiles are for the pod itself
    }
    void aServiceWithoutReadyPodsRefuses() {
        const auto world = fakes::smallProduction();
        world->store().update<cluster::StatefulSet>("production", "redis",
                                                    [](auto& set) { set.replicas = 0; });
        for (const auto& pod : world->store().list<cluster::Pod>("production"))
            if (pod->meta.name == "redis-0")
                world->pods().crash(pod->meta.uid, {1, "gone", 0});
        world->advanceTo(world->now() + cluster::second);
        const Network network(*world, podOf(*world, "leaky-service"));
        QVERIFY(network.reach("redis", 6379).how == How::Refused);
    }
    void policiesDecideWhoReachesWhom_data() {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* name, const char* spec, bool allowed) {
            QTest::newRow(name) << QString::fromLatin1(spec) << allowed;
        };
        row("of other pods", R"({"podSelector":{"matchLabels":{"app":"redis"}},"policyTypes":["Ingress"]})",
            true);
        row("deny all", R"({"podSelector":{},"policyTypes":["Ingress"]})", false);
        row("deny by default type", R"({"podSelector":{"matchLabels":{"app":"dwcp-api"}}})", false);
        row("allow that app",
            R"({"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"leaky-service"}}}]}]})",
            true);
        row("allow another app",
            R"({"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"ingress"}}}]}]})",
            false);
        row("allow the namespace",
            R"({"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"production"}}}]}]})",
            true);
        row("another port",
            R"({"podSelector":{"matchLabels":{"app":"dwcp-api"}},"policyTypes":["Ingress"],"ingress":[{"ports":[{"port":9}]}]})",
            false);
        row("that port by name",
            R"({"podSelector":{"matchLabels":{"app":"dwcp-api"}},"policyTypes":["Ingress"],"ingress":[{"ports":[{"port":"http"}]}]})",
            true);
        row("nothing out",
            R"({"podSelector":{"matchLabels":{"app":"leaky-service"}},"policyTypes":["Egress"]})", false);
        row("expressions",
            R"({"podSelector":{"matchExpressions":[{"key":"app","operator":"NotIn","values":["dwcp-api"]}]},"policyTypes":["Ingress"]})",
            true);
        row("no JSON", R"({"podSelector":)", true);
    }
    void policiesDecideWhoReachesWhom() {
        QFETCH(QString, spec);
        QFETCH(bool, allowed);
        const auto world = fakes::smallProduction();
        addPolicy(*world, spec.toStdString());
        const auto from = podOf(*world, "leaky-service");
        QCOMPARE(policiesAllow(world->store(), *from, *podOf(*world, "dwcp-api"), 8080), allowed);
        QCOMPARE(Network(*world, from).reach("dwcp-api", 80).how == How::Connected, allowed);
        QVERIFY(Network(*world, from).reach("localhost", 8080).how == How::Connected);
    }
    void aPortAnswersHttpHoweverItsBytesAreCut() {
        const auto world = fakes::smallProduction();
        const auto pod = podOf(*world, "leaky-service");
        const std::string request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
        std::string whole;
        for (std::size_t piece = 1; piece <= request.size(); piece += 3) {
            RawPort port(*world, pod, 8080, true);
            std::string answer;
            for (std::size_t at = 0; at < request.size(); at += piece)
                answer += port.receive(std::string_view(request).substr(at, piece)).bytes;
            QVERIFY(answer.starts_with("HTTP/1.1 200 OK\r\n"));
            QVERIFY(whole.empty() || whole == answer);
            whole = answer;
        }
        RawPort broken(*world, pod, 8080, true);
        const auto refused = broken.receive("this is no HTTP\r\n\r\n");
        QVERIFY(refused.closes && refused.bytes.starts_with("HTTP/1.1 400"));
        QVERIFY(!RawPort(*world, pod, 81, true).listens());
        RawPort redis(*world, podOf(*world, "redis"), 6379, true);
        QCOMPARE(redis.receive("*1\r\n$4\r\nPI").bytes, std::string());
        QCOMPARE(redis.receive("NG\r\nPING\r\n").bytes, std::string("+PONG\r\n+PONG\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "tst_Network.moc"
