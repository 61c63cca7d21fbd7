#include "labs/session/ConditionLook.h"

#include "tests/fakes/CompanyStage.h"

#include <QJsonDocument>
#include <QTest>

using namespace understudy;
using namespace understudy::session;
using Word = Verdict::Word;

namespace {

const QByteArray scenario = R"(lab: lab-1-1
seed: 1
conditions:
  - {id: pods, must: {kube: {deployment: production/dwcp-api, ready: ">=2", exists: "true"}}}
  - {id: image, must: {kube: {deployment: production/dwcp-api, image: "dwcp/api:9.9.9"}}}
  - {id: other-image, must: {not: {kube: {deployment: production/dwcp-api, image: "dwcp/api:9.9.9"}}}}
  - {id: gone, must: {kube: {deployment: production/no-such, exists: "false"}}}
  - {id: never-there, must: {not: {kube: {deployment: production/no-such, ready: ">=1"}}}}
  - {id: node, must: {kube: {node: pool-1, ready: "true", unschedulable: "false"}}}
  - {id: inside, must: {kube: {service: production/redis, type: ClusterIP}}}
  - {id: up, must: {promql: {query: 'sum(up)', is: ">=1"}}}
  - {id: long-up, must: {promql: {query: 'redis_up', is: "1", for: 5m}}}
  - {id: never-up, must: {promql: {query: 'sum(up)', is: "<0"}}}
  - {id: no-series, must: {not: {promql: 'no_such_metric'}}}
  - {id: calm, must: {service: {name: api-gateway, errors: "<0.01", p95: "<1000", rps: ">1"}}}
  - {id: both, must: {all: [{promql: {query: 'sum(up)', is: ">=1"}}, {kube: {service: production/redis, exists: "true"}}]}}
  - {id: either, must: {any: [{promql: {query: 'sum(up)', is: "<0"}}, {kube: {service: production/redis, exists: "true"}}]}}
  - {id: since, for: 5m, must: {promql: {query: 'sum(up)', is: ">=1"}}}
  - {id: read, must: {journal: {verb: logs}}}
  - {id: liar, must: {dwcp: {node: worker-007, status: quarantined}}}
  - {id: fault, must: {any: [{fault: {id: x, state: over}}, {promql: 'up'}]}}
faults:
  - {id: x, at: never, do: redis_down}
)";

} // namespace

/// Conditions looked at through a real sshd, stock kubectl and PromQL of another lab.
class tst_ConditionLook final : public QObject {
    Q_OBJECT
    std::unique_ptr<fakes::CompanyStage> m_stage;
    std::unique_ptr<company::Cluster> m_cluster;
    std::unique_ptr<ConditionLook> m_look;

private Q_SLOTS:
    void whatOnlyTheLabKnowsIsNotSeenFromOutside() {
        const QSet<QString> seen = seenFromOutside(scenario, true);
        QVERIFY2(!seen.isEmpty(), "the scenario was refused");
        for (const char* id : {"since", "read", "liar", "fault"})
            QVERIFY2(!seen.contains(id), id);
        QCOMPARE(seen.size(), 14);
        QVERIFY(!seenFromOutside(scenario, false).contains("calm"));
        QVERIFY(seenFromOutside(scenario, false).contains("pods"));
        QVERIFY(seenFromOutside("no: scenario", true).isEmpty());
    }

    void fieldsAreReadAsTheApiHasThem() {
        cluster::Condition condition;
        condition.kind = cluster::Condition::Kind::Kube;
        condition.object = "deployment";
        condition.fields["env.MODE"] = {"==", "fast", 0};
        const auto object = QJsonDocument::fromJson(R"({"spec": {"template": {"spec": {"containers": [
            {"env": [{"name": "MODE", "value": "fast"}]}]}}}})")
                                .object();
        QVERIFY(meetsFields(condition, object));
        QVERIFY(!meetsFields(condition, {}));
        condition.fields = {{"ready", {"==", "0", 0}}}; // Kubernetes leaves zeros out
        QVERIFY(meetsFields(condition, object));
        condition.object = "pod";
        condition.fields = {{"ready", {"==", "true", 0}}};
        QVERIFY(!meetsFields(condition, object));
    }

    void conditionsAreDecidedOnTheCluster_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("word");
        const auto row = [](const char* id, Word word) { QTest::newRow(id) << QString(id) << int(word); };
        for (const char* id :
             {"pods", "other-image", "gone", "node", "inside", "up", "long-up", "calm", "both", "either"})
            row(id, Word::Passed);
        row("image", Word::NotYet);
        row("never-up", Word::NotYet);
        // "Not" is never true of what is not there.
        row("never-there", Word::CouldNotCheck);
        row("no-series", Word::CouldNotCheck);
        row("no-such-condition", Word::CouldNotCheck);
    }
    void conditionsAreDecidedOnTheCluster() {
        QFETCH(const QString, id);
        QFETCH(const int, word);
        if (!m_stage) {
            m_stage = std::make_unique<fakes::CompanyStage>();
            if (!m_stage->start("lab-1-1"))
                QSKIP(qPrintable(m_stage->reason()));
            m_cluster = m_stage->cluster(m_stage->profile());
            m_look = std::make_unique<ConditionLook>(*m_cluster, scenario);
            QVERIFY(m_cluster->start());
        }
        if (!m_look)
            QSKIP(qPrintable(m_stage->reason()));
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->link().session(), 40'000);
        std::optional<Verdict> found;
        m_look->look(id, [&found](const Verdict& verdict) { found = verdict; });
        QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), 40'000);
        QVERIFY2(int(found->word) == word, qPrintable(QString::number(int(found->word)) + found->reason));
    }
};

QTEST_GUILESS_MAIN(tst_ConditionLook)
#include "tst_ConditionLook.moc"
