#include "tests/app/ServerCase.h"

#include "core/journal/Journal.h"
#include "core/sync/CarryFile.h"
#include "core/sync/Receipt.h"

#include <QFile>
#include <QTest>

using namespace understudy;
using namespace understudy::tests;

/// The commands of the server, from outside.
class tst_ServerCommands final : public QObject, ServerCase {
    Q_OBJECT

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

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void optionsComeFromLineEnvironmentAndFile() {
        write("server.conf", "# a comment\n[server]\n\ndata = " + data().toUtf8() + "\nlog-format = json\n");
        const auto config = QStringLiteral("--config=") + at("server.conf");
        const auto added =
            QStringList{QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("anna"), config};
        QCOMPARE(ServerProcess::runAny(added).code, 0);
        QVERIFY(QFile::exists(data() + QStringLiteral("/progress.sqlite")));
        qputenv("UNDERSTUDY_SERVER_DATA", at("other").toUtf8()); // before the file
        QCOMPARE(ServerProcess::runAny(added).code, 0);
        QVERIFY(QFile::exists(at("other/progress.sqlite")));
        QCOMPARE(ServerProcess::runAny(added + QStringList{QStringLiteral("--data"), at("third")}).code, 0);
        qunsetenv("UNDERSTUDY_SERVER_DATA");
        QVERIFY(QFile::exists(at("third/progress.sqlite"))); // before both
        for (const char* wrong : {"colour = red\n", "data\n", "name = anna\n", "local-tls = perhaps\n"}) {
            write("wrong.conf", wrong);
            const auto ended = ServerProcess::runAny({QStringLiteral("user"), QStringLiteral("list"),
                                                      QStringLiteral("--config"), at("wrong.conf")});
            QCOMPARE(ended.code, 2);
            QVERIFY2(ended.err.contains(QStringLiteral("wrong.conf, line 1")), qPrintable(ended.err));
        }
        const auto secret = run("serve", {QStringLiteral("--metrics-token"), QStringLiteral("hush")});
        QCOMPARE(secret.code, 2);
        QVERIFY(!secret.err.contains(QStringLiteral("hush")));
    }

    void aFolderWithoutDataStaysAsItIs() {
        for (const char* command :
             {"doctor", "user list", "user code anna", "device revoke dev-x", "audit"}) {
            const auto ended = run(command);
            QCOMPARE(ended.code, 1);
            QVERIFY2(ended.err.contains(QStringLiteral("There is no server's data in ") + data()),
                     qPrintable(ended.err));
        }
        QCOMPARE(run("backup", {at("save.sqlite")}).code, 1);
        QVERIFY(!QFile::exists(data()) && !QFile::exists(at("save.sqlite")));
    }

    void dataThatWereEmptiedAreNotTakenForNew() {
        QCOMPARE(run("user add anna").code, 0);
        write("data/progress.sqlite", "");
        for (const char* command : {"doctor", "user list", "user add bert", "serve --listen 127.0.0.1:0"}) {
            const auto ended = run(command);
            QCOMPARE(ended.code, 1);
            QVERIFY2(ended.err.contains(QStringLiteral("is empty")), qPrintable(ended.err));
        }
        QCOMPARE(run("backup", {at("save.sqlite")}).code, 1);
        QCOMPARE(read("data/progress.sqlite").size(), 0);
    }

