#include "labs/policies/NetworkPolicies.h"
#include "labs/policies/Roles.h"
#include "tests/fakes/FaultCase.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::fakes;

namespace {

bool may(const World& world, const std::string& account, const std::string& verb,
         const std::string& resource) {
    return Roles(world.store())
        .allows(callerNamed("system:serviceaccount:production:" + account),
                {verb, "", resource, "", "production", "", ""})
        .has_value();
}

void put(World& world, Kind kind, const std::string& ns, const std::string& name, const std::string& body) {
    auto object = std::make_shared<Plain>(kind);
    object->meta.name = name;
    object->meta.ns = ns;
    object->rest = body;
    world.store().put(object);
}

/// Whether a pod of that namespace gets an answer from the vault.
bool reachesVault(const World& world, const std::string& ns) {
    const auto from = world.store().list<Pod>(ns).front();
    return policiesAllow(world.store(), *from, *world.store().find<Pod>("security", "vault-0"), 8200);
}

} // namespace

class TestAccessFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAccountThatMayTooMuchIsCutBackByAnyMeans() {
        for (const bool byRole : {true, false}) {
            const auto world = withFault("at: -1h, do: rbac_excess, on: production/api, rule: \"* secrets\"");
            QVERIFY(may(*world, "api", "list", "secrets") && may(*world, "api", "delete", "secrets"));
            QVERIFY(!may(*world, "deployer", "list", "nodes"));
            if (byRole)
                put(*world, Kind::ClusterRole, "", "api-debug",
                    R"({"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["services"]}]})");
            else
                world->store().remove(Kind::ClusterRoleBinding, "", "api-debug");
            world->advanceTo(10 * second);
            QCOMPARE(stateOf(*world), std::string("over"));
            QVERIFY(may(*world, "api", "get", "configmaps")); // what it needs it still may
        }
    }
    void halfOfItCutBackIsNotEnough() {
        const auto world =
            withFault("at: -1h, do: rbac_excess, on: production/api, rule: \"get,list secrets\"");
        put(*world, Kind::ClusterRole, "", "api-debug",
            R"({"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]}]})");
        world->advanceTo(10 * second);
        QCOMPARE(stateOf(*world), std::string("on"));
    }
    void withoutItsPolicyANamespaceLetsStrangersIn() {
        const auto calm = fakes::smallProduction();
        QVERIFY(!reachesVault(*calm, "staging") && reachesVault(*calm, "production"));
        const auto world = withFault("at: -1h, do: netpol_missing, ns: [security, staging]");
        QVERIFY(reachesVault(*world, "staging"));
        const char* all = R"({"spec":{"podSelector":{},"policyTypes":["Ingress"],)"
                          R"("ingress":[{"from":[{"namespaceSelector":{}}]}]}})";
        put(*world, Kind::NetworkPolicy, "staging", "again", all);
        put(*world, Kind::NetworkPolicy, "security", "again", all);
        world->advanceTo(10 * second);
        QCOMPARE(stateOf(*world), std::string("on")); // there again, but staging still gets in
        put(*world, Kind::NetworkPolicy, "security", "again",
            R"({"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{}},)"
            R"({"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"production"}}}]}]}})");
        world->advanceTo(20 * second);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(!reachesVault(*world, "staging") && reachesVault(*world, "production"));
    }
    void attemptsFromOneAddressAreCountedTriedAndTold() {
        const auto world = withFault("at: 0s, do: login_bruteforce, rate: 120, success_at: 6m");
        world->advanceTo(5 * minute);
        const double tried = metric(*world, "dwcp_auth_failures_total", "ip", "198.51.100.23");
        QVERIFY2(tried >= 585 && tried <= 600, QByteArray::number(tried));                // two a second
        QVERIFY(metric(*world, "dwcp_auth_failures_total", "ip", "203.0.113.40") > 1000); // of a day
        QVERIFY(told(*world, "SuspiciousLogins"));
        QVERIFY(says(*world, "production", "auth-service", "sign-in failed") > 400);
        QCOMPARE(says(*world, "security", "audit-log", "198.51.100.23"), 0);
        world->advanceTo(7 * minute);
        QCOMPARE(says(*world, "production", "auth-service", "signed in"), 1);
        QCOMPARE(says(*world, "security", "audit-log", "198.51.100.23"), 1);
        bool fired = false;
        for (const auto& event : world->alerts().events())
            fired = fired || (event.name == "SuspiciousLogins" && event.firing &&
                              event.labels.at("ip") == "198.51.100.23");
        QVERIFY(fired);
    }
    void onlyWhatShutsTheAddressOutEndsThem_data() {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("list");
        QTest::addColumn<bool>("over");
        const auto except = [](const char* app, const char* ip) {
            return QStringLiteral(
                       R"({"spec":{"podSelector":{"matchLabels":{"app":"%1"}},"policyTypes":["Ingress"],)"
                       R"("ingress":[{"from":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["%2"]}}]}]}})")
                .arg(QLatin1String(app), QLatin1String(ip));
        };
        QTest::newRow("nothing") << ""
                                 << "" << false;
        QTest::newRow("policy at the edge") << except("ingress", "198.51.100.23/32") << "" << true;
        QTest::newRow("policy for the whole block") << except("ingress", "198.51.100.0/24") << "" << true;
        QTest::newRow("policy for another address") << except("ingress", "198.51.100.24/32") << "" << false;
        QTest::newRow("policy where no stranger comes by")
            << except("redis", "198.51.100.23/32") << "" << false;
        QTest::newRow("list at the edge") << ""
                                          << "192.0.2.1\n198.51.100.23\n"
                                          << true;
        QTest::newRow("list of others") << ""
                                        << "198.51.100.2" << false;
    }
    void onlyWhatShutsTheAddressOutEndsThem() {
        QFETCH(QString, policy);
        QFETCH(QString, list);
        QFETCH(bool, over);
        const auto world = withFault("at: 0s, do: login_bruteforce");
        world->advanceTo(minute);
        if (!policy.isEmpty())
            put(*world, Kind::NetworkPolicy, "production", "block", policy.toStdString());
        if (!list.isEmpty()) {
            ConfigMap blocked;
            blocked.meta.name = "edge-blocklist";
            blocked.meta.ns = "production";
            blocked.data["deny"] = list.toStdString();
            world->store().add(blocked);
        }
        world->advanceTo(2 * minute);
        QCOMPARE(stateOf(*world), std::string(over ? "over" : "on"));
        const double then = metric(*world, "dwcp_auth_failures_total", "ip", "198.51.100.23");
        world->advanceTo(4 * minute);
        QCOMPARE(metric(*world, "dwcp_auth_failures_total", "ip", "198.51.100.23") == then, over);
    }
};

QTEST_GUILESS_MAIN(TestAccessFaults)
#include "tst_AccessFaults.moc"
