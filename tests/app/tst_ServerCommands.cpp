#include "tests/app/ServerProcess.h"
#include "tests/fakes/Issuer.h"
#include "tests/fakes/RealPrometheus.h"

#include "core/journal/Journal.h"
#include "core/sync/CarryFile.h"
#include "core/sync/Receipt.h"

#include <QDateTime>
#include <QFile>
#include <QTest>
#include <QUuid>

#include <csignal>

using namespace understudy;
using namespace understudy::tests;

namespace {

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

QByteArray readAll(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeAll(const QString& name, const QByteArray& bytes) {
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray statement(const QString& id, const QJsonObject& actor) {
    return QJsonDocument(
               QJsonObject{{QStringLiteral("id"), id},
                           {QStringLiteral("actor"), actor},
                           {QStringLiteral("verb"),
                            QJsonObject{{QStringLiteral("id"), QStringLiteral("http://v.example/did")}}},
                           {QStringLiteral("object"),
                            QJsonObject{{QStringLiteral("id"), QStringLiteral("http://o.example/1")}}},
                           {QStringLiteral("timestamp"), QStringLiteral("2025-11-10T12:00:00.000Z")}})
        .toJson(QJsonDocument::Compact);
}

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

} // namespace

/// The commands of the server and what watches it, from outside.
class tst_ServerCommands final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ServerProcess> m_server;

    QString data() const { return m_folder->filePath(QStringLiteral("data")); }
    QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    Ended run(const char* words, const QStringList& more = {}) const {
        return m_server->run(QString::fromUtf8(words).split(u' ') + more);
    }
    /// With something to read on standard input.
    Ended runWith(const QByteArray& input, const QStringList& words) const {
        QProcess process;
        process.start(ServerProcess::program(), words + QStringList{QStringLiteral("--data"), data()});
        process.write(input);
        process.closeWriteChannel();
        return process.waitForFinished(20000)
                   ? Ended{process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                           QString::fromUtf8(process.readAllStandardError())}
                   : Ended();
    }
    /// What the log says until it holds @p text.
    QByteArray logWith(const QByteArray& text) {
        QByteArray log;
        (void)QTest::qWaitFor(
            [&] {
                log += m_server->process().readAllStandardError();
                return log.contains(text);
            },
            10000);
        return log;
    }
    /// Posts @p count statements of the actor and tells their ids.
    QStringList post(const QByteArray& pair, const QJsonObject& actor, int count) {
        QStringList ids;
        for (int i = 0; i < count; ++i) {
            ids.append(newId());
            if (m_server->ask("POST", QStringLiteral("/xapi/statements"), pair, statement(ids.last(), actor))
                    .status != 200)
                return {};
        }
        return ids;
    }
    static QJsonObject mailbox() { return {{QStringLiteral("mbox"), QStringLiteral("mailto:a@b.example")}}; }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ServerProcess>(data());
    }
    void cleanup() {
        m_server.reset();
        m_folder.reset();
    }

    void optionsComeFromLineEnvironmentAndFile() {
        writeAll(at("server.conf"),
                 "# a comment\n[server]\n\ndata = " + data().toUtf8() + "\nlog-format = json\n");
        const auto config = QStringLiteral("--config=") + at("server.conf");
        const auto listed = QStringList{QStringLiteral("user"), QStringLiteral("list"), config};
        QCOMPARE(ServerProcess::runAny(listed).code, 0);
        QVERIFY(QFile::exists(data() + QStringLiteral("/progress.sqlite")));
        qputenv("UNDERSTUDY_SERVER_DATA", at("other").toUtf8()); // before the file
        QCOMPARE(ServerProcess::runAny(listed).code, 0);
        QVERIFY(QFile::exists(at("other/progress.sqlite")));
        QCOMPARE(ServerProcess::runAny(listed + QStringList{QStringLiteral("--data"), at("third")}).code, 0);
        qunsetenv("UNDERSTUDY_SERVER_DATA");
        QVERIFY(QFile::exists(at("third/progress.sqlite"))); // before both
        for (const char* wrong : {"colour = red\n", "data\n", "name = anna\n", "local-tls = perhaps\n"}) {
            writeAll(at("wrong.conf"), wrong);
            const auto ended = ServerProcess::runAny({QStringLiteral("user"), QStringLiteral("list"),
                                                      QStringLiteral("--config"), at("wrong.conf")});
            QCOMPARE(ended.code, 2);
            QVERIFY2(ended.err.contains(QStringLiteral("wrong.conf, line 1")), qPrintable(ended.err));
        }
        const auto secret = run("serve", {QStringLiteral("--metrics-token"), QStringLiteral("hush")});
        QCOMPARE(secret.code, 2);
        QVERIFY(!secret.err.contains(QStringLiteral("hush")));
    }

