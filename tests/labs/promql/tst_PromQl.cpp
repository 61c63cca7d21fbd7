#include "tests/fakes/LabServer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTcpServer>
#include <QUrlQuery>

#include <cmath>

using namespace understudy;
using namespace understudy::promql;

namespace {

/// Random series that both engines read.
class Samples final : public Storage {
public:
    Samples(std::int64_t from, std::int64_t to, quint32 seed) {
        QRandomGenerator random(seed);
        const auto fill = [&](Labels labels, bool counter, double size) {
            SeriesData series{std::move(labels), {}};
            double value = size * random.generateDouble();
            for (std::int64_t ms = from; ms <= to; ms += 15'000) {
                if (random.bounded(40) == 0 && counter)
                    value = 0; // a restart
                value = counter ? value + std::floor(size * random.generateDouble())
                                : size * (random.generateDouble() - 0.3);
                if (random.bounded(25) != 0) // some scrapes are missing
                    series.samples.push_back({ms, value});
            }
            all.push_back(std::move(series));
        };
        for (const char* service : {"api", "auth", "order"}) {
            for (const char* status : {"200", "404", "500"})
                fill({{"__name__", "http_requests_total"}, {"service", service}, {"status", status}}, true,
                     status[0] == '2' ? 1000 : 20);
            fill({{"__name__", "cpu_share"}, {"service", service}}, false, 1);
            fill({{"__name__", "memory_bytes"},
                  {"service", service},
                  {"zone", service[0] == 'a' ? "one" : "two"}},
                 false, 4e9);
            SeriesData bucket[5];
            const char* bounds[5] = {"0.05", "0.1", "0.5", "1", "+Inf"};
            double counts[5] = {};
            for (int i = 0; i < 5; ++i)
                bucket[i].labels = {
                    {"__name__", "duration_seconds_bucket"}, {"service", service}, {"le", bounds[i]}};
            for (std::int64_t ms = from; ms <= to; ms += 15'000) {
                double sum = 0;
                for (int i = 0; i < 5; ++i) {
                    sum += random.bounded(100);
                    counts[i] += sum;
                    bucket[i].samples.push_back({ms, counts[i]});
                }
            }
            for (auto& each : bucket)
                all.push_back(std::move(each));
        }
    }
    std::vector<SeriesData> select(const std::vector<Matcher>& matchers, std::int64_t from,
                                   std::int64_t to) const override {
        std::vector<SeriesData> found;
        for (const auto& series : all) {
            if (!matches(matchers, series.labels))
                continue;
            SeriesData part{series.labels, {}};
            for (const auto& sample : series.samples)
                if (sample.ms >= from && sample.ms <= to)
                    part.samples.push_back(sample);
            if (!part.samples.empty())
                found.push_back(std::move(part));
        }
        return found;
    }
    QByteArray openMetrics() const {
        QByteArray out;
        std::string last;
        std::map<std::string, std::vector<const SeriesData*>> families;
        for (const auto& series : all)
            families[series.labels.at("__name__")].push_back(&series);
        for (const auto& [name, members] : families) {
            out += "# TYPE " + QByteArray::fromStdString(name) + " unknown\n";
            for (const auto* series : members)
                for (const auto& sample : series->samples) {
                    QByteArray labels;
                    for (const auto& [key, value] : series->labels)
                        if (key != "__name__")
                            labels += (labels.isEmpty() ? "" : ",") +
                                      QByteArray::fromStdString(key + "=\"" + value + "\"");
                    out += QByteArray::fromStdString(name) + "{" + labels + "} " +
                           QByteArray::number(sample.value, 'g', 17) + " " +
                           QByteArray::number(static_cast<double>(sample.ms) / 1000, 'f', 3) + "\n";
                }
        }
        return out + "# EOF\n";
    }
    std::vector<SeriesData> all;
};

const char* const expressions[] = {
    "http_requests_total", "http_requests_total{service=\"api\"}",
    "http_requests_total{service!=\"api\",status=~\"5..|404\"}", "{__name__=~\"cpu.*\"}",
    "http_requests_total{status!~\"2..\"}", "cpu_share offset 5m", "rate(http_requests_total[1m])",
    "rate(http_requests_total[5m])", "irate(http_requests_total[5m])", "increase(http_requests_total[10m])",
    "delta(cpu_share[5m])", "idelta(cpu_share[5m])", "deriv(memory_bytes[10m])",
    "predict_linear(memory_bytes[10m], 3600)", "rate(http_requests_total[5m] offset 3m)",
    "avg_over_time(cpu_share[5m])", "min_over_time(cpu_share[5m])", "max_over_time(cpu_share[5m])",
    "sum_over_time(cpu_share[5m])", "count_over_time(cpu_share[5m])", "last_over_time(cpu_share[5m])",
    "present_over_time(cpu_share[5m])", "stddev_over_time(cpu_share[5m])", "stdvar_over_time(cpu_share[5m])",
    "quantile_over_time(0.9, cpu_share[5m])", "changes(cpu_share[5m])", "resets(http_requests_total[10m])",
    "sum(rate(http_requests_total[2m]))", "sum by (service) (rate(http_requests_total[2m]))",
    "sum without (status) (rate(http_requests_total[2m]))", "avg(cpu_share)", "min by (zone) (memory_bytes)",
    "max(memory_bytes)", "count(http_requests_total)", "count by (service) (http_requests_total)",
    "stddev(cpu_share)", "stdvar(cpu_share)", "group by (service) (http_requests_total)",
    "quantile(0.5, cpu_share)", "topk(2, cpu_share)", "bottomk(1, memory_bytes)",
    "topk(1, http_requests_total) by (service)", "sum(http_requests_total) by (status)",
    "100 * sum(rate(http_requests_total{status=~\"5..\"}[5m])) / sum(rate(http_requests_total[5m]))",
    "sum by (service) (rate(http_requests_total{status=\"500\"}[5m])) / sum by (service) "
    "(rate(http_requests_total[5m]))",
    "histogram_quantile(0.95, rate(duration_seconds_bucket[5m]))",
    "histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket[5m])))",
    "histogram_quantile(0.5, duration_seconds_bucket)", "histogram_quantile(0.999, duration_seconds_bucket)",
    "histogram_quantile(1.1, duration_seconds_bucket)", "histogram_quantile(-1, duration_seconds_bucket)",
    "histogram_quantile(0.01, sum by (le, service) (rate(duration_seconds_bucket[5m])))",
    "1000 * histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket{service=\"api\"}[1m])))",
    "abs(cpu_share)", "ceil(cpu_share * 10)", "floor(cpu_share * 10)", "round(cpu_share, 0.1)",
    "round(cpu_share * 7)", "clamp(cpu_share, 0, 0.5)", "clamp_min(cpu_share, 0.2)",
    "clamp_max(cpu_share, 0.2)", "sqrt(memory_bytes)", "ln(memory_bytes)", "log2(memory_bytes)",
    "log10(memory_bytes)", "exp(cpu_share)", "sgn(cpu_share)", "scalar(cpu_share{service=\"api\"})",
    "scalar(cpu_share)", "vector(3)", "time()", "time() - timestamp(cpu_share)", "absent(cpu_share)",
    "absent(nothing{a=\"b\",c=~\"d\"})", "absent_over_time(nothing[5m])", "sort(cpu_share)",
    "sort_desc(memory_bytes)", "cpu_share > 0.2", "cpu_share > bool 0.2", "0.2 < cpu_share",
    "cpu_share == cpu_share", "cpu_share != bool cpu_share", "1 + 2 * 3 ^ 2", "2 ^ 3 ^ 2", "-2 ^ 2",
    "-cpu_share", "+cpu_share", "1 > bool 2", "10 % 4", "-7 % 3", "1 / 0", "0 / 0", "cpu_share * 2 - 1",
    "cpu_share % 0.3", "cpu_share and memory_bytes", "cpu_share or memory_bytes",
    "cpu_share unless on (service) memory_bytes{zone=\"one\"}", "cpu_share and on (service) memory_bytes",
    "cpu_share * on (service) memory_bytes", "cpu_share + ignoring (zone) memory_bytes",
    "memory_bytes * on (service) group_left cpu_share",
    "http_requests_total * on (service) group_left (zone) memory_bytes",
    "cpu_share * on (service) group_right http_requests_total",
    "http_requests_total / on (service) http_requests_total", "cpu_share > on (service) memory_bytes",
    "memory_bytes > on (service) cpu_share",
    "rate(http_requests_total[5m]) > 0.5 and rate(http_requests_total[5m]) < 20",
    "label_replace(cpu_share, \"name\", \"$1-x\", \"service\", \"(a.*)\")",
    "max_over_time(rate(http_requests_total[1m])[5m:30s])", "avg_over_time(cpu_share[10m:])",
    "min_over_time((sum(cpu_share))[5m:1m])", "sum(sum by (service) (cpu_share))", "sum(cpu_share > 100)",
    "nothing", "rate(nothing[5m])", "http_requests_total{status=~\"\"}", "http_requests_total{zone=\"\"}",
    "sum(rate(http_requests_total[5m])) by (service) > 5", "count(cpu_share > 0) or vector(0)",
    "(cpu_share + 1) * 2", "((1))", "sum(http_requests_total{service=~\"a.*\"})",
    "memory_bytes / 1024 / 1024", "max(memory_bytes) - min(memory_bytes)", "rate(http_requests_total[15s])",
    "rate(cpu_share[20s])", "cpu_share offset -1m", "1e3", "0x1F", ".5", "Inf", "-Inf", "NaN", "\"words\"",
    "# only a comment\ncpu_share",
    // and what must be refused
    "", "rate(cpu_share)", "rate(cpu_share[5m]", "sum(", "cpu_share[5m] + 1", "cpu_share +", "1 == 2",
    "nofunction(cpu_share)", "{}", "{a=~\".*\"}", "cpu_share{a=b}", "cpu_share[0s]", "cpu_share[5]",
    "topk(cpu_share)", "topk(cpu_share, 2)", "sum(5)", "histogram_quantile(cpu_share, 1)", "cpu_share and 1",
    "cpu_share @ @", "on(a) b", "a b", "rate(cpu_share[5m:1m)", "cpu_share offset", "offset 5m", "1 + bool 2",
    "cpu_share + on (a) group_left", "a and on (b) group_left c", "cpu_share{service=~\"(\"}", "'unclosed",
    "5 offset 5m", "cpu_share[5m][5m]", "sum by service (cpu_share)", "absent(5)", "vector(cpu_share)",
    "scalar(5)", "cpu_share{service=\"a\" status=\"b\"}", "time(5)", "round()"};

QJsonObject ask(quint16 port, const QString& path, const QUrlQuery& query) {
    QNetworkAccessManager network;
    QUrl url(QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(path));
    QUrlQuery encoded;
    for (const auto& [key, value] : query.queryItems(QUrl::FullyDecoded))
        encoded.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    url.setQuery(encoded);
    std::unique_ptr<QNetworkReply> reply(network.get(QNetworkRequest(url)));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

bool close(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || a == b ||
           std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

} // namespace

class TestPromQl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameAnswersAsARealPrometheus();
    void refusedThingsAreNamed() {
        const auto words = [](const char* text) {
            const auto parsed = parse(text);
            const auto* refusal = std::get_if<Refusal>(&parsed);
            return refusal ? QString::fromStdString(refusal->words) : QStringLiteral("accepted");
        };
        QVERIFY(words("holt_winters(a[5m], 0.5, 0.5)").contains(QStringLiteral("holt_winters")));
        QVERIFY(words("a @ 5").contains(QLatin1Char('@')));
        QVERIFY(words("count_values(\"x\", a)").contains(QStringLiteral("count_values")));
        std::string deep(400, '(');
        QVERIFY(words((deep + "1" + std::string(400, ')')).c_str()).contains(QStringLiteral("deeply")));
    }
    void aHostilePatternIsGivenUp() {
        QElapsedTimer timer;
        timer.start();
        const std::string value(60, 'a');
        QVERIFY(!matches({{"x", MatchOp::Regex, "(a*)*(a*)*(a*)*(a*)*b"}}, {{"x", value}}));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
    void theLabsChartsHaveTheirNumbers() {
        fakes::LabServer lab;
        lab.push(2 * cluster::minute);
        const auto value = [&](const QString& text) {
            QUrlQuery query;
            query.addQueryItem(QStringLiteral("query"), text);
            const auto answer = ask(lab.port(1), QStringLiteral("/api/v1/query"), query);
            const auto result = answer[QStringLiteral("data")][QStringLiteral("result")].toArray();
            return result.size() == 1 ? result[0][QStringLiteral("value")][1].toString().toDouble() : -1;
        };
        const double p95 = value(
            QStringLiteral("1000 * histogram_quantile(0.95, sum by (le) "
                           "(rate(http_request_duration_seconds_bucket{service=\"api-gateway\"}[1m])))"));
        QVERIFY2(p95 > 120 && p95 < 150, qPrintable(QString::number(p95)));
        const double errors = value(QStringLiteral(
            "100 * sum(rate(http_requests_total{service=\"api-gateway\",status=~\"5..\"}[1m])) / "
            "sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))"));
        QVERIFY2(errors > 0.03 && errors < 0.08, qPrintable(QString::number(errors)));
        const double cpu = value(QStringLiteral(
            "100 * (1 - avg(rate(node_cpu_seconds_total{role=\"worker\",mode=\"idle\"}[1m])))"));
        QVERIFY2(cpu > 50 && cpu < 60, qPrintable(QString::number(cpu)));
        const double memory =
            value(QStringLiteral("100 * (1 - sum(node_memory_MemAvailable_bytes{role=\"worker\"}) / "
                                 "sum(node_memory_MemTotal_bytes{role=\"worker\"}))"));
        QVERIFY2(memory > 60 && memory < 68, qPrintable(QString::number(memory)));
        QVERIFY(value(QStringLiteral("count(up == 1)")) > 50);
        QCOMPARE(value(QStringLiteral("count(count by (node) (node_cpu_seconds_total))")), 13.0);
    }
    void theOtherCallsOfTheApiAnswer() {
        fakes::LabServer lab;
        QCOMPARE(ask(lab.port(1), QStringLiteral("/api/v1/labels"), {})[QStringLiteral("status")].toString(),
                 QStringLiteral("success"));
        const auto names =
            ask(lab.port(1), QStringLiteral("/api/v1/label/__name__/values"), {})[QStringLiteral("data")]
                .toArray();
        QVERIFY(names.contains(QStringLiteral("http_requests_total")));
        QUrlQuery match;
        match.addQueryItem(QStringLiteral("match[]"), QStringLiteral("redis_up"));
        QCOMPARE(ask(lab.port(1), QStringLiteral("/api/v1/series"), match)[QStringLiteral("data")]
                     .toArray()
                     .size(),
                 1);
        QCOMPARE(ask(lab.port(1), QStringLiteral("/api/v1/rules"),
                     {})[QStringLiteral("data")][QStringLiteral("groups")][0][QStringLiteral("rules")]
                     .toArray()
                     .size(),
                 7);
        QUrlQuery wrong;
        wrong.addQueryItem(QStringLiteral("query"), QStringLiteral("up{"));
        QCOMPARE(
            ask(lab.port(1), QStringLiteral("/api/v1/query"), wrong)[QStringLiteral("errorType")].toString(),
            QStringLiteral("bad_data"));
        QUrlQuery much;
        for (const auto& [key, value] : {std::pair{"query", "up"}, std::pair{"start", "0"},
                                         std::pair{"end", "1e9"}, std::pair{"step", "1"}})
            much.addQueryItem(QLatin1String(key), QLatin1String(value));
        QVERIFY(ask(lab.port(1), QStringLiteral("/api/v1/query_range"), much)[QStringLiteral("error")]
                    .toString()
                    .contains(QStringLiteral("11,000")));
    }
    void promtoolReadsTheExposition() {
        const QString promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
        if (promtool.isEmpty())
            QSKIP("promtool is missing (package prometheus)");
        fakes::LabServer lab;
        QProcess check;
        const std::string text = faces::PrometheusFace(lab.stage()).exposition();
        check.start(promtool, {QStringLiteral("check"), QStringLiteral("metrics")});
        check.write(QByteArray::fromStdString(text));
        check.closeWriteChannel();
        QVERIFY(check.waitForFinished());
        const QByteArray said = check.readAllStandardError();
        QVERIFY2(!said.contains("error while linting"),
                 said.constData()); // it also has opinions on names, which are the facts' own
    }
};

void TestPromQl::theSameAnswersAsARealPrometheus() {
    const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus")),
                  promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
    if (program.isEmpty() || promtool.isEmpty())
        QSKIP("prometheus or promtool is missing (package prometheus)");
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    const std::int64_t end = QDateTime::currentMSecsSinceEpoch() / 60'000 * 60'000 - 3 * 3'600'000,
                       start = end - 3'600'000;
    const Samples samples(start, end, seed);
    QTemporaryDir folder;
    QFile text(folder.filePath(QStringLiteral("samples.om")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(samples.openMetrics());
    text.close();
    QFile config(folder.filePath(QStringLiteral("prometheus.yml")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("global: {scrape_interval: 15s, evaluation_interval: 15s}\n");
    config.close();
    QProcess import;
    import.start(promtool,
                 {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"), QStringLiteral("openmetrics"),
                  text.fileName(), folder.filePath(QStringLiteral("data"))});
    QVERIFY(import.waitForFinished(60'000));
    QVERIFY2(import.exitCode() == 0, import.readAllStandardError().constData());
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const quint16 port = free.serverPort();
    free.close();
    QProcess real;
    real.setStandardErrorFile(folder.filePath(QStringLiteral("log")));
    real.start(program, {QStringLiteral("--config.file=") + config.fileName(),
                         QStringLiteral("--storage.tsdb.path=") + folder.filePath(QStringLiteral("data")),
                         QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port),
                         QStringLiteral("--storage.tsdb.retention.time=10y")});
    QTRY_VERIFY_WITH_TIMEOUT(
        ask(port, QStringLiteral("/api/v1/status/buildinfo"), {})[QStringLiteral("status")].toString() ==
            QStringLiteral("success"),
        20'000);
    int compared = 0;
    QStringList differences;
    for (const char* expression : expressions) {
        const auto parsed = parse(expression);
        const auto* expr = std::get_if<ExprPtr>(&parsed);
        for (const std::int64_t moment : {end - 1'234'567, end - 600'000}) {
            QUrlQuery query;
            query.addQueryItem(QStringLiteral("query"), QString::fromLatin1(expression));
            query.addQueryItem(QStringLiteral("time"),
                               QString::number(static_cast<double>(moment) / 1000, 'f', 3));
            const auto theirs = ask(port, QStringLiteral("/api/v1/query"), query);
            const bool theyAccept = theirs[QStringLiteral("status")].toString() == QStringLiteral("success");
            std::optional<Value> ours;
            if (expr) {
                auto result = evaluate(**expr, samples, moment);
                if (auto* value = std::get_if<Value>(&result))
                    ours = std::move(*value);
            }
            ++compared;
            const QString name = QString::fromLatin1(expression);
            if (ours.has_value() != theyAccept) {
                differences.append(name + (theyAccept ? QStringLiteral(": we refuse")
                                                      : QStringLiteral(": only they refuse: ") +
                                                            theirs[QStringLiteral("error")].toString()));
                continue;
            }
            if (!ours)
                continue;
            std::map<Labels, double> wanted;
            const auto data = theirs[QStringLiteral("data")];
            const auto number = [](const QJsonValue& value) {
                const QString read = value.toString();
                return read == QStringLiteral("+Inf")   ? INFINITY
                       : read == QStringLiteral("-Inf") ? -INFINITY
                       : read == QStringLiteral("NaN")  ? NAN
                                                        : read.toDouble();
            };
            if (data[QStringLiteral("resultType")].toString() == QStringLiteral("scalar")) {
                if (!close(number(data[QStringLiteral("result")][1]), ours->scalar))
                    differences.append(name + QStringLiteral(": %1 is not %2")
                                                  .arg(ours->scalar)
                                                  .arg(data[QStringLiteral("result")][1].toString()));
                continue;
            }
            if (data[QStringLiteral("resultType")].toString() == QStringLiteral("string")) {
                QCOMPARE(QString::fromStdString(ours->text), data[QStringLiteral("result")][1].toString());
                continue;
            }
            for (const auto& each : data[QStringLiteral("result")].toArray()) {
                Labels labels;
                const auto metric = each[QStringLiteral("metric")].toObject();
                for (auto label = metric.begin(); label != metric.end(); ++label)
                    labels[label.key().toStdString()] = label.value().toString().toStdString();
                wanted[labels] = number(each[QStringLiteral("value")][1]);
            }
            bool same = wanted.size() == ours->vector.size();
            QString what =
                QStringLiteral("%1 series instead of %2").arg(ours->vector.size()).arg(wanted.size());
            for (const auto& point : ours->vector) {
                const auto found = wanted.find(point.labels);
                if (found == wanted.end() || !close(found->second, point.value)) {
                    same = false;
                    what += found == wanted.end() ? QStringLiteral("; other labels")
                                                  : QStringLiteral("; %1 is not %2")
                                                        .arg(point.value, 0, 'g', 15)
                                                        .arg(found->second, 0, 'g', 15);
                    break;
                }
            }
            if (!same)
                differences.append(name + QStringLiteral(": ") + what);
        }
    }
    real.terminate();
    real.waitForFinished();
    qInfo("%d answers compared with prometheus", compared);
    QVERIFY2(differences.isEmpty(), qPrintable(differences.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TestPromQl)
#include "tst_PromQl.moc"
