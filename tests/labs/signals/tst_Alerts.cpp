#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

namespace {

QString told(const World& world) {
    QString out;
    for (const AlertEvent& event : world.alerts().events()) {
        out += QStringLiteral("%1 %2 %3 %4 %5")
                   .arg(QString::fromStdString(event.name))
                   .arg(event.active)
                   .arg(event.firing.value_or(-1))
                   .arg(event.resolved.value_or(-1))
                   .arg(event.value, 0, 'g', 17);
        for (const auto& [key, value] : event.labels)
            out += QString::fromStdString(" " + key + "=" + value);
        out += u'\n';
    }
    return out;
}

constexpr const char* monday =
    "lab: t\nseed: 3\nfaults:\n  - {id: m, at: 0s, for: 20m, do: traffic, rps: 15000}\n"
    "  - {id: redis, at: +5m, for: 4m, do: redis_down}\n";

const AlertEvent* find(const World& world, const std::string& name) {
    for (const AlertEvent& event : world.alerts().events())
        if (event.name == name)
            return &event;
    return nullptr;
}

} // namespace

class TestAlerts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAlertIsPendingBeforeItFiresAndResolvesAfterwards() {
        const auto world = fakes::smallProduction(monday);
        QVERIFY2(told(*world).isEmpty(), qPrintable(told(*world)));
        world->advanceTo(100 * second);
        const AlertEvent* errors = find(*world, "HighErrorRate");
        QVERIFY(errors && !errors->firing && !errors->resolved);
        QVERIFY(errors->active > 0 && errors->active % (30 * second) == 0);
        world->advanceTo(4 * minute);
        errors = find(*world, "HighErrorRate");
        QCOMPARE(*errors->firing - errors->active, 2 * minute);
        QCOMPARE(errors->labels.at("service"), std::string("api-gateway"));
        QVERIFY(errors->annotations.at("description").ends_with("% fail"));
        QVERIFY(!find(*world, "HighCPUUsage")->firing);
        world->advanceTo(30 * minute);
        errors = find(*world, "HighErrorRate");
        QVERIFY(errors->resolved && *errors->resolved > 20 * minute && *errors->resolved < 23 * minute);
        QVERIFY(find(*world, "HighCPUUsage")->firing);
        QVERIFY(find(*world, "RedisDown")->resolved);
    }
    void itMakesNoDifferenceWhenSomebodyAsks() {
        const auto seldom = fakes::smallProduction(monday), often = fakes::smallProduction(monday);
        for (Micros when = 0; when <= 40 * minute; when += 17 * second) {
            often->advanceTo(when);
            (void)often->alerts().events();
        }
        often->advanceTo(41 * minute);
        seldom->advanceTo(41 * minute);
        QVERIFY(!told(*often).isEmpty());
        QCOMPARE(told(*often), told(*seldom));
    }
    void aForcedAlertFiresForItsTime() {
        const auto world = fakes::smallProduction("lab: t\nseed: 3\nfaults:\n  - {id: f, at: 0s, for: 10m, "
                                                  "do: alert_fired, alert: Odd, severity: warning, "
                                                  "text: something}\n");
        world->advanceTo(minute);
        QVERIFY(find(*world, "Odd") && find(*world, "Odd")->firing && !find(*world, "Odd")->resolved);
        world->advanceTo(11 * minute);
        QCOMPARE(find(*world, "Odd")->resolved.value_or(0), 10 * minute);
    }
    void aCalmDayHasNoAlertButSaysSoQuickly() {
        const auto world = fakes::smallProduction();
        world->advanceTo(2 * hour);
        QVERIFY2(told(*world).isEmpty(), qPrintable(told(*world)));
        QCOMPARE(world->alerts().groups().size(), 6U);
    }
    void theStatesOfAlertsAreSeries() {
        const auto world = fakes::smallProduction(monday);
        world->advanceTo(30 * minute);
        const SeriesStorage storage(world->series(), world->epoch(), world->now());
        const auto value = [&](const char* text, Micros when) {
            const auto parsed = promql::parse(text);
            auto result =
                promql::evaluate(*std::get<promql::ExprPtr>(parsed), storage, (world->epoch() + when) / 1000);
            const auto& points = std::get<promql::Value>(result).vector;
            return points.size() == 1 ? points[0].value : -1;
        };
        const char* firing = "ALERTS{alertname=\"HighErrorRate\",alertstate=\"firing\"}";
        QCOMPARE(value(firing, minute), -1.0);
        QCOMPARE(value(firing, 10 * minute), 1.0);
        QCOMPARE(value(firing, 29 * minute), -1.0);
        QCOMPARE(value("ALERTS{alertname=\"HighErrorRate\",alertstate=\"pending\"}", 10 * minute), -1.0);
        const AlertEvent* errors = find(*world, "HighErrorRate");
        QCOMPARE(value("ALERTS_FOR_STATE{alertname=\"HighErrorRate\"}", 10 * minute),
                 static_cast<double>((world->epoch() + errors->active) / second));
    }
};

QTEST_GUILESS_MAIN(TestAlerts)
#include "tst_Alerts.moc"
