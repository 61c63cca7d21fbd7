#include "labs/kubeapi/KubeFace.h"
#include "tests/fakes/SmallProduction.h"

#include <random>

using namespace understudy;
using namespace understudy::cluster;

namespace {

constexpr std::int64_t epoch = 1'763'370'000'000'000;

/// An answer kept in memory.
class Heard final : public http::Exchange {
public:
    void reply(http::Response response) override {
        ++answers;
        status = response.status;
        body = std::move(response.body);
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response head) override {
        ++answers;
        status = head.status;
        class Nowhere final : public http::BodyWriter {
            void write(std::string) override {}
            bool gone() const override { return true; }
            std::size_t queued() const override { return 0; }
        };
        return std::make_shared<Nowhere>();
    }
    std::shared_ptr<http::RawConnection> upgrade(http::Response head, http::RawEvents) override {
        ++answers;
        status = head.status;
        return nullptr;
    }
    int answers = 0, status = 0;
    std::string body;
};

/// Thinks up requests: most make sense, some do not.
class RandomCaller final {
public:
    explicit RandomCaller(unsigned seed)
        : m_random(seed) {}

    http::Request next(const Store& store) {
        http::Request request;
        request.headers = {{"authorization", "Bearer secret"}};
        if (below(20) == 0)
            request.headers.emplace_back("impersonate-user", "system:serviceaccount:production:api");
        if (below(3) == 0)
            request.headers.emplace_back("accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        const auto& kinds = kubeapi::kubeResources();
        const auto& resource = kinds[static_cast<std::size_t>(below(static_cast<int>(kinds.size())))];
        std::string ns = one({"production", "staging", "team", "default", "nowhere"});
        std::string name = one({"web", "a", "dwcp-api", "redis-0", "Bad_Name", "x/y"});
        if (resource.objects && below(3) > 0 && !store.of(*resource.objects).empty()) {
            auto each = store.of(*resource.objects).begin();
            std::advance(each, below(static_cast<int>(store.of(*resource.objects).size())));
            ns = each->first.first;
            name = each->first.second;
        }
        request.path = std::string(*resource.group ? "/apis/" : "/api/") + resource.groupVersion();
        if (resource.namespaced && below(12) > 0)
            request.path += "/namespaces/" + ns;
        request.path += std::string("/") + resource.plural;
        fill(request, resource, ns, name);
        request.target = request.path;
        for (std::size_t i = 0; i < request.query.size(); ++i)
            request.target += (i ? "&" : "?") + request.query[i].first + "=" + request.query[i].second;
        return request;
    }
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }

private:
    std::string one(std::initializer_list<const char*> all) {
        return all.begin()[below(static_cast<int>(all.size()))];
    }

