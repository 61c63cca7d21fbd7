#include "tests/fakes/CannedServer.h"
#include "views/charts/dashboard/DashboardView.h"

#include <QApplication>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

#include <cmath>

using namespace understudy;
using namespace understudy::charts;

namespace {

/// Answers every query with a few series that move.
fakes::Canned answerTo(const fakes::Asked& asked) {
    if (asked.path.startsWith(QLatin1String("/api/v1/label/")))
        return {200, R"({"status":"success","data":["api-gateway","auth-service"]})"};
    const QString expr = asked.query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded);
    if (expr.contains(QLatin1String("broken")))
        return {400,
                R"({"status":"error","errorType":"bad_data","error":"1:7: parse error: unexpected end"})"};
    const bool range = asked.path.endsWith(QLatin1String("query_range"));
    const double from = asked.query.queryItemValue(QStringLiteral("start")).toDouble();
    const double to = asked.query.queryItemValue(QStringLiteral("end")).toDouble();
    const double step = asked.query.queryItemValue(QStringLiteral("step")).toDouble();
    QJsonArray result;
    const int count = expr.contains(QLatin1String("empty"))  ? 0
                      : expr.contains(QLatin1String("many")) ? 12
                                                             : 2;
    for (int i = 0; i < count; ++i) {
        QJsonObject series{
            {QStringLiteral("metric"),
             QJsonObject{{QStringLiteral("pod"), QStringLiteral("pod-%1").arg(i)},
                         {QStringLiteral("service"), QStringLiteral("Benachrichtigungsdienst")}}}};
        if (range) {
            QJsonArray values;
            for (double t = from; t <= to && step > 0; t += step)
                values << QJsonArray{t, QString::number(0.5 + 0.2 * i + 0.1 * std::sin(t / 300), 'f', 4)};
            series[QStringLiteral("values")] = values;
        } else {
            series[QStringLiteral("value")] = QJsonArray{1.0, QStringLiteral("%1").arg(i + 1)};
        }
        result << series;
    }
    const QJsonObject data{
        {QStringLiteral("resultType"), range ? QStringLiteral("matrix") : QStringLiteral("vector")},
        {QStringLiteral("result"), result}};
    return {200, QJsonDocument(QJsonObject{{QStringLiteral("status"), QStringLiteral("success")},
                                           {QStringLiteral("data"), data}})
                     .toJson(QJsonDocument::Compact)};
}

QByteArray panel(const char* type, int x, int y, int w, int h, const char* expr, const char* more = "") {
    return QByteArray("{\"type\":\"") + type + "\",\"title\":\"" + type +
           "\",\"gridPos\":{\"x\":" + QByteArray::number(x) + ",\"y\":" + QByteArray::number(y) +
           ",\"w\":" + QByteArray::number(w) + ",\"h\":" + QByteArray::number(h) +
           "},\"targets\":[{\"expr\":\"" + expr + "\",\"legendFormat\":\"{{pod}}\"}]" + more + "}";
}

QByteArray everyKind() {
    const char* limits =
        R"(,"fieldConfig":{"defaults":{"unit":"percentunit","max":1,"thresholds":{"steps":[
        {"value":null,"color":"green"},{"value":0.4,"color":"orange"},{"value":0.65,"color":"red"}]}}})";
    return QByteArray(
               R"({"title":"Every kind","time":{"from":"now-1h"},"templating":{"list":[{"name":"service",
        "type":"query","query":"label_values(up, service) ","multi":true,"includeAll":true,"current":{"value":["$__all"]}},
        {"name":"every","type":"interval","query":"1m,5m","current":{"value":"5m"}}]},"annotations":{"list":[]},
        "panels":[)") +
           QByteArrayList{
               panel("timeseries", 0, 0, 12, 8, "rate(a{service=~\\\"$service\\\"}[$every])", limits),
               panel("stat", 12, 0, 6, 4, "a", limits),
               panel("gauge", 18, 0, 6, 4, "a", limits),
               panel("bargauge", 12, 4, 12, 4, "a", limits),
               R"({"type":"row","title":"More","gridPos":{"x":0,"y":8,"w":24,"h":1}})",
               panel("table", 0, 9, 8, 6, "a"),
               panel("heatmap", 8, 9, 8, 6, "a"),
               panel("logs", 16, 9, 8, 6, "{job=\\\"dwcp\\\"}"),
               panel("graph", 0, 15, 8, 6, "broken("),
               panel("graph", 8, 15, 8, 6, "empty"),
               R"({"type":"text","title":"Words","gridPos":{"x":16,"y":15,"w":8,"h":6},"options":
                   {"content":"**Read** <b>this</b> <img src='file:/etc/hostname'>"}})"}
               .join(',') +
           "]}";
}

