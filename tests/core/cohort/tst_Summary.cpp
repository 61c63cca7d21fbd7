#include "core/cohort/Summary.h"
#include "tests/fakes/PushedClock.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace understudy;
using course::TrackItem;
namespace kind = journal::kind;

/// One week: a page and a quiz on Monday and Tuesday, a lab from Wednesday to Friday.
class tst_Summary final : public QObject {
    Q_OBJECT

    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    course::Course m_course;
    const QDate m_start{2025, 11, 17};
    std::vector<journal::Entry> m_entries;

    void happened(const char* utc, const char* what, const QJsonObject& body, const Id& device = "one") {
        const auto number = static_cast<qint64>(m_entries.size() + 1);
        m_entries.push_back(
            {number,
             {m_ids.next(), QLatin1String(what), *fromIso(QLatin1String(utc)), 60, device, number, body},
             false});
    }
    cohort::Summary summary() const {
        progress::Progress progress;
        progress.apply(m_entries);
        return cohort::summarize(m_course, m_course.tracks[0], progress, m_start);
    }
    static qint64 local(int day, int hour) {
        return QDateTime(QDate(2025, 11, day), QTime(hour, 0), Qt::UTC).toSecsSinceEpoch();
    }

private Q_SLOTS:
    void init();
    void nothingDoneIsOverdueWhenItsDayIsOver();
    void whatIsDoneIsNot();
    void twoDevicesAndRepeatsChangeNothing();
    void aDayOffMovesThePlan();
    void theTraineesOwnStartCounts();
    void theMarkStandsWhereThePlanIs();
    void itIsKeptAndReadBack();
    void theMarkOfAPlanChangesWithWhatItAsksFor();
    void theMarkKeepsToDaysOff();
    void aSummaryOfAnotherVersionIsMadeAnew();
};

void tst_Summary::init() {
    m_entries.clear();
    m_course = {};
    course::Module module;
    module.id = "01-one";
    course::Page page;
    page.id = "01-one/page";
    page.module = module.id;
    page.minutes = 20;
    module.pages = {page};
    module.quiz = course::Quiz{"01-one/quiz", module.id, "One", 8, 25, {}};
    module.quiz->questions.resize(10);
    m_course.modules = {module};
    course::Lab lab;
    lab.id = "lab-1-1";
    m_course.labs = {lab};
    course::Track track{"week", "One week", {}};
    TrackItem read, quiz, work;
    read.ref = page.id;
    quiz.kind = TrackItem::Kind::Quiz;
    quiz.ref = module.quiz->id;
    quiz.due = "17:00";
    work.kind = TrackItem::Kind::Lab;
    work.ref = lab.id;
    track.blocks = {{1, 1, 2, "Read", {read, quiz}}, {1, 3, 5, "Work", {work}}};
    m_course.tracks = {track};
}

void tst_Summary::nothingDoneIsOverdueWhenItsDayIsOver() {
    const auto made = summary();
    QCOMPARE(made.overdue(local(18, 16)).count, 0);
    QCOMPARE(made.overdue(local(18, 18)).count, 1); // the quiz of 17:00
    QCOMPARE(made.overdue(local(19, 8)).count, 2);
    QCOMPARE(made.overdue(local(19, 8)).oldest, local(18, 17));
    QCOMPARE(made.overdue(local(24, 8)).count, 3);
}

void tst_Summary::whatIsDoneIsNot() {
    happened("2025-11-17T09:00:00.000Z", kind::PageRead,
             {{"page", "01-one/page"}, {"module", "01-one"}, {"seconds", 300}});
    happened(
        "2025-11-18T09:00:00.000Z", kind::QuizFinished,
        {{"quiz", "01-one/quiz"}, {"attempt", "a"}, {"raw", 9}, {"max", 10}, {"pass", 8}, {"passed", true}});
    const auto made = summary();
    QCOMPARE(made.overdue(local(19, 8)).count, 0);
    QCOMPARE(made.blocks[0].share(), 1.0);
    QCOMPARE(made.blocks[1].share(), 0.0);
    QCOMPARE(made.quizzes, 1);
    QCOMPARE(made.quizPercent, 90);
    QCOMPARE(made.labs, 0);
}

