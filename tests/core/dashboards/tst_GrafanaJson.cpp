#include "core/dashboards/GrafanaJson.h"

#include <QDir>
#include <QTest>

using namespace understudy;
using namespace understudy::dashboards;

namespace {

const QByteArray Overview =
    R"({"title":"Overview","uid":"o1","refresh":"30s","time":{"from":"now-1h","to":"now"},
 "templating":{"list":[
  {"name":"service","type":"query","query":{"query":"label_values(up{job='x'}, service) "},"multi":true,"includeAll":true,
   "current":{"value":["$__all"]}},
  {"name":"step","type":"interval","query":"1m,5m, 1h","current":{"value":"5m"}},
  {"name":"env","type":"constant","query":"prod"}]},
 "annotations":{"list":[{"name":"builtin","datasource":"-- Grafana --"},{"name":"Alerts","expr":"ALERTS","enable":true}]},
 "panels":[
  {"type":"stat","title":"Up","gridPos":{"x":0,"y":0,"w":6,"h":4},"targets":[{"expr":"sum(up) "}],
   "options":{"reduceOptions":{"calcs":["mean"]}},
   "fieldConfig":{"defaults":{"unit":"percentunit","min":0,"max":1,"thresholds":{"mode":"absolute","steps":[
     {"value":0.9,"color":"red"},{"value":null,"color":"green"}]}}}},
  {"type":"row","title":"More","collapsed":true,"gridPos":{"x":0,"y":8,"w":24,"h":1},"panels":[
    {"type":"timeseries","title":"Rate","gridPos":{"x":0,"y":9,"w":24,"h":8},"targets":[
      {"expr":"rate(a[$__rate_interval]) ","legendFormat":"{{service}}"},{"expr":"b","hide":true}]}]},
  {"type":"text","title":"Read me","gridPos":{"x":6,"y":0,"w":18,"h":4},"options":{"mode":"markdown","content":"# Hi"}},
  {"type":"nodeGraph","title":"Graph","gridPos":{"x":0,"y":4,"w":24,"h":4},"targets":[{"expr":"up"}]}]})";

} // namespace

class tst_GrafanaJson final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDashboardIsReadFromTopToBottom() {
        const auto read = dashboardFrom(Overview);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QCOMPARE(read->title, QStringLiteral("Overview"));
        QCOMPARE(read->span, 3'600'000);
        QCOMPARE(read->refresh, 30'000);
        QStringList titles;
        for (const Panel& panel : read->panels)
            titles << panel.title;
        QCOMPARE(titles,
                 (QStringList{QStringLiteral("Up"), QStringLiteral("Read me"), QStringLiteral("Graph"),
                              QStringLiteral("More"), QStringLiteral("Rate")}));
        const Panel& up = read->panels[0];
        QCOMPARE(up.kind, Panel::Kind::Stat);
        QCOMPARE(up.reduce, Panel::Reduce::Mean);
        QCOMPARE(up.unit, QStringLiteral("percentunit"));
        QCOMPARE(up.thresholds.size(), 2u);
        QVERIFY(!up.thresholds[0].from); // the lowest first, whatever the order of the file
        QCOMPARE(up.thresholds[1], (Threshold{0.9, Threshold::State::Bad}));
        QCOMPARE(read->panels[1].text, QStringLiteral("# Hi"));
        QCOMPARE(read->panels[2].kind, Panel::Kind::Unknown);
        QCOMPARE(read->panels[2].type, QStringLiteral("nodeGraph"));
        QCOMPARE(read->panels[2].targets.size(), 1u);
        QCOMPARE(read->panels[4].targets.size(), 1u); // a hidden one is not asked
        QCOMPARE(read->annotations.size(), 1u);
        QCOMPARE(read->variables.size(), 3u);
        QCOMPARE(read->variables[0].definition, QStringLiteral("label_values(up{job='x'}, service) "));
        QCOMPARE(read->variables[1].options,
                 (QStringList{QStringLiteral("1m"), QStringLiteral("5m"), QStringLiteral("1h")}));
        QVERIFY(read->variables[2].hidden);
    }

