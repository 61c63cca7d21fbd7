#include "labs/session/JsonPath.h"
#include "labs/session/Verdict.h"

#include <QTest>

using namespace understudy;
using namespace understudy::session;
using course::Check;
using Word = Verdict::Word;

namespace {

Result<metrics::Answer> values(const std::vector<double>& numbers) {
    metrics::Answer answer;
    for (const double number : numbers) {
        answer.series.emplace_back();
        answer.series.back().series.append({1000, number});
    }
    return answer;
}

Check answering(const QStringList& accepted) {
    Check check;
    check.accepted = accepted;
    check.why = QStringLiteral("Look again.");
    return check;
}

} // namespace

class tst_Verdict final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCommandPassesByStatusAndPattern() {
        Check check;
        check.pattern = QStringLiteral("^PNG image");
        check.why = QStringLiteral("Save the drawing first.");
        QCOMPARE(judgeShell(check, ExecResult{0, "PNG image data", {}}).word, Word::Passed);
        QCOMPARE(judgeShell(check, ExecResult{0, "x\nPNG image data", {}}).word, Word::Passed);
        QCOMPARE(judgeShell(check, ExecResult{0, "a PNG image", {}}), Verdict::notYet(check.why));
        QCOMPARE(judgeShell(check, ExecResult{1, "PNG image data", {}}), Verdict::notYet(check.why));
        check.status = 1;
        QCOMPARE(judgeShell(check, ExecResult{1, "PNG image data", {}}).word, Word::Passed);
    }

    void whatCouldNotRunNeverCountsAgainstTheTrainee() {
        const Error lost{Errc::Unreachable, QStringLiteral("gone"), {}},
            slow{Errc::TimedOut, QStringLiteral("slow"), {}},
            nonsense{Errc::BadInput, QStringLiteral("nonsense"), {}};
        Check check;
        check.op = QStringLiteral("<");
        for (const Error& error : {lost, slow}) {
            QCOMPARE(judgeShell(check, error).word, Word::CouldNotCheck);
            QCOMPARE(judgePromql(check, error).word, Word::CouldNotCheck);
            QCOMPARE(judgeKube(check, error).word, Word::CouldNotCheck);
        }
        QCOMPARE(judgePromql(check, nonsense).word, Word::EnvironmentBroken);
        QCOMPARE(judgeShell(check, ExecResult{127, {}, "sh: file: not found"}).word, Word::EnvironmentBroken);
        QCOMPARE(judgeKube(check, ExecResult{127, {}, {}}).word, Word::EnvironmentBroken);
        QCOMPARE(judgeKube(check, ExecResult{1, {}, "The connection to the server was refused"}).word,
                 Word::CouldNotCheck);
        QCOMPARE(judgeKube(check, ExecResult{0, "<html>", {}}).word, Word::EnvironmentBroken);
        check.numberQuery = QStringLiteral("x");
        QCOMPARE(judgeAnswer(check, {QStringLiteral("5")}, Result<metrics::Answer>(lost)).word,
                 Word::CouldNotCheck);
        QCOMPARE(judgeAnswer(check, {QStringLiteral("5")}, values({})).word, Word::CouldNotCheck);
    }

    void everyValueOfAQueryMustMeetTheLimitAndThereMustBeOne() {
        Check check;
        check.op = QStringLiteral("<");
        check.number = 0.001;
        QCOMPARE(judgePromql(check, values({0.0005, 0.0001})).word, Word::Passed);
        QCOMPARE(judgePromql(check, values({0.0005, 0.01})).word, Word::NotYet);
        QCOMPARE(judgePromql(check, values({})).word, Word::NotYet);
        QCOMPARE(judgePromql(check, values({std::nan("")})).word, Word::NotYet);
    }

    void theClusterIsReadByPath() {
        Check check;
        check.json = QStringLiteral(".status.readyReplicas");
        check.op = QStringLiteral("==");
        check.text = QStringLiteral("1");
        QCOMPARE(judgeKube(check, ExecResult{0, R"({"status":{"readyReplicas":1}})", {}}).word, Word::Passed);
        QCOMPARE(judgeKube(check, ExecResult{0, R"({"status":{"readyReplicas":0}})", {}}).word, Word::NotYet);
        QCOMPARE(judgeKube(check, ExecResult{0, R"({"status":{}})", {}}).word, Word::NotYet);
        check.text = QStringLiteral("0"); // Kubernetes leaves zeros out
        QCOMPARE(judgeKube(check, ExecResult{0, R"({"status":{}})", {}}).word, Word::Passed);
        check.op = QStringLiteral("exists");
        QCOMPARE(
            judgeKube(check, ExecResult{1, {}, "Error from server (NotFound): pods \"x\" not found"}).word,
            Word::NotYet);
        const auto document = QJsonDocument::fromJson(R"({"a":{"b.c":[{"d":true},{"d":2.5}]},"e":null})");
        QCOMPARE(textAt(document, QStringLiteral(".a[\"b.c\"][1].d")), QStringLiteral("2.5"));
        QCOMPARE(textAt(document, QStringLiteral(".a[\"b.c\"][0].d")), QStringLiteral("true"));
        QCOMPARE(textAt(document, QStringLiteral(".a[\"b.c\"][*]")), QStringLiteral("2"));
        QVERIFY(!textAt(document, QStringLiteral(".e")));
        QVERIFY(!textAt(document, QStringLiteral(".a.x.y")));
        QVERIFY(!textAt(document, QStringLiteral("nonsense")));
    }

    void whatTheTraineeAskedIsFoundInTheJournal() {
        Check check;
        check.verb = QStringLiteral("list");
        check.resource = QStringLiteral("services");
        check.ns = QStringLiteral("*");
        const auto entry = [](const char* via, const char* verb, const char* resource, const char* ns) {
            return JournalEntry{
                1, QLatin1String(via), QLatin1String(verb), QLatin1String(resource), QLatin1String(ns), {}};
        };
        QCOMPARE(judgeAsked(check, {entry("kubernetes", "list", "services", "")}).word, Word::Passed);
        QCOMPARE(judgeAsked(check, {entry("kubernetes", "list", "services", "production")}).word,
                 Word::NotYet);
        QCOMPARE(judgeAsked(check, {entry("control", "list", "services", "")}).word, Word::NotYet);
        QCOMPARE(judgeAsked(check, {entry("kubernetes", "get", "services", "")}).word, Word::NotYet);
        check.ns = QStringLiteral("production");
        QCOMPARE(judgeAsked(check, {entry("kubernetes", "list", "services", "production")}).word,
                 Word::Passed);
        QCOMPARE(judgeAsked(check, {}).word, Word::NotYet);
    }

    void aConditionOfTheScenarioIsToldByTheLab() {
        Check check;
        check.kind = Check::Kind::Condition;
        check.text = QStringLiteral("fixed");
        check.why = QStringLiteral("Not yet.");
        const auto status = [](const char* json) {
            return Result<QJsonObject>(QJsonDocument::fromJson(json).object());
        };
        const auto holding = judgeCondition(
            check,
            status(R"({"conditions":[{"id":"x","holds":false},{"id":"fixed","holds":true,"since":"T"}]})"));
        QCOMPARE(holding.word, Word::Passed);
        QCOMPARE(holding.evidence, QByteArray("T"));
        QCOMPARE(judgeCondition(check, status(R"({"conditions":[{"id":"fixed","holds":false}]})")),
                 Verdict::notYet(check.why));
        const auto late =
            judgeCondition(check, status(R"({"conditions":[{"id":"fixed","holds":false,"tooLate":true}]})"));
        QVERIFY(late.word == Word::NotYet && late.reason.contains(QStringLiteral("too late")));
        QCOMPARE(judgeCondition(check, status(R"({"conditions":[]})")).word, Word::EnvironmentBroken);
        QCOMPARE(judgeCondition(check, Error{Errc::TimedOut, QStringLiteral("no answer"), {}}).word,
                 Word::CouldNotCheck);
    }

    void textsMatchWholeAndChoicesAsASet() {
        const Check named = answering({QStringLiteral("report-builder.*")});
        QCOMPARE(judgeAnswer(named, {QStringLiteral(" Report-Builder-7x ")}).word, Word::Passed);
        QCOMPARE(judgeAnswer(named, {QStringLiteral("the report-builder")}), Verdict::notYet(named.why));
        QCOMPARE(judgeAnswer(named, {}).word, Word::NotYet);
        Check chosen = answering({QStringLiteral("b"), QStringLiteral("a")});
        chosen.choices = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        QCOMPARE(judgeAnswer(chosen, {QStringLiteral("a"), QStringLiteral("b")}).word, Word::Passed);
        QCOMPARE(judgeAnswer(chosen, {QStringLiteral("a")}).word, Word::NotYet);
    }

    void numbersAreReadAsPeopleWriteThem() {
        QCOMPARE(numberIn(QStringLiteral("412")), 412.0);
        QCOMPARE(numberIn(QStringLiteral("about 412 ms")), 412.0);
        QCOMPARE(numberIn(QStringLiteral("1,234.5/s")), 1234.5);
        QCOMPARE(numberIn(QStringLiteral("-0.5%")), -0.5);
        QVERIFY(!numberIn(QStringLiteral("many")));
        QVERIFY(!numberIn(QString()));
        Check check;
        check.answerNumber = 200;
        check.tolerance = 5;
        QCOMPARE(judgeAnswer(check, {QStringLiteral("204 ms")}).word, Word::Passed);
        QCOMPARE(judgeAnswer(check, {QStringLiteral("210")}).word, Word::NotYet);
        Check measured;
        measured.numberQuery = QStringLiteral("p95");
        measured.tolerance = 0.05;
        QCOMPARE(judgeAnswer(measured, {QStringLiteral("400")}, values({412})).word, Word::Passed);
        QCOMPARE(judgeAnswer(measured, {QStringLiteral("300")}, values({412})).word, Word::NotYet);
    }
};

QTEST_GUILESS_MAIN(tst_Verdict)
#include "tst_Verdict.moc"