    void fill(http::Request& request, const kubeapi::KubeResource& resource, const std::string& ns,
              const std::string& name) {
        const int what = spared(name) ? 0 : below(10);
        if (what < 2) {
            request.method = "GET";
            if (below(2))
                request.path += "/" + name + one({"", "", "/scale", "/status", "/log", "/junk"});
            else if (below(4) == 0)
                request.query = {{"labelSelector", one({"app%3Dweb", "x+in+(a,b)", "!app", ")(,=", ""})},
                                 {"fieldSelector", one({"metadata.name%3Dweb", "a.b.c!%3D1", ",,="})}};
            return;
        }
        if (below(15) == 0)
            request.query = {{"dryRun", "All"}};
        if (what < 5) {
            request.method = "POST";
            request.body = manifest(resource, below(5) ? "web" + std::to_string(below(6)) : name, ns);
        } else if (what < 8) {
            request.method = "PATCH";
            request.path += "/" + name + one({"", "", "", "/scale", "/status"});
            patch(request);
        } else if (what == 8) {
            request.method = below(4) ? "DELETE" : "PUT";
            request.path += "/" + name;
            request.body =
                request.method == "PUT"
                    ? manifest(resource, name, ns)
                    : one({"", R"({"propagationPolicy":"Foreground"})", R"({"propagationPolicy":"Orphan"})",
                           R"({"gracePeriodSeconds":0})", "[]"});
        } else {
            request.method = "POST";
            request.path += "/" + name + one({"/eviction", "/eviction", "/binding"});
            request.body = "{}";
        }
    }
    // Without these nobody could ask for anything afterwards.
    static bool spared(const std::string& name) {
        return name == "trainees" || name == "cluster-admin" || name == "production";
    }
    std::string pods(const std::string& name) {
        return R"({"metadata":{"labels":{"app":")" + name +
               R"("}},"spec":{"containers":[{"name":"app","image":")" +
               one({"nginx", "nosuch:1", "busybox"}) + R"(","resources":{"requests":{"cpu":")" +
               one({"100m", "2", "900", "x"}) + R"("}}}]}})";
    }
    std::string manifest(const kubeapi::KubeResource& resource, const std::string& name,
                         const std::string& ns) {
        if (below(12) == 0)
            return one({"", "{", "[]", "null", "{\"metadata\":5}", "{\"metadata\":{\"name\":7},\"spec\":[]}",
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[1,{\"name\":2}]}}}}"});
        const std::string count = std::to_string(below(6) - (below(30) == 0 ? 9 : 0));
        const std::string head = R"({"kind":")" + std::string(resource.kind) + R"(","metadata":{"name":")" +
                                 name + R"(","namespace":")" + ns + R"(","labels":{"app":")" + name +
                                 R"("}},)";
        if (std::string_view(resource.plural) == "pods")
            return head + R"("spec":)" + pods(name).substr(pods(name).find("{\"containers\""));
        return head +
               R"("data":{"a":"b"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}],)" +
               R"("subjects":[{"kind":"User","name":"x"}],"roleRef":{"kind":"Role","name":"api"},)" +
               R"("spec":{"replicas":)" + count + R"(,"maxReplicas":)" + count + R"(,"minAvailable":1,)" +
               R"("scaleTargetRef":{"kind":"Deployment","name":"web1"},"ports":[{"port":80}],)" +
               R"("selector":{"app":")" + name + R"(","matchLabels":{"app":")" + name + R"("}},"template":)" +
               pods(name) + "}}";
    }
    void patch(http::Request& request) {
        const int kind = below(4);
        request.headers.emplace_back("content-type", kind == 0   ? "application/json-patch+json"
                                                     : kind == 1 ? "application/merge-patch+json"
                                                     : kind == 2 ? "application/strategic-merge-patch+json"
                                                                 : "application/apply-patch+yaml");
        if (kind == 0)
            request.body =
                one({R"([{"op":"replace","path":"/spec/replicas","value":3}])",
                     R"([{"op":"remove","path":"/metadata/labels"}])", R"([{"op":"add","path":"/a/-"}])",
                     R"([{"op":"replace","path":"/metadata","value":1}])", "{}", "[1]"});
        else
            request.body =
                one({R"({"spec":{"replicas":2}})", R"({"spec":{"replicas":-1}})",
                     R"({"metadata":{"labels":{"tier":"x"},"annotations":{"n":"1"}}})",
                     R"({"spec":{"template":{"spec":{"containers":[{"name":"app","image":"nginx:2"}]}}}})",
                     R"({"spec":null})", R"({"metadata":null})", R"({"metadata":{"finalizers":["a/b"]}})",
                     R"({"metadata":{"finalizers":null}})", R"({"spec":{"unschedulable":true}})",
                     R"({"spec":{"unschedulable":null}})", "nonsense",
                     R"({"metadata":{"resourceVersion":"3"}})"});
    }
    std::mt19937 m_random;
};

} // namespace

