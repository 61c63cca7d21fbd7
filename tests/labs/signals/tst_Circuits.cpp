#include "tests/fakes/FaultCase.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::fakes;

namespace {

/// Tells the mesh how often calls to a service are tried again, and when one is given up.
void setRetries(World& world, const std::string& service, int retries, const std::string& tryFor) {
    auto route = std::make_shared<Plain>(Kind::VirtualService);
    route->meta.name = service;
    route->meta.ns = "production";
    route->rest = R"({"spec":{"hosts":[")" + service + R"("],"http":[{"route":[{"destination":{"host":")" +
                  service + R"("}}],"retries":{"attempts":)" + std::to_string(retries) +
                  R"(,"perTryTimeout":")" + tryFor + R"("}}]}})";
    world.store().put(route);
}

/// Callers keep no breaker for a service, as a destination rule of the mesh can say.
void takeBreakerAway(World& world, const std::string& service) {
    auto rule = std::make_shared<Plain>(Kind::DestinationRule);
    rule->meta.name = service;
    rule->meta.ns = "production";
    rule->rest = R"({"spec":{"host":")" + service +
                 R"(","trafficPolicy":{"outlierDetection":{"maxEjectionPercent":0}}}})";
    world.store().put(rule);
}

void scale(World& world, const std::string& name, int replicas) {
    Deployment changed = *world.store().find<Deployment>("production", name);
    changed.replicas = replicas;
    world.workloads().apply(changed);
}

/// Requests at the auth service for each one at the gateway: the signature of repetitions.
double amplification(const World& world) {
    return serviceNow(world, "auth-service").rps / serviceNow(world, "api-gateway").rps;
}

double breaker(const World& world, const std::string& upstream) {
    return metric(world, "dwcp_circuit_breaker_state", "upstream", upstream);
}

constexpr const char* slowDatabase =
    "at: 1m, for: 2m, do: dep_slow, from: auth-service, to: pgbouncer, add_ms: 3000, p: 1";

} // namespace

