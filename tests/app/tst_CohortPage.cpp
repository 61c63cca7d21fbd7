#include "core/sync/Statement.h"
#include "tests/app/ServerProcess.h"
#include "tests/fakes/Browser.h"
#include "tests/fakes/PushedClock.h"

#include <QStandardPaths>
#include <QTest>
#include <QUrlQuery>

using namespace understudy;
namespace kind = journal::kind;

/// The progress server's pages in a real browser, as a coordinator uses them.
class tst_CohortPage final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<tests::ServerProcess> m_server;
    std::unique_ptr<fakes::Browser> m_browser;
    QDate m_start; ///< the Monday of last week

    QString at(const QString& path) const { return m_server->root().toString() + path; }
    void setPassword(const QString& name, const QByteArray& password) const {
        QProcess process;
        process.start(tests::ServerProcess::program(), {QStringLiteral("user"), QStringLiteral("password"),
                                                        name, QStringLiteral("--data"), m_data->path()});
        process.write(password + '\n');
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(20000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
    }
    void signIn(const QString& name, const QString& password) {
        m_browser->open(at(QStringLiteral("/sign-in")));
        m_browser->type(QStringLiteral("input[name=name]"), name);
        m_browser->type(QStringLiteral("input[name=password]"), password);
        m_browser->click(QStringLiteral("main button"));
    }
    /// Takes a roster over and gives back the codes by short name.
    QStringList takeRoster(const QByteArray& csv) {
        m_browser->open(at(QStringLiteral("/roster")));
        m_browser->value(
            QStringLiteral("document.querySelector('textarea').value = ") +
            QString::fromUtf8(
                QJsonDocument(QJsonObject{{QStringLiteral("v"), QString::fromUtf8(csv)}}).toJson()) +
            QStringLiteral(".v"));
        m_browser->click(QStringLiteral("main button"));
        m_browser->click(QStringLiteral("main .row button"));
        return m_browser->text(QStringLiteral(".cards code")).split(u'\n', Qt::SkipEmptyParts);
    }
    QByteArray roster(const QByteArray& lines) const {
        return QByteArray(lines)
            .prepend("name,full name,team,cohort,track,start,mentor\n")
            .replace("START", m_start.toString(Qt::ISODate).toLatin1());
    }
    struct Laptop {
        sync::Context context;
        QByteArray pair;
    };
    Laptop enroll(const QString& code) const;
    void work(const QString& code, const std::vector<std::pair<const char*, QJsonObject>>& facts);
    /// What a download brings, with the browser's own cookie; its status in the first line.
    QByteArray downloaded(const QString& path) {
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(at(path)));
        request.setRawHeader("Cookie", m_browser->cookies());
        auto* reply = manager.get(request);
        QEventLoop loop;
        connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toByteArray() + '\n' +
               reply->readAll();
    }
    QString download(const QString& path) { return QString::fromUtf8(downloaded(path)); }
    /// What the form that is shown brings when its first button is pressed, status in the first line; the
    /// browser stays where it is.
    QString send(const QString& path) {
        const auto of = [this](const char* name) {
            return m_browser
                ->value(QStringLiteral("document.querySelector('main form [name=%1]').value")
                            .arg(QLatin1String(name)))
                .toString();
        };
        QUrlQuery form;
        for (const char* name : {"csrf", "token", "roster"})
            form.addQueryItem(QLatin1String(name), QString::fromLatin1(QUrl::toPercentEncoding(of(name))));
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(at(path)));
        request.setRawHeader("Cookie", m_browser->cookies());
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          QStringLiteral("application/x-www-form-urlencoded"));
        auto* reply = manager.post(request, form.toString(QUrl::FullyEncoded).toLatin1());
        QEventLoop loop;
        connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toString() + u'\n' +
               QString::fromUtf8(reply->readAll());
    }
    void preview(const QByteArray& csv) {
        m_browser->open(at(QStringLiteral("/roster")));
        m_browser->type(QStringLiteral("textarea"), QString::fromUtf8(csv));
        m_browser->click(QStringLiteral("main button"));
    }
    bool shows(const QString& selector, const QString& words) {
        for (int i = 0; i < 60 && !m_browser->text(selector).contains(words); ++i) {
            QTest::qWait(250);
            m_browser->open(m_browser->address());
        }
        return m_browser->text(selector).contains(words);
    }
    void grab(const char* name) {
        if (const auto folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            m_browser->savePicture(folder + u'/' + QLatin1String(name) + QStringLiteral(".png"));
    }

private Q_SLOTS:
    void init();
    void cleanup();
    void aWrongPasswordIsSaidSo();
    void signingInLeadsToPagesOfThisServerAlone();
    void fromNothingToTheFirstTraineesProgress();
    void aWrongLineOfTheRosterIsShownAndLeftOut();
    void aRosterThatCannotBeReadIsStillThere();
    void aRosterCanBeTakenBack();
    void aSecondClickOnTakeOverShowsTheSameCodes();
    void aNameThatIsCorrectedIsShownBefore();
    void aFileOfAnOldSpreadsheetKeepsItsLetters();
    void namesAreNeitherScriptsNorFormulas();
    void nobodyIsGivenWhatOthersSayTheyDid();
    void theTableSortsFiltersAndIsFoundByKeyboard();
    void aMentorSeesTheirOwnAndChangesNothing();
    void aTraineeDoesNotGetIn();
    void theRostersCardStandsFreeAndHasTheSameRoomOnAllSides();
    void nothingIsCutOnAnyScreen();
};

