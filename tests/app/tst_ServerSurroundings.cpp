#include "tests/app/KeyPage.h"
#include "tests/app/ServerCase.h"
#include "tests/fakes/Issuer.h"
#include "tests/fakes/RealPrometheus.h"

#include <QDateTime>
#include <QNetworkInterface>
#include <QStandardPaths>

#include <csignal>

using namespace understudy;
using namespace understudy::tests;

namespace {

/// An answer with its headers.
struct Told {
    int status = 0;
    QByteArray body;
    QList<QNetworkReply::RawHeaderPair> headers;
    QByteArray header(const char* name) const {
        for (const auto& [key, value] : headers) {
            if (key.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }
};

Told get(const QUrl& url, const QList<QNetworkReply::RawHeaderPair>& headers = {}) {
    QNetworkAccessManager manager;
    QNetworkRequest request(url);
    request.setRawHeader("X-Experience-API-Version", "2.0.0");
    for (const auto& [name, value] : headers)
        request.setRawHeader(name, value);
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(15000, &loop, &QEventLoop::quit);
    loop.exec();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
            reply->rawHeaderPairs()};
}

/// What Prometheus makes of a query: its first value.
QString asked(const fakes::RealPrometheus& prometheus, const char* query) {
    const auto reply =
        askServer("GET", QUrl(prometheus.address() + QStringLiteral("/api/v1/query?query=") +
                              QString::fromLatin1(QUrl::toPercentEncoding(QLatin1String(query)))));
    return reply.json()[QLatin1String("data")][QLatin1String("result")][0][QLatin1String("value")][1]
        .toString();
}

} // namespace

/// What stands around the server: its log, Prometheus, an OpenID provider, systemd, who renews certificates.
class tst_ServerSurroundings final : public QObject, ServerCase {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void everyAnswerIsLoggedWithoutSecrets();
    void prometheusReadsTheFigures();
    void prometheusElsewhereNeedsTheToken();
    void promtoolHasNothingToSayAgainstTheFigures();
    void aRenewedCertificateIsServedOnSighup();
    void tokensOfTheOpenIdProviderAreTaken_data();
    void tokensOfTheOpenIdProviderAreTaken();
    void systemdUnderstandsItsUnits();
};

void tst_ServerSurroundings::everyAnswerIsLoggedWithoutSecrets() {
    QVERIFY(m_server->start({QStringLiteral("--log-format"), QStringLiteral("json")}));
    const auto pair = m_server->staff();
    const QByteArray basic = "Basic " + pair.toBase64();
    const QUrl query(m_server->root().toString() +
                     QStringLiteral("/xapi/statements?agent=%7B%22mbox%22:%22mailto:secret@b.example%22%7D"));
    const auto answer = get(query, {{"Authorization", basic}});
    QCOMPARE(answer.status, 200);
    QVERIFY(!answer.header("Content-Security-Policy").isEmpty());
    QCOMPARE(answer.header("X-Content-Type-Options"), QByteArray("nosniff"));
    const auto id = answer.header("X-Request-Id");
    const auto log = logWith(id);
    const auto start = log.lastIndexOf('\n', log.indexOf(id)) + 1;
    const auto line = log.mid(start, log.indexOf('\n', start) - start);
    const auto told = QJsonDocument::fromJson(line).object();
    QCOMPARE(told[QLatin1String("path")].toString(), QStringLiteral("/xapi/statements"));
    QCOMPARE(told[QLatin1String("credential")].toString().toUtf8(), pair.split(':')[0]);
    QCOMPARE(told[QLatin1String("status")].toInt(), 200);
    for (const QByteArray& secret : {pair.split(':')[1], QByteArray("secret@"), pair.toBase64()})
        QVERIFY2(!log.contains(secret), log);
    QCOMPARE(get(QUrl(m_server->root().toString() + QStringLiteral("/readyz"))).body, QByteArray("ready\n"));
}

void tst_ServerSurroundings::prometheusReadsTheFigures() {
    QVERIFY(m_server->start());
    QCOMPARE(post(m_server->staff(), mailbox(), 3).size(), 3);
    const auto text = get(QUrl(m_server->root().toString() + QStringLiteral("/metrics")));
    QCOMPARE(text.status, 200);
    QVERIFY(text.body.contains(
        "understudy_requests_total{resource=\"statements\",method=\"POST\",status=\"200\"} 3\n"));
    fakes::RealPrometheus prometheus;
    prometheus.metrics = text.body;
    if (!prometheus.start())
        QSKIP(qPrintable(prometheus.reason()));
    const auto value = [&](const char* query) { return asked(prometheus, query); };
    QTRY_COMPARE_WITH_TIMEOUT(value("up"), QStringLiteral("1"), 20000); // it was read, and made sense
    QCOMPARE(value("sum(understudy_requests_total{resource=\"statements\",status=\"200\"})"),
             QStringLiteral("3"));
    QVERIFY(value("process_resident_memory_bytes").toDouble() > 1e6);
    QCOMPARE(value("understudy_statements_total"), QStringLiteral("3"));
    QVERIFY(value("understudy_database_bytes").toDouble() > 1e4);
    QCOMPARE(value("understudy_writes_waiting"), QStringLiteral("0"));
    QVERIFY(
        value("histogram_quantile(0.99, understudy_request_duration_seconds_bucket{resource=\"statements\"})")
            .toDouble() > 0);
}

void tst_ServerSurroundings::prometheusElsewhereNeedsTheToken() {
    const auto all = QNetworkInterface::allAddresses();
    const auto own = std::find_if(all.begin(), all.end(), [](const QHostAddress& one) {
        return one.protocol() == QAbstractSocket::IPv4Protocol && !one.isLoopback();
    });
    if (own == all.end())
        QSKIP("this computer has no address but loopback's, from where the figures need no token");
    write("server.conf", "metrics-token = hush\n");
    QVERIFY(m_server->start({QStringLiteral("--config"), at("server.conf"), QStringLiteral("--local-tls"),
                             QStringLiteral("--listen"), QStringLiteral("0.0.0.0:0")}));
    const auto job = [&](const char* name, const QByteArray& token) {
        return QByteArray("  - job_name: ") + name + "\n    scheme: https\n    tls_config: {ca_file: '" +
               at("data/tls/authority.pem").toUtf8() + "', server_name: localhost}\n" +
               (token.isEmpty() ? "" : "    authorization: {credentials: '" + token + "'}\n") +
               "    static_configs: [{targets: ['" + own->toString().toLatin1() + ':' +
               QByteArray::number(m_server->root().port()) + "']}]\n";
    };
    fakes::RealPrometheus prometheus;
    prometheus.jobs = job("token", "hush") + job("guess", "hash") + job("none", {});
    if (!prometheus.start())
        QSKIP(qPrintable(prometheus.reason()));
    QTRY_COMPARE_WITH_TIMEOUT(asked(prometheus, "up{job=\"token\"}"), QStringLiteral("1"), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(asked(prometheus, "up{job=\"guess\"}"), QStringLiteral("0"), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(asked(prometheus, "up{job=\"none\"}"), QStringLiteral("0"), 20000);
    // What it reads are the figures, more of them each second.
    QTRY_VERIFY_WITH_TIMEOUT(
        asked(prometheus, "sum(understudy_requests_total{job=\"token\"})").toDouble() > 2, 20000);
}

void tst_ServerSurroundings::promtoolHasNothingToSayAgainstTheFigures() {
    const auto promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
    if (promtool.isEmpty())
        QSKIP("promtool is not installed");
    QVERIFY(m_server->start());
    QCOMPARE(post(m_server->staff(), mailbox(), 3).size(), 3);
    const auto text = get(QUrl(m_server->root().toString() + QStringLiteral("/metrics"))).body;
    const auto check = [&](const QByteArray& figures) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(promtool, {QStringLiteral("check"), QStringLiteral("metrics")});
        process.write(figures);
        process.closeWriteChannel();
        return process.waitForFinished(20000) ? QByteArray::number(process.exitCode()) + process.readAll()
                                              : QByteArray("no end");
    };
    QCOMPARE(check(text), QByteArray("0"));
    QVERIFY(!check("# TYPE understudy_wrong counter\nunderstudy_wrong 1\n").startsWith('0')); // it does look
}

void tst_ServerSurroundings::aRenewedCertificateIsServedOnSighup() {
    const auto make = [&](const char* name) {
        (void)runToEnd(QStringLiteral("openssl"),
                       {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                        QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                        QStringLiteral("3"), QStringLiteral("-subj"),
                        QStringLiteral("/CN=") + QLatin1String(name), QStringLiteral("-addext"),
                        QStringLiteral("subjectAltName=IP:127.0.0.1"), QStringLiteral("-keyout"),
                        at("key.pem"), QStringLiteral("-out"), at("cert.pem")});
        return read("cert.pem");
    };
    const auto first = make("first");
    QVERIFY(first.contains("BEGIN CERTIFICATE"));
    QVERIFY(m_server->start(
        {QStringLiteral("--tls-cert"), at("cert.pem"), QStringLiteral("--tls-key"), at("key.pem")}));
    const auto about = QStringLiteral("/xapi/about");
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
    write("cert.pem", "nonsense");
    ::kill(static_cast<pid_t>(m_server->process().processId()), SIGHUP);
    QVERIFY(logWith("The old one stays").contains("The old one stays"));
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
    const auto second = make("second");
    ::kill(static_cast<pid_t>(m_server->process().processId()), SIGHUP);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->ask("GET", about, {}, {}, second).status, 200, 20000);
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 0);
}

