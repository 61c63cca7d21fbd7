#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

namespace {

/// What a query over the hour before says, as text.
QByteArray hourBefore(const World& world, const char* text, Micros until) {
    const auto parsed = promql::parse(text);
    const SeriesStorage storage(world.series(), world.epoch(), world.now());
    const auto result =
        promql::evaluateRange(*std::get<promql::ExprPtr>(parsed), storage,
                              (world.epoch() + until - hour) / 1000, (world.epoch() + until) / 1000, 15'000);
    QByteArray out;
    for (const auto& series : std::get<promql::Value>(result).matrix) {
        for (const auto& [name, value] : series.labels)
            out += QByteArray::fromStdString(name + "=" + value + ",");
        for (const auto& sample : series.samples)
            out += ' ' + QByteArray::number(sample.ms) + '/' + QByteArray::number(sample.value, 'g', 17);
        out += '\n';
    }
    return out;
}

void removeNode(World& world) { world.store().remove(Kind::Node, "", "pool-4"); }
void removePod(World& world) {
    const auto pods = world.store().list<Pod>("production");
    const auto found = std::find_if(pods.begin(), pods.end(), [](const auto& pod) {
        return pod->meta.labels.at("app") == "order-service";
    });
    world.pods().remove("production", (*found)->meta.name, 0);
}
void removeDeployment(World& world) { world.store().remove(Kind::Deployment, "production", "leaky-service"); }

} // namespace

class TestLedger : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsTakenAwayLeavesThePastAsItWas_data() {
        QTest::addColumn<int>("what");
        QTest::newRow("node") << 0;
        QTest::newRow("pod") << 1;
        QTest::newRow("deployment") << 2;
    }
    // One world is asked before, the other one only afterwards: what is computed late must not differ.
    void whatIsTakenAwayLeavesThePastAsItWas() {
        QFETCH(int, what);
        const auto asked = fakes::smallProduction(), late = fakes::smallProduction();
        constexpr Micros then = 10 * minute;
        const std::array queries{
            "node_memory_MemAvailable_bytes",
            "rate(node_cpu_seconds_total{mode=\"user\"}[1m])",
            "node_timex_offset_seconds",
            "kube_deployment_status_replicas_available",
            "container_memory_working_set_bytes{service=\"order-service\"}",
            "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))"};
        asked->advanceTo(then);
        late->advanceTo(then);
        std::vector<QByteArray> before;
        for (const char* query : queries)
            before.push_back(hourBefore(*asked, query, then - minute));
        for (const auto& world : {asked.get(), late.get()}) {
            (what == 0 ? removeNode : what == 1 ? removePod : removeDeployment)(*world);
            world->advanceTo(then + 30 * second);
        }
        for (std::size_t i = 0; i < queries.size(); ++i) {
            QVERIFY(!before[i].isEmpty());
            QCOMPARE(hourBefore(*asked, queries[i], then - minute), before[i]);
            QCOMPARE(hourBefore(*late, queries[i], then - minute), before[i]);
            QCOMPARE(hourBefore(*late, queries[i], then + 20 * second),
                     hourBefore(*asked, queries[i], then + 20 * second));
        }
    }
    void aNodeThatIsGoneHasNoMoreSamplesAndComesBackWithAGap() {
        const auto world = fakes::smallProduction();
        const auto has = [&] {
            return hourBefore(*world, "last_over_time(node_memory_MemTotal_bytes{node=\"pool-4\"}[10s])",
                              world->now())
                .count('/');
        };
        world->advanceTo(10 * minute);
        const Node node = *world->store().find<Node>("", "pool-4");
        const auto before = has();
        removeNode(*world);
        world->advanceTo(30 * minute);
        const auto gone = has();
        QVERIFY2(gone < before - 70, QByteArray::number(gone));
        world->store().add(node);
        world->advanceTo(40 * minute);
        const auto back = has();
        QVERIFY2(before - back > 70 && before - back < 90,
                 QByteArray::number(back)); // twenty minutes are missing
    }
};

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_Ledger.moc"
