#include "labs/policies/Reading.h"
#include "tests/fakes/FaultCase.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::fakes;

namespace {

std::string secretText(const World& world, const std::string& name, const char* key) {
    const auto secret = world.store().find(Kind::Secret, "production", name);
    return secret ? reading::textAt(reading::parsed(secret->rest), {"data", key}) : std::string();
}

void setRoute(World& world, const std::string& subset) {
    auto service = std::make_shared<Plain>(Kind::VirtualService);
    service->meta.name = "payment-gateway";
    service->meta.ns = "production";
    service->rest =
        "{\"spec\":{\"hosts\":[\"payment-gateway\"],\"http\":[{\"route\":[{\"destination\":{\"host\":"
        "\"payment-gateway\",\"subset\":\"" +
        subset + "\"},\"weight\":100}]}]}}";
    world.store().put(service);
}

} // namespace

class TestSignalFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofAMutedAlertNobodyIsTold() {
        const char* rest =
            "  - {id: m, at: 0s, do: traffic, rps: 15000}\n"
            "script:\n  - {at: 5m, page: {alert: HighErrorRate, severity: critical, text: x}}\n";
        for (const bool muted : {true, false}) {
            const auto world = fakes::smallProduction(
                std::string("lab: t\nseed: 11\nfaults:\n  - {id: f, at: ") + (muted ? "-10m" : "never") +
                ", do: alert_mute, alert: HighErrorRate, by: release-bot}\n" + rest);
            world->advanceTo(6 * minute);
            int suppressed = 0, active = 0;
            for (const Notice& notice : world->alertmanager().notices(world->now()))
                if (notice.labels.at("alertname") == "HighErrorRate")
                    ++(notice.active() ? active : suppressed);
            QVERIFY(muted ? suppressed > 0 && active == 0 : active > 0 && suppressed == 0);
            QCOMPARE(says(*world, "monitoring", "alertmanager", "alertname=HighErrorRate") > 0, !muted);
            QCOMPARE(world->telling().messages().empty(), muted);
        }
    }
    void aSilenceThatIsTakenBackIsOver() {
        const auto world = withFault("at: -10m, do: alert_mute, duration: 2h");
        const Silence silence = world->alertmanager().silences().all().at(0);
        QCOMPARE(silence.createdBy, std::string("release-bot"));
        QCOMPARE(stateOf(*world), std::string("on"));
        QCOMPARE(world->alertmanager().silences().holding({{"alertname", "Any"}}, 0).size(), std::size_t(1));
        QCOMPARE(world->alertmanager().silences().expire(silence.id, world->now()).status, 200);
        world->advanceTo(10 * second);
        QCOMPARE(stateOf(*world), std::string("over"));
        const auto late = withFault("at: -10m, do: alert_mute, duration: 2h");
        late->advanceTo(2 * hour);
        QCOMPARE(stateOf(*late), std::string("over")); // its time has passed
    }
    void aClockThatIsWrongIsMeasuredToldAndFelt() {
        const auto world = withFault("at: 0s, do: clock_skew, on: pool-4, ms: -1500");
        const double before = serviceNow(*world, "auth-service").error;
        world->advanceTo(5 * minute);
        const double offset = metric(*world, "node_timex_offset_seconds", "node", "pool-4");
        QVERIFY2(std::abs(offset + 1.5) < 0.01, QByteArray::number(offset));
        QVERIFY(std::abs(metric(*world, "node_timex_offset_seconds", "node", "pool-5")) < 0.01);
        QCOMPARE(metric(*world, "node_timex_sync_status", "node", "pool-4"), 0.0);
        QCOMPARE(metric(*world, "node_timex_sync_status", "node", "pool-5"), 1.0);
        QVERIFY(told(*world, "NTPIsDown"));
        QVERIFY(says(*world, "kube-system", "kube-proxy", "no reply from 10.0.0.2:123/udp") > 0);
        const double share = world->ledger().shareOn("production", "auth-service", "pool-4", world->now());
        QCOMPARE(serviceNow(*world, "auth-service").error > before + 0.01, share > 0);
        QCOMPARE(says(*world, "production", "auth-service", "token used before issued") > 0, share > 0);
        bool fired = false;
        for (const auto& event : world->alerts().events())
            fired = fired || (event.name == "NodeClockSkew" && event.firing);
        QVERIFY(fired);
    }
    void aDrainedNodeHarmsNobodyWithItsClock() {
        const auto world = withFault("at: 0s, do: clock_skew, on: pool-4, ms: 2000");
        world->advanceTo(3 * minute);
        world->store().update<Node>("", "pool-4", [](Node& node) { node.unschedulable = true; });
        world->advanceTo(4 * minute);
        QCOMPARE(stateOf(*world), std::string("on"));
        for (const auto& pod : world->store().list<Pod>("production"))
            if (pod->node == "pool-4")
                world->pods().remove("production", pod->meta.name, 0);
        world->advanceTo(6 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(metric(*world, "node_timex_offset_seconds", "node", "pool-4") < 0.01);
    }
    void aWrongRouteIsADetourUntilItLeadsBack() {
        const auto world = withFault("at: 0s, do: route_wrong");
        world->advanceTo(2 * minute);
        QVERIFY(serviceNow(*world, "payment-service").quantileMs(0) > 29000);
        QVERIFY(serviceNow(*world, "order-service").quantileMs(1.645) > 29000); // checkouts
        QVERIFY(serviceNow(*world, "order-service").quantileMs(0) < 100);       // other orders
        QVERIFY(serviceNow(*world, "api-gateway").quantileMs(1.645) < 200);
        QVERIFY(says(*world, "production", "payment-service", "subset=v2") > 0);
        setRoute(*world, "v2");
        world->advanceTo(3 * minute);
        QCOMPARE(stateOf(*world), std::string("on"));
        setRoute(*world, "direct");
        world->advanceTo(4 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(serviceNow(*world, "payment-service").quantileMs(1.645) < 500);
    }
    void aLeakedKeyOpensTheSecretUntilThatIsAnotherOne_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("key of a cloud") << "aws"
                                        << "backup-bucket"
                                        << "AKIA[A-Z0-9]{16}";
        QTest::newRow("token") << "token"
                               << "ci-token"
                               << "dwcp_tok_[A-Za-z0-9]{24}";
    }
    void aLeakedKeyOpensTheSecretUntilThatIsAnotherOne() {
        QFETCH(QString, kind);
        QFETCH(QString, secret);
        QFETCH(QString, pattern);
        const auto world = withFault("at: -1h, do: secret_in_code, kind: " + kind.toStdString());
        const auto repositories = world->faults().repositories();
        QCOMPARE(repositories.size(), std::size_t(1));
        const QString text = QString::fromStdString(repositories[0].files.at("config/app.ini"));
        const auto found = QRegularExpression(pattern).match(text);
        QVERIFY2(found.hasMatch(), qPrintable(text));
        const char* key = kind == QStringLiteral("aws") ? "aws_access_key_id" : "token";
        const QByteArray held =
            QByteArray::fromBase64(QByteArray::fromStdString(secretText(*world, secret.toStdString(), key)));
        QCOMPARE(QString::fromLatin1(held), found.captured());
        world->advanceTo(minute);
        QCOMPARE(stateOf(*world), std::string("on"));
        auto rotated = std::make_shared<Plain>(Kind::Secret);
        rotated->meta.name = secret.toStdString();
        rotated->meta.ns = "production";
        rotated->rest = "{\"data\":{\"" + std::string(key) + "\":\"bmV3\"},\"type\":\"Opaque\"}";
        world->store().put(rotated);
        world->advanceTo(2 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QCOMPARE(world->faults().repositories().size(), std::size_t(1)); // the history keeps it
    }
    void copiesThatCaughtUpForGoodAreNoFaultAnyMore() {
        const auto world = withFault("at: 0s, do: sync_lag, on: worker-007, lag: 120s");
        world->advanceTo(minute);
        QVERIFY(metric(*world, "dwcp_state_sync_lag_seconds", "node", "worker-007") > 100);
        world->platform().sync.rejoin("worker-007");
        world->advanceTo(2 * minute);
        QCOMPARE(stateOf(*world), std::string("over"));
        QVERIFY(metric(*world, "dwcp_state_sync_lag_seconds", "node", "worker-007") < 20);
    }
};

QTEST_GUILESS_MAIN(TestSignalFaults)
#include "tst_SignalFaults.moc"