    void onlyWhatBeginsAServerBringsDataToANewForm() {
        QCOMPARE(run("user add anna").code, 0);
        auto bytes = read("data/progress.sqlite");
        bytes.replace(60, 4, QByteArray("\0\0\0\2", 4)); // SQLite's user_version
        write("data/progress.sqlite", bytes);
        for (const char* command : {"doctor", "user list", "audit"}) {
            const auto ended = run(command);
            QCOMPARE(ended.code, 1);
            QVERIFY2(ended.err.contains(QStringLiteral("of an older version")), qPrintable(ended.err));
        }
        QCOMPARE(run("backup", {at("save.sqlite")}).code, 1);
        QCOMPARE(read("data/progress.sqlite").mid(60, 4), QByteArray("\0\0\0\2", 4));
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
        QVERIFY(!read("data/progress.sqlite").contains("four words"));
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

    void aDevicesLabelForgesNothingInAList() {
        QVERIFY(m_server->start());
        const auto enroll = [this](const QString& label) {
            const auto line = run("enrol anna").out.section(u'\n', 0, 0);
            return m_server
                ->ask("POST", QStringLiteral("/understudy/v1/enroll"), {},
                      textOf(QJsonObject{{QStringLiteral("code"), line.section(u' ', -1)},
                                         {QStringLiteral("device"), newId()},
                                         {QStringLiteral("name"), label}}))
                .status;
        };
        QCOMPARE(enroll(QStringLiteral("lap\n\tdev-forged\x1b[31m")), 200);
        QCOMPARE(enroll(QStringLiteral("lap\u009b31m")), 200);
        QCOMPARE(enroll(QStringLiteral("turned \u202e around")), 200);
        const auto listed = run("user list").out;
        QVERIFY2(!listed.contains(QStringLiteral("forged")) && !listed.contains(QChar(0x1b)) &&
                     !listed.contains(QChar(0x9b)) && !listed.contains(QChar(0x202e)),
                 qPrintable(listed));
        QVERIFY2(listed.contains(QStringLiteral("turned \\u202e around")), qPrintable(listed));
        QCOMPARE(listed.count(u'\n'), 4);
    }

    void aRosterEnrollsEverybodyOrNobody() {
        write("roster.csv", "name,full name,cohort,track,start\n"
                            "anna,Anna Berg,2025-11,new-hire,2025-11-10\n"
                            "tom,Tom <Müller>,2025-11,new-hire,2025-11-10\n");
        write("wrong.csv", "name,full name,cohort,track,start\n"
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
        const auto bytes = read("save.sqlite");
        write("half.sqlite", bytes.left(bytes.size() / 2));
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
            m_server->ask("POST", QStringLiteral("/xapi/statements"), staff, textOf(statement(ids[0], actor)))
                .status,
            200);
        QCOMPARE(m_server->statementIds(staff)->size(), 0);
    }

    void whatIsCarriedByHandIsStoredOnceAndReceipted();
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
    const QJsonObject content{
        {QStringLiteral("format"), QStringLiteral("understudy-carry/1")},
        {QStringLiteral("account"), named},
        {QStringLiteral("user"), QString::fromUtf8(pair[0])},
        {QStringLiteral("device"), QStringLiteral("d")},
        {QStringLiteral("made"), QStringLiteral("2025-11-10T12:00:00.000Z")},
        {QStringLiteral("statements"), QJsonArray{statement(good, actor), statement(foreign),
                                                  QJsonObject{{QStringLiteral("id"), newId()}}}}};
    const auto key = sync::carryKey(QString::fromUtf8(pair[1]));
    const auto file = sync::seal(content, key);
    write("anna.understudy-carry", file);
    const auto carry = [&](const char* name) {
        return run("carry", {at(name), QStringLiteral("--receipt"), at("receipt")});
    };
    for (int i = 0; i < 2; ++i) { // twice is no harm
        const auto carried = carry("anna.understudy-carry");
        QVERIFY2(carried.code == 0, qPrintable(carried.err));
        QVERIFY2(carried.out.startsWith(QStringLiteral("1 statements are stored, 2 were refused")),
                 qPrintable(carried.out));
        const auto receipt = read("receipt");
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
    write("changed", changed);
    QCOMPARE(carry("changed").code, 1);
    write("half", file.left(file.size() / 2));
    QCOMPARE(carry("half").code, 2);
    QCOMPARE(run("carry", {at("half")}).code, 2); // no place for the receipt
    run("device revoke", {QString::fromUtf8(pair[0])});
    QCOMPARE(carry("anna.understudy-carry").code, 1);
    QVERIFY(run("audit").out.contains(QStringLiteral("carry\t") + QString::fromUtf8(pair[0])));
}

QTEST_GUILESS_MAIN(tst_ServerCommands)
#include "tst_ServerCommands.moc"