void tst_Summary::twoDevicesAndRepeatsChangeNothing() {
    happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-one/page"}, {"module", "01-one"}},
             "one");
    happened("2024-01-01T09:00:00.000Z", kind::PageRead, {{"page", "01-one/page"}, {"module", "01-one"}},
             "two");
    happened("2025-11-20T09:00:00.000Z", kind::LabFinished,
             {{"lab", "lab-1-1"}, {"attempt", "b"}, {"passed", true}}, "two");
    const auto once = summary();
    const auto entries = m_entries;
    m_entries.insert(m_entries.end(), entries.begin(), entries.end());
    const auto seed = std::random_device()();
    qInfo("seed %u", seed);
    std::shuffle(m_entries.begin(), m_entries.end(), std::mt19937(seed));
    QCOMPARE(summary(), once);
    QCOMPARE(once.labs, 1);
}

void tst_Summary::aDayOffMovesThePlan() {
    happened("2025-11-16T09:00:00.000Z", kind::Enrolled, {{"track", "week"}, {"start", "2025-11-17"}});
    happened("2025-11-16T09:00:00.000Z", kind::DayOff, {{"date", "2025-11-18"}, {"off", true}});
    QCOMPARE(summary().overdue(local(19, 8)).count, 0);
    QCOMPARE(summary().overdue(local(20, 8)).count, 2);
}

void tst_Summary::theTraineesOwnStartCounts() {
    happened("2025-11-16T09:00:00.000Z", kind::Enrolled, {{"track", "week"}, {"start", "2025-11-24"}});
    QCOMPARE(summary().start, QDate(2025, 11, 24));
    QCOMPARE(summary().overdue(local(24, 8)).count, 0);
}

void tst_Summary::theMarkStandsWhereThePlanIs() {
    const auto made = summary();
    QCOMPARE(made.expected(QDate(2025, 11, 10)), 0.0);
    QCOMPARE(made.expected(QDate(2025, 11, 17)), 0.1);
    QCOMPARE(made.expected(QDate(2025, 11, 19)), 0.5);
    QCOMPARE(made.expected(QDate(2025, 12, 24)), 1.0);
    QCOMPARE(made.week(QDate(2025, 11, 19)), 1);
    QCOMPARE(made.day(QDate(2025, 11, 19)), 3);
}

void tst_Summary::itIsKeptAndReadBack() {
    happened("2025-11-16T09:00:00.000Z", kind::DayOff, {{"date", "2025-11-18"}, {"off", true}});
    happened("2025-11-17T09:00:00.000Z", kind::PagePosition,
             {{"page", "01-one/page"}, {"module", "01-one"}, {"fraction", 0.4}});
    auto made = summary();
    made.seq = 1'791'000'000'000'000'000;
    made.heard = 1'763'370'000'123;
    made.certificate = "Associate \"Level 1\"";
    QCOMPARE(cohort::summaryFromJson(cohort::toJson(made)), std::optional(made));
}

void tst_Summary::theMarkOfAPlanChangesWithWhatItAsksFor() {
    const auto mark = [this] { return cohort::planMark(m_course, m_course.tracks[0]); };
    const auto first = mark();
    QCOMPARE(summary().plan, first);
    QCOMPARE(mark(), first);
    m_course.tracks[0].blocks[0].items[1].due = "18:00";
    const auto later = mark();
    QVERIFY(later != first);
    m_course.tracks[0].blocks[1].lastDay = 4;
    const auto shorter = mark();
    QVERIFY(shorter != later);
    m_course.serial += 1;
    QVERIFY(mark() != shorter);
}

void tst_Summary::theMarkKeepsToDaysOff() {
    happened("2025-11-16T09:00:00.000Z", kind::DayOff, {{"date", "2025-11-18"}, {"off", true}});
    const auto made = summary();
    QCOMPARE(made.expected(QDate(2025, 11, 17)), 0.1);
    QCOMPARE(made.expected(QDate(2025, 11, 18)), 0.2);
    QCOMPARE(made.expected(QDate(2025, 11, 19)), 0.3);
    QCOMPARE(made.expected(QDate(2025, 11, 25)), 1.0);
}

void tst_Summary::aSummaryOfAnotherVersionIsMadeAnew() {
    QVERIFY(!cohort::summaryFromJson("{\"v\":0}"));
    QVERIFY(!cohort::summaryFromJson("half a fi"));
    QVERIFY(!cohort::summaryFromJson(""));
}

QTEST_APPLESS_MAIN(tst_Summary)
#include "tst_Summary.moc"