class TestCircuits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onACalmDayNothingIsRepeatedAndAllIsClosed() {
        const auto world = fakes::smallProduction();
        world->advanceTo(2 * hour);
        QCOMPARE(amplification(*world), 1.0);
        QCOMPARE(breaker(*world, "auth-service"), 0.0);
        QCOMPARE(breaker(*world, "pgbouncer"), 0.0);
        QCOMPARE(metric(*world, "dwcp_request_retries_total", "upstream", "dwcp-api"), 0.0);
        QVERIFY(world->model().circuits().turns(-day, world->now()).empty());
    }
    void aBudgetKeepsRepetitionsWithinATenth() {
        const auto world = withFault("at: 1m, do: dep_errors, from: api-gateway, to: auth-service, p: 0.4");
        world->advanceTo(3 * minute);
        QVERIFY2(std::abs(amplification(*world) - 1.1) < 0.001, QByteArray::number(amplification(*world)));
        const double failed = serviceNow(*world, "api-gateway").error;
        QVERIFY2(failed > 0.35 && failed < 0.4, QByteArray::number(failed)); // a few of them help
        const double repeated = metric(*world, "dwcp_request_retries_total", "upstream", "auth-service");
        QVERIFY(repeated > 50'000 && repeated < 110'000);
        QCOMPARE(breaker(*world, "auth-service"), 0.0);
    }
    void withoutABudgetAStormOutlivesItsCause() {
        const auto world = withFault(slowDatabase);
        takeBreakerAway(*world, "auth-service");
        scale(*world, "auth-service", 1);
        setRetries(*world, "auth-service", 2, "300ms");
        world->advanceTo(50 * second);
        QVERIFY(std::abs(amplification(*world) - 1) < 0.2);
        world->advanceTo(20 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY2(amplification(*world) > 2, QByteArray::number(amplification(*world)));
        QVERIFY(serviceNow(*world, "ingress").rps < 9000); // the edge has its usual load
        // Once nothing is repeated, it heals by itself.
        setRetries(*world, "auth-service", 0, "300ms");
        world->advanceTo(24 * minute);
        QVERIFY2(amplification(*world) < 1.01, QByteArray::number(amplification(*world)));
        QVERIFY(serviceNow(*world, "auth-service").use < 0.9);
    }
    void aBreakerEndsTheSameStorm() {
        const auto world = withFault(slowDatabase);
        scale(*world, "auth-service", 1);
        setRetries(*world, "auth-service", 2, "300ms");
        world->advanceTo(20 * minute);
        QVERIFY(!world->model().circuits().turns(0, world->now()).empty());
        QVERIFY2(amplification(*world) < 1.2, QByteArray::number(amplification(*world)));
    }
    void withABudgetTheSameCauseLeavesNothingBehind() {
        const auto world = withFault(slowDatabase);
        scale(*world, "auth-service", 1);
        world->advanceTo(20 * minute);
        QCOMPARE(amplification(*world), 1.0);
    }
    void aBreakerOpensTriesAgainAndCloses() {
        const auto world =
            withFault("at: 1m, for: 4m, do: dep_errors, from: api-gateway, to: auth-service, p: 0.9");
        world->advanceTo(75 * second);
        QCOMPARE(breaker(*world, "auth-service"), 2.0);
        const auto gateway = serviceNow(*world, "api-gateway"), auth = serviceNow(*world, "auth-service");
        QVERIFY(gateway.error > 0.99 && gateway.refused > 0.99);
        QVERIFY(auth.rps < gateway.rps / 20);     // it is left in peace
        QVERIFY(gateway.quantileMs(1.645) < 120); // and nobody waits
        QVERIFY(metric(*world, "dwcp_request_refusals_total", "upstream", "auth-service") > 10'000);
        world->advanceTo(7 * minute);
        QCOMPARE(breaker(*world, "auth-service"), 0.0);
        QVERIFY(serviceNow(*world, "api-gateway").error < 0.01);
        const auto turns = world->model().circuits().turns(0, world->now());
        using State = Circuits::State;
        QVERIFY(turns.size() >= 5);
        QVERIFY(turns[0].to == State::Open && turns[1].to == State::HalfOpen);
        QCOMPARE(turns[1].at - turns[0].at, 30 * second);
        QVERIFY(turns[2].to == State::Open && turns[3].at - turns[2].at == 60 * second);
        QVERIFY(turns.back().to == State::Closed);
        QCOMPARE(says(*world, "production", "api-gateway", "msg=\"circuit breaker open\""),
                 static_cast<int>(6 * std::count_if(turns.begin(), turns.end(), [](const auto& each) {
                                      return each.to == State::Open;
                                  })));
        QCOMPARE(says(*world, "production", "dwcp-api", "circuit breaker"), 0);
        QVERIFY(says(*world, "production", "api-gateway", "err=\"circuit breaker open: auth-service\"") > 20);
    }
    void whoIsTurnedAwayGets503() {
        const auto world = withFault("at: 1m, do: dep_errors, from: api-gateway, to: auth-service, p: 0.9");
        const auto count = [&](const char* status) {
            double sum = 0;
            const auto tick = world->series().timeline().tickAt(world->now());
            world->series().each(
                "http_requests_total", world->now(), world->now(), [&](const SeriesView& view) {
                    if (view.labels.at("service") == "api-gateway" && view.labels.at("status") == status)
                        sum = view.value(*tick);
                });
            return sum;
        };
        world->advanceTo(80 * second);
        const double refused = count("503"), failed = count("500");
        world->advanceTo(90 * second);
        QVERIFY(count("503") - refused > 70'000);
        QVERIFY(count("500") - failed < 10);
    }
    void itMakesNoDifferenceWhenSomebodyAsks() {
        const auto often = withFault(slowDatabase), seldom = withFault(slowDatabase);
        for (const auto& world : {often.get(), seldom.get()}) {
            takeBreakerAway(*world, "auth-service");
            scale(*world, "auth-service", 1);
            setRetries(*world, "auth-service", 2, "300ms");
        }
        for (Micros when = 0; when < 10 * minute; when += 3'700'000) {
            often->advanceTo(when);
            (void)often->model().at(when);
        }
        often->advanceTo(10 * minute);
        seldom->advanceTo(10 * minute);
        for (Micros when = -hour; when <= 10 * minute; when += 7 * second) {
            const auto a = often->model().at(when), b = seldom->model().at(when);
            for (std::size_t i = 0; i < a.size(); ++i)
                QVERIFY(a[i].rps == b[i].rps && a[i].error == b[i].error && a[i].p50Ms == b[i].p50Ms);
        }
        QCOMPARE(often->digest(), seldom->digest());
    }
};

QTEST_GUILESS_MAIN(TestCircuits)
#include "tst_Circuits.moc"
