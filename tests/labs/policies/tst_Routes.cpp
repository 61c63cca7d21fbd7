#include "labs/policies/Routes.h"

#include <QtTest>

using namespace understudy::cluster;

namespace {

Plain of(Kind kind, const char* text) {
    Plain object(kind);
    object.rest = text;
    return object;
}

} // namespace

class TestRoutes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aVirtualServiceSaysWhereToAndHowOften() {
        const auto routes = routesOf(of(Kind::VirtualService, R"({"spec":{"http":[
            {"retries":{"attempts":3,"perTryTimeout":"300ms"},"timeout":"2s","route":[
              {"destination":{"host":"auth-service.production.svc.cluster.local","subset":"v1"},"weight":95},
              {"destination":{"host":"auth-service","subset":"v2"},"weight":5}]},
            {"timeout":"2s","route":[{"destination":{"host":"redis"}}]}]}})"));
        QCOMPARE(routes.size(), std::size_t(3));
        QCOMPARE(routes[0].host, std::string("auth-service"));
        QCOMPARE(routes[0].subset, std::string("v1"));
        QCOMPARE(routes[1].weight, 5);
        QCOMPARE(routes[0].retries.value_or(-1), 3);
        QCOMPARE(routes[0].tryMs, 300.0);
        QVERIFY(!routes[2].retries);
        QCOMPARE(routes[2].tryMs, 2000.0);
        QCOMPARE(routes[2].weight, 100);
    }
    void whatIsNoRouteIsNone_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "{", "[]", "null", R"({"spec":3})", R"({"spec":{"http":{}}})",
                                 R"({"spec":{"http":[{"route":"auth-service"}]}})"})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsNoRouteIsNone() {
        QFETCH(QByteArray, text);
        QVERIFY(routesOf(of(Kind::VirtualService, text.constData())).empty());
        QCOMPARE(breakerlessHost(of(Kind::DestinationRule, text.constData())), std::string());
    }
    void onlyWhoSaysSoHasNoBreaker() {
        const auto rule = [](const char* policy) {
            return breakerlessHost(
                of(Kind::DestinationRule,
                   (std::string(R"({"spec":{"host":"redis.production",)") + policy + "}}").c_str()));
        };
        QCOMPARE(rule(R"("trafficPolicy":{"outlierDetection":{"maxEjectionPercent":0}})"),
                 std::string("redis"));
        QCOMPARE(rule(R"("trafficPolicy":{"outlierDetection":{"maxEjectionPercent":50}})"), std::string());
        QCOMPARE(rule(R"("subsets":[])"), std::string());
    }
};

QTEST_APPLESS_MAIN(TestRoutes)
#include "tst_Routes.moc"
