#include "tests/fakes/LabServer.h"
#include "tests/labs/faces/Ask.h"

#include <QJsonArray>
#include <QTcpServer>

using namespace understudy;
using fakes::ask;
using fakes::get;
using fakes::target;

namespace {

constexpr const char* monday = "lab: t\nseed: 3\nfaults:\n  - {id: m, at: -30m, do: traffic, rps: 15000}\n";

QJsonValue data(const fakes::Answered& answered) { return answered.object()[QStringLiteral("data")]; }

QString url(const fakes::LabServer& lab) { return QStringLiteral("http://127.0.0.1:%1").arg(lab.port(1)); }

double value(const fakes::LabServer& lab, const QString& query) {
    const auto result =
        data(get(lab.port(1), target(QStringLiteral("/api/v1/query"),
                                     {{QStringLiteral("query"), query}})))[QStringLiteral("result")]
            .toArray();
    return result.size() == 1 ? result[0][QStringLiteral("value")][1].toString().toDouble() : -1;
}

} // namespace

class TestPrometheusFace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLabsChartsHaveTheirNumbers() {
        fakes::LabServer lab;
        lab.push(2 * cluster::minute);
        const double p95 =
            value(lab, QStringLiteral(
                           "1000 * histogram_quantile(0.95, sum by (le) "
                           "(rate(http_request_duration_seconds_bucket{service=\"api-gateway\"}[1m])))"));
        QVERIFY2(p95 > 120 && p95 < 150, qPrintable(QString::number(p95)));
        const double errors = value(
            lab, QStringLiteral(
                     "100 * sum(rate(http_requests_total{service=\"api-gateway\",status=~\"5..\"}[1m])) / "
                     "sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))"));
        QVERIFY2(errors > 0.03 && errors < 0.08, qPrintable(QString::number(errors)));
        const double cpu = value(
            lab, QStringLiteral(
                     "100 * (1 - avg(rate(node_cpu_seconds_total{role=\"worker\",mode=\"idle\"}[1m])))"));
        QVERIFY2(cpu > 50 && cpu < 60, qPrintable(QString::number(cpu)));
        const double memory =
            value(lab, QStringLiteral("100 * (1 - sum(node_memory_MemAvailable_bytes{role=\"worker\"}) / "
                                      "sum(node_memory_MemTotal_bytes{role=\"worker\"}))"));
        QVERIFY2(memory > 60 && memory < 68, qPrintable(QString::number(memory)));
        QVERIFY(value(lab, QStringLiteral("count(up == 1)")) > 50);
        QCOMPARE(value(lab, QStringLiteral("count(count by (node) (node_cpu_seconds_total))")), 13.0);
    }
    void postAndGetSayTheSame() {
        fakes::LabServer lab;
        const QByteArray form =
            "query=sum(redis_up)&time=" + QByteArray::number(fakes::LabServer::wall() / 1'000'000 - 60);
        const auto posted = ask("POST", lab.port(1), QStringLiteral("/api/v1/query"), form,
                                "application/x-www-form-urlencoded");
        QCOMPARE(posted.status, 200);
        QCOMPARE(posted.body,
                 get(lab.port(1), QStringLiteral("/api/v1/query?") + QString::fromLatin1(form)).body);
        const auto labels = ask("POST", lab.port(1), QStringLiteral("/api/v1/labels"), "match[]=redis_up",
                                "application/x-www-form-urlencoded");
        QCOMPARE(data(labels).toArray(),
                 QJsonArray({QStringLiteral("__name__"), QStringLiteral("instance")}));
        QCOMPARE(ask("POST", lab.port(1), QStringLiteral("/api/v1/rules"), "a=b").status, 405);
    }
    void whatIsWrongIsSaidInPrometheusForm() {
        fakes::LabServer lab;
        const auto wrong = [&](const QString& call) {
            const auto answered = get(lab.port(1), QStringLiteral("/api/v1/") + call);
            const auto object = answered.object();
            return QStringLiteral("%1 %2 %3")
                .arg(answered.status)
                .arg(object[QStringLiteral("errorType")].toString(),
                     object[QStringLiteral("error")].toString());
        };
        QVERIFY(wrong(QStringLiteral("query?query=up%7B"))
                    .startsWith(QStringLiteral("400 bad_data invalid parameter")));
        QVERIFY(wrong(QStringLiteral("query?query=up&time=soon")).contains(QStringLiteral("\"soon\"")));
        QVERIFY(wrong(QStringLiteral("query_range?query=up&start=0&end=1e9&step=1"))
                    .contains(QStringLiteral("11,000")));
        QVERIFY(wrong(QStringLiteral("query_range?query=up&start=9&end=1&step=1"))
                    .contains(QStringLiteral("before start")));
        QVERIFY(wrong(QStringLiteral("query_range?query=up&start=1&end=9&step=0"))
                    .contains(QStringLiteral("zero or negative")));
        QVERIFY(wrong(QStringLiteral("query_range?query=up%5B5m%5D&start=1&end=9&step=1"))
                    .contains(QStringLiteral("range vector")));
        QVERIFY(wrong(QStringLiteral("series")).contains(QStringLiteral("no match[]")));
        QVERIFY(wrong(QStringLiteral("series?match[]=up%7B%7D&match[]=%7B%7D"))
                    .contains(QStringLiteral("match[]")));
        QVERIFY(wrong(QStringLiteral("label/a-b/values")).contains(QStringLiteral("invalid label name")));
        QVERIFY(wrong(QStringLiteral("rules?type=other")).contains(QStringLiteral("other")));
        QVERIFY(wrong(QStringLiteral("query?query=up%20*%20on(service)%20up"))
                    .startsWith(QStringLiteral("422 execution found duplicate series")));
        QCOMPARE(get(lab.port(1), QStringLiteral("/api/v1/nosuch")).status, 404);
        QCOMPARE(get(lab.port(1), QStringLiteral("/federate")).status, 404);
    }
    void theCallsOfAGrafanaAnswer() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        for (const char* call :
             {"status/buildinfo", "status/config", "status/flags", "status/runtimeinfo", "status/tsdb",
              "targets", "metadata", "rules", "alerts", "labels", "label/job/values", "query_exemplars",
              "format_query?query=sum(up)by(job)"}) {
            const auto answered = get(lab.port(1), QStringLiteral("/api/v1/") + QLatin1String(call));
            QVERIFY2(answered.object()[QStringLiteral("status")].toString() == QStringLiteral("success"),
                     call);
        }
        QCOMPARE(
            data(get(lab.port(1), QStringLiteral("/api/v1/format_query?query=sum(up)by(job)"))).toString(),
            QStringLiteral("sum by (job) (up)"));
        const auto metadata = data(get(lab.port(1), QStringLiteral("/api/v1/metadata"))).toObject();
        QCOMPARE(
            metadata[QStringLiteral("http_request_duration_seconds")][0][QStringLiteral("type")].toString(),
            QStringLiteral("histogram"));
        QVERIFY(!metadata.contains(QStringLiteral("http_request_duration_seconds_bucket")));
        const auto targets =
            data(get(lab.port(1), QStringLiteral("/api/v1/targets")))[QStringLiteral("activeTargets")]
                .toArray();
        QVERIFY(targets.size() > 50);
        QCOMPARE(targets[0][QStringLiteral("health")].toString(), QStringLiteral("up"));
        QCOMPARE(get(lab.port(1), QStringLiteral("/-/ready")).status, 200);
        QCOMPARE(get(lab.port(1), QStringLiteral("/-/healthy")).status, 200);
    }
    void alertsOfABusyMondayFireAndAreSeries() {
        fakes::LabServer lab(monday);
        lab.push(cluster::minute);
        const auto alerts =
            data(get(lab.port(1), QStringLiteral("/api/v1/alerts")))[QStringLiteral("alerts")].toArray();
        QStringList firing;
        for (const auto& alert : alerts)
            if (alert[QStringLiteral("state")].toString() == QStringLiteral("firing"))
                firing << alert[QStringLiteral("labels")][QStringLiteral("alertname")].toString();
        firing.sort();
        QCOMPARE(firing, QStringList({QStringLiteral("HighCPUUsage"), QStringLiteral("HighErrorRate"),
                                      QStringLiteral("HighMemoryUsage")}));
        QCOMPARE(value(lab, QStringLiteral("count(ALERTS{alertstate=\"firing\"})")), 3.0);
        QCOMPARE(value(lab, QStringLiteral("count(ALERTS_FOR_STATE)")), 3.0);
        const auto groups =
            data(get(lab.port(1), QStringLiteral("/api/v1/rules?type=alert")))[QStringLiteral("groups")]
                .toArray();
        QCOMPARE(groups.size(), 6);
        const auto rule = groups[0][QStringLiteral("rules")][1];
        QCOMPARE(rule[QStringLiteral("state")].toString(), QStringLiteral("firing"));
        QCOMPARE(rule[QStringLiteral("health")].toString(), QStringLiteral("ok"));
    }
    void promtoolUsesItAsItsServer() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const QString now = QString::number(fakes::LabServer::wall() / 1'000'000 + 50);
        const auto promtool = [&](const QStringList& words) {
            return fakes::run(QStringLiteral("promtool"), QStringList{QStringLiteral("query")} + words);
        };
        auto ran = promtool({QStringLiteral("instant"), url(lab), QStringLiteral("redis_up")});
        if (ran.status == -2)
            QSKIP("promtool is missing (package prometheus)");
        QVERIFY2(ran.status == 0 && ran.out.contains(QStringLiteral("instance=\"redis-0\"} => 1")),
                 qPrintable(ran.out + ran.err));
        ran = promtool({QStringLiteral("range"),
                        QStringLiteral("--start=") + QString::number(now.toLongLong() - 600),
                        QStringLiteral("--end=") + now, QStringLiteral("--step=60s"), url(lab),
                        QStringLiteral("sum(rate(http_requests_total[5m]))")});
        QVERIFY2(ran.status == 0 && ran.out.count(u'@') >= 10, qPrintable(ran.out + ran.err));
        ran = promtool({QStringLiteral("series"), QStringLiteral("--match=redis_up"), url(lab)});
        QVERIFY2(ran.out.contains(QStringLiteral("redis-0")), qPrintable(ran.out + ran.err));
        ran = promtool({QStringLiteral("labels"), url(lab), QStringLiteral("mode")});
        QVERIFY2(ran.out.contains(QStringLiteral("idle")), qPrintable(ran.out + ran.err));
        ran = promtool({QStringLiteral("instant"), url(lab), QStringLiteral("up{")});
        QVERIFY(ran.status != 0 && ran.err.contains(QStringLiteral("parse error")));
    }
    void promtoolAcceptsTheExpositionAndTheRules() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const auto ran =
            fakes::run(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("metrics")},
                       get(lab.port(1), QStringLiteral("/metrics")).body);
        if (ran.status == -2)
            QSKIP("promtool is missing (package prometheus)");
        QVERIFY2(!ran.err.contains(QStringLiteral("error while linting")), qPrintable(ran.err));
        const QString rules =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/catalog/rules/");
        const auto checked =
            fakes::run(QStringLiteral("promtool"),
                       {QStringLiteral("check"), QStringLiteral("rules"), rules + QStringLiteral("api.yaml"),
                        rules + QStringLiteral("dwcp.yaml")});
        QVERIFY2(checked.status == 0, qPrintable(checked.out + checked.err));
    }
    void aRealPrometheusScrapesIt() {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus"));
        if (program.isEmpty())
            QSKIP("prometheus is missing (package prometheus)");
        fakes::LabServer lab;
        lab.push(cluster::minute);
        QTemporaryDir folder;
        QFile config(folder.filePath(QStringLiteral("prometheus.yml")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\nscrape_configs:\n- job_name: lab\n"
            "  honor_labels: true\n  static_configs: [{targets: ['127.0.0.1:" +
            QByteArray::number(lab.port(1)) + "']}]\n");
        config.close();
        quint16 port = 0;
        {
            QTcpServer free;
            QVERIFY(free.listen(QHostAddress::LocalHost));
            port = free.serverPort();
        }
        QProcess real;
        real.setProcessChannelMode(QProcess::MergedChannels);
        real.start(program, {QStringLiteral("--config.file=") + config.fileName(),
                             QStringLiteral("--storage.tsdb.path=") + folder.filePath(QStringLiteral("data")),
                             QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port)});
        const auto counted = [&](const char* query) {
            return data(get(
                port,
                target(QStringLiteral("/api/v1/query"),
                       {{QStringLiteral("query"),
                         QLatin1String(query)}})))[QStringLiteral("result")][0][QStringLiteral("value")][1]
                .toString()
                .toDouble();
        };
        QTRY_VERIFY_WITH_TIMEOUT(counted("count(http_requests_total)") > 0, 30'000);
        QCOMPARE(counted("sum(scrape_samples_scraped) > bool 500"), 1.0);
        QCOMPARE(counted("count(http_requests_total)"),
                 value(lab, QStringLiteral("count(http_requests_total)")));
        real.terminate();
        QVERIFY(real.waitForFinished(20'000));
    }
};

QTEST_GUILESS_MAIN(TestPrometheusFace)
#include "tst_PrometheusFace.moc"
