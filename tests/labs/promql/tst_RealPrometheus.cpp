#include "tests/labs/promql/Shelf.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTcpServer>
#include <QUrlQuery>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace understudy::promql;

namespace {

/// Random series that both engines read: with resets, missing scrapes, an outage, and numbers that are none.
class Samples final : public Shelf {
public:
    Samples(std::int64_t from, std::int64_t to, quint32 seed)
        : m_from(from)
        , m_to(to)
        , m_random(seed) {
        for (const char* service : {"api", "auth", "order"}) {
            for (const char* status : {"200", "404", "500"})
                counter({{"__name__", "http_requests_total"}, {"service", service}, {"status", status}},
                        status[0] == '2' ? 1000 : 20);
            gauge({{"__name__", "cpu_share"}, {"service", service}}, 1);
            gauge({{"__name__", "memory_bytes"},
                   {"service", service},
                   {"zone", service[0] == 'a' ? "one" : "two"}},
                  4e9);
            counter({{"__name__", "idle_seconds_total"}, {"service", service}}, 15);
            series({{"__name__", "up_like"}, {"service", service}},
                   [this](std::int64_t) { return m_random.bounded(10) ? 1.0 : 0.0; });
            series({{"__name__", "level"}, {"service", service}},
                   [this](std::int64_t) { return 0.5 * m_random.bounded(4); });
            histogram("duration_seconds_bucket", service, {"0.05", "0.1", "0.5", "1", "+Inf"});
        }
        oddities();
    }

    QByteArray openMetrics() const {
        QByteArray out;
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
                           QByteArray::fromStdString(printValue(sample.value)) + " " +
                           QByteArray::number(static_cast<double>(sample.ms) / 1000, 'f', 3) + "\n";
                }
        }
        return out + "# EOF\n";
    }