    void peopleAreAddedMadeMoreOfAndForgotten() {
        const auto enrolled = run("enrol anna --name", {QStringLiteral("Anna Berg")});
        QCOMPARE(enrolled.code, 0);
        QVERIFY(enrolled.out.startsWith(QStringLiteral("Enrollment code for anna: ")));
        QCOMPARE(run("enroll anna").code, 0); // one more code
        const QStringList password{QStringLiteral("user"), QStringLiteral("password"),
                                   QStringLiteral("anna")};
        QCOMPARE(runWith("four words in a row\n", password).code, 1); // trainees sign in nowhere
        QCOMPARE(run("user role anna king").code, 2);
        QCOMPARE(run("user role anna coordinator").code, 0);
        QCOMPARE(runWith("short\n", password).code, 1);
        QCOMPARE(runWith("four words in a row\n", password).code, 0);
        QVERIFY(!readAll(data() + QStringLiteral("/progress.sqlite")).contains("four words"));
        QCOMPARE(run("user remove anna").code, 1); // nobody there to ask
        QCOMPARE(run("user remove anna --yes").code, 0);
        QCOMPARE(run("user code anna").code, 1);
        const auto audit = run("audit").out;
        for (const char* deed : {"person.add\tanna", "code.make\tanna", "person.role\tanna coordinator",
                                 "password.set\tanna", "person.remove\tp-"})
            QVERIFY2(audit.contains(QLatin1String(deed)), qPrintable(audit));
        QCOMPARE(run("audit --count 1").out.count(u'\n'), 1);
        QCOMPARE(run("audit --count x").code, 2);
    }

    void aRosterEnrollsEverybodyOrNobody() {
        writeAll(at("roster.csv"), "name,full name,cohort,track,start\n"
                                   "anna,Anna Berg,2025-11,new-hire,2025-11-10\n"
                                   "tom,Tom <Müller>,2025-11,new-hire,2025-11-10\n");
        writeAll(at("wrong.csv"), "name,full name,cohort,track,start\n"
                                  "eva,Eva,2025-11,new-hire,2025-11-10\n"
                                  "kai,Kai,2025-11,no-such-track,2025-11-10\n");
        const auto wrong = run("enrol --file", {at("wrong.csv")});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.err.contains(QStringLiteral("line 3")), qPrintable(wrong.err));
        QCOMPARE(run("user list").out, QString());
        const auto taken = run("enrol --file", {at("roster.csv")});
        QVERIFY2(taken.code == 0, qPrintable(taken.err));
        QVERIFY2(taken.out.startsWith(QStringLiteral("anna\tAnna Berg\t")), qPrintable(taken.out));
        QCOMPARE(taken.out.count(u'\n'), 2);
        const auto again = run("enrol --file", {at("roster.csv")});
        QVERIFY(again.code == 0 && again.out.contains(QStringLiteral("known already")));
        QCOMPARE(run("enrol").code, 2);
    }

    void aBackupIsMadeWhileItServesAndRestored() {
        QVERIFY(m_server->start());
        const auto pair = m_server->staff();
        const auto before = post(pair, mailbox(), 5);
        QCOMPARE(before.size(), 5);
        const auto saved = run("backup", {at("save.sqlite")});
        QVERIFY2(saved.code == 0 && saved.out.contains(QStringLiteral("5 statements")),
                 qPrintable(saved.err + saved.out));
        QCOMPARE(run("backup", {at("save.sqlite")}).code, 1); // a file that is there stays
        QCOMPARE(run("backup verify", {at("save.sqlite")}).code, 0);
        QCOMPARE(post(pair, mailbox(), 3).size(), 3);
        QCOMPARE(run("restore --yes", {at("save.sqlite")}).code, 3); // it serves
        QCOMPARE(m_server->terminate(), 0);
        QCOMPARE(run("restore", {at("save.sqlite")}).code, 1); // over data that is there
        const auto restored = run("restore --yes", {at("save.sqlite")});
        QVERIFY2(restored.code == 0, qPrintable(restored.err));
        QVERIFY(m_server->start());
        QCOMPARE(*m_server->statementIds(pair), before);
        const auto bytes = readAll(at("save.sqlite"));
        writeAll(at("half.sqlite"), bytes.left(bytes.size() / 2));
        QCOMPARE(run("backup verify", {at("half.sqlite")}).code, 1);
        QCOMPARE(run("backup verify", {at("nothing.sqlite")}).code, 1);
    }

    void theDoctorFindsAHealthyServerHealthy() {
        QVERIFY(m_server->start());
        QCOMPARE(post(m_server->staff(), mailbox(), 2).size(), 2);
        const auto healthy = run("doctor");
        QVERIFY2(healthy.code == 0 && healthy.out.contains(QStringLiteral("good")), qPrintable(healthy.out));
        QVERIFY(!healthy.out.contains(QStringLiteral("WRONG")));
    }

    void whoIsErasedIsGoneAndCannotBeBroughtBack() {
        QVERIFY(m_server->start());
        run("user add anna");
        const auto pair = m_server->device(QStringLiteral("anna"));
        const auto account = run("user list").out.section(u'\t', 3, 3).section(u'\n', 0, 0);
        const QJsonObject actor{
            {QStringLiteral("account"),
             QJsonObject{{QStringLiteral("homePage"), QStringLiteral("https://understudy.example")},
                         {QStringLiteral("name"), account}}}};
        const auto ids = post(pair, actor, 4);
        QCOMPARE(ids.size(), 4);
        const auto staff = m_server->staff();
        // Under an identifier that was linked with the account, too.
        QCOMPARE(run("user link anna mailto:a@b.example").code, 0);
        QCOMPARE(post(staff, mailbox(), 2).size(), 2);
        QCOMPARE(m_server->statementIds(staff)->size(), 6);
        QCOMPARE(run("user erase anna").code, 1);
        const auto erased = run("user erase anna --yes");
        QVERIFY2(erased.code == 0 && erased.out.contains(QStringLiteral("6 statements")),
                 qPrintable(erased.out));
        QCOMPARE(m_server->ask("GET", QStringLiteral("/xapi/statements"), pair).status, 401);
        QCOMPARE(m_server->statementIds(staff)->size(), 0);
        QCOMPARE(
            m_server->ask("POST", QStringLiteral("/xapi/statements"), staff, statement(ids[0], actor)).status,
            200);
        QCOMPARE(m_server->statementIds(staff)->size(), 0);
    }

    void whatIsCarriedByHandIsStoredOnceAndReceipted();
    void everyAnswerIsLoggedWithoutSecrets();
    void prometheusReadsTheFigures();
    void aRenewedCertificateIsServedOnSighup();
    void tokensOfTheOpenIdProviderAreTaken();
    void systemdUnderstandsItsUnits();
};