/// What was said to the log while it lived: QCustomPlot tells there what it does not understand.
class Log final {
public:
    Log() {
        s_said.clear();
        s_before = qInstallMessageHandler(
            [](QtMsgType type, const QMessageLogContext& context, const QString& words) {
                s_said << words;
                s_before(type, context, words);
            });
    }
    ~Log() { qInstallMessageHandler(s_before); }
    QStringList of(const char* word) const { return s_said.filter(QLatin1String(word)); }

private:
    static inline QStringList s_said;
    static inline QtMessageHandler s_before = nullptr;
};

struct Stage {
    explicit Stage(QSize size = {1440, 872}) {
        theme.setMode(theme::Mode::Light);
        view.resize(size);
        view.show();
        view.setSource(&prometheus);
    }
    PanelFrame& frame(const char* title) {
        for (PanelFrame* each : view.grid().frames())
            if (each->panel().title == QLatin1String(title))
                return *each;
        qFatal("no panel %s", title);
    }
    void open(const QByteArray& json) {
        auto read = dashboards::dashboardFrom(json);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        view.show(*read);
    }
    void shot(const char* name) {
        QApplication::processEvents();
        QApplication::processEvents();
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (!folder.isEmpty())
            view.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    fakes::CannedServer server{answerTo};
    metrics::PrometheusClient prometheus{server.url()};
    SystemClock clock;
    theme::Theme theme;
    DashboardView view{theme, clock};
};

} // namespace