void tst_ServerSurroundings::tokensOfTheOpenIdProviderAreTaken_data() {
    QTest::addColumn<bool>("byTls");
    QTest::addColumn<QString>("authority"); // a file
    QTest::addColumn<bool>("known");
    QTest::newRow("keys in a file") << false << QString() << true;
    QTest::newRow("keys by TLS") << true << QStringLiteral("authority.pem") << true;
    QTest::newRow("a certificate that nobody vouches for") << true << QString() << false;
    QTest::newRow("a certificate of another authority") << true << QStringLiteral("other.pem") << false;
}

void tst_ServerSurroundings::tokensOfTheOpenIdProviderAreTaken() {
    QFETCH(bool, byTls);
    QFETCH(QString, authority);
    QFETCH(bool, known);
    const fakes::Issuer issuer;
    KeyPage page(issuer.keySet());
    write("keys.json", QByteArray::fromStdString(issuer.keySet()));
    write("authority.pem", page.authority());
    write("other.pem", KeyPage({}).authority());
    QStringList more{QStringLiteral("--oidc-issuer"),   QStringLiteral("https://id.example"),
                     QStringLiteral("--oidc-audience"), QStringLiteral("understudy"),
                     QStringLiteral("--oidc-jwks"),     byTls ? page.url() : at("keys.json")};
    if (!authority.isEmpty())
        more << QStringLiteral("--oidc-authority") << m_folder->filePath(authority);
    QVERIFY(m_server->start(more));
    run("user add anna");
    const auto now = QDateTime::currentSecsSinceEpoch();
    const auto status = [&](const char* name, qint64 until) {
        const auto token =
            issuer.token("ES256", {{QStringLiteral("iss"), QStringLiteral("https://id.example")},
                                   {QStringLiteral("aud"), QStringLiteral("understudy")},
                                   {QStringLiteral("preferred_username"), QLatin1String(name)},
                                   {QStringLiteral("exp"), until}});
        return get(QUrl(m_server->root().toString() + QStringLiteral("/xapi/statements")),
                   {{"Authorization", "Bearer " + token}})
            .status;
    };
    int first = 503; // while the keys are on their way
    QTRY_VERIFY_WITH_TIMEOUT((first = status("anna", now + 600)) != 503, 20000);
    QCOMPARE(first, known ? 200 : 401);
    QCOMPARE(status("eve", now + 600), 401);
    QCOMPARE(status("anna", now - 600), 401);
    QCOMPARE(page.asked(), byTls && known ? 1 : 0);
    if (!known)
        QVERIFY(
            logWith("SSL").contains("The keys of the issuer cannot be fetched from " + page.url().toUtf8()));
    const auto half = run("serve --oidc-issuer https://id.example");
    QCOMPARE(half.code, half.code == 3 ? 3 : 2);
}

void tst_ServerSurroundings::systemdUnderstandsItsUnits() {
    const auto analyze = QStringLiteral("/usr/bin/systemd-analyze");
    if (!QFile::exists(analyze))
        QSKIP("systemd-analyze is not installed");
    const auto unit = [](const char* name) {
        QFile file(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/packaging/systemd/") +
                   QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    auto service = unit("understudy-server.service");
    QVERIFY(service.contains("/usr/bin/understudy-server serve"));
    write("understudy-server.service",
          service.replace("/usr/bin/understudy-server", ServerProcess::program().toUtf8()));
    write("understudy-server.socket", unit("understudy-server.socket"));
    const auto verified = runToEnd(
        analyze, {QStringLiteral("verify"), at("understudy-server.service"), at("understudy-server.socket")});
    QVERIFY2(verified.code == 0 && !verified.err.contains(m_folder->path()), qPrintable(verified.err));
}

QTEST_GUILESS_MAIN(tst_ServerSurroundings)
#include "tst_ServerSurroundings.moc"