void tst_CohortPage::init() {
    if (QStandardPaths::findExecutable(QStringLiteral("chromedriver")).isEmpty())
        QSKIP("There is no chromedriver here: the packages chromium and chromium-driver are missing.");
    m_start = QDate::currentDate().addDays(-6 - QDate::currentDate().dayOfWeek());
    m_data = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<tests::ServerProcess>(m_data->path());
    m_server->code(QStringLiteral("add"), QStringLiteral("pnair"),
                   {QStringLiteral("--role"), QStringLiteral("coordinator"), QStringLiteral("--name"),
                    QStringLiteral("Priya Nair")});
    setPassword(QStringLiteral("pnair"), "correct horse battery staple");
    QVERIFY(m_server->start());
    m_browser = std::make_unique<fakes::Browser>();
    QVERIFY2(m_browser->start(qEnvironmentVariableIsSet("UNDERSTUDY_DARK")),
             qPrintable(m_browser->problem()));
    m_browser->resize(1440, 900);
}

void tst_CohortPage::cleanup() {
    m_browser.reset();
    if (m_server)
        QCOMPARE(m_server->terminate(), 0);
    m_server.reset();
}

tst_CohortPage::Laptop tst_CohortPage::enroll(const QString& code) const {
    const auto asked =
        QStringLiteral(
            "{\"code\":\"%1\",\"device\":\"0190a6a0-0000-7000-8000-00000000000d\",\"name\":\"laptop\"}")
            .arg(code);
    const auto made =
        m_server->ask("POST", QStringLiteral("/understudy/v1/enroll"), {}, asked.toUtf8()).json();
    const QJsonValue account = made[QStringLiteral("actor")][QStringLiteral("account")];
    return {{account[QStringLiteral("homePage")].toString(), account[QStringLiteral("name")].toString()},
            (made[QStringLiteral("user")].toString() + u':' + made[QStringLiteral("password")].toString())
                .toUtf8()};
}

void tst_CohortPage::work(const QString& code,
                          const std::vector<std::pair<const char*, QJsonObject>>& facts) {
    const auto [context, pair] = enroll(code);
    SystemClock clock;
    IdMaker ids(clock, systemRandomness());
    QJsonArray statements;
    for (const auto& [what, body] : facts)
        statements.append(sync::toStatement({ids.next(), QLatin1String(what), clock.now(), 60,
                                             QStringLiteral("0190a6a0-0000-7000-8000-00000000000d"),
                                             statements.size() + 1, body},
                                            context));
    const auto stored =
        m_server->ask("POST", QStringLiteral("/xapi/statements"), pair, QJsonDocument(statements).toJson());
    QVERIFY2(stored.status == 200, stored.body);
}

