#include "core/quiz/Grader.h"
#include "core/quiz/Shuffle.h"
#include "tests/fakes/SampleQuestions.h"

#include <QRandomGenerator>
#include <QtTest>

#include <set>

using namespace understudy::quiz;
namespace fakes = understudy::fakes;
using fakes::chosen;
using fakes::typed;
using understudy::course::Option;
using understudy::course::Pair;
using understudy::course::Question;
using understudy::course::QuestionKind;

class TestGrader : public QObject {
    Q_OBJECT

    static Question question(QuestionKind kind) { return fakes::questionOf(kind); }
    static Question redis() {
        Question q = question(QuestionKind::Multiple);
        q.options = {{"a", "People can still sign in", true, {}},
                     {"b", "The load on the user database rises", true, {}},
                     {"c", "The error rate climbs above 1%", false, "Nothing fails"},
                     {"d", "Answers get slower", true, {}},
                     {"e", "Deployments stop", false, "No link"}};
        return q;
    }
    static Question number(double value, double tolerance, const QString& unit = {}) {
        return fakes::numberWanted(value, tolerance, unit);
    }
    static Question order() {
        Question q = question(QuestionKind::Ordering);
        q.options = {{"a", "first", false, {}}, {"b", "second", false, {}}, {"c", "third", false, {}}};
        return q;
    }
    static Question pairs() {
        Question q = question(QuestionKind::Matching);
        q.pairs = {{"Kafka", "bus"}, {"Redis", "cache"}, {"RabbitMQ", "bus"}};
        return q;
    }

private Q_SLOTS:
    void eachOptionSaysHowItCameOut() {
        const Verdict verdict = grade(redis(), chosen({"a", "c", "d"}));
        QVERIFY(!verdict.right);
        QCOMPARE(verdict.parts.size(), std::size_t(5));
        QCOMPARE(verdict.parts[0].mark, Mark::Right);
        QCOMPARE(verdict.parts[1].mark, Mark::Missed);
        QCOMPARE(verdict.parts[2].mark, Mark::NotSo);
        QCOMPARE(verdict.parts[2].why, QString("Nothing fails"));
        QCOMPARE(verdict.parts[3].mark, Mark::Right);
        QCOMPARE(verdict.parts[4].mark, Mark::LeftOut);
        QCOMPARE(verdict.scaled, 1.0 / 3);
    }

    void allRightOptionsAndNoOtherIsRight() {
        QVERIFY(grade(redis(), chosen({"d", "a", "b"})).right);
        QVERIFY(!grade(redis(), chosen({"a", "b"})).right);
        QVERIFY(!grade(redis(), chosen({"a", "b", "c", "d", "e"})).right);
        QVERIFY(!grade(redis(), chosen({})).right);
        QCOMPARE(grade(redis(), chosen({"c", "e"})).scaled, 0.0); // never below nothing
    }

    void aSingleChoiceIsRightOrNot() {
        Question q = question(QuestionKind::Single);
        q.options = {{"a", "x", false, "because"}, {"b", "y", true, {}}};
        QVERIFY(grade(q, chosen({"b"})).right);
        const Verdict wrong = grade(q, chosen({"a"}));
        QCOMPARE(wrong.parts[0].mark, Mark::NotSo);
        QCOMPARE(wrong.parts[1].mark, Mark::Missed);
        QCOMPARE(wrong.scaled, 0.0);
    }

    void trueAndFalseAreGraded() {
        Question q = question(QuestionKind::TrueFalse);
        q.truth = false;
        Response r;
        r.truth = false;
        QVERIFY(grade(q, r).right);
        r.truth = true;
        const Verdict wrong = grade(q, r);
        QVERIFY(!wrong.right);
        QCOMPARE(wrong.parts[0].mark, Mark::NotSo);
        QCOMPARE(wrong.parts[1].mark, Mark::Missed);
        QVERIFY(!grade(q, {}).right);
    }

