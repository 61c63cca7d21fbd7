#include "core/sync/Vocabulary.h"

#include "core/sync/Statement.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace understudy;
namespace kind = journal::kind;

namespace {

const QString adl = QStringLiteral("http://adlnet.gov/expapi/verbs/");
const QString base = QStringLiteral("https://understudy.example/xapi");

/// One event in the words of the published vocabularies.
struct Row {
    const char* name;
    const char* kind;
    const char* body; ///< JSON with single quotes
    QString verb, display;
    QString object;         ///< below our root
    QString type;           ///< of the object
    QString parentType;     ///< empty: no parent
    const char* result;     ///< JSON with single quotes, "{}" for none
    const char* extensions; ///< of the context, besides those of every statement
};

const QString page = QStringLiteral("https://w3id.org/xapi/acrossx/activities/page");
const QString module = QStringLiteral("http://adlnet.gov/expapi/activities/module");
const QString question = QStringLiteral("http://adlnet.gov/expapi/activities/cmi.interaction");
const QString assessment = QStringLiteral("http://adlnet.gov/expapi/activities/assessment");
const QString simulation = QStringLiteral("http://adlnet.gov/expapi/activities/simulation");
const QString stepOf = QStringLiteral("http://id.tincanapi.com/activitytype/step");
const QString course = QStringLiteral("https://w3id.org/xapi/cmi5/activitytype/course");
constexpr auto attempt = "{'http://id.tincanapi.com/extension/attempt-id':'u'}";

const std::vector<Row>& rows() {
    static const std::vector<Row> all = {
        {"page read", kind::PageRead, "{'page':'01-a/b','module':'01-a','seconds':61.239}",
         adl + "experienced", "experienced", "/page/01-a/b", page, module, "{'duration':'PT61.23S'}", "{}"},
        {"progress", kind::PagePosition, "{'page':'01-a/b','module':'01-a','fraction':0.333}",
         adl + "progressed", "progressed", "/page/01-a/b", page, module,
         "{'extensions':{'https://w3id.org/xapi/cmi5/result/extensions/progress':33}}", "{}"},
        {"quiz started",
         kind::QuizStarted,
         "{'quiz':'01-a/quiz','attempt':'u'}",
         adl + "initialized",
         "initialized",
         "/quiz/01-a/quiz",
         assessment,
         {},
         "{}",
         attempt},
        {"question answered", kind::Answered,
         "{'quiz':'01-a/quiz','question':'01-a/quiz#q07','attempt':'u','type':'choice','response':'a[,]c',"
         "'right':true,'scaled':1,'seconds':4}",
         adl + "answered", "answered", "/question/01-a/quiz#q07", question, assessment,
         "{'response':'a[,]c','success':true,'score':{'scaled':1},'duration':'PT4.00S'}", attempt},
        {"quiz passed",
         kind::QuizFinished,
         "{'quiz':'01-a/quiz','attempt':'u','raw':17,'max':20,'pass':16,'passed':true,'seconds':400}",
         adl + "passed",
         "passed",
         "/quiz/01-a/quiz",
         assessment,
         {},
         "{'success':true,'score':{'scaled':0.85,'raw':17,'min':0,'max':20},'duration':'PT400.00S'}",
         "{'http://id.tincanapi.com/extension/attempt-id':'u',"
         "'https://w3id.org/xapi/cmi5/context/extensions/masteryscore':0.8}"},
        {"quiz failed",
         kind::QuizFinished,
         "{'quiz':'01-a/quiz','raw':3,'max':20,'pass':16,'passed':false}",
         adl + "failed",
         "failed",
         "/quiz/01-a/quiz",
         assessment,
         {},
         "{'success':false,'score':{'scaled':0.15,'raw':3,'min':0,'max':20}}",
         "{'https://w3id.org/xapi/cmi5/context/extensions/masteryscore':0.8}"},
        {"lab started",
         kind::LabStarted,
         "{'lab':'lab-1-1','attempt':'u'}",
         adl + "initialized",
         "initialized",
         "/lab/lab-1-1",
         simulation,
         {},
         "{}",
         attempt},
        {"lab step checked", kind::LabCheck,
         "{'lab':'lab-1-1','step':'s','check':'lab-1-1#c','attempt':'u','evidence':'ab'}", adl + "passed",
         "passed", "/check/lab-1-1#c", stepOf, simulation, "{'success':true}",
         "{'http://id.tincanapi.com/extension/attempt-id':'u',"
         "'https://understudy.example/xapi/ext/check-output-sha256':'ab'}"},
        {"lab passed",
         kind::LabFinished,
         "{'lab':'lab-1-1','attempt':'u','passed':true,'checks':4,'seconds':9}",
         adl + "passed",
         "passed",
         "/lab/lab-1-1",
         simulation,
         {},
         "{'success':true,'score':{'raw':4,'min':0},'duration':'PT9.00S'}",
         attempt},
        {"lab failed",
         kind::LabFinished,
         "{'lab':'lab-1-1','attempt':'u','passed':false,'checks':0,'seconds':9}",
         adl + "failed",
         "failed",
         "/lab/lab-1-1",
         simulation,
         {},
         "{'success':false,'score':{'raw':0,'min':0},'duration':'PT9.00S'}",
         attempt},
        {"lab answered", kind::LabAnswered,
         "{'lab':'lab-1-1','check':'lab-1-1#c','attempt':'u','response':'5'}", adl + "answered", "answered",
         "/question/lab-1-1#c", question, simulation, "{'response':'5'}", attempt},
        {"hint", kind::LabHint, "{'lab':'lab-1-1','step':'s','hint':2,'attempt':'u'}", base + "/verbs/hinted",
         "was shown a hint for", "/step/lab-1-1#s", stepOf, simulation, "{}", attempt},
        {"practical",
         kind::PracticalDone,
         "{'track':'new-hire','title':'x'}",
         adl + "completed",
         "completed",
         "/practical/new-hire/x",
         "http://adlnet.gov/expapi/activities/performance",
         {},
         "{'completion':true}",
         "{}"},
        {"enrolled",
         kind::Enrolled,
         "{'track':'new-hire'}",
         adl + "registered",
         "registered",
         "/course/dwcp-v3",
         course,
         {},
         "{}",
         "{}"},
        {"note", kind::NoteWritten, "{'page':'01-a/b','module':'01-a'}", base + "/verbs/annotated",
         "annotated", "/page/01-a/b", page, module, "{}", "{}"},
        {"of tomorrow",
         "day-off",
         "{'date':'2025-11-20'}",
         base + "/verbs/day-off",
         "day-off",
         "/course/dwcp-v3",
         course,
         {},
         "{}",
         "{}"},
    };
    return all;
}

QJsonObject json(const char* single) {
    return QJsonDocument::fromJson(QByteArray(single).replace("'", "\"")).object();
}

} // namespace