void tst_CohortPage::aWrongPasswordIsSaidSo() {
    m_browser->open(at(QStringLiteral("/cohorts/all?overdue=1")));
    QVERIFY2(m_browser->address().contains(QLatin1String("/sign-in")), qPrintable(m_browser->address()));
    m_browser->type(QStringLiteral("input[name=name]"), QStringLiteral("pnair"));
    m_browser->type(QStringLiteral("input[name=password]"), QStringLiteral("wrong"));
    m_browser->click(QStringLiteral("main button"));
    QVERIFY(
        m_browser->text(QStringLiteral("[role=alert]")).contains(QLatin1String("do not belong together")));
    grab("sign-in");
    QCOMPARE(m_browser->value(QStringLiteral("document.querySelector('input[name=name]').value")).toString(),
             QStringLiteral("pnair"));
    m_browser->type(QStringLiteral("input[name=password]"), QStringLiteral("correct horse battery staple"));
    m_browser->click(QStringLiteral("main button"));
    QVERIFY2(m_browser->address().endsWith(QLatin1String("/cohorts/all?overdue=1")),
             qPrintable(m_browser->address()));
}

void tst_CohortPage::fromNothingToTheFirstTraineesProgress() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    QVERIFY(m_browser->text(QStringLiteral("main")).contains(QLatin1String("Nobody is here yet")));
    grab("empty");
    const auto codes = takeRoster(roster("rmenon,Rahul Menon,Storage,2025-11,new-hire,START,\n"));
    QCOMPARE(codes.size(), 1);
    work(codes[0], {{kind::PageRead,
                     {{"page", "01-architecture/control-plane-and-data-plane"},
                      {"module", "01-architecture"},
                      {"seconds", 300}}},
                    {kind::QuizFinished,
                     {{"quiz", "01-architecture/quiz"},
                      {"attempt", "a"},
                      {"raw", 18},
                      {"max", 20},
                      {"pass", 16},
                      {"passed", true}}}});
    m_browser->open(at(QStringLiteral("/cohorts")));
    QVERIFY2(shows(QStringLiteral("tbody"), QStringLiteral("90%")),
             qPrintable(m_browser->text(QStringLiteral("main"))));
    QVERIFY(m_browser->text(QStringLiteral("tbody")).contains(QLatin1String("just now")));
    grab("first");
    m_browser->click(QStringLiteral("tbody th a"));
    const auto timeline = m_browser->text(QStringLiteral(".deeds"));
    QVERIFY2(timeline.contains(QLatin1String("Finished the quiz")) &&
                 timeline.contains(QLatin1String("passed, 18 of 20")),
             qPrintable(timeline));
    grab("timeline");
    for (const char* path : {"/cohorts/all/statements.csv", "/cohorts/all/trainees.csv", "/roster.csv"})
        QVERIFY2(downloaded(QLatin1String(path)).startsWith("200\n\xEF\xBB\xBF"), path); // for spreadsheets
    const auto csv = download(QStringLiteral("/cohorts/all/statements.csv"));
    QVERIFY2(csv.startsWith(QLatin1String("200")) && csv.count(u'\n') >= 3 &&
                 csv.contains(QLatin1String("01-architecture/quiz")),
             qPrintable(csv));
    QCOMPARE(m_browser->complaints(), QStringList());
}

void tst_CohortPage::aWrongLineOfTheRosterIsShownAndLeftOut() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    m_browser->open(at(QStringLiteral("/roster")));
    m_browser->type(
        QStringLiteral("textarea"),
        QString::fromUtf8(
            roster("ada,Ada B,SRE,2025-11,new-hire,START,\nbo,Bo C,SRE,2025-11,new-hire,17.11.2025,\n")));
    m_browser->click(QStringLiteral("main button"));
    QVERIFY(
        m_browser->text(QStringLiteral("[role=alert]")).contains(QLatin1String("1 line cannot be taken")));
    QVERIFY(m_browser->text(QStringLiteral("tr.bad")).contains(QLatin1String("is no date")));
    grab("preview");
    m_browser->click(QStringLiteral("main .row button"));
    QCOMPARE(m_browser->text(QStringLiteral(".cards code")).count(u'\n'), 0);
    QVERIFY(download(QStringLiteral("/roster.csv")).contains(QLatin1String("ada,Ada B")));
    QVERIFY(!download(QStringLiteral("/roster.csv")).contains(QLatin1String("Bo C")));
}

