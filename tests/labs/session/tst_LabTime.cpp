#include "labs/session/AlertWatch.h"
#include "labs/session/LabProcess.h"
#include "labs/session/LabTime.h"
#include "labs/session/Moments.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::session;
using namespace std::chrono_literals;

namespace {

const auto Scenario =
    QStringLiteral("lab: time\nseed: 7\nfaults:\n"
                   "  - {id: alarm, at: +10m, do: alert_fired, alert: DiskFillsUp, severity: "
                   "critical, text: The disk of db-1 is full, for: 1h}\n"
                   "  - {id: redis, at: never, do: redis_down}\n");

/// The lab program with a scenario of its own, and everything that follows its time.
struct Lab {
    Lab() {
        process.start();
        if (!QTest::qWaitFor([this] { return process.connection().has_value(); }, 20'000))
            return;
        control = std::make_unique<ControlClient>(process.connection()->control,
                                                  process.connection()->controlToken);
        prometheus = std::make_unique<metrics::PrometheusClient>(process.connection()->prometheus);
        bool begun = false;
        control->start(QStringLiteral("time"), Scenario, control.get(),
                       [&begun](const Result<QJsonObject>& answer) { begun = answer.ok(); });
        if (!QTest::qWaitFor([&begun] { return begun; }, 10'000))
            return;
        time.follow(control.get());
        alerts.follow(prometheus.get());
        ready = QTest::qWaitFor([this] { return time.known(); }, 10'000);
    }
    ~Lab() {
        process.stop();
        if (!QTest::qWaitFor([this] { return process.state() == LabProcess::State::Stopped; }, 10'000))
            qWarning("the lab did not stop");
    }
    std::vector<Moment> moments() {
        std::optional<std::vector<Moment>> found;
        control->journal(0, control.get(), [&](const Result<std::vector<JournalEntry>>& entries) {
            control->annotations(
                control.get(), [&, entries](const Result<std::vector<metrics::Annotation>>& seen) {
                    found = entries.ok() && seen.ok() ? momentsOf(*entries, *seen, time.started())
                                                      : std::vector<Moment>();
                });
        });
        return QTest::qWaitFor([&] { return found.has_value(); }, 10'000) ? *found : std::vector<Moment>();
    }
    int count(Moment::Kind kind) {
        const auto all = moments();
        return int(
            std::count_if(all.begin(), all.end(), [kind](const Moment& each) { return each.kind == kind; }));
    }
    void inject(const QString& fault) {
        bool done = false;
        control->inject(fault, control.get(),
                        [&done](const Result<QJsonObject>& answer) { done = answer.ok(); });
        QVERIFY(QTest::qWaitFor([&done] { return done; }, 10'000));
    }

    QTemporaryDir dir;
    SystemClock wall;
    LabProcess process{qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"),
                       dir.filePath(QStringLiteral("home"))};
    std::unique_ptr<ControlClient> control;
    std::unique_ptr<metrics::PrometheusClient> prometheus;
    LabTime time{wall};
    AlertWatch alerts{time};
    bool ready = false;
};

} // namespace

class tst_LabTime final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab")))
            QSKIP("understudy-lab is not built");
    }

    void withoutALabItIsTheComputersTime() {
        SystemClock wall;
        LabTime time(wall);
        QVERIFY(!time.known());
        QVERIFY(time.now() >= wall.now() - 1s);
        time.setSpeed(10); // nobody to ask: nothing happens
        QVERIFY(!time.moving());
    }

    void theClockCanBePausedAndHurried() {
        Lab lab;
        QVERIFY(lab.ready);
        QCOMPARE(lab.time.speed(), 1.0);
        lab.time.setSpeed(0);
        QVERIFY(lab.time.moving());
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 20'000);
        QCOMPARE(lab.time.speed(), 0.0);
        const Instant still = lab.time.now();
        QSignalSpy seen(&lab.time, &LabTime::ticked);
        QTRY_VERIFY_WITH_TIMEOUT(seen.count() > 0, 20'000); // a second went by here
        QCOMPARE(lab.time.now(), still);
        lab.time.setSpeed(100);
        QTRY_COMPARE_WITH_TIMEOUT(lab.time.speed(), 100.0, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(lab.time.now() > still + 30s, 20'000);
    }

    void skippingWakesTheAlertAndRewindingPutsItToSleep() {
        Lab lab;
        QVERIFY(lab.ready);
        QSignalSpy jumps(&lab.time, &LabTime::jumped);
        QSignalSpy fired(&lab.alerts, &AlertWatch::fired);
        QSignalSpy looked(&lab.alerts, &AlertWatch::changed);
        lab.alerts.forget(); // the first answer may have come before anybody listened
        looked.clear();
        QTRY_VERIFY_WITH_TIMEOUT(looked.count() > 0, 20'000);
        QCOMPARE(lab.alerts.firing(), 0);
        const Instant before = lab.time.now();
        lab.time.skip(QStringLiteral("15m"));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 20'000);
        QCOMPARE(jumps.count(), 1);
        QVERIFY(lab.time.now() - before >= 14min + 50s); // each answer takes its way
        lab.alerts.look();
        QTRY_COMPARE_WITH_TIMEOUT(lab.alerts.firing(), 1, 20'000);
        QCOMPARE(fired.count(), 1);
        const auto seen = lab.alerts.alerts().front().alert;
        QCOMPARE(seen.name, QStringLiteral("DiskFillsUp"));
        QCOMPARE(seen.severity, QStringLiteral("critical"));
        QCOMPARE(seen.summary, QStringLiteral("The disk of db-1 is full"));
        QVERIFY(std::abs(seen.since - (lab.time.started() + 10min).time_since_epoch().count()) < 60'000);

        lab.time.rewind(lab.time.started() + 1min);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 20'000);
        QVERIFY(lab.time.now() < lab.time.started() + 3min);
        lab.alerts.forget();
        looked.clear();
        QTRY_VERIFY_WITH_TIMEOUT(looked.count() > 0, 20'000);
        QCOMPARE(lab.alerts.firing(), 0);
        QVERIFY(lab.alerts.alerts().empty());
    }

    void aFaultByHandIsAMomentToGoBackBefore() {
        Lab lab;
        QVERIFY(lab.ready);
        lab.time.skip(QStringLiteral("2m"));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 20'000);
        lab.inject(QStringLiteral("redis"));
        const auto moments = lab.moments();
        QCOMPARE(moments.front().kind, Moment::Kind::Start);
        const auto fault = std::find_if(moments.begin(), moments.end(),
                                        [](const Moment& each) { return each.kind == Moment::Kind::Fault; });
        QVERIFY(fault != moments.end());
        QVERIFY(fault->at >= lab.time.started() + 2min);
        lab.time.rewind(lab.time.started() + 1min);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 20'000);
        QCOMPARE(lab.count(Moment::Kind::Fault), 0);
        lab.inject(QStringLiteral("redis")); // it waits again
    }

    void aMomentThatIsNotOfTheLabIsRefusedInItsWords() {
        Lab lab;
        QVERIFY(lab.ready);
        QSignalSpy trouble(&lab.time, &LabTime::trouble);
        lab.time.rewind(lab.time.now() + 24h);
        QTRY_COMPARE_WITH_TIMEOUT(trouble.count(), 1, 20'000);
        QVERIFY(qvariant_cast<Error>(trouble[0][0]).sentence.contains(QLatin1String("rewound")));
        QVERIFY(!lab.time.moving());
        lab.time.skip(QStringLiteral("400d"));
        QTRY_COMPARE_WITH_TIMEOUT(trouble.count(), 2, 20'000);
    }

    void aLabThatIsGoneLeavesTheComputersTime() {
        SystemClock wall;
        ControlClient nobody(QUrl(QStringLiteral("http://127.0.0.1:9")), "x");
        LabTime time(wall);
        time.follow(&nobody);
        QSignalSpy trouble(&time, &LabTime::trouble);
        time.setSpeed(5);
        QTRY_COMPARE_WITH_TIMEOUT(trouble.count(), 1, 20'000);
        QVERIFY(!time.known());
        QVERIFY(!time.moving());
        time.follow(nullptr);
        QVERIFY(time.control() == nullptr);
    }

    void futuresAreReadStrictly() {
        const auto read = forksFrom(R"({"forks":[{"name":"calm","reached":"2025-11-17T09:05:00Z","kept":)"
                                    R"("2025-11-17T08:00:00Z"},{"name":"bad","problem":"It is damaged."}]})");
        QVERIFY(read.ok());
        QCOMPARE(read->size(), std::size_t(2));
        QCOMPARE(toIso((*read)[0].reached), QStringLiteral("2025-11-17T09:05:00.000Z"));
        QCOMPARE((*read)[1].problem, QStringLiteral("It is damaged."));
        for (const char* wrong :
             {"", "{}", R"({"forks":{}})", R"({"forks":[{}]})", R"({"forks":[{"name":"x"}]})",
              R"({"forks":[{"name":"x","reached":"soon"}]})", R"({"forks":[7]})"})
            QVERIFY2(!forksFrom(wrong).ok(), wrong);
    }

    void aFutureIsOpenedAndWhatWasIsKept() {
        Lab lab;
        QVERIFY(lab.ready);
        QSignalSpy kept(&lab.time, &LabTime::kept), jumps(&lab.time, &LabTime::jumped);
        lab.time.skip(QStringLiteral("3h"));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.time.moving(), 30'000);
        lab.time.rewind(lab.time.started() + 1min, QStringLiteral("far"));
        QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 1, 30'000);
        QCOMPARE(kept[0][0].toString(), QStringLiteral("far"));
        lab.time.openFork(QStringLiteral("far"));
        QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 2, 30'000);
        QVERIFY(lab.time.now() >= lab.time.started() + 3h);
        QCOMPARE(jumps.count(), 3);
        QSignalSpy trouble(&lab.time, &LabTime::trouble);
        lab.time.openFork(QStringLiteral("nowhere"));
        QTRY_COMPARE_WITH_TIMEOUT(trouble.count(), 1, 30'000);
        QVERIFY(qvariant_cast<Error>(trouble[0][0]).sentence.contains(QLatin1String("nowhere")));
    }

    void onlyChangesAreMoments() {
        const qint64 start = 1'763'370'000'000;
        const Instant started{std::chrono::milliseconds(start)};
        std::vector<JournalEntry> entries(4);
        entries[0] = {
            1, QStringLiteral("kubernetes"), QStringLiteral("list"), QStringLiteral("pods"), {}, {}, start};
        entries[1] = {2,
                      QStringLiteral("kubernetes"),
                      QStringLiteral("patch"),
                      QStringLiteral("deployments"),
                      QStringLiteral("production"),
                      QStringLiteral("dwcp-api"),
                      start + 5000};
        entries[2] = {3,
                      QStringLiteral("control"),
                      QStringLiteral("inject"),
                      QStringLiteral("lab"),
                      {},
                      QStringLiteral("redis"),
                      start + 2000};
        entries[3] = {4,
                      QStringLiteral("control"),
                      QStringLiteral("skip"),
                      QStringLiteral("lab"),
                      {},
                      QStringLiteral("6h"),
                      start + 9000};
        const auto moments =
            momentsOf(entries,
                      {{start - 1, metrics::Annotation::Kind::Deployment, QStringLiteral("before"), {}},
                       {start + 3000, metrics::Annotation::Kind::Alert, QStringLiteral("p95"), {}}},
                      started);
        QStringList words;
        for (const Moment& each : moments)
            words << each.what;
        QCOMPARE(words, (QStringList{QString(), QStringLiteral("redis"), QStringLiteral("p95"),
                                     QStringLiteral("patch deployments production/dwcp-api"),
                                     QStringLiteral("skip 6h")}));
    }
};

QTEST_GUILESS_MAIN(tst_LabTime)
#include "tst_LabTime.moc"
