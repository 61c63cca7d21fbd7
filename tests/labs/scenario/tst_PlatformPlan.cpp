#include "labs/scenario/Topology.h"

#include <QFile>
#include <QtTest>

using namespace understudy::cluster;

/// The DWCP platform of a topology file.
class TestPlatformPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theThreeSizesLoad_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("regions");
        QTest::newRow("small") << QStringLiteral("small") << 10 << 1;
        QTest::newRow("train") << QStringLiteral("train") << 20 << 2;
        QTest::newRow("prod") << QStringLiteral("prod") << 1000 << 5;
    }
    void theThreeSizesLoad() {
        QFETCH(const QString, name);
        QFETCH(const int, workers);
        QFETCH(const int, regions);
        QFile file(qEnvironmentVariable("UNDERSTUDY_SHARE") + QStringLiteral("/topologies/") + name +
                   QStringLiteral(".yaml"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const auto read = Topology::parse(file.readAll().toStdString(), name.toStdString() + ".yaml");
        if (const auto* problem = std::get_if<Problem>(&read))
            QFAIL(problem->text.c_str());
        const auto& topology = std::get<Topology>(read);
        QCOMPARE(topology.name, name.toStdString());
        QVERIFY(topology.platform.on);
        QCOMPARE(topology.platform.controllers, 3);
        QCOMPARE(topology.platform.workerCount(), workers);
        QCOMPARE(static_cast<int>(topology.platform.workers.size()), regions);
        QCOMPARE(static_cast<int>(topology.platform.links.size()), regions * (regions - 1) / 2);
        QVERIFY(topology.workloads.size() > 10);
    }
    void aMistakeIsToldWithItsPlace_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* text, const char* says) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(says);
        };
        row("controllers", "controllers: 4\n  workers: [{region: a, count: 5}]", "3 or 5");
        row("no workers", "workers: [{region: a, count: 2}]", "4 to 2000");
        row("unknown key", "colour: red\n  workers: [{region: a, count: 5}]", "colour");
        row("unknown region", "workers: [{region: a, count: 5}]\n  links: [{from: a, to: mars, rtt: 5}]",
            "mars");
        row("odd link", "workers: [{region: a, count: 5}]\n  links: [{from: a, to: a, rtt: 0}]",
            "rtt above 0");
        row("odd VM",
            "workers: [{region: a, count: 5}]\n  vms: [{id: v, name: n, worker: worker-001, memory: 0}]",
            "memory");
    }
    void aMistakeIsToldWithItsPlace() {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, says);
        const auto read =
            Topology::parse("name: x\nnodes: []\nnamespaces: []\nworkloads: []\nplatform:\n  region: a\n  " +
                                text.toStdString() + "\n",
                            "x.yaml");
        const auto* problem = std::get_if<Problem>(&read);
        QVERIFY(problem);
        QVERIFY2(problem->text.starts_with("x.yaml:"), problem->text.c_str());
        QVERIFY2(QByteArray::fromStdString(problem->text).contains(says), problem->text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPlatformPlan)
#include "tst_PlatformPlan.moc"