void tst_CohortPage::aRosterThatCannotBeReadIsStillThere() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    takeRoster(roster("ada,Ada B,SRE,2025-11,new-hire,START,\n"));
    m_browser->open(at(QStringLiteral("/roster")));
    m_browser->type(QStringLiteral("textarea"), QStringLiteral("who,when\nbo,monday"));
    m_browser->click(QStringLiteral("main button"));
    QVERIFY(m_browser->text(QStringLiteral("[role=alert]")).contains(QLatin1String("There is no column")));
    QCOMPARE(m_browser->value(QStringLiteral("document.querySelector('textarea').value")).toString(),
             QStringLiteral("who,when\nbo,monday"));
    QVERIFY(m_browser->text(QStringLiteral("main")).contains(QLatin1String("1 trainee is in a cohort")));
    m_browser->open(at(QStringLiteral("/cohorts/all?page=1000000")));
    QVERIFY(shows(QStringLiteral("tbody"), QStringLiteral("Ada B")));
}

void tst_CohortPage::aRosterCanBeTakenBack() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    const auto codes = takeRoster(roster("ada,Ada B,SRE,2025-11,new-hire,START,\n"));
    grab("codes");
    m_browser->click(QStringLiteral(".head form button"));
    QVERIFY(m_browser->text(QStringLiteral("main")).contains(QLatin1String("Taken back")));
    QCOMPARE(download(QStringLiteral("/roster.csv")).count(u'\n'), 2); // status and header
    const auto asked =
        QStringLiteral("{\"code\":\"%1\",\"device\":\"d\",\"name\":\"n\"}").arg(codes.value(0));
    QCOMPARE(m_server->ask("POST", QStringLiteral("/understudy/v1/enroll"), {}, asked.toUtf8()).status, 403);
}

void tst_CohortPage::aSecondClickOnTakeOverShowsTheSameCodes() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    preview(roster("ada,Ada B,SRE,2025-11,new-hire,START,\n"));
    const auto codeOf = [](const QString& page) { return page.section(QStringLiteral("code>"), 1, 1); };
    const auto first = send(QStringLiteral("/roster/apply"));
    QVERIFY2(first.startsWith(QLatin1String("200")) && codeOf(first).size() > 19, qPrintable(first));
    QCOMPARE(codeOf(send(QStringLiteral("/roster/apply"))), codeOf(first));
    m_browser->click(QStringLiteral("main .row button"));
    const auto shown = m_browser->text(QStringLiteral(".cards code"));
    QVERIFY2(codeOf(first).startsWith(shown) && shown.size() == 19, qPrintable(shown));
    // Who lost them anyway gets others.
    m_browser->open(at(QStringLiteral("/roster")));
    m_browser->click(QStringLiteral("main .row button"));
    const auto others = m_browser->text(QStringLiteral(".cards code"));
    QVERIFY2(others.size() == 19 && others != shown, qPrintable(others));
    enroll(others);
    m_browser->open(at(QStringLiteral("/roster")));
    m_browser->click(QStringLiteral("main .row button"));
    QVERIFY(m_browser->text(QStringLiteral("h1")).contains(QLatin1String("Everybody has a device")));
    // What cannot be taken over is not lost.
    preview(roster("bo,Bo C,SRE,2025-11,new-hire,START,\n"));
    m_browser->value(QStringLiteral("document.querySelector('[name=roster]').value = 'who,when'"));
    const auto wrong = send(QStringLiteral("/roster/apply"));
    QVERIFY2(wrong.startsWith(QLatin1String("400")) && wrong.contains(QLatin1String(">who,when</textarea>")),
             qPrintable(wrong));
}

void tst_CohortPage::aNameThatIsCorrectedIsShownBefore() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    takeRoster(roster("ada,Ada B,SRE,2025-11,new-hire,START,\n"));
    preview(roster("ada,Ada C,SRE,2025-11,new-hire,START,\n"));
    QVERIFY2(m_browser->text(QStringLiteral("tbody")).contains(QStringLiteral("Name: Ada B → Ada C")),
             qPrintable(m_browser->text(QStringLiteral("tbody"))));
    m_browser->click(QStringLiteral("main .row button"));
    QVERIFY(download(QStringLiteral("/roster.csv")).contains(QLatin1String("ada,Ada C")));
    QCOMPARE(m_server
                 ->run({QStringLiteral("user"), QStringLiteral("name"), QStringLiteral("ada"),
                        QStringLiteral("Ada Berg")})
                 .code,
             0);
    QVERIFY(download(QStringLiteral("/roster.csv")).contains(QLatin1String("ada,Ada Berg")));
}

