#include "core/sync/Statement.h"

#include "core/sync/Vocabulary.h"
#include "core/xapi/RawJson.h"
#include "core/xapi/Shape.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace understudy;
using journal::Fact;
namespace kind = journal::kind;

namespace {

const sync::Context context{QStringLiteral("https://understudy.example"), QStringLiteral("p-1")};

Fact factOf(const char* what, const QJsonObject& body) {
    Fact fact;
    fact.id = QStringLiteral("0190a6a0-0000-7000-8000-000000000001");
    fact.kind = QLatin1String(what);
    fact.at = *fromIso(QStringLiteral("2025-11-10T09:00:00.123Z"));
    fact.offsetMinutes = 60;
    fact.device = QStringLiteral("0190a6a0-0000-7000-8000-0000000000aa");
    fact.deviceSeq = 7;
    fact.body = body;
    return fact;
}

std::vector<Fact> oneOfEach() {
    const auto json = [](const char* text) { return QJsonDocument::fromJson(text).object(); };
    return {
        factOf(kind::PageRead, json(R"({"page":"01-a/b","module":"01-a","seconds":61.239})")),
        factOf(kind::PagePosition,
               json(R"({"page":"01-a/b","module":"01-a","fraction":0.333,"heading":"x"})")),
        factOf(kind::QuizStarted, json(R"({"quiz":"01-a/quiz","attempt":"u"})")),
        factOf(kind::Answered,
               json(R"({"quiz":"01-a/quiz","question":"01-a/quiz#q07","attempt":"u","type":"choice",
                                        "response":"a[,]c","right":true,"scaled":1,"seconds":4})")),
        factOf(kind::QuizFinished, json(R"({"quiz":"01-a/quiz","attempt":"u","raw":17,"max":20,"pass":16,
                                            "passed":true,"seconds":400})")),
        factOf(kind::LabStarted, json(R"({"lab":"lab-1-1","attempt":"u"})")),
        factOf(kind::LabCheck,
               json(R"({"lab":"lab-1-1","step":"s","check":"lab-1-1#c","attempt":"u","evidence":"ab"})")),
        factOf(kind::LabHint, json(R"({"lab":"lab-1-1","step":"s","hint":2,"attempt":"u"})")),
        factOf(kind::LabAnswered,
               json(R"({"lab":"lab-1-1","step":"s","check":"lab-1-1#c","attempt":"u","response":"5"})")),
        factOf(kind::LabFinished,
               json(R"({"lab":"lab-1-1","attempt":"u","passed":false,"checks":4,"seconds":9,"hints":1})")),
        factOf(kind::PracticalDone, json(R"({"track":"new-hire","title":"Dependency diagram"})")),
        factOf(
            kind::NoteWritten,
            json(R"({"note":"n","page":"01-a/b","module":"01-a","mark":"note","quote":"Redis","prefix":"a ",
                        "suffix":" b","from":7,"heading":"x","color":"blue","text":"mine","serial":3})")),
        factOf(kind::NoteRemoved, json(R"({"note":"n","page":"01-a/b","module":"01-a"})")),
        factOf(kind::DayOff, json(R"({"date":"2025-11-20","off":true})")),
        factOf(kind::PlanMoved,
               json(R"({"track":"new-hire","from":"2025-11-17","until":"2025-11-19","days":2})")),
        factOf(kind::ClockMeasured, json(R"({"seconds":-3600})")),
        factOf(kind::Enrolled, json(R"({"track":"new-hire","start":"2025-11-10","person":"p"})")),
        factOf("a kind of tomorrow / ü",
               json(R"({"deep":{"list":[1,2.5,null,"x"]},"tiny":1e-7,"big":9007199254740993})")),
    };
}

std::string wrongWith(const QJsonObject& statement) {
    std::string reason;
    const auto value =
        xapi::parseJson(QJsonDocument(statement).toJson(QJsonDocument::Compact).toStdString(), reason);
    return value ? xapi::Shape::checkStatement(*value, xapi::Version::V1_0_3) +
                       xapi::Shape::checkStatement(*value, xapi::Version::V2_0_0)
                 : reason;
}

} // namespace

class tst_Statement final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfFactIsAValidStatementAndComesBackWhole() {
        for (const auto& fact : oneOfEach()) {
            const auto statement = sync::toStatement(fact, context);
            const auto wrong = wrongWith(statement);
            QVERIFY2(wrong.empty(), (fact.kind.toStdString() + ": " + wrong).c_str());
            const auto text = QJsonDocument(statement).toJson();
            const auto back = sync::toFact(QJsonDocument::fromJson(text).object());
            QVERIFY(back.ok());
            QVERIFY(*back == fact);
            QCOMPARE(QJsonDocument(back->body).toJson(), QJsonDocument(fact.body).toJson());
        }
    }

    void theWordsAreThoseOfThePublishedVocabularies() {
        const auto all = oneOfEach();
        const auto answered = sync::toStatement(all[3], context);
        QCOMPARE(answered["verb"]["id"].toString(),
                 QStringLiteral("http://adlnet.gov/expapi/verbs/answered"));
        QCOMPARE(answered["object"]["id"].toString(),
                 QStringLiteral("https://understudy.example/xapi/question/01-a/quiz#q07"));
        QCOMPARE(answered["object"]["definition"]["interactionType"].toString(), QStringLiteral("choice"));
        QCOMPARE(answered["result"]["response"].toString(), QStringLiteral("a[,]c"));
        QCOMPARE(answered["context"]["contextActivities"]["parent"][0]["definition"]["type"].toString(),
                 QStringLiteral("http://adlnet.gov/expapi/activities/assessment"));
        const auto read = sync::toStatement(all[0], context);
        QCOMPARE(read["result"]["duration"].toString(), QStringLiteral("PT61.23S")); // cut, not rounded
        const auto finished = sync::toStatement(all[4], context);
        QCOMPARE(finished["verb"]["id"].toString(), QStringLiteral("http://adlnet.gov/expapi/verbs/passed"));
        QCOMPARE(finished["result"]["score"]["scaled"].toDouble(), 0.85);
        QCOMPARE(
            finished["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"]
                .toDouble(),
            0.8);
        QCOMPARE(finished["context"]["registration"].toString(), sync::registrationFor(context));
        const auto practical = sync::toStatement(all[10], context);
        QCOMPARE(practical["verb"]["id"].toString(),
                 QStringLiteral("http://adlnet.gov/expapi/verbs/completed"));
        QCOMPARE(practical["object"]["definition"]["type"].toString(),
                 QStringLiteral("http://adlnet.gov/expapi/activities/performance"));
        QCOMPARE(practical["result"]["completion"].toBool(), true);
    }

    void bodiesFullOfNonsenseStillMakeValidStatements() {
        const auto seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        const QJsonValue values[] = {QJsonValue(),
                                     true,
                                     -1e300,
                                     1e300,
                                     0.1,
                                     QString(),
                                     QStringLiteral("\u0001 \" ü"),
                                     QJsonArray{1, QJsonValue()},
                                     QJsonObject{{QString(), 1}}};
        const char* names[] = {"page", "module",   "quiz",     "question", "lab",     "check", "step",
                               "type", "response", "right",    "scaled",   "seconds", "raw",   "max",
                               "pass", "passed",   "fraction", "attempt",  "evidence"};
        for (int i = 0; i < 3000; ++i) {
            auto fact = oneOfEach()[random.bounded(quint32(oneOfEach().size()))];
            for (const char* name : names) {
                if (random.bounded(2) == 0)
                    fact.body[QLatin1String(name)] = values[random.bounded(int(std::size(values)))];
            }
            const auto wrong = wrongWith(sync::toStatement(fact, context));
            QVERIFY2(wrong.empty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(wrong.c_str())));
            QVERIFY(*sync::toFact(sync::toStatement(fact, context)) == fact);
        }
    }

    void statementsOfOtherProgramsAreNoFacts() {
        QVERIFY(!sync::toFact({}));
        auto statement = sync::toStatement(oneOfEach()[0], context);
        statement.remove(QStringLiteral("context"));
        QVERIFY(!sync::toFact(statement));
        statement = sync::toStatement(oneOfEach()[0], context);
        statement[QStringLiteral("timestamp")] = QStringLiteral("yesterday");
        QVERIFY(!sync::toFact(statement));
    }

    void aReissuedStatementIsTheSameEachTimeAndSaysSo() {
        const auto fact = oneOfEach()[3];
        const auto first = sync::toReissuedStatement(fact, context);
        QVERIFY(first == sync::toReissuedStatement(fact, context));
        QVERIFY(first["id"].toString() != fact.id);
        QCOMPARE(sync::reissuedFrom(first), fact.id);
        QVERIFY(sync::reissuedFrom(sync::toStatement(fact, context)).isEmpty());
        QCOMPARE(wrongWith(first), std::string());
    }
};

QTEST_GUILESS_MAIN(tst_Statement)
#include "tst_Statement.moc"