void tst_ServerCommands::whatIsCarriedByHandIsStoredOnceAndReceipted() {
    run("user add anna");
    const auto pair = m_server->device(QStringLiteral("anna")).split(':');
    const auto account = run("user list").out.section(u'\t', 3, 3).section(u'\n', 0, 0);
    const QJsonObject named{{QStringLiteral("homePage"), QStringLiteral("https://understudy.example")},
                            {QStringLiteral("name"), account}};
    const QJsonObject actor{{QStringLiteral("account"), named}};
    QVERIFY(m_server->start()); // also beside a server
    const auto earlier = post(pair.join(':'), actor, 1);
    const auto good = newId(), foreign = newId();
    const QJsonObject content{{QStringLiteral("format"), QStringLiteral("understudy-carry/1")},
                              {QStringLiteral("account"), named},
                              {QStringLiteral("user"), QString::fromUtf8(pair[0])},
                              {QStringLiteral("device"), QStringLiteral("d")},
                              {QStringLiteral("made"), QStringLiteral("2025-11-10T12:00:00.000Z")},
                              {QStringLiteral("statements"),
                               QJsonArray{QJsonDocument::fromJson(statement(good, actor)).object(),
                                          QJsonDocument::fromJson(statement(foreign, mailbox())).object(),
                                          QJsonObject{{QStringLiteral("id"), newId()}}}}};
    const auto key = sync::carryKey(QString::fromUtf8(pair[1]));
    const auto file = sync::seal(content, key);
    writeAll(at("anna.understudy-carry"), file);
    const auto carry = [&](const char* name) {
        return run("carry", {at(name), QStringLiteral("--receipt"), at("receipt")});
    };
    for (int i = 0; i < 2; ++i) { // twice is no harm
        const auto carried = carry("anna.understudy-carry");
        QVERIFY2(carried.code == 0, qPrintable(carried.err));
        QVERIFY2(carried.out.startsWith(QStringLiteral("1 statements are stored, 2 were refused")),
                 qPrintable(carried.out));
        const auto receipt = readAll(at("receipt"));
        QCOMPARE(sync::examineSeal(receipt, key), sync::SealState::Whole);
        const auto told = QJsonDocument::fromJson(receipt).object();
        QCOMPARE(told[QLatin1String("acknowledged")].toArray(), QJsonArray{good});
        QCOMPARE(told[QLatin1String("refused")].toArray().size(), 2);
        QCOMPARE(told[QLatin1String("refused")][0][QLatin1String("id")].toString(), foreign);
        QCOMPARE(told[QLatin1String("statements")].toArray().size(), 1);
        QCOMPARE(told[QLatin1String("statements")][0][QLatin1String("id")].toString(), earlier[0]);
    }
    QCOMPARE(*m_server->statementIds(m_server->staff()), (QStringList{earlier[0], good}));
    auto changed = file;
    changed[file.indexOf("v.example")] = 'w';
    writeAll(at("changed"), changed);
    QCOMPARE(carry("changed").code, 1);
    writeAll(at("half"), file.left(file.size() / 2));
    QCOMPARE(carry("half").code, 2);
    QCOMPARE(run("carry", {at("half")}).code, 2); // no place for the receipt
    run("device revoke", {QString::fromUtf8(pair[0])});
    QCOMPARE(carry("anna.understudy-carry").code, 1);
    QVERIFY(run("audit").out.contains(QStringLiteral("carry\t") + QString::fromUtf8(pair[0])));
}