void tst_CohortPage::aFileOfAnOldSpreadsheetKeepsItsLetters() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    m_browser->open(at(QStringLiteral("/roster")));
    const auto choose = [this](const char* bytes) {
        m_browser->value(QStringLiteral("(() => { const input = document.querySelector('input[type=file]'); "
                                        "const data = new DataTransfer(); data.items.add(new File([new "
                                        "Uint8Array([%1])], 'roster.csv')); input.files = data.files; "
                                        "input.dispatchEvent(new Event('change')); })()")
                             .arg(QLatin1String(bytes)));
    };
    const auto box = [this] {
        return m_browser->value(QStringLiteral("document.querySelector('textarea').value")).toString();
    };
    const auto told = [this] {
        return m_browser
                   ->value(
                       QStringLiteral("document.querySelector('main [role=status]').getClientRects().length"))
                   .toInt() > 0;
    };
    QVERIFY(!told());
    choose("74, 252, 114, 103, 101, 110"); // Windows-1252
    QTRY_COMPARE(box(), QStringLiteral("Jürgen"));
    QVERIFY(told());
    choose("239, 187, 191, 74, 195, 182, 114, 103"); // UTF-8 with a mark
    QTRY_COMPARE(box(), QStringLiteral("Jörg"));
    QVERIFY(!told());
}

void tst_CohortPage::signingInLeadsToPagesOfThisServerAlone() {
    const auto sentTo = [this](const QByteArray& next, const QByteArray& name = "pnair") {
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(at(QStringLiteral("/sign-in"))));
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          QStringLiteral("application/x-www-form-urlencoded"));
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        auto* reply = manager.post(request, "name=" + name + "&password=correct+horse+battery+staple&next=" +
                                                next.toPercentEncoding());
        QEventLoop loop;
        connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toByteArray() + ' ' +
               reply->rawHeader("Location") + (reply->readAll().contains(name) ? " echoed" : "");
    };
    QCOMPARE(sentTo("/roster"), QByteArray("303 /roster"));
    for (const char* next : {"", "//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example",
                             "/\\evil.example", " /x", "/\x7f/evil.example", "https://evil.example"})
        QCOMPARE(sentTo(next), QByteArray("303 /cohorts"));
    QCOMPARE(sentTo("", QByteArray(201, 'n')), QByteArray("403 "));
    QCOMPARE(sentTo(QByteArray(64 * 1024, '/')), QByteArray("413 "));
}

void tst_CohortPage::namesAreNeitherScriptsNorFormulas() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    takeRoster(roster("eve,<script>alert(1)</script>,<b>x,\"<i>2025\",new-hire,START,\nmal,=cmd|' /C "
                      "calc'!A0,SRE,2025-11,new-hire,START,\n"
                      "pat,\"%1 of %7, 5%8 %L3\",%5,2025-11,new-hire,START,\n"));
    m_browser->open(at(QStringLiteral("/cohorts/all")));
    QVERIFY(shows(QStringLiteral("tbody"), QStringLiteral("<script>alert(1)</script>")));
    QVERIFY(shows(QStringLiteral("tbody"), QStringLiteral("%1 of %7, 5%8 %L3"))); // is no place for anything
    m_browser->click(QStringLiteral("tbody tr:nth-child(1) th a"));
    QVERIFY(!m_browser->text(QStringLiteral("h1")).isEmpty());
    QCOMPARE(m_browser
                 ->value(QStringLiteral(
                     "document.querySelectorAll('main script, main b b, tbody i, tbody b').length"))
                 .toInt(),
             0);
    const auto csv = download(QStringLiteral("/cohorts/all/trainees.csv"));
    QVERIFY2(csv.contains(QLatin1String(",'=cmd")) && !csv.contains(QLatin1String(",=cmd")), qPrintable(csv));
    QCOMPARE(m_browser->complaints(), QStringList());
}

