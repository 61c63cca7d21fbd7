#include "labs/session/LabCommands.h"

#include "labs/session/LabRun.h"
#include "tests/fakes/CannedServer.h"
#include "tests/fakes/PushedClock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::session;
using course::Check;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

/// A run in the window, and a shell that asks it through the lab.
class tst_LabCommands final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    QTemporaryDir m_dir;
    Result<std::unique_ptr<journal::Journal>> m_book{Error{}};
    course::Lab m_lab;
    std::unique_ptr<LabRun> m_run;
    std::unique_ptr<CannedServer> m_server;
    std::unique_ptr<ControlClient> m_control;
    QJsonArray m_asks; ///< told to a window that listens until they are answered
    std::map<qint64, QJsonObject> m_answers;
    qint64 m_number = 0;

    static Check check(const char* id, Check::Kind kind) {
        Check made;
        made.id = QLatin1String(id);
        made.says = made.id.section(u'#', 1) + QStringLiteral(" is so");
        made.kind = kind;
        made.why = QStringLiteral("Look again.");
        return made;
    }
    Canned reply(const Asked& asked) {
        if (asked.path.endsWith(QLatin1String("/asks"))) {
            const qint64 after = asked.query.queryItemValue("after").toLongLong();
            QJsonArray told;
            for (const QJsonValue ask : std::as_const(m_asks)) {
                const qint64 n = ask.toObject()["n"].toInteger();
                if (n > after && m_answers.count(n) == 0)
                    told.append(ask);
            }
            return {200, QJsonDocument(QJsonObject{{"asks", told}}).toJson()};
        }
        if (asked.path.endsWith(QLatin1String("/answer"))) {
            const auto answer = QJsonDocument::fromJson(asked.body).object();
            m_answers[answer["n"].toInteger()] = answer;
        }
        if (asked.path.endsWith(QLatin1String("/journal")))
            return {200, R"({"entries":[]})"};
        return {200, "{}"};
    }
    /// What the shell prints, and the command's status in front.
    QString say(const char* what, const QStringList& words = {}) {
        const qint64 n = ++m_number;
        m_asks.append(QJsonObject{{"n", n}, {"do", what}, {"words", QJsonArray::fromStringList(words)}});
        if (!QTest::qWaitFor([&] { return m_answers.count(n) > 0; }, 10'000))
            return QStringLiteral("no answer");
        return QString::number(m_answers[n]["status"].toInt()) + u' ' + m_answers[n]["text"].toString();
    }
    int facts(const char* kind) {
        const auto all = (*m_book)->after(0);
        return int(std::count_if(all->begin(), all->end(),
                                 [&](const auto& entry) { return entry.fact.kind == QLatin1String(kind); }));
    }

private Q_SLOTS:
    void init() {
        m_book = journal::Journal::open(m_dir.filePath(m_ids.next() + ".db"), m_clock, m_ids);
        QVERIFY(m_book.ok());
        m_lab = {};
        m_lab.id = "lab-1-1";
        Check listed = check("lab-1-1#listed", Check::Kind::Asked);
        listed.verb = "list";
        listed.resource = "services";
        listed.ns = "*";
        Check impact = check("lab-1-1#impact", Check::Kind::Answer);
        impact.question = "What happens first?";
        impact.choices = {"Sign-in fails", "Sign-in is slow", "Nothing"};
        impact.accepted = {"Sign-in is slow"};
        Check pod = check("lab-1-1#pod", Check::Kind::Answer);
        pod.question = "Which pod?";
        pod.accepted = {"report-.*"};
        m_lab.steps = {{"look", "Look", {}, {listed, impact}, {"Ask for all.", "Use -A."}},
                       {"say", "Say", {}, {pod}, {}}};
        m_number = 0;
        m_asks = {};
        m_answers.clear();
        m_server = std::make_unique<CannedServer>([this](const Asked& asked) { return reply(asked); });
        m_control = std::make_unique<ControlClient>(m_server->url(), "token");
        m_run = std::make_unique<LabRun>(m_lab, **m_book, m_clock, m_ids);
        QVERIFY(m_run->start());
        m_run->setReach({{}, nullptr, m_control.get()});
    }
    void cleanup() {
        m_run.reset();
        m_control.reset();
    }

    void aLabRecordsTheTerminalInFrontAndSaysWhere() {
        QCOMPARE(say("record"), QString("2 Say lab record start or lab record stop."));
        QVERIFY(say("record", {"start"}).startsWith("1 No terminal of the window"));
        QList<bool> asked;
        m_run->recordTerminal = [&](bool on) -> Result<QString> {
            asked << on;
            if (asked.size() == 3)
                return Error{Errc::NotFound, "This terminal is not recorded now.", {}};
            return QString("/tmp/a.cast");
        };
        QVERIFY(
            say("record", {"start"}).startsWith("0 What this terminal shows is recorded in /tmp/a.cast."));
        QCOMPARE(say("record", {"stop"}), QString("0 The recording is in /tmp/a.cast."));
        QCOMPARE(say("record", {"stop"}), QString("1 This terminal is not recorded now."));
        QCOMPARE(asked, (QList<bool>{true, false, false}));
    }

    void aHintIsShownInTheShellAndCounted() {
        QCOMPARE(say("hint"), QString("0 Hint 1 of 2: Ask for all."));
        QCOMPARE(say("hint"), QString("0 Hint 2 of 2: Use -A."));
        QCOMPARE(m_run->hintsUsed(), 2);
        QCOMPARE(facts(journal::kind::LabHint), 2);
        const QString more = say("hint");
        QVERIFY2(more.startsWith("1 Hint 1 of 2: Ask for all.\nHint 2 of 2"), qPrintable(more));
        QVERIFY(more.endsWith("There are no more hints for this step."));
        QCOMPARE(facts(journal::kind::LabHint), 2);
    }

    void anAnswerIsJudgedByItsWordsItsNumberOrInAnyCase_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<bool>("right");
        QTest::newRow("words") << QStringList{"impact", "Sign-in", "is", "slow"} << true;
        QTest::newRow("one word") << QStringList{"impact", "sign-in IS slow"} << true;
        QTest::newRow("number") << QStringList{"impact", "2"} << true;
        QTest::newRow("whole name") << QStringList{"lab-1-1#impact", "2"} << true;
        QTest::newRow("wrong") << QStringList{"impact", "1"} << false;
    }
    void anAnswerIsJudgedByItsWordsItsNumberOrInAnyCase() {
        QFETCH(QStringList, words);
        QFETCH(bool, right);
        const QString said = say("answer", words);
        QVERIFY2(said.startsWith(right ? "0 " : "1 "), qPrintable(said));
        QVERIFY2(said.contains(right ? "passed      impact is so" : "not yet     impact is so"),
                 qPrintable(said));
        QCOMPARE(facts(journal::kind::LabAnswered), 1);
        QCOMPARE(facts(journal::kind::LabCheck), right ? 1 : 0);
    }

    void whatIsNoAnswerIsNotWrittenDown() {
        QVERIFY(say("answer", {"impact", "4"}).startsWith("2 Say what you answer."));
        QVERIFY(say("answer", {"impact"}).startsWith("2 Say what you answer."));
        const QString unknown = say("answer", {"pod", "report-1"}); // of a step that is not open
        QVERIFY2(unknown.startsWith("2 The open step asks no \"pod\"."), qPrintable(unknown));
        const QString asked = say("answer");
        QVERIFY2(asked.contains("lab answer impact") && asked.contains("2. Sign-in is slow"),
                 qPrintable(asked));
        QCOMPARE(facts(journal::kind::LabAnswered), 0);
    }

    void aCheckLooksNowAndSaysEachVerdict() {
        const QString said = say("check");
        QVERIFY2(said.startsWith("1 Step 1 of 2: Look\n"), qPrintable(said));
        QVERIFY2(said.contains("not yet     listed is so\n"), qPrintable(said));
        QVERIFY(said.contains("Look again."));
    }

    void theStepsAreListedWithTheirState() {
        QVERIFY(say("answer", {"impact", "2"}).startsWith("0"));
        QCOMPARE(say("steps"), QString("0   open        1. Look (1 of 2 checks)\n"
                                       "              2. Say (0 of 1 checks)"));
    }

    void aFinishedRunTakesNothingMore() {
        QVERIFY(m_run->finish());
        QVERIFY(say("hint").startsWith("1 This lab is not under way."));
        QCOMPARE(facts(journal::kind::LabHint), 0);
    }

    void aLabThatIsGoneIsAskedAgainQuietly() {
        m_run->setReach({});
        m_asks.append(QJsonObject{{"n", 9}, {"do", "steps"}});
        QVERIFY(!QTest::qWaitFor([&] { return m_answers.count(9) > 0; }, 300));
        m_run->setReach({{}, nullptr, m_control.get()});
        QTRY_VERIFY(m_answers.count(9) > 0);
    }

    void nonsenseFromTheLabIsRefusedWhole() {
        for (const char* text :
             {"", "[]", "{}", R"({"asks":1})", R"({"asks":[{"do":"hint"}]})", R"({"asks":[1]})"})
            QVERIFY(!asksFrom(text).ok());
        const auto read = asksFrom(R"({"asks":[{"n":3,"do":"answer","words":["a","b"]}]})");
        QCOMPARE(read->front(), (ShellAsk{3, "answer", {"a", "b"}}));
    }
};

QTEST_GUILESS_MAIN(tst_LabCommands)
#include "tst_LabCommands.moc"
