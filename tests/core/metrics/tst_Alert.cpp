#include "core/metrics/Alert.h"
#include "core/metrics/PrometheusClient.h"
#include "tests/fakes/CannedServer.h"

#include <QTest>

using namespace understudy;
using namespace understudy::metrics;

namespace {

// As Prometheus 2.42 writes it.
const QByteArray Page = R"({"status":"success","data":{"alerts":[
 {"labels":{"alertname":"Late","severity":"warning"},"annotations":{"description":"It is late"},"state":"pending",
  "activeAt":"2025-11-17T09:10:00.123456789Z","value":"1e+00"},
 {"labels":{"alertname":"Down","severity":"critical","job":"api"},"annotations":{"summary":"API is down",
  "description":"more"},"state":"firing","activeAt":"2025-11-17T09:00:00Z","value":"0e+00"}]}})";

} // namespace

class tst_Alert final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void alertsAreReadInOrderOfTime() {
        const auto alerts = alertsFrom(Page);
        QVERIFY(alerts.ok());
        QCOMPARE(alerts->size(), 2u);
        QCOMPARE(alerts->front().name, QStringLiteral("Down"));
        QCOMPARE(alerts->front().summary, QStringLiteral("API is down"));
        QCOMPARE(alerts->front().severity, QStringLiteral("critical"));
        QCOMPARE(alerts->front().since, 1'763'370'000'000);
        QCOMPARE(alerts->back().state, Alert::State::Pending);
        QCOMPARE(alerts->back().summary, QStringLiteral("It is late"));
        QCOMPARE(alerts->back().since, 1'763'370'600'123);
    }

    void whatIsNoListOfAlertsIsRefusedWhole_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("no list") << QByteArray(R"({"data":{"alerts":{}}})");
        QTest::newRow("no name") << QByteArray(Page).replace("\"alertname\":\"Late\",", "");
        QTest::newRow("no time") << QByteArray(Page).replace("2025-11-17T09:00:00Z", "today");
        QTest::newRow("another state") << QByteArray(Page).replace("pending", "sleeping");
        QTest::newRow("a number") << QByteArray(R"({"data":{"alerts":[1]}})");
    }
    void whatIsNoListOfAlertsIsRefusedWhole() {
        QFETCH(QByteArray, json);
        const auto alerts = alertsFrom(json);
        QVERIFY(!alerts.ok());
        QVERIFY(!alerts.error().sentence.isEmpty());
    }

    void theClientAsksForAlertsAndLabelValues() {
        fakes::CannedServer server([](const fakes::Asked& asked) {
            if (asked.path == QLatin1String("/x/api/v1/alerts"))
                return fakes::Canned{200, Page};
            if (asked.path == QLatin1String("/x/api/v1/label/service/values"))
                return fakes::Canned{200, R"({"status":"success","data":["b","a"]})"};
            return fakes::Canned{404, "{}"};
        });
        PrometheusClient client(QUrl(server.url().toString() + QStringLiteral("/x/")));
        std::optional<Result<std::vector<Alert>>> alerts;
        client.alerts(this, [&](const auto& answer) { alerts = answer; });
        QTRY_VERIFY(alerts.has_value());
        QVERIFY(alerts->ok());
        QCOMPARE((*alerts)->size(), 2u);
        QCOMPARE(server.asked().last().method, QByteArray("GET"));
        std::optional<Result<QStringList>> values;
        client.labelValues(QStringLiteral("service"), QStringLiteral("up{job=\"a&b\"}"), this,
                           [&](const auto& answer) { values = answer; });
        QTRY_VERIFY(values.has_value());
        QVERIFY(values->ok());
        QCOMPARE(**values, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(server.asked().last().query.queryItemValue(QStringLiteral("match[]"), QUrl::FullyDecoded),
                 QStringLiteral("up{job=\"a&b\"}"));
        values.reset();
        client.labelValues(QStringLiteral("other"), {}, this, [&](const auto& answer) { values = answer; });
        QTRY_VERIFY(values.has_value());
        QVERIFY(!values->ok());
    }
};

QTEST_GUILESS_MAIN(tst_Alert)
#include "tst_Alert.moc"
