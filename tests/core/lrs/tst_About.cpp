#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;

// The names of requirements (XAPI-…) are of the public conformance requirements of xAPI.
class tst_About final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anybodyReadsTheVersions_data() {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QJsonArray>("versions");
        const QJsonArray both{QStringLiteral("1.0.3"), QStringLiteral("2.0.0")};
        QTest::newRow("XAPI-00315, 00317 to 00320: asked in 2.0") << QByteArray("2.0.0") << both;
        QTest::newRow("XAPI-00321: asked in none") << QByteArray() << both;
        QTest::newRow("asked in an unknown one") << QByteArray("9.9") << both;
        QTest::newRow("XAPI-00316: asked in 1.0.3")
            << QByteArray("1.0.3") << QJsonArray{QStringLiteral("1.0.3")};
    }
    void anybodyReadsTheVersions() {
        QFETCH(QByteArray, version);
        QFETCH(QJsonArray, versions);
        const auto told = asker.ask({.target = "/xapi/about", .version = version}, {});
        QCOMPARE(told.status, 200);
        QCOMPARE(told.header("Content-Type"), QByteArray("application/json"));
        QCOMPARE(told.object()[QLatin1String("version")].toArray(), versions);
        QVERIFY(told.object()[QLatin1String("extensions")].isObject());
        QCOMPARE(told.header("X-Experience-API-Version"), QByteArray(version == "1.0.3" ? "1.0.3" : "2.0.0"));
        const auto head = asker.ask({.method = "HEAD", .target = "/xapi/about", .version = version}, {});
        QCOMPARE(head.status, 200);
        QVERIFY(head.body.isEmpty());
        QCOMPARE(head.header("Content-Length"), told.header("Content-Length"));
    }
    void itTakesNothing() {
        QCOMPARE(asker.get("/xapi/about?foo=bar").status, 400);
        const auto put = asker.ask({.method = "PUT", .target = "/xapi/about", .body = "{}"});
        QCOMPARE(put.status, 405);
        QCOMPARE(put.header("Allow"), QByteArray("GET, HEAD"));
    }
    // XAPI-00331, 00333
    void everythingElseAsksForAVersionItKnows_data() {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("served");
        for (const auto* version : {"1.0", "1.0.0", "1.0.2", "1.0.3", "1.0.9"})
            QTest::newRow(version) << QByteArray(version) << QByteArray("1.0.3");
        for (const auto* version : {"2.0", "2.0.0", "2.0.1"})
            QTest::newRow(version) << QByteArray(version) << QByteArray("2.0.0");
        for (const auto* version :
             {"", "0.9", "0.95", "1", "1.1.0", "2", "3.0", "1.0.", "1.0.x", "2.0.0 x", "1.0.3, 2.0.0"})
            QTest::addRow("none: %s", version) << QByteArray(version) << QByteArray();
    }
    void everythingElseAsksForAVersionItKnows() {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, served);
        for (const auto* path : {"/xapi/statements", "/xapi/activities?activityId=x%3Ay",
                                 "/xapi/agents?agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D",
                                 "/xapi/activities/profile?activityId=x%3Ay"}) {
            const auto told = asker.get(path, version);
            QVERIFY2(told.status == (served.isEmpty() ? 400 : 200), path);
            QCOMPARE(told.header("X-Experience-API-Version"),
                     served.isEmpty() ? QByteArray("2.0.0") : served);
        }
        // Who is not known is told that before.
        QCOMPARE(
            asker.ask({.target = "/xapi/statements", .version = version}, "nobody" + version + ":x").status,
            401);
    }

private:
    tests::Asker asker;
};

QTEST_GUILESS_MAIN(tst_About)
#include "tst_About.moc"
