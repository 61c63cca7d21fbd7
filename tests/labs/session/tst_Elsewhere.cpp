#include "labs/session/Elsewhere.h"

#include <QTest>

using namespace understudy;
using namespace understudy::session;
using course::Check;

class tst_Elsewhere final : public QObject {
    Q_OBJECT
    const Elsewhere m_place{"id", "Training", true};

    static Check of(Check::Kind kind) {
        Check check;
        check.kind = kind;
        return check;
    }
    static Check shell(const char* command) {
        Check check = of(Check::Kind::Shell);
        check.command = command;
        return check;
    }
private Q_SLOTS:
    void whatCanBeSeenFromOutsideIsChecked() {
        QVERIFY(!whyNotThere(of(Check::Kind::Kube), m_place));
        QVERIFY(!whyNotThere(of(Check::Kind::Promql), m_place));
        Check measured = of(Check::Kind::Answer);
        measured.numberQuery = "sum(up)";
        QVERIFY(!whyNotThere(measured, m_place));
        QVERIFY(!whyNotThere(shell("grep -c x ~/review.md"), m_place));
        QVERIFY(!whyNotThere(shell("dwcp-cli node list -o json | jq -e ."), m_place));
        QVERIFY(!whyNotThere(shell("grep lab ~/labels.txt"), m_place) ||
                whyNotThere(shell("grep lab ~/labels.txt"), m_place)->contains("mentor"));
    }

    void whatOnlyTheLabKnowsIsNot_data() {
        QTest::addColumn<Check>("check");
        QTest::newRow("asked") << of(Check::Kind::Asked);
        QTest::newRow("answer") << of(Check::Kind::Answer);
        QTest::newRow("condition") << of(Check::Kind::Condition);
        for (const char* command :
             {"incident report", "lab status", "set -e; incident show | grep x", "cat $LAB_ROOT/x",
              "grep -c update ~/incident/timeline.jsonl", "psql -Atc 'SELECT 1'", "compare-query --rows x"})
            QTest::newRow(command) << shell(command);
    }
    void whatOnlyTheLabKnowsIsNot() {
        QFETCH(const Check, check);
        const auto why = whyNotThere(check, m_place);
        QVERIFY(why);
        QVERIFY(why->startsWith("Cannot be checked on this cluster: "));
        QVERIFY(why->endsWith("Do it with your mentor."));
    }

    void withoutPrometheusMetricsAreNotChecked() {
        const auto why = whyNotThere(of(Check::Kind::Promql), {"id", "Training", false});
        QVERIFY(why && why->contains("no Prometheus"));
    }

    void commandsOfTheLabSayWhatToDoInstead() {
        const std::vector<course::LabFault> faults{{"redis", "redis_down", {}, true}};
        QVERIFY(insteadOf("lab inject redis", faults)->contains("Redis is stopped"));
        QVERIFY(insteadOf("lab inject unknown", faults)->contains("Ask your mentor"));
        QVERIFY(insteadOf("lab skip 3m", faults)->contains("Wait as long"));
        QVERIFY(insteadOf("labtime", faults)->contains("Time"));
        QVERIFY(insteadOf("incident ack", faults)->contains("mentor"));
        QVERIFY(insteadOf("psql -c 'SELECT 1'", faults));
        QVERIFY(insteadOf("lab check", faults));
        QVERIFY(!insteadOf("kubectl get pods -l lab=1", faults));
        QVERIFY(!insteadOf("kubectl rollout restart statefulset/redis -n production", faults));
        QVERIFY(!insteadOf("curl -s $PROMETHEUS/api/v1/alerts | jq .", faults));
    }

    void theMentorIsToldWhatTheLabBeginsWith() {
        QVERIFY(wantedFaults({{"redis", "redis_down", {}, true}}).isEmpty());
        QVERIFY(wantedFaults({{"r", "bad_release", "production/dwcp-api", false}})
                    .contains("a release that brings errors (production/dwcp-api)"));
        QCOMPARE(faultWords({"x", "some_new_kind", {}, false}), QString("some new kind"));
    }

    void checksThatCanBeMadeAreCounted() {
        course::Lab lab;
        lab.steps.resize(2);
        lab.steps[0].checks = {of(Check::Kind::Kube), of(Check::Kind::Asked)};
        lab.steps[1].checks = {of(Check::Kind::Promql)};
        QCOMPARE(checkableThere(lab, m_place), 2);
        QCOMPARE(checkableThere(lab, {"id", "Training", false}), 1);
    }

    void programsThatACheckNeedsAreKnown() {
        QCOMPARE(toolsOf("set -o pipefail; dwcp-cli vm count -o json | jq -e '.vms == 0'"),
                 (QStringList{"dwcp-cli", "jq"}));
        QVERIFY(toolsOf("printf x").isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_Elsewhere)
#include "tst_Elsewhere.moc"
