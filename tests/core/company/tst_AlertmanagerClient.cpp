#include "core/company/AlertmanagerClient.h"

#include <QTest>

using namespace understudy;
using namespace understudy::company;

class tst_AlertmanagerClient final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void alertsThatFireAreReadOldestFirst() {
        const auto read = activeAlertsFrom(R"([
            {"labels": {"alertname": "B", "severity": "critical"}, "annotations": {"summary": "b is on"},
             "startsAt": "2026-01-05T10:01:00.000Z", "status": {"state": "active"}},
            {"labels": {"alertname": "A"}, "annotations": {"description": "a is on"},
             "startsAt": "2026-01-05T10:00:00.000Z", "status": {"state": "active"}},
            {"labels": {"alertname": "Quiet"}, "annotations": {}, "startsAt": "2026-01-05T10:00:00Z",
             "status": {"state": "suppressed"}}])");
        QVERIFY(read);
        QCOMPARE(read->size(), std::size_t(2));
        QCOMPARE((*read)[0].name, QString("A"));
        QCOMPARE((*read)[0].summary, QString("a is on"));
        QCOMPARE((*read)[1].severity, QString("critical"));
        QVERIFY((*read)[1].state == metrics::Alert::State::Firing);
    }

    void whatIsNoAlertmanagerIsSaid_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("page") << QByteArray("<html>");
        QTest::newRow("object") << QByteArray("{\"status\": \"success\"}");
        QTest::newRow("no name") << QByteArray("[{\"labels\": {}, \"startsAt\": \"2026-01-05T10:00:00Z\", "
                                               "\"status\": {\"state\": \"active\"}}]");
        QTest::newRow("no time") << QByteArray("[{\"labels\": {\"alertname\": \"A\"}}]");
        QTest::newRow("numbers") << QByteArray("[1, 2]");
    }
    void whatIsNoAlertmanagerIsSaid() {
        QFETCH(const QByteArray, json);
        const auto read = activeAlertsFrom(json);
        QVERIFY(!read);
        QVERIFY(read.error().sentence.contains("address in the profile"));
    }
};

QTEST_GUILESS_MAIN(tst_AlertmanagerClient)
#include "tst_AlertmanagerClient.moc"