    void theEnvelopeOfGrafanasApiIsTakenOff() {
        const auto read = dashboardFrom("{\"meta\":{},\"dashboard\":" + Overview + "}");
        QVERIFY(read.ok());
        QCOMPARE(read->uid, QStringLiteral("o1"));
    }

    void rowsOfOldDashboardsBecomePlaces() {
        const auto read = dashboardFrom(
            R"({"title":"Old","rows":[{"panels":[{"type":"graph","span":8,"yaxes":[{"format":"s"}],"targets":[{"expr":"a"}]},
               {"type":"singlestat","span":4,"format":"percent","valueName":"max"}]},{"panels":[{"type":"graph","span":12}]}]})");
        QVERIFY(read.ok());
        QCOMPARE(read->panels.size(), 3u);
        QCOMPARE(read->panels[0].width, 16);
        QCOMPARE(read->panels[0].unit, QStringLiteral("s"));
        QCOMPARE(read->panels[1].x, 16);
        QCOMPARE(read->panels[1].reduce, Panel::Reduce::Max);
        QCOMPARE(read->panels[2].y, 8);
    }

    void brokenFilesAreRefusedWithTheirPlace_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        QTest::newRow("no JSON") << QByteArray("{\"panels\":[") << QStringLiteral("byte");
        QTest::newRow("a list") << QByteArray("[]") << QStringLiteral("not an object");
        QTest::newRow("no panels") << QByteArray("{\"title\":\"x\"}") << QStringLiteral("panels");
        QTest::newRow("new schema") << QByteArray("{\"spec\":{\"elements\":{}}}")
                                    << QStringLiteral("classic");
        QTest::newRow("panel is a number") << QByteArray("{\"panels\":[1]}") << QStringLiteral("panel 1");
        QTest::newRow("no type") << QByteArray(Overview).replace("\"type\":\"text\",", "")
                                 << QStringLiteral("(\"Read me\") has no type");
        QTest::newRow("targets are text")
            << QByteArray(Overview).replace(R"("targets":[{"expr":"sum(up) "}])", "\"targets\":\"up\"")
            << QStringLiteral("panel 1 (\"Up\") has a \"targets\"");
        QTest::newRow("too wide") << QByteArray(Overview).replace("\"w\":6", "\"w\":60")
                                  << QStringLiteral("\"w\"");
        QTest::newRow("half a column")
            << QByteArray(Overview).replace("\"w\":6", "\"w\":6.5") << QStringLiteral("\"w\"");
        QTest::newRow("beyond numbers")
            << QByteArray(Overview).replace("\"y\":8", "\"y\":1e300") << QStringLiteral("\"y\"");
        QTest::newRow("unknown variable")
            << QByteArray(Overview).replace("\"type\":\"constant\"", "\"type\":\"magic\"")
            << QStringLiteral("magic");
    }
    void brokenFilesAreRefusedWithTheirPlace() {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const auto read = dashboardFrom(json);
        QVERIFY(!read.ok());
        QVERIFY(!read.error().sentence.isEmpty());
        QVERIFY2(read.error().detail.contains(place), qPrintable(read.error().detail));
    }

    void theDashboardsOfTheLabsAreRead() {
        const QDir folder(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                          QStringLiteral("/labs/catalog/dashboards"));
        const QStringList files = folder.entryList({QStringLiteral("*.json")});
        QVERIFY(files.size() >= 3);
        for (const QString& file : files) {
            const auto read = dashboardFromFile(folder.filePath(file));
            QVERIFY2(read.ok(),
                     qPrintable(file + QLatin1Char(' ') + (read.ok() ? QString() : read.error().detail)));
            QVERIFY(!read->title.isEmpty());
            for (const Panel& panel : read->panels)
                QVERIFY2(panel.kind != Panel::Kind::Unknown,
                         qPrintable(file + QLatin1Char(' ') + panel.title));
        }
    }
};

QTEST_GUILESS_MAIN(tst_GrafanaJson)
#include "tst_GrafanaJson.moc"
