#include "tests/fakes/CannedServer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using fakes::Asked;
using fakes::Canned;

namespace {

const QByteArray findings =
    R"j({"target":"dwcp/api:latest (debian 12.2)","findings":[)j"
    R"({"library":"libssl3","id":"CVE-2025-0001","severity":"HIGH","status":"fixed","installed":"3.0.9","fixed":"3.0.11","title":"openssl: a"},)"
    R"({"library":"openssl","id":"CVE-2025-0001","severity":"HIGH","status":"fixed","installed":"3.0.9","fixed":"3.0.11","title":"openssl: a"},)"
    R"({"library":"zlib1g","id":"CVE-2025-0003","severity":"LOW","status":"affected","installed":"1.2","fixed":"","title":"zlib: small"}]})";

} // namespace

/// The image scanner of the lab host, run as it is by bash against a control API of the test.
class TestImageScan : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fakes::CannedServer m_server{[](const Asked&) { return Canned{200, findings}; }};

    int run(const QStringList& words) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LAB"), m_server.url().toString());
        environment.insert(QStringLiteral("LAB_TOKEN_FILE"), m_folder.filePath(QStringLiteral("token")));
        environment.insert(QStringLiteral("no_proxy"), QStringLiteral("127.0.0.1"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("bash"), QStringList{qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                                                              QStringLiteral("/labs/host/files/bin/trivy"),
                                                          QStringLiteral("image")} +
                                                  words);
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000))
            process.kill();
        return process.exitCode();
    }

private Q_SLOTS:
    void initTestCase() {
        for (const char* tool : {"bash", "curl", "jq"})
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QSKIP("bash, curl or jq is missing");
        QFile token(m_folder.filePath(QStringLiteral("token")));
        QVERIFY(token.open(QIODevice::WriteOnly) && token.write("secret") > 0);
    }
    void aReportIsReadByWhatReadsSarif() {
        const QString name = m_folder.filePath(QStringLiteral("scan.sarif"));
        QCOMPARE(run({QStringLiteral("--format"), QStringLiteral("sarif"), QStringLiteral("-o"), name,
                      QStringLiteral("--exit-code"), QStringLiteral("3"), QStringLiteral("dwcp/api:latest")}),
                 3);
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto report = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(report[QLatin1String("version")].toString(), QStringLiteral("2.1.0"));
        const QJsonObject one = report[QLatin1String("runs")].toArray().at(0).toObject();
        const QJsonArray rules = one[QLatin1String("tool")]
                                     .toObject()[QLatin1String("driver")]
                                     .toObject()[QLatin1String("rules")]
                                     .toArray();
        QCOMPARE(rules.size(), 2);
        QCOMPARE(rules[0]
                     .toObject()[QLatin1String("properties")]
                     .toObject()[QLatin1String("security-severity")]
                     .toString(),
                 QStringLiteral("8.0"));
        const QJsonArray results = one[QLatin1String("results")].toArray();
        QCOMPARE(results.size(), 3);
        for (const QJsonValue& each : results) {
            const QJsonObject result = each.toObject();
            const QJsonObject rule = rules[result[QLatin1String("ruleIndex")].toInt()].toObject();
            QCOMPARE(rule[QLatin1String("id")].toString(), result[QLatin1String("ruleId")].toString());
            QCOMPARE(
                rule[QLatin1String("defaultConfiguration")].toObject()[QLatin1String("level")].toString(),
                result[QLatin1String("level")].toString());
        }
        QCOMPARE(results[2].toObject()[QLatin1String("level")].toString(), QStringLiteral("note"));
        QVERIFY(results[1]
                    .toObject()[QLatin1String("message")]
                    .toObject()[QLatin1String("text")]
                    .toString()
                    .startsWith(QStringLiteral("Package: openssl\nInstalled Version: 3.0.9\nVulnerability "
                                               "CVE-2025-0001\nSeverity: HIGH\n")));
    }
    void aFormatItDoesNotKnowIsRefused() {
        QCOMPARE(
            run({QStringLiteral("--format"), QStringLiteral("cyclonedx"), QStringLiteral("dwcp/api:latest")}),
            1);
    }
};

QTEST_GUILESS_MAIN(TestImageScan)
#include "tst_ImageScan.moc"