void tst_CohortPage::nobodyIsGivenWhatOthersSayTheyDid() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    const auto codes = takeRoster(
        roster("anna,Anna A,SRE,2025-11,new-hire,START,\nbob,Bob B,SRE,2025-11,new-hire,START,\n"));
    QCOMPARE(codes.size(), 2);
    const auto anna = enroll(codes[0]), bob = enroll(codes[1]);
    // Anna says that she passed a lab, about Bob.
    auto statement = sync::toStatement({QStringLiteral("0190a6a0-0000-7000-8000-0000000000f1"),
                                        kind::LabFinished,
                                        SystemClock().now(),
                                        60,
                                        QStringLiteral("0190a6a0-0000-7000-8000-00000000000d"),
                                        1,
                                        {{"lab", "lab-1-1"}, {"attempt", "a"}, {"passed", true}}},
                                       anna.context);
    statement[QStringLiteral("object")] = QJsonObject{
        {QStringLiteral("objectType"), QStringLiteral("Agent")},
        {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), bob.context.homePage},
                                                {QStringLiteral("name"), bob.context.name}}}};
    const auto stored = m_server->ask("POST", QStringLiteral("/xapi/statements"), anna.pair,
                                      QJsonDocument(statement).toJson());
    QVERIFY2(stored.status == 200, stored.body);
    m_browser->open(at(QStringLiteral("/cohorts/all?sort=name")));
    QVERIFY2(shows(QStringLiteral("tbody tr:first-child"), QStringLiteral("just now")),
             qPrintable(m_browser->text(QStringLiteral("tbody"))));
    const auto rows =
        download(QStringLiteral("/cohorts/all/trainees.csv")).split(u'\n').filter(QStringLiteral("2025-11"));
    QCOMPARE(rows.size(), 2);
    for (const auto& row : rows)
        QCOMPARE(row.split(u',')[9],
                 row.startsWith(QLatin1String("anna")) ? QStringLiteral("1") : QStringLiteral("0"));
}

void tst_CohortPage::theTableSortsFiltersAndIsFoundByKeyboard() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    auto future =
        roster("ada,Ada Berg,SRE,2025-11,new-hire,START,\nzoe,Zoe Wu,Storage,2025-11,new-hire,START,\n");
    future += "bea,Bea Cole,SRE,2025-11,new-hire," +
              QDate::currentDate().addDays(10).toString(Qt::ISODate).toLatin1() + ",\n";
    takeRoster(future);
    m_browser->open(at(QStringLiteral("/cohorts/of-2025-11")));
    QVERIFY2(shows(QStringLiteral("tbody"), QStringLiteral("oldest")),
             qPrintable(m_browser->text(QStringLiteral("main"))));
    QVERIFY(m_browser->text(QStringLiteral("tbody")).startsWith(QLatin1String("Ada")));
    m_browser->click(QStringLiteral("thead th:first-child a"));
    m_browser->click(QStringLiteral("thead th:first-child a"));
    QCOMPARE(m_browser->value(QStringLiteral("document.querySelector('thead th').ariaSort")).toString(),
             QStringLiteral("descending"));
    QVERIFY(m_browser->text(QStringLiteral("tbody")).startsWith(QLatin1String("Zoe")));
    m_browser->click(QStringLiteral("a[aria-pressed]"));
    QVERIFY(!m_browser->text(QStringLiteral("tbody")).contains(QLatin1String("Bea")));
    QCOMPARE(
        m_browser->value(QStringLiteral("document.querySelector('a[aria-pressed]').ariaPressed")).toString(),
        QStringLiteral("true"));
    // From the first key on, without a mouse.
    m_browser->press(QString(QChar(fakes::Browser::Tab)));
    QCOMPARE(m_browser->value(QStringLiteral("document.activeElement.className")).toString(),
             QStringLiteral("skip"));
    m_browser->press(QStringLiteral("/"));
    m_browser->press(QStringLiteral("ada") + QChar(fakes::Browser::Enter));
    QTRY_VERIFY2(m_browser->address().contains(QLatin1String("q=ada")), qPrintable(m_browser->address()));
    QVERIFY(m_browser->text(QStringLiteral("tbody")).startsWith(QLatin1String("Ada")));
    m_browser->value(QStringLiteral("document.querySelector('tbody th a').focus()"));
    m_browser->press(QString(QChar(fakes::Browser::Enter)));
    QTRY_VERIFY2(m_browser->address().contains(QLatin1String("/people/")), qPrintable(m_browser->address()));
    QCOMPARE(m_browser->complaints(), QStringList());
}