    void numbersAreReadAsPeopleWriteThem_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("tolerance");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("right");
        QTest::newRow("plain") << 200.0 << 0.0 << "200" << true;
        QTest::newRow("unit behind") << 200.0 << 0.0 << " 200 ms" << true;
        QTest::newRow("unit in capitals") << 200.0 << 0.0 << "200MS" << true;
        QTest::newRow("decimal comma") << 0.5 << 0.0 << "0,5" << true;
        QTest::newRow("no leading zero") << 0.5 << 0.0 << ".5" << true;
        QTest::newRow("thousands by comma") << 1500.0 << 0.0 << "1,500" << true;
        QTest::newRow("the same as decimal comma") << 1.5 << 0.0 << "1,500" << true;
        QTest::newRow("thousands by space") << 1500.0 << 0.0 << "1 500" << true;
        QTest::newRow("groups and point") << 1500.5 << 0.0 << "1,500.5" << true;
        QTest::newRow("minus sign") << -3.0 << 0.0 << QString(QChar(0x2212)) + "3" << true;
        QTest::newRow("exponent") << 1500.0 << 0.0 << "1.5e3" << true;
        QTest::newRow("lower edge") << 100.0 << 5.0 << "95" << true;
        QTest::newRow("upper edge") << 100.0 << 5.0 << "105" << true;
        QTest::newRow("below") << 100.0 << 5.0 << "94.9" << false;
        QTest::newRow("sums of tenths") << 0.3 << 0.1 << "0.4" << true;
        QTest::newRow("other number") << 200.0 << 0.0 << "201" << false;
        QTest::newRow("words") << 200.0 << 0.0 << "about 200" << false;
        QTest::newRow("two numbers") << 200.0 << 0.0 << "100 200 300" << false;
        QTest::newRow("infinity") << 200.0 << 0.0 << "inf" << false;
        QTest::newRow("not a number") << 200.0 << 0.0 << "nan" << false;
        QTest::newRow("overflow") << 200.0 << 0.0 << "1e999" << false;
        QTest::newRow("nothing") << 0.0 << 0.0 << "" << false;
        QTest::newRow("only the unit") << 0.0 << 0.0 << "ms" << false;
    }

    void numbersAreReadAsPeopleWriteThem() {
        QFETCH(double, value);
        QFETCH(double, tolerance);
        QFETCH(QString, typed);
        QFETCH(bool, right);
        const Question q = number(value, tolerance, "ms");
        const Verdict verdict = grade(q, fakes::typed(typed));
        QCOMPARE(verdict.right, right);
        QCOMPARE(verdict.parts.front().correct.isEmpty(), right);
        const auto again = fromXapi(q, toXapi(q, fakes::typed(typed)));
        QVERIFY(again);
        QCOMPARE(grade(q, *again).right, right);
    }

    void fillInFoldsSpaceAndCase() {
        Question q = question(QuestionKind::FillIn);
        q.accepted = {"circuit breaker", "breaker"};
        QVERIFY(grade(q, typed("  Circuit\t breaker \n")).right);
        QVERIFY(grade(q, typed("BREAKER")).right);
        QVERIFY(!grade(q, typed("circuitbreaker")).right);
        QVERIFY(!grade(q, typed("   ")).right);
        QCOMPARE(grade(q, typed("fuse")).parts.front().correct, QString("circuit breaker"));
        q.caseMatters = true;
        QVERIFY(grade(q, typed("breaker")).right);
        QVERIFY(!grade(q, typed("Breaker")).right);
    }

    void anOrderTellsWhereEachItemBelongs() {
        QVERIFY(grade(order(), chosen({"a", "b", "c"})).right);
        const Verdict verdict = grade(order(), chosen({"a", "c", "b"}));
        QVERIFY(!verdict.right);
        QCOMPARE(verdict.parts[0].mark, Mark::Right);
        QCOMPARE(verdict.parts[1].id, QString("c"));
        QCOMPARE(verdict.parts[1].mark, Mark::NotSo);
        QVERIFY(verdict.parts[1].correct.contains("3"));
        QCOMPARE(verdict.scaled, 1.0 / 3);
        QVERIFY(!grade(order(), chosen({"a"})).right);
    }

    void matchesWithTheSameRightSideAreInterchangeable() {
        const Question q = pairs();
        QCOMPARE(rightId(q, 0), rightId(q, 2));
        Response r;
        r.match = {{"1", rightId(q, 0)}, {"2", rightId(q, 1)}, {"3", rightId(q, 0)}};
        QVERIFY(grade(q, r).right);
        r.match["2"] = rightId(q, 0);
        const Verdict verdict = grade(q, r);
        QCOMPARE(verdict.parts[1].mark, Mark::NotSo);
        QCOMPARE(verdict.parts[1].correct, QString("cache"));
        r.match.erase("2");
        QCOMPARE(grade(q, r).parts[1].mark, Mark::Missed);
    }

    void xapiFormsAreThoseOfTheSpecification() {
        QCOMPARE(toXapi(redis(), chosen({"d", "a"})), QString("a[,]d"));
        QCOMPARE(toXapi(order(), chosen({"c", "a", "b"})), QString("c[,]a[,]b"));
        Response r;
        r.truth = true;
        QCOMPARE(toXapi(question(QuestionKind::TrueFalse), r), QString("true"));
        QCOMPARE(toXapi(number(0.5, 0), typed("0,50")), QString("0.5"));
        r.match = {{"2", "r1"}, {"1", "r2"}};
        QCOMPARE(toXapi(pairs(), r), QString("1[.]r2[,]2[.]r1"));
        QCOMPARE(fromXapi(pairs(), "1[.]r2[,]2[.]r1")->match, r.match);
        QCOMPARE(fromXapi(redis(), "a[,]d")->chosen, QStringList({"a", "d"}));
        QCOMPARE(interactionType(QuestionKind::Ordering), QString("sequencing"));
    }

    void aResponseOfAnotherQuestionIsNotTaken() {
        QVERIFY(!fromXapi(redis(), "a[,]z"));
        QVERIFY(!fromXapi(redis(), "a[,]a"));
        Question single = redis();
        single.kind = QuestionKind::Single;
        QVERIFY(!fromXapi(single, "a[,]b"));
        QVERIFY(!fromXapi(pairs(), "9[.]r1"));
        QVERIFY(!fromXapi(pairs(), "0[.]r1"));
        QVERIFY(!fromXapi(pairs(), "1[.]r9"));
        QVERIFY(!fromXapi(pairs(), "1[.]r1[,]1[.]r2"));
        QVERIFY(!fromXapi(pairs(), "1"));
        QVERIFY(!fromXapi(question(QuestionKind::TrueFalse), "maybe"));
        QVERIFY(!fromXapi(number(1, 0), "one"));
    }

    void whatIsMissingIsSaid() {
        QVERIFY(!whatIsMissing(redis(), {}).isEmpty());
        QVERIFY(whatIsMissing(redis(), chosen({"a"})).isEmpty());
        QCOMPARE(whatIsMissing(number(1, 0), typed("x")), QString("Type a number."));
        QVERIFY(!whatIsMissing(order(), chosen({"a"})).isEmpty());
        Response r;
        r.match = {{"1", "r1"}};
        QVERIFY(!whatIsMissing(pairs(), r).isEmpty());
    }

    void anAttemptAlwaysShowsTheSameOrder() {
        const Question q = redis();
        const QStringList once = shownOrder(q, "019a-1");
        QCOMPARE(shownOrder(q, "019a-1"), once);
        std::set<QStringList> seen;
        for (int i = 0; i < 200; ++i) {
            QStringList ids = shownOrder(q, QString::number(i));
            seen.insert(ids);
            ids.sort();
            QCOMPARE(ids, QStringList({"a", "b", "c", "d", "e"}));
            QVERIFY(shownOrder(order(), QString::number(i)) != QStringList({"a", "b", "c"}));
        }
        QVERIFY(seen.size() > 60);                    // of 120
        QCOMPARE(shownOrder(pairs(), "x").size(), 2); // each right side once
    }

    void noTextBreaksTheGrader() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        const QString alphabet = "ab1r29.,[]e+- \t";
        const std::vector<Question> questions = {redis(),
                                                 order(),
                                                 pairs(),
                                                 number(1.5, 0.1, "e"),
                                                 question(QuestionKind::TrueFalse),
                                                 question(QuestionKind::FillIn)};
        for (int i = 0; i < 20000; ++i) {
            QString text;
            for (int n = random.bounded(14); n > 0; --n)
                text += alphabet.at(random.bounded(int(alphabet.size())));
            for (const Question& q : questions) {
                const auto response = fromXapi(q, text);
                if (!response)
                    continue;
                const Verdict verdict = grade(q, *response);
                QVERIFY(verdict.scaled >= 0 && verdict.scaled <= 1);
                QVERIFY(!verdict.right || verdict.scaled == 1);
                const auto again = fromXapi(q, toXapi(q, *response));
                QVERIFY(again);
                QCOMPARE(grade(q, *again).right, verdict.right);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestGrader)
#include "tst_Grader.moc"
