#include "labs/scenario/Scenario.h"

#include <QtTest>

using namespace understudy::cluster;

namespace {
Loaded<Scenario> read(const std::string& fault) {
    return Scenario::parse("lab: x\nfaults:\n  - {id: a, at: 0s, " + fault + "}\n", "x.yaml");
}
} // namespace

/// The faults of the DWCP platform in a scenario file.
class TestPlatformFault : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachKindIsReadWithItsKeys_data() {
        QTest::addColumn<QByteArray>("fault");
        for (const char* fault :
             {"do: net, on: worker-003, loss: 0.02", "do: net, from: \"worker-*\", to: eu-west-1, rtt: 100",
              "do: partition, groups: [us-east-1, eu-west-1]",
              "do: byzantine, on: worker-007, mode: vote, p: 0.5",
              "do: mass_byzantine, share: 0.1, match: ISP-X, mode: vote", "do: node_down, on: worker-001",
              "do: node_down, on: controller-2", "do: leader_flap, rtt: 150",
              "do: consensus_slow, vote: 6500ms", "do: sync_lag, on: worker-234, lag: 120s",
              "do: hde_bad_ratio, saved: 0.15", "do: pba_drift, accuracy: 0.62",
              "do: itp_slow, constraints: 60",
              "do: bad_release, on: workers, version: v3.0.1, share: 0.3, p: 0.22",
              "do: bit_rot, on: worker-234, keys: 45",
              "do: lie, on: worker-007, metric: amst_throughput_mbps, factor: 5"})
            QTest::newRow(fault) << QByteArray(fault);
    }
    void eachKindIsReadWithItsKeys() {
        QFETCH(const QByteArray, fault);
        const auto scenario = read(fault.toStdString());
        if (const auto* problem = std::get_if<Problem>(&scenario))
            QFAIL(problem->text.c_str());
        const auto& spec = std::get<Scenario>(scenario).faults.at(0);
        QVERIFY(spec.platform);
        QCOMPARE(spec.platform->id, std::string("a"));
        QVERIFY(fault.contains(QByteArray::fromStdString(spec.platform->kind)));
    }
    void aMistakeIsToldWithItsPlace_data() {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* fault, const char* says) {
            QTest::newRow(fault) << QByteArray(fault) << QByteArray(says);
        };
        row("do: byzantine, on: worker-007, mode: charm", "mode");
        row("do: byzantine, on: worker-007, p: 2", "\"p\"");
        row("do: byzantine", "on");
        row("do: byzantine, on: worker-007, colour: red", "colour");
        row("do: net, on: worker-007", "rtt");
        row("do: net, on: worker-007, loss: 5", "loss");
        row("do: partition", "groups");
        row("do: sync_lag, on: worker-001, lag: soon", "lag");
    }
    void aMistakeIsToldWithItsPlace() {
        QFETCH(const QByteArray, fault);
        QFETCH(const QByteArray, says);
        const auto scenario = read(fault.toStdString());
        const auto* problem = std::get_if<Problem>(&scenario);
        QVERIFY(problem);
        QVERIFY2(problem->text.starts_with("x.yaml:3:"), problem->text.c_str());
        QVERIFY2(QByteArray::fromStdString(problem->text).contains(says), problem->text.c_str());
    }
    void aFaultOfAPodIsNotThePlatforms() {
        const auto scenario = read("do: bad_release, on: production/dwcp-api, image: \"dwcp/api:3.2.0\"");
        QVERIFY(std::holds_alternative<Scenario>(scenario));
        QVERIFY(!std::get<Scenario>(scenario).faults.at(0).platform);
    }
};

QTEST_GUILESS_MAIN(TestPlatformFault)
#include "tst_PlatformFault.moc"