class tst_DashboardView final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfPanelShowsSomething() {
        Stage stage;
        stage.open(everyKind());
        QTRY_COMPARE(stage.frame("timeseries").seriesShown(), 2);
        QTRY_COMPARE(stage.frame("bargauge").seriesShown(), 2);
        QTRY_COMPARE(stage.frame("table").seriesShown(), 2);
        auto* table = stage.frame("table").findChild<QTreeWidget*>();
        QCOMPARE(table->topLevelItemCount(), 2);
        QCOMPARE(table->headerItem()->text(2), QStringLiteral("Value"));
        QTRY_COMPARE(stage.frame("heatmap").seriesShown(),
                     2); // not drawn here: a table, and a line that says so
        QVERIFY(stage.frame("heatmap").note().contains(QLatin1String("heatmap")));
        QCOMPARE(stage.frame("heatmap").findChild<QTreeWidget*>()->topLevelItemCount(), 2);
        QStringList stat;
        for (const auto* text : stage.frame("stat").findChildren<theme::Text*>())
            stat << text->text();
        QVERIFY2(stat.contains(QStringLiteral("warning")) || stat.contains(QStringLiteral("critical")),
                 qPrintable(stat.join(QLatin1Char('|'))));
        stage.shot("dashboard-light");
        stage.theme.setMode(theme::Mode::Dark);
        stage.view.resize(1366, 700);
        stage.shot("dashboard-1366-dark");
        stage.theme.setTextPercent(200);
        stage.shot("dashboard-200-dark");
        for (PanelFrame* frame : stage.view.grid().frames())
            QVERIFY(frame->geometry().right() <= stage.view.grid().width());
    }

    void marksHaveALayerOfTheirOwnBelowTheLines() {
        const Log log;
        Stage stage;
        stage.open(everyKind());
        QTRY_COMPARE(stage.frame("timeseries").seriesShown(), 2);
        const qint64 now = stage.clock.now().time_since_epoch().count();
        stage.view.setAnnotations(
            {{now - 600'000, metrics::Annotation::Kind::Deployment, QStringLiteral("v3.2.0"), {}}});
        stage.shot("dashboard-marks");
        QCOMPARE(log.of("layer"), QStringList());
        QCOMPARE(log.of("QCP"), QStringList());
    }

    void troubleStandsInItsPanel() {
        Stage stage;
        stage.open(everyKind());
        const auto noteOf = [&](const char* expr) {
            for (PanelFrame* each : stage.view.grid().frames())
                if (!each->panel().targets.empty() && each->panel().targets[0].expr == QLatin1String(expr))
                    return each->note();
            return QString();
        };
        QTRY_VERIFY(noteOf("broken(").contains(QLatin1String("parse error")));
        QTRY_COMPARE(noteOf("empty"), QStringLiteral("No data in this time."));
        stage.view.setSource(nullptr);
        QVERIFY(stage.view.words().contains(QLatin1String("not connected")));
    }

    void wordsOfOthersBringInNothing() {
        Stage stage;
        stage.open(everyKind());
        auto* browser = stage.frame("Words").findChild<QTextBrowser*>();
        QVERIFY(browser);
        QVERIFY(browser->toHtml().contains(QLatin1String("font-weight:7")) ||
                browser->toHtml().contains(QLatin1String("font-weight:6"))); // **Read**
        QVERIFY(!browser->toHtml().contains(QLatin1String("<img")));
        QVERIFY(browser->toPlainText().contains(QLatin1String("<b>this</b>")));
    }

    void aVariableIsPutIntoTheQueries() {
        Stage stage;
        stage.open(everyKind());
        const auto lastQuery = [&stage] {
            QString last;
            for (const auto& asked : stage.server.asked()) {
                const QString expr = asked.query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded);
                if (expr.startsWith(QLatin1String("rate(")))
                    last = expr;
            }
            return last;
        };
        QTRY_COMPARE(lastQuery(), QStringLiteral("rate(a{service=~\"(api-gateway|auth-service)\"}[5m])"));
        stage.view.choose(QStringLiteral("service"), QStringLiteral("auth-service"));
        QTRY_COMPARE(lastQuery(), QStringLiteral("rate(a{service=~\"auth-service\"}[5m])"));
        stage.view.choose(QStringLiteral("every"), QStringLiteral("1m"));
        QTRY_COMPARE(lastQuery(), QStringLiteral("rate(a{service=~\"auth-service\"}[1m])"));
        auto* box = stage.view.findChild<QComboBox*>(QStringLiteral("service"));
        QVERIFY(box);
        QVERIFY(box->findText(QStringLiteral("All")) >= 0);
    }

    void aBrokenFileSaysWhereAndLeavesWhatIsShown() {
        Stage stage;
        stage.open(everyKind());
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("bad.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"title":"x","panels":[{"title":"No kind"}]})");
        file.close();
        QVERIFY(!stage.view.openFile(file.fileName()).ok());
        QVERIFY2(stage.view.words().contains(QLatin1String("(\"No kind\") has no type")),
                 qPrintable(stage.view.words()));
        QCOMPARE(stage.view.dashboard().title, QStringLiteral("Every kind"));
    }

    void theDashboardsOfTheProgramAreOffered() {
        Stage stage;
        stage.view.setFolder(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                             QStringLiteral("/labs/catalog/dashboards"));
        QCOMPARE(stage.view.dashboard().title, QStringLiteral("DWCP cluster overview"));
        QTRY_VERIFY(stage.view.grid().frames().front()->seriesShown() > 0);
        QSignalSpy back(&stage.view, &DashboardView::backWanted);
        QTest::keyClick(&stage.view, Qt::Key_Escape);
        QCOMPARE(back.count(), 1);
    }

    void moreLinesThanEyesCanTellApartAreCounted() {
        Stage stage;
        stage.open("{\"title\":\"m\",\"panels\":[" + panel("timeseries", 0, 0, 24, 8, "many") + "]}");
        QTRY_COMPARE(stage.frame("timeseries").seriesShown(), 12);
        QString legend;
        for (const auto* label : stage.frame("timeseries").findChildren<QLabel*>())
            legend += label->text();
        QVERIFY2(legend.contains(QLatin1String("more, not drawn")), qPrintable(legend));
    }
};

QTEST_MAIN(tst_DashboardView)
#include "tst_DashboardView.moc"
