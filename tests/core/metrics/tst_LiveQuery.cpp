#include "core/metrics/LiveQuery.h"
#include "tests/fakes/CannedServer.h"
#include "tests/fakes/PushedClock.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace understudy;
using namespace understudy::metrics;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

namespace {

qint64 ms(const Asked& asked, const char* name) {
    return qint64(std::llround(asked.query.queryItemValue(QLatin1String(name)).toDouble() * 1000));
}

/// A server that knows the value (its time in seconds, modulo 1000) of every moment but those of an outage.
Canned ramp(const Asked& asked, qint64 outFrom, qint64 outTo) {
    QByteArray values;
    for (qint64 at = ms(asked, "start"); at <= ms(asked, "end"); at += ms(asked, "step")) {
        if (at >= outFrom && at < outTo)
            continue;
        values += (values.isEmpty() ? "" : ",") + ("[" + QByteArray::number(double(at) / 1000, 'f', 3) +
                                                   ",\"" + QByteArray::number(at / 1000 % 1000) + "\"]");
    }
    return {
        200,
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"x"},"values":[)" +
            values + "]}]}}"};
}

} // namespace

class tst_LiveQuery final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWindowIsAskedOnceAndThenOnlyWhatIsNew() {
        fakes::PushedClock clock;
        CannedServer server([](const Asked& asked) { return ramp(asked, 0, 0); });
        PrometheusClient client(server.url());
        LiveQuery live(client, clock, QStringLiteral("x"));
        live.setWindow(std::chrono::minutes(15), std::chrono::seconds(5));
        QSignalSpy updated(&live, &LiveQuery::updated);
        live.poll();
        QVERIFY(updated.wait());
        QCOMPARE(live.series().size(), 181u);
        QCOMPARE(live.series().finiteCount(), 181u);
        QCOMPARE(live.labels().at(QStringLiteral("job")), QStringLiteral("x"));

        clock.push(std::chrono::seconds(7));
        live.poll();
        QVERIFY(updated.wait());
        const Asked& second = server.asked().back();
        QVERIFY(ms(second, "end") - ms(second, "start") <= 15000);
        QCOMPARE(ms(second, "start") % 5000, 0);
        QVERIFY(live.series().size() <= 182);
        for (std::size_t i = 1; i < live.series().size(); ++i) {
            QCOMPARE(live.series().at(i).at - live.series().at(i - 1).at, 5000);
            QCOMPARE(live.series().at(i).value, double(live.series().at(i).at / 1000 % 1000));
        }
    }

    void aGapOfTheServerStaysAGap() {
        fakes::PushedClock clock;
        const qint64 now = clock.now().time_since_epoch().count();
        CannedServer server([now](const Asked& asked) { return ramp(asked, now - 300000, now - 200000); });
        PrometheusClient client(server.url());
        LiveQuery live(client, clock, QStringLiteral("x"));
        QSignalSpy updated(&live, &LiveQuery::updated);
        live.poll();
        QVERIFY(updated.wait());
        for (const Sample& sample : live.series().samples())
            QCOMPARE(std::isnan(sample.value), sample.at >= now - 300000 && sample.at < now - 200000);
        QCOMPARE(live.series().size() - live.series().finiteCount(), 20u);
    }

    void whatWasMissedWhileTheServerWasAwayIsFetchedLater() {
        fakes::PushedClock clock;
        CannedServer server([](const Asked& asked) { return ramp(asked, 0, 0); });
        PrometheusClient client(server.url());
        LiveQuery live(client, clock, QStringLiteral("x"));
        QSignalSpy updated(&live, &LiveQuery::updated);
        QSignalSpy failed(&live, &LiveQuery::failed);
        live.poll();
        QVERIFY(updated.wait());
        const auto before = live.series();
        server.close();
        clock.push(std::chrono::minutes(2));
        live.poll();
        QVERIFY(failed.wait());
        QCOMPARE(live.trouble()->code, Errc::Unreachable);
        QVERIFY(live.series() == before);
        QVERIFY(server.open());
        clock.push(std::chrono::minutes(1));
        live.poll();
        QVERIFY(updated.wait());
        QVERIFY(!live.trouble());
        QCOMPARE(live.series().finiteCount(), live.series().size());
        QCOMPARE(live.series().samples().back().at, clock.now().time_since_epoch().count());
    }

    void nothingAtAllIsAGapAndNotZero() {
        fakes::PushedClock clock;
        CannedServer server([](const Asked&) {
            return Canned{200, R"({"status":"success","data":{"resultType":"matrix","result":[]}})"};
        });
        PrometheusClient client(server.url());
        LiveQuery live(client, clock, QStringLiteral("x"));
        QSignalSpy updated(&live, &LiveQuery::updated);
        live.poll();
        QVERIFY(updated.wait());
        QCOMPARE(live.series().finiteCount(), 0u);
        QCOMPARE(live.seriesCount(), 0);
    }

    void memoryStaysFlatOverHours() {
        fakes::PushedClock clock;
        CannedServer server([](const Asked& asked) { return ramp(asked, 0, 0); });
        PrometheusClient client(server.url());
        LiveQuery live(client, clock, QStringLiteral("x"));
        QSignalSpy updated(&live, &LiveQuery::updated);
        for (int i = 0; i < 60; ++i) {
            live.poll();
            QVERIFY(updated.wait());
            QVERIFY(live.series().size() <= 183);
            clock.push(std::chrono::minutes(7));
        }
    }

    void theStepFitsTheWidth() {
        using std::chrono::seconds;
        QCOMPARE(LiveQuery::stepFor(std::chrono::minutes(15), 263), std::chrono::milliseconds(seconds(10)));
        QCOMPARE(LiveQuery::stepFor(std::chrono::minutes(15), 500), std::chrono::milliseconds(seconds(5)));
        QCOMPARE(LiveQuery::stepFor(std::chrono::seconds(30), 1000), std::chrono::milliseconds(seconds(1)));
        QVERIFY(LiveQuery::stepFor(std::chrono::hours(24 * 365), 100) >= std::chrono::hours(100));
        QVERIFY(LiveQuery::stepFor(std::chrono::minutes(15), 0).count() > 0);
    }
};

QTEST_GUILESS_MAIN(tst_LiveQuery)
#include "tst_LiveQuery.moc"
