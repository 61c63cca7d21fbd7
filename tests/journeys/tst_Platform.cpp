#include "tests/journeys/RealLab.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace understudy;
using namespace understudy::journeys;

namespace {

struct Ended {
    int code = -1;
    QByteArray out, err;
};

Ended runToEnd(const QStringList& words, const QStringList& environment = {}) {
    QProcess process;
    QProcessEnvironment all;
    all.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
    for (const QString& each : environment)
        all.insert(each.section(u'=', 0, 0), each.section(u'=', 1));
    process.setProcessEnvironment(all);
    process.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/dwcp-cli"), words);
    process.waitForFinished(40'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// The platform from outside: dwcp-cli on the lab host, and curl against the API.
class TestPlatform : public QObject {
    Q_OBJECT
    std::unique_ptr<RealLab> m_real;

    session::ExecResult on(const char* command) {
        const auto result = m_real->run(QString::fromUtf8(command));
        if (!result.ok())
            qWarning("%s", qPrintable(result.error().sentence));
        return result.ok() ? *result : session::ExecResult{};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/dwcp-cli")))
            QSKIP("dwcp-cli is not built");
        m_real = std::make_unique<RealLab>();
        QVERIFY(m_real->start());
    }
    void cleanupTestCase() { m_real.reset(); }
    void init() {
        const QString wrong = m_real->world(
            QStringLiteral("platform"),
            QStringLiteral(
                "lab: platform\nseed: 5\nbase: small\nfaults:\n"
                "  - {id: wan, at: never, do: net, from: \"worker-*\", to: \"worker-*\", rtt: 100}\n"
                "  - {id: evil, at: never, do: byzantine, on: worker-007, mode: vote, p: 0.5}\n"));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void theHelpListsEachGroupAndWrongWordsAreTwo() {
        const Ended help = runToEnd({QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        for (const char* group : {"cluster", "migration", "reputation", "state-sync", "metrics", "upgrade"})
            QVERIFY(help.out.contains(QByteArray("\n  ") + group));
        QCOMPARE(runToEnd({QStringLiteral("--version")}).code, 0);
        QVERIFY(runToEnd({QStringLiteral("amst"), QStringLiteral("set-streams"), QStringLiteral("--help")})
                    .out.contains("--count N"));
        const Ended typo = runToEnd({QStringLiteral("clutser"), QStringLiteral("status")});
        QCOMPARE(typo.code, 2);
        QVERIFY(typo.err.contains("Did you mean cluster?"));
        const Ended verb = runToEnd({QStringLiteral("reputation"), QStringLiteral("lst")});
        QCOMPARE(verb.code, 2);
        QVERIFY(verb.err.contains("dwcp-cli reputation list"));
        QCOMPARE(runToEnd({QStringLiteral("amst"), QStringLiteral("set-streams")}).code, 2);
        QCOMPARE(runToEnd({QStringLiteral("vm"), QStringLiteral("list"), QStringLiteral("--colour"),
                           QStringLiteral("red")})
                     .code,
                 2);
    }
    void withoutAClusterItSaysSoAndEndsWithFour() {
        QCOMPARE(runToEnd({QStringLiteral("cluster"), QStringLiteral("status")}).code, 4);
        QTemporaryFile token;
        QVERIFY(token.open());
        token.write("x");
        token.close();
        const Ended ended = runToEnd({QStringLiteral("cluster"), QStringLiteral("status")},
                                     {QStringLiteral("DWCP_SERVER=http://127.0.0.1:1"),
                                      QStringLiteral("DWCP_TOKEN_FILE=") + token.fileName()});
        QCOMPARE(ended.code, 4);
        QVERIFY(ended.err.contains("does not answer"));
    }
    void onTheLabHostItFindsTheClusterByItself() {
        const auto status = on("dwcp-cli cluster status");
        QCOMPARE(status.status, 0);
        QVERIFY(status.output.contains("Cluster:"));
        QVERIFY(status.output.contains("lab-cluster"));
        QVERIFY(on("dwcp-cli cluster health").status == 0);
        QCOMPARE(on("dwcp-cli node list -o json | jq length").output.trimmed(), QByteArray("13"));
        QVERIFY(on("dwcp-cli vm inspect --vm vm-12345 --output yaml")
                    .output.contains("\nname: \"web-server-01\""));
        QCOMPARE(on("dwcp-cli vm inspect --vm nothing").status, 1);
        QVERIFY(on("dwcp-cli vm inspect --vm nothing").errors.contains("VM_NOT_FOUND"));
    }
    void migrationsHereAndOverTheInternetKeepTheirTimes() {
        QCOMPARE(on("dwcp-cli vm create --name lab-vm --memory 2 --node worker-001 && lab skip 10s").status,
                 0);
        QCOMPARE(on("dwcp-cli migration start --vm lab-vm --target worker-002 && lab skip 30s").status, 0);
        const auto near = on("dwcp-cli migration status --vm lab-vm -o json");
        const auto first = QJsonDocument::fromJson(near.output).object();
        QCOMPARE(first[QStringLiteral("status")].toString(), QStringLiteral("completed"));
        QVERIFY(first[QStringLiteral("elapsed_seconds")].toDouble() < 30);
        QCOMPARE(
            on("lab inject wan && dwcp-cli migration start --vm lab-vm --target worker-001 && lab skip 90s")
                .status,
            0);
        const auto second =
            QJsonDocument::fromJson(on("dwcp-cli migration status --vm lab-vm -o json").output).object();
        QCOMPARE(second[QStringLiteral("status")].toString(), QStringLiteral("completed"));
        QVERIFY(second[QStringLiteral("elapsed_seconds")].toDouble() < 90);
        QVERIFY(second[QStringLiteral("saved_ratio")].toDouble() > 0.5);
        QCOMPARE(on("dwcp-cli metrics export --output ~/m.csv && grep -c ',internet,' ~/m.csv")
                     .output.trimmed()
                     .right(1),
                 QByteArray("1"));
        const auto metric =
            m_real->ask(QStringLiteral("max(dwcp_migration_downtime_seconds{mode=\"internet\"})"));
        QVERIFY(metric && *metric > 5 && *metric < 20);
    }
    void theLiarIsFoundInLessThanFiveMinutesAndQuarantinedByItself() {
        QCOMPARE(on("lab inject evil && lab skip 5m").status, 0);
        QVERIFY(on("dwcp-cli reputation list --sort score").output.contains("worker-007"));
        QCOMPARE(on("dwcp-cli node list --status quarantined -o json | jq -r '.[].id'").output.trimmed(),
                 QByteArray("worker-007"));
        QVERIFY(on("lab status").output.contains("evil: over"));
    }
    void curlMeetsAnApiThatTellsWhoMayDoWhat() {
        QFile file(m_real->dir.filePath(QStringLiteral("lab/lab.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto about =
            QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("dwcp")].toObject();
        const QString url = about[QStringLiteral("url")].toString();
        const auto curl = [&](const QString& token, const QStringList& more) {
            QProcess process;
            QStringList words{QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("20"),
                              QStringLiteral("-w"), QStringLiteral("\n%{http_code}")};
            if (!token.isEmpty())
                words << QStringLiteral("-H") << QStringLiteral("Authorization: Bearer ") + token;
            process.start(QStringLiteral("curl"), words + more);
            process.waitForFinished(30'000);
            return process.readAllStandardOutput();
        };
        const QString op = about[QStringLiteral("token")].toString(),
                      viewer = about[QStringLiteral("viewerToken")].toString();
        const QString vms = url + QStringLiteral("/v3/vms");
        QVERIFY(curl({}, {vms}).endsWith("\n401"));
        QVERIFY(curl(viewer, {vms}).endsWith("\n200"));
        QVERIFY(
            curl(viewer, {QStringLiteral("-d"), QStringLiteral(R"({"name":"a"})"), vms}).endsWith("\n403"));
        QVERIFY(curl(op, {QStringLiteral("-d"), QStringLiteral(R"({"name":"a"})"), vms}).endsWith("\n201"));
        QVERIFY(curl(op, {QStringLiteral("-d"), QStringLiteral(R"({"name":"a"})"), vms}).endsWith("\n409"));
        QVERIFY(curl(op, {vms + QStringLiteral("/vm-0")}).endsWith("\n404"));
        QVERIFY(curl(op, {QStringLiteral("-d"), QStringLiteral("{"), vms}).endsWith("\n400"));
        const QByteArray login = curl({}, {QStringLiteral("-d"),
                                           QStringLiteral(R"({"username":"operator","password":"%1"})")
                                               .arg(about[QStringLiteral("password")].toString()),
                                           url + QStringLiteral("/v3/auth/login")});
        QVERIFY(login.endsWith("\n200"));
    }
};

QTEST_GUILESS_MAIN(TestPlatform)
#include "tst_Platform.moc"
