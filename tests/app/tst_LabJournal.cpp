#include "tests/app/RunToEnd.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace understudy::tests;

namespace {

QString program() { return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"); }

QString kubectl() {
    return qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/build/tools/bin/kubectl");
}

constexpr const char* scenario =
    "lab: journal\nseed: 71\nclock: {history: 2h}\nfaults:\n"
    "  - {id: leak, at: -1h, do: mem_leak, on: production/leaky-service, rate: 1GB/h}\n"
    "  - {id: crash, at: -1h, do: crash_loop, on: staging/report-builder}\n"
    "  - {id: redis, at: never, do: redis_down}\n";

/// The lab program in a home of its own, which outlives it.
class Served {
public:
    Served() {
        QFile file(m_folder.filePath(QStringLiteral("scenario.yaml")));
        if (file.open(QIODevice::WriteOnly))
            file.write(scenario);
    }
    ~Served() { kill(SIGTERM); }

    bool start() {
        m_process = std::make_unique<QProcess>();
        m_process->start(program(),
                         {QStringLiteral("serve"), QStringLiteral("--json"), QStringLiteral("--resume"),
                          QStringLiteral("--home"), home(), QStringLiteral("--scenario"),
                          m_folder.filePath(QStringLiteral("scenario.yaml"))});
        if (!QTest::qWaitFor(
                [this] { return m_process->canReadLine() || m_process->state() == QProcess::NotRunning; },
                20'000))
            return false;
        m_about = QJsonDocument::fromJson(m_process->readLine()).object();
        return !m_about.isEmpty();
    }
    void kill(int signal) {
        if (!m_process || m_process->state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process->processId()), signal);
        m_process->waitForFinished(10'000);
    }
    QByteArray said() { return m_process->readAllStandardError(); }

    QJsonObject ask(const char* call, const std::optional<QJsonObject>& body = {}) {
        const QJsonObject control = m_about[QLatin1String("control")].toObject();
        QNetworkRequest request(QUrl(control[QLatin1String("url")].toString() + QLatin1String(call)));
        request.setRawHeader("Authorization",
                             "Bearer " + control[QLatin1String("token")].toString().toUtf8());
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        const std::unique_ptr<QNetworkReply> reply(
            body ? m_network.post(request, QJsonDocument(*body).toJson()) : m_network.get(request));
        (void)QTest::qWaitFor([&reply] { return reply->isFinished(); }, 20'000);
        return QJsonDocument::fromJson(reply->readAll()).object();
    }
    /// Microseconds since the start of the lab.
    qint64 clock(const QJsonObject& body) {
        return ask("/lab/v1/clock", body)[QLatin1String("sinceStart")].toInteger(-1);
    }
    qint64 now() { return clock({{QStringLiteral("skip"), QStringLiteral("1ms")}}); }
    Ended kube(const QStringList& arguments) {
        return runToEnd(
            kubectl(),
            QStringList{QStringLiteral("--kubeconfig"),
                        m_about[QLatin1String("kubernetes")][QLatin1String("kubeconfig")].toString()} +
                arguments);
    }
    QString home() const { return m_folder.filePath(QStringLiteral("home")); }
    QString journal(const QString& name = QStringLiteral("journal")) const {
        return home() + u'/' + name + QStringLiteral(".jsonl");
    }

private:
    QTemporaryDir m_folder;
    QNetworkAccessManager m_network;
    std::unique_ptr<QProcess> m_process;
    QJsonObject m_about;
};

QString hashOf(const QStringList& arguments) {
    const auto ended = runToEnd(program(), QStringList{QStringLiteral("hash")} + arguments);
    if (ended.code != 0)
        qWarning("%s", qPrintable(ended.err));
    return ended.out.section(QStringLiteral("  "), 0, 0).section(u'\n', -1);
}

QString hashOfJournal(const Served& lab, qint64 now) {
    return hashOf({QStringLiteral("--journal"), lab.journal(), QStringLiteral("--until"),
                   QString::number(now) + QStringLiteral("us")});
}

} // namespace

/// The journal of the program understudy-lab, from outside: nothing that was answered is ever lost, and the
/// same journal gives the same bytes.
class TestLabJournal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(program()))
            QSKIP("understudy-lab is not built");
    }
    void oneHashWhateverTheSpeedAndTheLoad() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("scenario.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(scenario);
        file.close();
        QProcess busy[2];
        for (auto& each : busy)
            each.start(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("while :; do :; done")});
        const QStringList run{file.fileName(), QStringLiteral("--until"), QStringLiteral("3h")};
        const QString first = hashOf(run);
        QCOMPARE(first.size(), qsizetype(64));
        for (int i = 0; i < 19; ++i)
            QCOMPARE(hashOf(run + QStringList{QStringLiteral("--speed"), QString::number(1 + i * 5)}), first);
        for (auto& each : busy) {
            each.kill();
            each.waitForFinished();
        }
        QVERIFY(hashOf(run + QStringList{QStringLiteral("--seed"), QStringLiteral("72")}) != first);
        QVERIFY(hashOf({file.fileName(), QStringLiteral("--until"), QStringLiteral("2h")}) != first);
    }
    void aLabThatIsKilledAgainAndAgainGoesOnWhereItWas() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Served lab;
        qint64 before = 0;
        for (int life = 0; life < 8; ++life) {
            QVERIFY2(lab.start(), lab.said().constData());
            const qint64 now = lab.now();
            // At most a second is lost at speed 1, a skip never.
            QVERIFY2(now >= before - 1'000'000, qPrintable(QStringLiteral("%1 %2").arg(now).arg(before)));
            QVERIFY(now <= before + 5'000'000);
            QCOMPARE(lab.ask("/lab/v1/status")[QLatin1String("lab")].toString(), QStringLiteral("journal"));
            for (int act = random.bounded(1, 4); act > 0; --act) {
                if (random.bounded(2) == 0 && QFile::exists(kubectl()))
                    QCOMPARE(lab.kube({QStringLiteral("scale"), QStringLiteral("deployment/dwcp-api"),
                                       QStringLiteral("--replicas=%1").arg(random.bounded(4, 12))})
                                 .code,
                             0);
                else
                    lab.ask("/lab/v1/inject",
                            QJsonObject{{QStringLiteral("fault"), QStringLiteral("redis")}});
            }
            before = lab.clock({{QStringLiteral("skip"), QStringLiteral("%1s").arg(random.bounded(1, 900))}});
            QVERIFY(before > now);
            lab.kill(SIGKILL);
        }
        QVERIFY(lab.start());
        const qint64 now = lab.clock({{QStringLiteral("speed"), 0}});
        QVERIFY(now >= before - 1'000'000);
        const QString hash = lab.ask("/lab/v1/hash")[QLatin1String("hash")].toString();
        QCOMPARE(hash.size(), qsizetype(64));
        QCOMPARE(hashOfJournal(lab, now), hash);
    }
    void aTornLastLineIsToldAndLeftOut() {
        Served lab;
        QVERIFY(lab.start());
        const qint64 before = lab.clock({{QStringLiteral("skip"), QStringLiteral("20m")}});
        lab.kill(SIGKILL);
        QFile file(lab.journal());
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"n\":9,\"at\":12345678,\"via\":\"kuber");
        file.close();
        QVERIFY(lab.start());
        QVERIFY(lab.said().contains("was not finished"));
        QVERIFY(lab.now() >= before - 1'000'000);
        lab.kill(SIGKILL);
        QVERIFY(lab.start());
        QVERIFY(!lab.said().contains("was not finished"));
    }
    void aJournalThatIsBrokenDoesNotKeepTheLabFromStarting() {
        Served lab;
        QVERIFY(QDir().mkpath(lab.home()));
        QFile file(lab.journal());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("nonsense\n");
        file.close();
        QVERIFY(lab.start());
        QVERIFY(lab.said().contains("journal.jsonl:1:"));
        QVERIFY(lab.now() < 20'000'000);
    }
    void aRewindGivesTheSameBytesAndKeepsTheOldJournal() {
        Served lab;
        QVERIFY(lab.start());
        lab.clock({{QStringLiteral("skip"), QStringLiteral("10m")}});
        lab.ask("/lab/v1/inject", QJsonObject{{QStringLiteral("fault"), QStringLiteral("redis")}});
        const qint64 there = lab.clock({{QStringLiteral("speed"), 0}});
        const QString hash = lab.ask("/lab/v1/hash")[QLatin1String("hash")].toString();
        const qint64 later = lab.clock({{QStringLiteral("skip"), QStringLiteral("50m")}});
        QCOMPARE(later, there + 3'000'000'000);
        QVERIFY(lab.ask("/lab/v1/hash")[QLatin1String("hash")].toString() != hash);
        const QJsonObject back =
            lab.ask("/lab/v1/rewind", QJsonObject{{QStringLiteral("by"), QStringLiteral("50m")}});
        QCOMPARE(back[QLatin1String("sinceStart")].toInteger(), there);
        QVERIFY(back[QLatin1String("world")].toInt() > 1);
        QCOMPARE(lab.ask("/lab/v1/hash")[QLatin1String("hash")].toString(), hash);
        QCOMPARE(back[QLatin1String("kept")].toString(), QStringLiteral("future-1"));
        QVERIFY(QFile::exists(lab.journal(QStringLiteral("futures/future-1"))));
        QCOMPARE(lab.ask("/lab/v1/rewind", QJsonObject{{QStringLiteral("to"),
                                                        QStringLiteral("9m")}})[QLatin1String("sinceStart")]
                     .toInteger(),
                 qint64(540'000'000));
        QVERIFY(lab.ask("/lab/v1/rewind", QJsonObject{{QStringLiteral("to"), QStringLiteral("2h")}})
                    .contains(QLatin1String("error")));
        QVERIFY(lab.ask("/lab/v1/rewind", QJsonObject{{QStringLiteral("to"), QStringLiteral("soon")}})
                    .contains(QLatin1String("error")));
        lab.kill(SIGKILL);
        QVERIFY(lab.start());
        const qint64 now = lab.clock({{QStringLiteral("speed"), 0}});
        QVERIFY(now >= 540'000'000 && now < 560'000'000); // not where it had been before
    }
    void aFutureThatWasLeftIsGoneBackToByteForByte() {
        Served lab;
        QVERIFY(lab.start());
        lab.clock({{QStringLiteral("speed"), 0}});
        const qint64 calm = lab.clock({{QStringLiteral("skip"), QStringLiteral("10m")}});
        const auto hash = [&lab] { return lab.ask("/lab/v1/hash")[QLatin1String("hash")].toString(); };
        const QString first = hash();
        const QJsonObject kept =
            lab.ask("/lab/v1/fork", QJsonObject{{QStringLiteral("name"), QStringLiteral("calm")}});
        QCOMPARE(kept[QLatin1String("sinceStart")].toInteger(), calm);
        lab.ask("/lab/v1/inject", QJsonObject{{QStringLiteral("fault"), QStringLiteral("redis")}});
        lab.clock({{QStringLiteral("skip"), QStringLiteral("40m")}});
        const QString second = hash();
        QVERIFY(second != first);

        QJsonObject there = lab.ask("/lab/v1/forks/calm/open",
                                    QJsonObject{{QStringLiteral("keep"), QStringLiteral("no-redis")}});
        QCOMPARE(there[QLatin1String("sinceStart")].toInteger(), calm);
        QCOMPARE(hash(), first);
        lab.kill(SIGKILL); // and it goes on in that one
        QVERIFY2(lab.start(), lab.said().constData());
        QCOMPARE(hash(), first);
        QStringList names;
        for (const QJsonValue& each : lab.ask("/lab/v1/forks")[QLatin1String("forks")].toArray())
            names << each[QLatin1String("name")].toString();
        names.sort();
        QCOMPARE(names, (QStringList{QStringLiteral("calm"), QStringLiteral("no-redis")}));
        there = lab.ask("/lab/v1/forks/no-redis/open", QJsonObject());
        QCOMPARE(there[QLatin1String("sinceStart")].toInteger(), calm + 2'400'000'000);
        QCOMPARE(there[QLatin1String("kept")].toString(), QStringLiteral("future-1"));
        QCOMPARE(hash(), second);
        QCOMPARE(hashOf({QStringLiteral("--journal"), lab.journal(QStringLiteral("futures/calm")),
                         QStringLiteral("--until"), QString::number(calm) + QStringLiteral("us")}),
                 first);
    }
    void aFutureThatCannotBeOpenedChangesNothing() {
        Served lab;
        QVERIFY(lab.start());
        lab.clock({{QStringLiteral("speed"), 0}});
        const qint64 now = lab.clock({{QStringLiteral("skip"), QStringLiteral("10m")}});
        const auto refused = [&lab](const char* call, const char* body = "{}") {
            return lab.ask(call, QJsonDocument::fromJson(body).object())[QLatin1String("error")].toString();
        };
        QVERIFY(refused("/lab/v1/forks/nobody/open").contains(QStringLiteral("nobody")));
        QVERIFY(!refused("/lab/v1/forks/.x/open").isEmpty());
        QVERIFY(!refused("/lab/v1/fork", R"({"name":"a b"})").isEmpty());
        QVERIFY(!refused("/lab/v1/fork", R"({"name":7})").isEmpty());
        QVERIFY(refused("/lab/v1/fork", R"({"name":"calm"})").isEmpty());
        QVERIFY(refused("/lab/v1/fork", R"({"name":"calm"})").contains(QStringLiteral("already")));
        QVERIFY(!refused("/lab/v1/forks/calm/open", R"({"keep":"calm"})").isEmpty());
        QFile file(lab.journal(QStringLiteral("futures/other")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"journal\":1,\"seed\":\"1\",\"epoch\":1763370000000000,\"lab\":\"lab-9-9\"}\n"
                   "{\"n\":1,\"at\":5,\"read\":true}\n");
        file.close();
        QVERIFY(refused("/lab/v1/forks/other/open").contains(QStringLiteral("lab-9-9")));
        QCOMPARE(lab.ask("/lab/v1/forks")[QLatin1String("forks")].toArray().size(), 1); // not of this lab
        QCOMPARE(lab.now(), now + 1000);
    }
    void whatWasShownAtFullSpeedIsNotLost() {
        Served lab;
        QVERIFY(lab.start());
        lab.clock({{QStringLiteral("speed"), 100}});
        const auto seconds = [&lab] {
            return QDateTime::fromString(lab.ask("/lab/v1/status")[QLatin1String("virtualTime")].toString(),
                                         Qt::ISODate)
                .toSecsSinceEpoch();
        };
        for (int life = 0; life < 4; ++life) {
            qint64 shown = 0;
            for (int look = 0; look < 20; ++look)
                shown = seconds();
            QVERIFY(shown > 0);
            lab.kill(SIGKILL);
            QVERIFY(lab.start());
            const qint64 now = seconds();
            QVERIFY2(now >= shown - 1, qPrintable(QStringLiteral("%1 %2").arg(now).arg(shown)));
        }
    }
    void withoutResumeALabBeginsAnew() {
        Served lab;
        QVERIFY(lab.start());
        QVERIFY(lab.clock({{QStringLiteral("skip"), QStringLiteral("1h")}}) > 3'000'000'000);
        lab.kill(SIGTERM);
        QProcess fresh;
        fresh.start(program(), {QStringLiteral("serve"), QStringLiteral("--json"), QStringLiteral("--home"),
                                lab.home()});
        QVERIFY(QTest::qWaitFor([&fresh] { return fresh.canReadLine(); }, 20'000));
        QFile file(lab.journal());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 1);
        fresh.terminate();
        QVERIFY(fresh.waitForFinished(10'000));
    }
    void hashSaysWhatIsWrong_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("no such file") << QStringList{QStringLiteral("/nowhere.yaml")};
        QTest::newRow("no such journal")
            << QStringList{QStringLiteral("--journal"), QStringLiteral("/nowhere")};
    }
    void hashSaysWhatIsWrong() {
        QFETCH(const QStringList, arguments);
        const auto ended = runToEnd(program(), QStringList{QStringLiteral("hash")} + arguments);
        QCOMPARE(ended.code, 2);
        QVERIFY(ended.err.startsWith(QStringLiteral("understudy-lab: ")));
    }
};

QTEST_GUILESS_MAIN(TestLabJournal)
#include "tst_LabJournal.moc"
