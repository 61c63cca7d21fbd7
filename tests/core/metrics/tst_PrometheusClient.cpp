#include "core/metrics/LiveQuery.h"
#include "core/metrics/PrometheusClient.h"
#include "tests/fakes/CannedServer.h"
#include "tests/fakes/PushedClock.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace understudy;
using namespace understudy::metrics;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

namespace {

const QByteArray Good =
    R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}]}})";

int freePort() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

class tst_PrometheusClient final : public QObject {
    Q_OBJECT

    /// Asks and waits for the one answer.
    static Result<Answer> ask(PrometheusClient& client, const QString& promql = QStringLiteral("up")) {
        std::optional<Result<Answer>> said;
        QObject context;
        client.query(promql, &context, [&said](const Result<Answer>& answer) { said = answer; });
        if (!QTest::qWaitFor([&said] { return said.has_value(); }, 20000))
            return Error{Errc::Io, QStringLiteral("no answer at all"), {}};
        return *said;
    }

private Q_SLOTS:
    void theQueryArrivesAsItWasWritten() {
        CannedServer server([](const Asked&) { return Canned{200, Good}; });
        QUrl base = server.url();
        base.setPath(QStringLiteral("/prom/"));
        PrometheusClient client(base);
        client.setToken("secret");
        const QString promql =
            QStringLiteral("sum(rate(http_requests_total{code=~\"5..\",path=\"/a b&c+d%\"}[1m])) > 0");
        const auto answer = ask(client, promql);
        QVERIFY2(answer.ok(), qPrintable(answer.ok() ? QString() : answer.error().detail));
        QCOMPARE(answer->series[0].series.at(0).value, 2.0);
        const Asked& asked = server.asked().front();
        QCOMPARE(asked.method, "POST");
        QCOMPARE(asked.path, QStringLiteral("/prom/api/v1/query"));
        QCOMPARE(asked.headers["authorization"], "Bearer secret");
        QCOMPARE(asked.query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded), promql);
    }

    void aLyingServerGivesASentenceAndNothingElse_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("cutAfter");
        QTest::addColumn<Errc>("code");
        QTest::newRow("cut in the middle") << 200 << Good << 40 << Errc::Unreachable;
        QTest::newRow("page") << 200 << QByteArray("<html>") << -1 << Errc::BadInput;
        QTest::newRow("half JSON") << 200 << Good.left(60) << -1 << Errc::BadInput;
        QTest::newRow("500") << 500 << QByteArray("oops") << -1 << Errc::Unreachable;
        QTest::newRow("503 with JSON of its own")
            << 503 << QByteArray("{\"a\":1}") << -1 << Errc::Unreachable;
        QTest::newRow("401") << 401 << QByteArray() << -1 << Errc::Refused;
        QTest::newRow("400 as Prometheus says it")
            << 400 << QByteArray(R"({"status":"error","errorType":"bad_data","error":"parse error"})") << -1
            << Errc::Refused;
        QTest::newRow("500 with a good answer") << 500 << Good << -1 << Errc::Unreachable;
    }
    void aLyingServerGivesASentenceAndNothingElse() {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, cutAfter);
        QFETCH(Errc, code);
        CannedServer server([&](const Asked&) { return Canned{status, body, 0, false, cutAfter}; });
        PrometheusClient client(server.url());
        const auto answer = ask(client);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, code);
        QVERIFY(answer.error().sentence.size() > 20);
    }

    void aSilentServerIsGivenUpInTime() {
        CannedServer server([](const Asked&) { return Canned{200, Good, 0, true}; });
        PrometheusClient client(server.url());
        client.setTimeout(std::chrono::milliseconds(150));
        QElapsedTimer timer;
        timer.start();
        const auto answer = ask(client);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, Errc::TimedOut);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void aFloodIsRefusedWhileItArrives() {
        CannedServer server([](const Asked&) { return Canned{200, QByteArray(8 << 20, ' ')}; });
        PrometheusClient client(server.url());
        client.setLargestAnswer(1 << 20);
        const auto answer = ask(client);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, Errc::BadInput);
    }

    void nobodyThereIsUnreachable() {
        PrometheusClient client(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(freePort())));
        const auto answer = ask(client);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, Errc::Unreachable);
        QVERIFY(answer.error().detail.contains(QLatin1String("127.0.0.1")));
    }

    void whoCancelsOrGoesAwayIsNotCalled() {
        CannedServer server([](const Asked&) { return Canned{200, Good, 50}; });
        PrometheusClient client(server.url());
        int calls = 0;
        Call call = client.query(QStringLiteral("up"), this, [&calls](const Result<Answer>&) { ++calls; });
        QVERIFY(call.underway());
        call.cancel();
        QVERIFY(!call.underway());
        auto context = std::make_unique<QObject>();
        client.query(QStringLiteral("up"), context.get(), [&calls](const Result<Answer>&) { ++calls; });
        context.reset();
        QVERIFY(ask(client).ok()); // a later question is answered, the earlier ones never are
        QCOMPARE(calls, 0);
        call.cancel();
    }

    void aRealPrometheusAnswersAndShowsWhatItMeasures() {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus"));
        if (program.isEmpty())
            QSKIP("prometheus is not installed");
        QTemporaryDir dir;
        const int port = freePort();
        QFile config(dir.filePath(QStringLiteral("prometheus.yml")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: self\n  static_configs:\n  "
                     "- targets: ['127.0.0.1:" +
                     QByteArray::number(port) + "']\n");
        config.close();
        QProcess prometheus;
        prometheus.setStandardErrorFile(QProcess::nullDevice());
        prometheus.start(program,
                         {QStringLiteral("--config.file=") + config.fileName(),
                          QStringLiteral("--storage.tsdb.path=") + dir.filePath(QStringLiteral("data")),
                          QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port)});
        QVERIFY(prometheus.waitForStarted());
        PrometheusClient client(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)));
        const QString up = QStringLiteral("up{job=\"self\"}");
        QTRY_VERIFY_WITH_TIMEOUT(ask(client, up).ok(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!ask(client, up)->series.empty(), 20000);
        const auto answer = ask(client, up);
        QCOMPARE(answer->series[0].series.at(0).value, 1.0);
        QCOMPARE(answer->series[0].labels.at(QStringLiteral("job")), QStringLiteral("self"));

        const auto wrong = ask(client, QStringLiteral("up{"));
        QVERIFY(!wrong.ok());
        QCOMPARE(wrong.error().code, Errc::Refused);
        QVERIFY(wrong.error().detail.startsWith(QLatin1String("bad_data")));
        QVERIFY(std::isnan(ask(client, QStringLiteral("vector(0)/0"))->series[0].series.at(0).value));
        QVERIFY(std::isinf(ask(client, QStringLiteral("scalar(vector(1)/0)"))->series[0].series.at(0).value));
        QVERIFY(ask(client, QStringLiteral("no_such_metric"))->series.empty());

        SystemClock clock;
        LiveQuery live(client, clock, up);
        live.setWindow(std::chrono::minutes(5), std::chrono::seconds(1));
        live.start(std::chrono::milliseconds(200));
        QTRY_VERIFY_WITH_TIMEOUT(live.series().finiteCount() >= 3, 20000);
        // Nothing was measured before the server started: a gap, five minutes on one grid.
        QVERIFY(live.series().size() > 290 && live.series().size() <= 303);
        QVERIFY(std::isnan(live.series().at(0).value));
        for (std::size_t i = 1; i < live.series().size(); ++i)
            QCOMPARE(live.series().at(i).at - live.series().at(i - 1).at, 1000);

        prometheus.kill();
        prometheus.waitForFinished();
        QTRY_VERIFY_WITH_TIMEOUT(live.trouble().has_value(), 20000);
        QCOMPARE(live.trouble()->code, Errc::Unreachable);
        QVERIFY(live.series().finiteCount() >= 3);
    }
};

QTEST_GUILESS_MAIN(tst_PrometheusClient)
#include "tst_PrometheusClient.moc"