void tst_CohortPage::aMentorSeesTheirOwnAndChangesNothing() {
    m_server->code(QStringLiteral("add"), QStringLiteral("mo"),
                   {QStringLiteral("--role"), QStringLiteral("mentor")});
    setPassword(QStringLiteral("mo"), "a mentor reads at night");
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    takeRoster(
        roster("ada,Ada Berg,SRE,2025-11,new-hire,START,mo\nzoe,Zoe Wu,Storage,2025-12,new-hire,START,\n"));
    m_browser->open(at(QStringLiteral("/cohorts/all")));
    QVERIFY(shows(QStringLiteral("tbody"), QStringLiteral("Zoe")));
    const auto zoe =
        m_browser
            ->value(QStringLiteral(
                "[...document.querySelectorAll('tbody th a')].find(a => a.innerText.startsWith('Zoe')).href"))
            .toString();
    m_browser->click(QStringLiteral("header button"));
    QVERIFY(m_browser->address().contains(QLatin1String("/sign-in")));
    signIn(QStringLiteral("mo"), QStringLiteral("a mentor reads at night"));
    m_browser->open(at(QStringLiteral("/cohorts/all")));
    const auto rows = m_browser->text(QStringLiteral("tbody"));
    QVERIFY2(rows.contains(QLatin1String("Ada")) && !rows.contains(QLatin1String("Zoe")), qPrintable(rows));
    QVERIFY(!m_browser->text(QStringLiteral("header")).contains(QLatin1String("Roster")));
    m_browser->open(zoe);
    QVERIFY(m_browser->text(QStringLiteral("h1")).contains(QLatin1String("Not found")));
    m_browser->open(at(QStringLiteral("/roster")));
    QVERIFY(m_browser->text(QStringLiteral("h1")).contains(QLatin1String("Not for you")));
}

void tst_CohortPage::aTraineeDoesNotGetIn() {
    m_server->code(QStringLiteral("add"), QStringLiteral("tina"));
    signIn(QStringLiteral("tina"), QStringLiteral("anything"));
    QVERIFY(m_browser->text(QStringLiteral("[role=alert]")).contains(QLatin1String("may not see")));
    m_browser->open(at(QStringLiteral("/people/1")));
    QVERIFY(m_browser->address().contains(QLatin1String("/sign-in")));
}

void tst_CohortPage::theRostersCardStandsFreeAndHasTheSameRoomOnAllSides() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    m_browser->open(at(QStringLiteral("/roster")));
    const auto edge = [&](const char* selector, const char* side) {
        return m_browser
            ->value(QStringLiteral("document.querySelector('%1').getBoundingClientRect().%2")
                        .arg(QLatin1String(selector), QLatin1String(side)))
            .toDouble();
    };
    QVERIFY(edge(".panel", "top") - edge(".head + .soft", "bottom") >= 8);
    const double left = edge(".panel label", "left") - edge(".panel", "left");
    QVERIFY(left > 8);
    QCOMPARE(edge(".panel label", "top") - edge(".panel", "top"), left);
    QCOMPARE(edge(".panel", "bottom") - edge(".panel button", "bottom"), left);
}

void tst_CohortPage::nothingIsCutOnAnyScreen() {
    signIn(QStringLiteral("pnair"), QStringLiteral("correct horse battery staple"));
    takeRoster(
        roster("anna,Anna-Katharina Freifrau von "
               "Hohenlohe-Schillingsfürst,Rechenzentrumsinfrastrukturverwaltung,2025-11,new-hire,START,\n"));
    m_browser->open(at(QStringLiteral("/cohorts")));
    QVERIFY(shows(QStringLiteral("tbody"), QStringLiteral("Anna-Katharina")));
    const auto overflow =
        QStringLiteral("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    for (const auto& [width, height] :
         {std::pair(1440, 900), std::pair(1366, 768), std::pair(720, 900), std::pair(500, 844)}) {
        m_browser->resize(width, height);
        for (const auto* path : {"/cohorts", "/roster", "/people/2"}) {
            m_browser->open(at(QLatin1String(path)));
            QVERIFY2(!m_browser->value(overflow).toBool(),
                     qPrintable(QStringLiteral("%1 at %2").arg(QLatin1String(path)).arg(width)));
        }
        m_browser->open(at(QStringLiteral("/cohorts")));
        grab(qPrintable(QStringLiteral("cohort-%1").arg(width)));
        // Everything that can be used has a name.
        QCOMPARE(m_browser
                     ->value(QStringLiteral(
                         "[...document.querySelectorAll('a, button, input, textarea, svg[role]')]"
                         ".filter(e => e.type != 'hidden' && !(e.innerText || e.ariaLabel || "
                         "e.labels?.length)).length"))
                     .toInt(),
                 0);
    }
}

QTEST_GUILESS_MAIN(tst_CohortPage)
#include "tst_CohortPage.moc"
