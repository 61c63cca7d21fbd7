#include "core/journal/Journal.h"
#include "core/quiz/Sitting.h"
#include "tests/fakes/PowerCutDisk.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SampleQuestions.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::quiz;
using course::Question;
using course::QuestionKind;
using fakes::chosen;
using fakes::typed;
using journal::Journal;
using namespace std::chrono_literals;

class TestSitting : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    QTemporaryDir m_dir;
    QString m_path;
    course::Quiz m_quiz;

    std::unique_ptr<Journal> opened(const std::string& vfs = {}) {
        auto journal = Journal::open(m_path, m_clock, m_ids, vfs);
        if (!journal)
            qFatal("%s", qPrintable(journal.error().detail));
        return std::move(journal).value();
    }
    std::unique_ptr<Sitting> seated(Journal& journal) {
        auto sitting = Sitting::resumeOrStart(m_quiz, journal, m_clock, m_ids);
        if (!sitting)
            qFatal("%s", qPrintable(sitting.error().detail));
        return std::move(sitting).value();
    }

private Q_SLOTS:
    void init() {
        m_path = m_dir.filePath(m_ids.next() + "/journal.db");
        m_quiz = {"m/quiz", "m", "Quiz", 2, 10, {}};
        for (int i = 1; i <= 4; ++i) {
            m_quiz.questions.push_back(fakes::singleChoice(QString("m/quiz#q%1").arg(i)));
        }
        m_quiz.questions[1].kind = QuestionKind::Multiple;
        m_quiz.questions[2].kind = QuestionKind::Numeric;
        m_quiz.questions[2].number = 200;
        m_quiz.questions[3].kind = QuestionKind::Ordering;
    }

    void anAnswerIsInTheJournalWhenItsVerdictIsSaid() {
        auto journal = opened();
        auto sitting = seated(*journal);
        m_clock.push(12s);
        const auto verdict = sitting->answer(0, chosen({"b"}));
        QVERIFY(verdict);
        QVERIFY(!verdict->right);
        const auto last = journal->after(1)->back().fact;
        QCOMPARE(last.kind, QString(journal::kind::Answered));
        QCOMPARE(last.body["question"].toString(), QString("m/quiz#q1"));
        QCOMPARE(last.body["attempt"].toString(), sitting->attempt());
        QCOMPARE(last.body["type"].toString(), QString("choice"));
        QCOMPARE(last.body["response"].toString(), QString("b"));
        QCOMPARE(last.body["right"].toBool(true), false);
        QCOMPARE(last.body["seconds"].toInt(), 12);
    }

    void aQuestionIsAnsweredOnce() {
        auto journal = opened();
        auto sitting = seated(*journal);
        QVERIFY(!sitting->answer(0, chosen({"b"}))->right);
        QVERIFY(!sitting->answer(0, chosen({"a"}))->right);
        QCOMPARE(*journal->lastSeq(), 2);
    }

    void anIncompleteAnswerIsNotTaken() {
        auto journal = opened();
        auto sitting = seated(*journal);
        QCOMPARE(sitting->answer(2, typed("many")).error().sentence, QString("Type a number."));
        QVERIFY(!sitting->answer(0, {}));
        QCOMPARE(*journal->lastSeq(), 1);
    }

    void itGoesOnExactlyWhereItWas() {
        Id attempt;
        QStringList order;
        {
            auto journal = opened();
            auto sitting = seated(*journal);
            attempt = sitting->attempt();
            order = sitting->order(0);
            QVERIFY(sitting->answer(0, chosen({"a"})));
            QVERIFY(sitting->setFlagged(3, true));
            QVERIFY(sitting->goTo(1));
            QVERIFY(sitting->keepDraft(1, chosen({"c", "a"})));
            QVERIFY(sitting->keepDraft(2, typed("20")));
            QVERIFY(sitting->keepDraft(3, chosen({"c", "b", "a"})));
        }
        auto journal = opened();
        auto sitting = seated(*journal);
        QCOMPARE(sitting->attempt(), attempt);
        QCOMPARE(sitting->order(0), order);
        QCOMPARE(sitting->current(), 1);
        QVERIFY(sitting->flagged(3));
        QVERIFY(!sitting->flagged(0));
        QVERIFY(sitting->answered(0));
        QCOMPARE(sitting->response(0), chosen({"a"}));
        QVERIFY(sitting->verdict(0).right);
        QCOMPARE(sitting->draft(1), chosen({"a", "c"}));
        QCOMPARE(sitting->draft(2), typed("20"));
        QCOMPARE(sitting->draft(3), chosen({"c", "b", "a"}));
        QCOMPARE(sitting->nextOpen(0), 1);
        QCOMPARE(*journal->lastSeq(), 2); // nothing was started anew
    }

    void anAttemptOfAnotherDeviceIsTakenUp() {
        auto here = opened();
        auto sitting = seated(*here);
        QVERIFY(sitting->answer(1, chosen({"a"})));
        std::vector<journal::Fact> facts;
        const auto all = here->after(0);
        for (const auto& entry : *all)
            facts.push_back(entry.fact);
        m_path += ".other";
        auto there = opened();
        QCOMPARE(*there->merge(facts), 2);
        auto again = seated(*there);
        QCOMPARE(again->attempt(), sitting->attempt());
        QVERIFY(again->answered(1));
        QCOMPARE(again->current(), 0);
        QCOMPARE(again->order(0), sitting->order(0));
    }

    void whatAnotherLaptopAnsweredMeanwhileCountsHereToo() {
        auto here = opened();
        auto sitting = seated(*here);
        const auto factsOf = [](Journal& journal) {
            std::vector<journal::Fact> facts;
            const auto all = journal.after(0);
            for (const auto& entry : *all)
                facts.push_back(entry.fact);
            return facts;
        };
        m_path += ".other";
        auto there = opened();
        QVERIFY(there->merge(factsOf(*here)));
        auto other = seated(*there);
        QVERIFY(sitting->answer(0, chosen({"b"})));
        QVERIFY(sitting->keepDraft(1, chosen({"b"})));
        QVERIFY(sitting->keepDraft(2, typed("20")));
        QVERIFY(other->answer(0, chosen({"a"}))); // both answered the first
        QVERIFY(other->answer(1, chosen({"a"})));
        QVERIFY(!*sitting->catchUp()); // nothing came yet
        QVERIFY(here->merge(factsOf(*there)));
        QVERIFY(there->merge(factsOf(*here)));
        QVERIFY(*sitting->catchUp());
        QVERIFY(!*sitting->catchUp());
        (void)*other->catchUp();
        QCOMPARE(sitting->answeredCount(), 2);
        QVERIFY(sitting->verdict(1).right);
        QCOMPARE(sitting->draft(1), Response());
        QCOMPARE(sitting->draft(2), typed("20"));
        QCOMPARE(sitting->nextOpen(0), 2);
        QCOMPARE(sitting->verdict(0).right, there->device() > here->device());
        QCOMPARE(other->verdict(0).right, sitting->verdict(0).right);
        QVERIFY(other->finish());
        QVERIFY(here->merge(factsOf(*there)));
        QVERIFY(*sitting->catchUp());
        QVERIFY(sitting->outcome());
        QCOMPARE(*sitting->outcome(), *other->outcome());
        QVERIFY(!sitting->answer(2, typed("200")));
    }

    void sixteenOfTwentyPasses_data() {
        QTest::addColumn<int>("right");
        QTest::addColumn<bool>("passed");
        QTest::newRow("one below") << 1 << false;
        QTest::newRow("just enough") << 2 << true;
        QTest::newRow("more") << 3 << true;
    }

    void sixteenOfTwentyPasses() {
        QFETCH(int, right);
        QFETCH(bool, passed);
        auto journal = opened();
        auto sitting = seated(*journal);
        const std::vector<Response> answers = {chosen({"a"}), chosen({"a"}), typed("200")};
        for (int i = 0; i < right; ++i)
            QVERIFY(sitting->answer(i, answers[std::size_t(i)])->right);
        QCOMPARE(sitting->rightCount(), right);
        const auto outcome = sitting->finish();
        QVERIFY(outcome);
        QCOMPARE(outcome->passed, passed);
        QCOMPARE(outcome->raw, right);
        QCOMPARE(outcome->max, 4);
        QCOMPARE(sitting->finish()->raw, right); // once only
        const auto all = journal->after(0);
        QCOMPARE(all->back().fact.kind, QString(journal::kind::QuizFinished));
        QCOMPARE(all->back().fact.body["passed"].toBool(), passed);
        QCOMPARE(all->size(), std::size_t(right + 2));
        QVERIFY(!sitting->answer(3, chosen({"a", "b", "c"})));
        QVERIFY(seated(*journal)->attempt() != sitting->attempt());
    }

    void startAgainLeavesTheOldAnswersAlone() {
        auto journal = opened();
        auto first = seated(*journal);
        QVERIFY(first->answer(0, chosen({"b"})));
        auto second = Sitting::start(m_quiz, *journal, m_clock, m_ids);
        QVERIFY(second);
        QCOMPARE((*second)->answeredCount(), 0);
        QVERIFY((*second)->attempt() != first->attempt());
        QCOMPARE(seated(*journal)->attempt(), (*second)->attempt());
    }

    void aChangedPackForgetsOnlyWhatIsGone() {
        auto journal = opened();
        {
            auto sitting = seated(*journal);
            QVERIFY(sitting->answer(0, chosen({"a"})));
            QVERIFY(sitting->answer(1, chosen({"a"})));
            QVERIFY(sitting->goTo(1));
        }
        m_quiz.questions.erase(m_quiz.questions.begin() + 1);
        m_quiz.questions[0].options.erase(m_quiz.questions[0].options.begin()); // "a" is no more
        auto sitting = seated(*journal);
        QCOMPARE(sitting->answeredCount(), 0);
        QCOMPARE(sitting->current(), 0);
    }

    void onAFullDiskThereIsNoVerdictAndTheTicksStay() {
        fakes::PowerCutDisk disk(1);
        auto journal = opened(disk.vfs());
        auto sitting = seated(*journal);
        disk.failOnceAt(0, fakes::PowerCutDisk::Fault::Full);
        const auto verdict = sitting->answer(0, chosen({"a"}));
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().code, Errc::DiskFull);
        QVERIFY(!sitting->answered(0));
        QCOMPARE(sitting->draft(0), chosen({"a"}));
        QVERIFY(sitting->answer(0, chosen({"a"}))->right); // once there is space
        sitting.reset();
        journal.reset();
    }

    void aClosedLidIsNotTimeSpent() {
        auto journal = opened();
        auto sitting = seated(*journal);
        m_clock.push(10h);
        QVERIFY(sitting->answer(0, chosen({"a"})));
        QVERIFY(journal->after(1)->back().fact.body["seconds"].toInt() <= 900);
    }
};

QTEST_GUILESS_MAIN(TestSitting)
#include "tst_Sitting.moc"
