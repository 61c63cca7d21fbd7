#include "core/course/LabFaults.h"

#include <QTest>

using namespace understudy::course;

class tst_LabFaults final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatGoesWrongIsToldInOrder() {
        const auto faults =
            faultsOf("lab: lab-1-1\nseed: 1\nfaults:\n"
                     "  - {id: release, at: -10m, do: bad_release, on: production/dwcp-api, err: 0.05}\n"
                     "  - {id: redis, at: never, do: redis_down}\n");
        QCOMPARE(faults, (std::vector<LabFault>{{"release", "bad_release", "production/dwcp-api", false},
                                                {"redis", "redis_down", "", true}}));
    }
    void aScenarioWithoutFaultsHasNone_data() {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("none") << QByteArray("lab: x\n");
        QTest::newRow("no yaml") << QByteArray("faults: [");
        QTest::newRow("no list") << QByteArray("faults: 3\n");
        QTest::newRow("no id") << QByteArray("faults:\n  - {at: 0s, do: traffic}\n");
    }
    void aScenarioWithoutFaultsHasNone() {
        QFETCH(const QByteArray, yaml);
        QVERIFY(faultsOf(yaml).empty());
    }
};

QTEST_GUILESS_MAIN(tst_LabFaults)
#include "tst_LabFaults.moc"