private:
    using Next = std::function<double(std::int64_t)>;
    void series(Labels labels, const Next& next, int missing = 25) {
        SeriesData made{std::move(labels), {}};
        for (std::int64_t ms = m_from; ms <= m_to; ms += 15'000) {
            const double value = next(ms);
            if (missing == 0 || m_random.bounded(missing) != 0)
                made.samples.push_back({ms, value});
        }
        all.push_back(std::move(made));
    }
    void counter(Labels labels, double size) {
        double value = std::floor(size * m_random.generateDouble());
        series(std::move(labels), [&, value](std::int64_t) mutable {
            if (m_random.bounded(40) == 0)
                value = 0; // a restart
            return value += std::floor(size * m_random.generateDouble());
        });
    }
    void gauge(Labels labels, double size) {
        series(std::move(labels), [&](std::int64_t) { return size * (m_random.generateDouble() - 0.3); });
    }
    void histogram(const char* name, const char* service, const std::vector<std::string>& bounds) {
        std::vector<std::vector<double>> counts;
        std::vector<double> now(bounds.size(), 0);
        for (std::int64_t ms = m_from; ms <= m_to; ms += 15'000) {
            double sum = 0;
            for (double& count : now)
                count += sum += m_random.bounded(100);
            counts.push_back(now);
        }
        for (std::size_t i = 0; i < bounds.size(); ++i)
            series(
                {{"__name__", name}, {"service", service}, {"le", bounds[i]}},
                [&](std::int64_t ms) { return counts[static_cast<std::size_t>((ms - m_from) / 15'000)][i]; },
                0);
    }
    void oddities() {
        for (const char* service : {"api", "auth"})
            series({{"__name__", "gappy"}, {"service", service}}, [this](std::int64_t ms) {
                return ms > m_to - 2'000'000 && ms < m_to - 900'000
                           ? staleMark()
                           : static_cast<double>((ms - m_from) / 1000);
            });
        for (auto& each : all)
            if (each.labels.at("__name__") == "gappy")
                std::erase_if(each.samples, [](const Sample& sample) { return isStale(sample.value); });
        for (const char* service : {"api", "auth", "order"})
            series({{"__name__", "weird"}, {"service", service}}, [this](std::int64_t) {
                switch (m_random.bounded(8)) {
                case 0:
                    return std::numeric_limits<double>::quiet_NaN();
                case 1:
                    return std::numeric_limits<double>::infinity();
                case 2:
                    return -std::numeric_limits<double>::infinity();
                case 3:
                    return 0.0;
                default:
                    return 20 * (m_random.generateDouble() - 0.5);
                }
            });
        series({{"__name__", "flat"}, {"service", "api"}}, [](std::int64_t) { return 2.0; });
        for (const char* service : {"api", "auth"})
            series({{"__name__", "huge"}, {"service", service}},
                   [this](std::int64_t) { return 1.5e308 * (0.5 + m_random.generateDouble() / 2); });
        series({{"__name__", "disk_free"}, {"service", "api"}},
               [this](std::int64_t ms) { return 1e9 - static_cast<double>(ms - m_from) * 100; });
        for (const char* name : {"twin_a", "twin_b"})
            series({{"__name__", name}, {"service", "api"}},
                   [this](std::int64_t) { return m_random.bounded(9); });
        // buckets that do not grow, none for infinity, none but that, below zero, and bounds that are no
        // numbers
        histogram("odd_bucket", "unbounded", {"0.1", "1"});
        histogram("odd_bucket", "single", {"+Inf"});
        histogram("odd_bucket", "negative", {"-1", "-0.5", "0", "2", "+Inf"});
        histogram("odd_bucket", "wordy", {"0.5", "many", "5", "Inf"});
        for (const char* le : {"0.1", "0.5", "1", "+Inf"})
            series({{"__name__", "odd_bucket"}, {"service", "falling"}, {"le", le}},
                   [this](std::int64_t) { return m_random.bounded(1000); });
        for (const char* le : {"0.1", "0.5", "+Inf"})
            series({{"__name__", "odd_bucket"}, {"service", "empty"}, {"le", le}},
                   [](std::int64_t) { return 0.0; });
    }

    std::int64_t m_from, m_to;
    QRandomGenerator m_random;
};

/// A Prometheus over those samples.
class Real final {
public:
    ~Real() {
        m_process.terminate();
        m_process.waitForFinished();
    }
    QString start(const Samples& samples) {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus")),
                      promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
        if (program.isEmpty() || promtool.isEmpty())
            return QStringLiteral("prometheus or promtool is missing (package prometheus)");
        write("samples.om", samples.openMetrics());
        write("prometheus.yml", "global: {scrape_interval: 15s, evaluation_interval: 15s}\n");
        QProcess import;
        import.start(promtool, {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"),
                                QStringLiteral("openmetrics"), path("samples.om"), path("data")});
        if (!import.waitForFinished(60'000) || import.exitCode() != 0)
            qFatal("%s", import.readAllStandardError().constData());
        {
            QTcpServer free;
            free.listen(QHostAddress::LocalHost);
            m_port = free.serverPort();
        }
        m_process.setStandardErrorFile(path("log"));
        m_process.start(program, {QStringLiteral("--config.file=") + path("prometheus.yml"),
                                  QStringLiteral("--storage.tsdb.path=") + path("data"),
                                  QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port),
                                  QStringLiteral("--storage.tsdb.retention.time=10y")});
        const bool up = QTest::qWaitFor(
            [this] {
                return ask(QStringLiteral("query"), {{"query", "1"}})[QStringLiteral("status")].toString() ==
                       QStringLiteral("success");
            },
            30'000);
        if (!up)
            qFatal("prometheus does not start");
        return {};
    }
    QJsonObject ask(const QString& call, const std::vector<std::pair<QByteArray, QByteArray>>& form) {
        QByteArray body;
        for (const auto& [key, value] : form)
            body +=
                (body.isEmpty() ? "" : "&") + key + "=" + QUrl::toPercentEncoding(QString::fromUtf8(value));
        QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:%1/api/v1/").arg(m_port) + call));
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          QStringLiteral("application/x-www-form-urlencoded"));
        std::unique_ptr<QNetworkReply> reply(m_network.post(request, body));
        QEventLoop loop;
        QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return QJsonDocument::fromJson(reply->readAll()).object();
    }

private:
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    void write(const char* name, const QByteArray& text) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(text);
    }
    QTemporaryDir m_folder;
    QProcess m_process;
    QNetworkAccessManager m_network;
    quint16 m_port = 0;
};

bool close(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || a == b ||
           std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

double number(const QJsonValue& value) { return *readNumber(value.toString().toStdString()); }

Labels labelsOf(const QJsonValue& metric) {
    Labels labels;
    const auto object = metric.toObject();
    for (auto label = object.begin(); label != object.end(); ++label)
        labels[label.key().toStdString()] = label.value().toString().toStdString();
    return labels;
}

/// What is different in an instant answer, or nothing.
QString differenceAt(const QString& name, const Value& ours, const QJsonObject& data) {
    const auto result = data[QStringLiteral("result")].toArray();
    const QString type = data[QStringLiteral("resultType")].toString();
    if (type == QStringLiteral("scalar"))
        return ours.type == ValueType::Scalar && close(number(result[1]), ours.scalar)
                   ? QString()
                   : QStringLiteral("%1 is not %2").arg(ours.scalar).arg(result[1].toString());
    if (type == QStringLiteral("string"))
        return QString::fromStdString(ours.text) == result[1].toString() ? QString()
                                                                         : QStringLiteral("other text");
    if (type == QStringLiteral("matrix")) {
        qsizetype theirs = 0;
        for (const auto& each : result)
            theirs += each[QStringLiteral("values")].toArray().size();
        qsizetype mine = 0;
        for (const auto& each : ours.matrix)
            mine += static_cast<qsizetype>(each.samples.size());
        return theirs == mine ? QString() : QStringLiteral("%1 samples instead of %2").arg(mine).arg(theirs);
    }
    std::map<Labels, double> wanted;
    for (const auto& each : result)
        wanted[labelsOf(each[QStringLiteral("metric")])] = number(each[QStringLiteral("value")][1]);
    if (wanted.size() != ours.vector.size())
        return QStringLiteral("%1 series instead of %2").arg(ours.vector.size()).arg(wanted.size());
    const bool ordered = name.startsWith(QStringLiteral("sort")) || name.startsWith(QStringLiteral("topk(1"));
    for (std::size_t i = 0; i < ours.vector.size(); ++i) {
        const auto& point = ours.vector[i];
        const auto found = wanted.find(point.labels);
        if (found == wanted.end())
            return QStringLiteral("other labels");
        if (!close(found->second, point.value))
            return QStringLiteral("%1 is not %2").arg(point.value, 0, 'g', 17).arg(found->second, 0, 'g', 17);
        if (ordered &&
            !close(point.value, number(result[static_cast<qsizetype>(i)][QStringLiteral("value")][1])))
            return QStringLiteral("another order");
    }
    return {};
}

/// What is different in a range's answer, or nothing.
QString differenceOver(const Value& ours, const QJsonObject& data) {
    std::map<Labels, QJsonArray> wanted;
    for (const auto& each : data[QStringLiteral("result")].toArray())
        wanted[labelsOf(each[QStringLiteral("metric")])] = each[QStringLiteral("values")].toArray();
    if (wanted.size() != ours.matrix.size())
        return QStringLiteral("%1 series instead of %2").arg(ours.matrix.size()).arg(wanted.size());
    for (const auto& series : ours.matrix) {
        const auto found = wanted.find(series.labels);
        if (found == wanted.end())
            return QStringLiteral("other labels");
        if (found->second.size() != static_cast<qsizetype>(series.samples.size()))
            return QStringLiteral("%1 points instead of %2")
                .arg(series.samples.size())
                .arg(found->second.size());
        for (std::size_t i = 0; i < series.samples.size(); ++i) {
            const auto point = found->second[static_cast<qsizetype>(i)];
            if (std::llround(point[0].toDouble() * 1000) != series.samples[i].ms)
                return QStringLiteral("another moment");
            if (!close(number(point[1]), series.samples[i].value))
                return QStringLiteral("%1 is not %2 at step %3")
                    .arg(series.samples[i].value, 0, 'g', 17)
                    .arg(point[1].toString())
                    .arg(i);
        }
    }
    return {};
}

std::vector<std::string> expressions() {
    std::vector<std::string> all{"", "# only a comment\ncpu_share", "cpu_share\x01"}; // no lines of a file
    QFile file(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
               QStringLiteral("/tests/labs/promql/expressions.txt"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("expressions.txt is missing");
    while (!file.atEnd())
        if (const QByteArray line = file.readLine().chopped(1); !line.isEmpty() && !line.startsWith('#'))
            all.push_back(line.toStdString());
    return all;
}

QByteArray stamp(std::int64_t ms) { return QByteArray::number(static_cast<double>(ms) / 1000, 'f', 3); }

} // namespace

class TestRealPrometheus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameAnswersAsARealPrometheus() {
        // Always the same in a build: where samples tie, the order of a real Prometheus is one of several.
        const quint32 seed = qEnvironmentVariable("UNDERSTUDY_SEED", QStringLiteral("20251110")).toUInt();
        qInfo("seed %u", seed);
        const std::int64_t end = QDateTime::currentMSecsSinceEpoch() / 60'000 * 60'000 - 3 * 3'600'000;
        const Samples samples(end - 3'600'000, end, seed);
        Real real;
        if (const QString missing = real.start(samples); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        QStringList differences;
        int compared = 0, refused = 0;
        const auto all = expressions();
        QVERIFY(all.size() >= 300);
        const auto verdict = [&](const std::string& expression, const QJsonObject& theirs,
                                 const std::variant<Value, Refusal>& ours, const auto& difference) {
            ++compared;
            const bool accepted = theirs[QStringLiteral("status")].toString() == QStringLiteral("success");
            const auto* refusal = std::get_if<Refusal>(&ours);
            refused += refusal && !accepted;
            QString what;
            if (refusal && accepted)
                what = QStringLiteral("only we refuse: ") + QString::fromStdString(refusal->words);
            else if (!refusal && !accepted)
                what = QStringLiteral("only they refuse: ") + theirs[QStringLiteral("error")].toString();
            else if (!refusal)
                what = difference(std::get<Value>(ours), theirs[QStringLiteral("data")].toObject());
            if (!what.isEmpty())
                differences.append(QString::fromStdString(expression) + QStringLiteral(": ") + what);
        };
        for (const std::string& expression : all) {
            const auto asked = QByteArray::fromStdString(expression);
            const auto parsed = parse(expression);
            const auto* expr = std::get_if<ExprPtr>(&parsed);
            for (const std::int64_t moment : {end - 1'234'567, end - 600'000}) {
                const auto ours = expr ? evaluate(**expr, samples, moment) : std::get<Refusal>(parsed);
                verdict(expression,
                        real.ask(QStringLiteral("query"), {{"query", asked}, {"time", stamp(moment)}}), ours,
                        [&](const Value& value, const QJsonObject& data) {
                            return differenceAt(QString::fromStdString(expression), value, data);
                        });
            }
            const std::int64_t from = end - 2'700'000, to = end - 300'000, step = 47'000;
            const auto ours =
                expr ? evaluateRange(**expr, samples, from, to, step) : std::get<Refusal>(parsed);
            verdict(expression,
                    real.ask(QStringLiteral("query_range"),
                             {{"query", asked}, {"start", stamp(from)}, {"end", stamp(to)}, {"step", "47"}}),
                    ours, differenceOver);
        }
        qInfo("%d answers to %zu expressions compared with prometheus, %d of them refusals", compared,
              all.size(), refused);
        for (const QString& each : std::as_const(differences))
            qWarning("%s", qPrintable(each));
        QCOMPARE(differences.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRealPrometheus)
#include "tst_RealPrometheus.moc"
