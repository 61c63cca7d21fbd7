#include "core/progress/Progress.h"
#include "tests/fakes/PushedClock.h"

#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>
#include <random>

using namespace understudy;
using namespace understudy::progress;
using journal::Entry;
namespace kind = journal::kind;

class TestProgress : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    qint64 m_seq = 0;

    Entry entry(const char* what, const QJsonObject& body, const char* device = "one") {
        m_clock.push(std::chrono::seconds(10));
        ++m_seq;
        return {m_seq,
                {m_ids.next(), QLatin1String(what), m_clock.now(), 60, QLatin1String(device), m_seq, body},
                true};
    }
    std::vector<Entry> twoDays() {
        return {
            entry(kind::Enrolled, {{"track", "new-hire"}, {"start", "2025-11-10"}, {"person", "Mara"}}),
            entry(kind::PagePosition,
                  {{"page", "a/1"}, {"module", "a"}, {"fraction", 0.4}, {"heading", "redis"}}),
            entry(kind::PagePosition,
                  {{"page", "a/1"}, {"module", "a"}, {"fraction", 0.6}, {"heading", "kafka"}}, "two"),
            entry(kind::PageRead, {{"page", "a/2"}, {"module", "a"}, {"seconds", 60}}),
            entry(kind::QuizStarted, {{"quiz", "a/quiz"}, {"attempt", "A"}}),
            entry(kind::Answered,
                  {{"quiz", "a/quiz"}, {"question", "q1"}, {"attempt", "A"}, {"right", true}}),
            entry(kind::Answered,
                  {{"quiz", "a/quiz"}, {"question", "q2"}, {"attempt", "A"}, {"right", false}}),
            entry(kind::QuizFinished,
                  {{"quiz", "a/quiz"}, {"attempt", "A"}, {"raw", 1}, {"max", 2}, {"passed", false}}),
            entry(kind::QuizStarted, {{"quiz", "a/quiz"}, {"attempt", "B"}}, "two"),
            entry(kind::Answered, {{"quiz", "a/quiz"}, {"question", "q1"}, {"attempt", "B"}, {"right", true}},
                  "two"),
            entry(kind::LabStarted, {{"lab", "lab-1-1"}, {"attempt", "L"}}),
            entry(kind::LabCheck, {{"lab", "lab-1-1"}, {"attempt", "L"}, {"step", "s"}, {"check", "c1"}}),
            entry(kind::LabCheck, {{"lab", "lab-1-1"}, {"attempt", "L"}, {"step", "s"}, {"check", "c1"}}),
            entry(kind::LabHint, {{"lab", "lab-1-1"}, {"attempt", "L"}, {"step", "s"}, {"hint", 1}}),
            entry(kind::PracticalDone, {{"track", "new-hire"}, {"title", "Dependency diagram"}}),
            entry(kind::Enrolled, {{"track", "new-hire"}, {"start", "2025-11-17"}, {"person", "Mara"}},
                  "two"),
        };
    }

private Q_SLOTS:
    void theJournalTellsWhatWasDone() {
        Progress progress;
        progress.apply(twoDays());
        QVERIFY(progress.page("a/2").read);
        QVERIFY(!progress.page("a/1").read);
        QCOMPARE(progress.page("a/1").fraction, 0.6);
        QCOMPARE(progress.page("a/1").heading, QString("kafka"));
        const auto& quiz = progress.quiz("a/quiz");
        QVERIFY(!quiz.passed());
        QCOMPARE(quiz.best(), 1);
        QCOMPARE(quiz.attempts.size(), std::size_t(2));
        QVERIFY(quiz.inProgress());
        QCOMPARE(quiz.inProgress()->first, QString("B"));
        QCOMPARE(quiz.inProgress()->second.right(), 1);
        const auto& lab = progress.lab("lab-1-1");
        QVERIFY(!lab.finished());
        QCOMPARE(lab.inProgress()->second.checks.size(), std::size_t(1));
        QCOMPARE(lab.inProgress()->second.hints.size(), std::size_t(1));
        QVERIFY(progress.practicalDone("new-hire", "Dependency diagram"));
        QCOMPARE(progress.enrolment()->start, QDate(2025, 11, 17));
        QCOMPARE(progress.touched().front().ref, QString("lab-1-1"));
        QVERIFY(!progress.page("unknown").read);
    }

    void aShortLookOnAnotherLaptopTakesNothingBack() {
        Progress progress;
        progress.apply(entry(kind::PagePosition, {{"page", "p"}, {"fraction", 0.4}, {"heading", "redis"}}));
        progress.apply(
            entry(kind::PagePosition, {{"page", "p"}, {"fraction", 0.12}, {"heading", "intro"}}, "two"));
        QCOMPARE(progress.page("p").fraction, 0.4);
        QCOMPARE(progress.page("p").heading, QString("intro"));
    }

    void passedOnceIsPassedForGood() {
        Progress progress;
        progress.apply(entry(kind::QuizFinished,
                             {{"quiz", "q"}, {"attempt", "A"}, {"raw", 18}, {"max", 20}, {"passed", true}}));
        progress.apply(entry(kind::QuizFinished,
                             {{"quiz", "q"}, {"attempt", "B"}, {"raw", 3}, {"max", 20}, {"passed", false}}));
        QVERIFY(progress.quiz("q").passed());
        QCOMPARE(progress.quiz("q").best(), 18);
        QVERIFY(!progress.quiz("q").inProgress());
    }

    void twoDevicesEndWithTheSameProgressInAnyOrder() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        std::mt19937 random(seed);
        const auto entries = twoDays();
        Progress straight;
        straight.apply(entries);
        for (int i = 0; i < 200; ++i) {
            auto mixed = entries;
            mixed.insert(mixed.end(), entries.begin(),
                         entries.begin() + long(random() % entries.size())); // duplicates
            std::shuffle(mixed.begin(), mixed.end(), random);
            Progress other;
            other.apply(mixed);
            QVERIFY(other == straight);
        }
    }

    void aModulesShareCountsPagesLabsAndQuiz() {
        course::Module module;
        module.pages.resize(2);
        module.pages[0].id = "a/1";
        module.pages[1].id = "a/2";
        module.labs = {"lab-1-1"};
        module.quiz = course::Quiz{"a/quiz", "a", "Quiz", 1, 5, {}};
        Progress progress;
        progress.apply(twoDays());
        QCOMPARE(progress.share(module), 0.25);
        progress.apply(entry(kind::LabFinished, {{"lab", "lab-1-1"}, {"attempt", "L"}, {"passed", true}}));
        progress.apply(
            entry(kind::QuizFinished, {{"quiz", "a/quiz"}, {"attempt", "B"}, {"raw", 2}, {"passed", true}}));
        QCOMPARE(progress.share(module), 0.75);
    }

    void factsOfLaterVersionsAndBrokenOnesChangeNothing() {
        Progress progress;
        progress.apply(entry("badge-earned", {{"badge", "x"}}));
        progress.apply(entry("page-folded", {{"page", "x"}}));
        progress.apply(entry(kind::PageRead, {}));
        progress.apply(entry(kind::Answered, {{"quiz", 7}}));
        progress.apply(entry(kind::LabCheck, {{"lab", "x"}}));
        progress.apply(entry("quiz-flagged", {{"quiz", "x"}, {"attempt", "A"}}));
        progress.apply(entry(kind::Enrolled, {{"start", "soon"}}));
        QVERIFY(progress == Progress());
        QVERIFY(!progress.enrolment());
        QCOMPARE(progress.lastSeq(), m_seq);
    }
};

QTEST_GUILESS_MAIN(TestProgress)
#include "tst_Progress.moc"