void tst_ServerCommands::everyAnswerIsLoggedWithoutSecrets() {
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

void tst_ServerCommands::prometheusReadsTheFigures() {
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
    const auto value = [&](const char* asked) {
        const auto reply =
            askServer("GET", QUrl(prometheus.address() + QStringLiteral("/api/v1/query?query=") +
                                  QString::fromLatin1(QUrl::toPercentEncoding(QLatin1String(asked)))));
        return reply.json()[QLatin1String("data")][QLatin1String("result")][0][QLatin1String("value")][1]
            .toString();
    };
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

void tst_ServerCommands::aRenewedCertificateIsServedOnSighup() {
    const auto make = [&](const char* name) {
        (void)runToEnd(QStringLiteral("openssl"),
                       {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                        QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                        QStringLiteral("3"), QStringLiteral("-subj"),
                        QStringLiteral("/CN=") + QLatin1String(name), QStringLiteral("-addext"),
                        QStringLiteral("subjectAltName=IP:127.0.0.1"), QStringLiteral("-keyout"),
                        at("key.pem"), QStringLiteral("-out"), at("cert.pem")});
        return readAll(at("cert.pem"));
    };
    const auto first = make("first");
    QVERIFY(first.contains("BEGIN CERTIFICATE"));
    QVERIFY(m_server->start(
        {QStringLiteral("--tls-cert"), at("cert.pem"), QStringLiteral("--tls-key"), at("key.pem")}));
    const auto about = QStringLiteral("/xapi/about");
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
    writeAll(at("cert.pem"), "nonsense");
    ::kill(static_cast<pid_t>(m_server->process().processId()), SIGHUP);
    QVERIFY(logWith("The old one stays").contains("The old one stays"));
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
    const auto second = make("second");
    ::kill(static_cast<pid_t>(m_server->process().processId()), SIGHUP);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->ask("GET", about, {}, {}, second).status, 200, 20000);
    QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 0);
}

void tst_ServerCommands::tokensOfTheOpenIdProviderAreTaken() {
    const fakes::Issuer issuer;
    writeAll(at("keys.json"), QByteArray::fromStdString(issuer.keySet()));
    QVERIFY(m_server->start({QStringLiteral("--oidc-issuer"), QStringLiteral("https://id.example"),
                             QStringLiteral("--oidc-jwks"), at("keys.json"),
                             QStringLiteral("--oidc-audience"), QStringLiteral("understudy")}));
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
    QCOMPARE(status("anna", now + 600), 200);
    QCOMPARE(status("eve", now + 600), 401);
    QCOMPARE(status("anna", now - 600), 401);
    const auto half = run("serve --oidc-issuer https://id.example");
    QCOMPARE(half.code, half.code == 3 ? 3 : 2);
}

void tst_ServerCommands::systemdUnderstandsItsUnits() {
    const auto analyze = QStringLiteral("/usr/bin/systemd-analyze");
    if (!QFile::exists(analyze))
        QSKIP("systemd-analyze is not installed");
    const auto source = qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/packaging/systemd/");
    const auto service = readAll(source + QStringLiteral("understudy-server.service"));
    QVERIFY(service.contains("/usr/bin/understudy-server serve"));
    writeAll(at("understudy-server.service"),
             QByteArray(service).replace("/usr/bin/understudy-server", ServerProcess::program().toUtf8()));
    writeAll(at("understudy-server.socket"), readAll(source + QStringLiteral("understudy-server.socket")));
    const auto verified = runToEnd(
        analyze, {QStringLiteral("verify"), at("understudy-server.service"), at("understudy-server.socket")});
    QVERIFY2(verified.code == 0 && !verified.err.contains(m_folder->path()), qPrintable(verified.err));
}

QTEST_GUILESS_MAIN(tst_ServerCommands)
#include "tst_ServerCommands.moc"