class TestRandomCalls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_seed = qEnvironmentVariableIntValue("UNDERSTUDY_SEED");
        qInfo("seed %d", m_seed);
    }
    void tenThousandCallsLeaveACoherentCluster() {
        const auto stage = makeStage();
        kubeapi::KubeFace face(*stage, "secret");
        RandomCaller caller(static_cast<unsigned>(m_seed));
        std::map<int, int> statuses;
        std::int64_t now = 1;
        for (int i = 0; i < 10'000; ++i) {
            const auto request = caller.next(stage->world().store());
            const auto heard = std::make_shared<Heard>();
            face.handle(request, heard);
            const std::string what = request.method + " " + request.target + " " + request.body;
            QVERIFY2(heard->answers == 1, what.c_str());
            QVERIFY2(heard->status != 500 && heard->status != 401, what.c_str());
            ++statuses[heard->status];
            if (i % 5 == 0) {
                now += caller.below(4'000'000);
                stage->catchUp(now);
                face.pump();
            }
        }
        QString seen;
        for (const auto& [status, count] : statuses)
            seen += QStringLiteral("%1: %2, ").arg(status).arg(count);
        qInfo("answers %s", qPrintable(seen));
        // Sense was among it.
        QVERIFY(statuses[200] > 1000 && statuses[201] > 200 && statuses[404] > 100);
        QVERIFY(statuses[409] > 0 && statuses[422] > 0 && statuses[403] > 0);
        calm(*stage, now);
        cohere(stage->world());
    }
    void theSameCallsGiveTheSameWorld() {
        std::uint64_t first = 0;
        for (int round = 0; round < 2; ++round) {
            const auto stage = makeStage();
            kubeapi::KubeFace face(*stage, "secret");
            RandomCaller caller(static_cast<unsigned>(m_seed) + 1);
            std::int64_t now = 1;
            for (int i = 0; i < 500; ++i) {
                face.handle(caller.next(stage->world().store()), std::make_shared<Heard>());
                stage->catchUp(now += 500'000);
            }
            const auto digest = stage->world().digest();
            if (round == 0)
                first = digest;
            else
                QCOMPARE(digest, first);
        }
    }

private:
    static std::unique_ptr<Stage> makeStage() {
        const auto made = fakes::smallProduction("lab: test\nseed: 3\n", epoch);
        return std::make_unique<Stage>(made->topology(), made->scenario(), 1, epoch, 1.0);
    }
    /// Nothing is asked any more: machines are back in service and the controllers get their time.
    static void calm(Stage& stage, std::int64_t now) {
        for (const auto& node : stage.world().store().list<Node>()) {
            auto open = *node;
            open.unschedulable = false;
            stage.world().store().put(std::make_shared<Node>(open));
        }
        for (int i = 0; i < 300; ++i)
            stage.catchUp(now += 2'000'000);
    }
    static bool alive(const Pod& pod) { return !pod.meta.deleted && !pod.finished(); }

    static void cohere(const World& world) {
        const Store& store = world.store();
        std::map<std::string, int> owned;
        for (const auto& pod : store.list<Pod>()) {
            if (!pod->meta.owner || !alive(*pod))
                continue;
            ++owned[pod->meta.owner->uid];
            const auto& owner = *pod->meta.owner;
            for (const Kind kind : allKinds())
                if (owner.kind == kindName(kind)) {
                    const auto found = store.find(kind, pod->meta.ns, owner.name);
                    QVERIFY2(found && found->meta.uid == owner.uid,
                             (pod->meta.name + " is an orphan of " + owner.kind + " " + owner.name).c_str());
                }
        }
        std::map<std::string, int> wished;
        for (const auto& set : store.list<ReplicaSet>()) {
            if (set->meta.deleted)
                continue;
            QVERIFY2(owned[set->meta.uid] == set->replicas, set->meta.name.c_str());
            QVERIFY2(set->status.current == set->replicas, set->meta.name.c_str());
            if (set->meta.owner)
                wished[set->meta.owner->uid] += set->replicas;
        }
        for (const auto& deployment : store.list<Deployment>())
            if (!deployment->meta.deleted && !deployment->paused && deployment->complete)
                QVERIFY2(wished[deployment->meta.uid] == deployment->replicas, deployment->meta.name.c_str());
        for (const auto& endpoints : store.list<Endpoints>()) {
            const auto service = store.find<Service>(endpoints->meta.ns, endpoints->meta.name);
            if (!service || service->selector.empty())
                continue;
            std::set<std::string> ready;
            for (const auto& pod : store.list<Pod>(endpoints->meta.ns))
                if (selects(service->selector, pod->meta.labels) && pod->ready() && !pod->meta.deleted &&
                    !pod->ip.empty())
                    ready.insert(pod->ip);
            std::set<std::string> listed;
            for (const auto& each : endpoints->ready)
                listed.insert(each.ip);
            QVERIFY2(ready == listed, endpoints->meta.name.c_str());
        }
    }
    int m_seed = 0;
};

QTEST_GUILESS_MAIN(TestRandomCalls)
#include "tst_RandomCalls.moc"