/// Each event against the table of the vocabularies, to the character.
class tst_Vocabulary final : public QObject {
    Q_OBJECT

    const sync::Context m_context{QStringLiteral("https://h.example"), QStringLiteral("p-1")};

    QJsonObject statementOf(const Row& row) const {
        journal::Fact fact;
        fact.id = QStringLiteral("0190a6a0-0000-7000-8000-000000000001");
        fact.kind = QLatin1String(row.kind);
        fact.at = *fromIso(QStringLiteral("2025-11-10T09:00:00.120Z"));
        fact.offsetMinutes = -300;
        fact.device = QStringLiteral("0190a6a0-0000-7000-8000-0000000000aa");
        fact.deviceSeq = 7;
        fact.body = json(row.body);
        return sync::toStatement(fact, m_context);
    }

private Q_SLOTS:
    void everyEventSaysWhatTheTableSays_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < rows().size(); ++i)
            QTest::newRow(rows()[i].name) << int(i);
    }
    void everyEventSaysWhatTheTableSays() {
        QFETCH(int, row);
        const Row& wanted = rows()[std::size_t(row)];
        const auto statement = statementOf(wanted);
        QCOMPARE(statement["verb"].toObject(),
                 (QJsonObject{{"id", wanted.verb}, {"display", QJsonObject{{"en-US", wanted.display}}}}));
        QCOMPARE(statement["object"]["objectType"].toString(), QStringLiteral("Activity"));
        QCOMPARE(statement["object"]["id"].toString(), base + wanted.object);
        QCOMPARE(statement["object"]["definition"]["type"].toString(), wanted.type);
        if (wanted.type == question)
            QVERIFY(!statement["object"]["definition"]["interactionType"].toString().isEmpty());
        QCOMPARE(QJsonDocument(statement["result"].toObject()).toJson(),
                 QJsonDocument(json(wanted.result)).toJson());
        QCOMPARE(statement.contains(QStringLiteral("result")), !json(wanted.result).isEmpty());
        const auto lists = statement["context"]["contextActivities"].toObject();
        QCOMPARE(lists["parent"][0]["definition"]["type"].toString(), wanted.parentType);
        QCOMPARE(lists.contains(QStringLiteral("parent")), !wanted.parentType.isEmpty());
        auto extensions = statement["context"]["extensions"].toObject();
        extensions.remove(base + QStringLiteral("/ext/device"));
        extensions.remove(base + QStringLiteral("/ext/fact"));
        QCOMPARE(QJsonDocument(extensions).toJson(), QJsonDocument(json(wanted.extensions)).toJson());
    }

    void everyStatementSaysWhoWhereAndWhen() {
        for (const Row& row : rows()) {
            const auto statement = statementOf(row);
            QCOMPARE(statement["id"].toString(), QStringLiteral("0190a6a0-0000-7000-8000-000000000001"));
            QCOMPARE(statement["timestamp"].toString(), QStringLiteral("2025-11-10T09:00:00.120Z"));
            const auto account = statement["actor"]["account"].toObject();
            QCOMPARE(account.keys(), QStringList({"homePage", "name"}));
            const auto around = statement["context"].toObject();
            QCOMPARE(around["registration"].toString(), sync::registrationFor(m_context));
            QCOMPARE(around["contextActivities"]["grouping"][0]["id"].toString(), base + "/course/dwcp-v3");
            QCOMPARE(around["contextActivities"]["grouping"][0]["definition"]["type"].toString(), course);
            QCOMPARE(around["contextActivities"]["category"][0]["id"].toString(), base + "/profile/v1");
            QCOMPARE(around["contextActivities"]["category"].toArray().size(), 1); // and not cmi5's
            QCOMPARE(
                around["extensions"][base + "/ext/device"].toObject(),
                (QJsonObject{{"id", "0190a6a0-0000-7000-8000-0000000000aa"}, {"seq", 7}, {"offset", -300}}));
            // Neither what only 2.0 knows nor what the server adds nor attachments.
            for (const char* name : {"attachments", "authority", "stored", "version"})
                QVERIFY(!statement.contains(QLatin1String(name)));
            for (const char* name : {"contextAgents", "contextGroups"})
                QVERIFY(!around.contains(QLatin1String(name)));
        }
    }

    void oneEnrollmentIsTheSameOnAllLaptopsAndAnotherPersonsIsNot() {
        auto other = m_context;
        QCOMPARE(sync::registrationFor(other), sync::registrationFor(m_context));
        QVERIFY(isUuid(sync::registrationFor(m_context)));
        other.name = QStringLiteral("p-2");
        QVERIFY(sync::registrationFor(other) != sync::registrationFor(m_context));
        other = m_context;
        other.course = QStringLiteral("another");
        QVERIFY(sync::registrationFor(other) != sync::registrationFor(m_context));
    }
};

QTEST_GUILESS_MAIN(tst_Vocabulary)
#include "tst_Vocabulary.moc"
