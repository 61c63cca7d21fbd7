#include "core/progress/Today.h"
#include "tests/fakes/PushedClock.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::progress;
using course::TrackBlock;
using course::TrackItem;
using journal::Entry;
namespace kind = journal::kind;

/// Wednesday of the first week of a small track, with a little done.
class TestToday : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    course::Course m_course;
    course::Track m_track;
    Progress m_progress;
    qint64 m_seq = 0;
    const QDate m_start{2025, 11, 17};
    const QDateTime m_now{QDate(2025, 11, 19), QTime(9, 30)};

    static TrackItem item(TrackItem::Kind kind, const QString& ref, const QString& title = {},
                          const QString& due = {}) {
        TrackItem one;
        one.kind = kind;
        one.ref = ref;
        one.title = title;
        one.due = due;
        return one;
    }
    void happened(const char* utc, const char* what, const QJsonObject& body) {
        ++m_seq;
        m_progress.apply(
            Entry{m_seq,
                  {m_ids.next(), QLatin1String(what), *fromIso(QLatin1String(utc)), 60, "one", m_seq, body},
                  true});
    }
    Today today() const { return makeToday(m_course, m_track, m_progress, m_start, m_now); }

    void makeCourse() {
        course::Module module;
        module.id = "01-architecture";
        module.number = 1;
        module.title = "Production system architecture";
        for (const char* name : {"planes", "regions", "failure-modes"}) {
            course::Page page;
            page.id = QString("01-architecture/") + name;
            page.module = module.id;
            page.title = QString(name).replace('-', ' ');
            page.minutes = 25;
            module.pages.push_back(page);
        }
        module.labs = {"lab-1-1"};
        module.quiz =
            course::Quiz{"01-architecture/quiz", module.id, "Production system architecture", 16, 25, {}};
        module.quiz->questions.resize(20);
        m_course.modules = {module};
        course::Lab lab;
        lab.id = "lab-1-1";
        lab.number = "1.1";
        lab.module = module.id;
        lab.title = "Architecture walkthrough";
        lab.goal = "Follow a sign-in.";
        lab.minutes = 120;
        lab.steps.resize(3);
        for (std::size_t i = 0; i < 3; ++i) {
            lab.steps[i].checks.resize(2);
            for (std::size_t j = 0; j < 2; ++j)
                lab.steps[i].checks[j].id = QString("c%1%2").arg(i).arg(j);
        }
        m_course.labs = {lab};
    }

private Q_SLOTS:
    void init() {
        m_course = {};
        m_progress = {};
        makeCourse();
        m_track = {"new-hire", "New Hire Track", {}};
        m_track.blocks = {
            {1,
             1,
             2,
             "DWCP v3 architecture",
             {item(ItemKind::Page, "01-architecture/planes"), item(ItemKind::Page, "01-architecture/regions"),
              item(ItemKind::Practical, {}, "Dependency diagram")}},
            {1,
             3,
             4,
             "Development environment setup",
             {item(ItemKind::Page, "01-architecture/failure-modes"), item(ItemKind::Lab, "lab-1-1"),
              item(ItemKind::Quiz, "01-architecture/quiz"), item(ItemKind::Later, {}, "Laptop setup")}},
            {2, 1, 5, "Production systems overview", {item(ItemKind::Practical, {}, "Shadow a shift")}},
        };
        m_track.blocks[0].items[2].minutes = 30;
    }

    void onTheFirstMorningItSaysStartHere() {
        const Today today = makeToday(m_course, m_track, {}, m_start, QDateTime(m_start, QTime(9, 0)));
        QCOMPARE(today.dateLine, QString("Monday 17 November. New Hire Track, week 1, day 1"));
        QCOMPARE(today.heading, QString("DWCP v3 architecture"));
        QVERIFY(today.resume);
        QCOMPARE(today.resume->when, QString("Start here"));
        QCOMPARE(today.resume->title, QString("Module 1, part 1: planes"));
        QCOMPARE(today.resume->action, QString("Start reading"));
        QCOMPARE(today.plan.size(), std::size_t(3));
        QCOMPARE(today.planSays, QString("About 1 h 20 min left of 1 h 20 min"));
        QCOMPARE(today.itemsLate, 0);
        QVERIFY(today.pace.isEmpty());
    }

    void theLastThingTouchedIsOfferedFirst() {
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        happened("2025-11-18T15:40:00.000Z", kind::LabStarted, {{"lab", "lab-1-1"}, {"attempt", "L"}});
        for (const char* check : {"c00", "c01", "c10"})
            happened("2025-11-18T15:48:00.000Z", kind::LabCheck,
                     {{"lab", "lab-1-1"}, {"attempt", "L"}, {"check", check}});
        const auto resume = today().resume;
        QVERIFY(resume);
        QCOMPARE(resume->when, QString("Continue where you stopped yesterday at 16:48"));
        QCOMPARE(resume->title, QString("Lab 1.1: Architecture walkthrough"));
        QCOMPARE(resume->detail, QString("Step 2 of 3, 3 checks of 6 green. 1 h of 2 h left."));
        QCOMPARE(resume->segments, 3);
        QCOMPARE(resume->share, 0.5);
        QCOMPARE(resume->action, QString("Resume lab"));
    }

    void whatIsDoneIsNotOfferedAgain() {
        happened("2025-11-18T09:00:00.000Z", kind::PagePosition,
                 {{"page", "01-architecture/regions"}, {"fraction", 0.6}, {"heading", "cascading-failures"}});
        happened("2025-11-19T08:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        const auto resume = today().resume;
        QCOMPARE(resume->ref, QString("01-architecture/regions"));
        QCOMPARE(resume->anchor, QString("cascading-failures"));
        QVERIFY(resume->detail.startsWith("60% read. You stopped at “Cascading failures”."));
    }

    void thePlanHasTodaysBlockAndWhatIsLeftBefore() {
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        happened("2025-11-19T08:06:00.000Z", kind::PageRead, {{"page", "01-architecture/failure-modes"}});
        const Today now = today();
        QCOMPARE(now.dateLine, QString("Wednesday 19 November. New Hire Track, week 1, day 3"));
        QCOMPARE(now.plan.size(), std::size_t(6));
        QCOMPARE(now.plan[0].ref, QString("01-architecture/regions"));
        QVERIFY(now.plan[0].earlier);
        QCOMPARE(now.plan[0].state, Doneness::Late);
        QVERIFY(now.plan[0].detail.endsWith("1 day late."));
        QCOMPARE(now.plan[2].state, Doneness::Done);
        QCOMPARE(now.plan[2].time, QString("Done 09:06"));
        QCOMPARE(now.plan[4].word, QString("Quiz"));
        QCOMPARE(now.plan[4].detail, QString("20 questions, pass mark 16."));
        QCOMPARE(now.plan[4].action, QString("Start"));
        QCOMPARE(now.plan[5].word, QString("Later")); // said, and neither counted nor late
        QCOMPARE(now.plan[5].detail, QString("Not in this content yet."));
        QVERIFY(now.plan[5].action.isEmpty());
        QCOMPARE(now.minutesLeft, 25 + 30 + 120 + 25);
        QCOMPARE(now.minutesTotal, 25 + 30 + 25 + 120 + 25);
    }

    void aHalfDayHoldsItsOwnItems() {
        using Half = course::TrackPart::Half;
        TrackBlock& block = m_track.blocks[1];
        block.parts = {{3, Half::Morning, {}, {}, {}},
                       {3, Half::None, "14:00", "16:00", "Labs"},
                       {4, Half::Afternoon, {}, {}, {}}};
        for (std::size_t i = 0; i < 3; ++i)
            block.items[i].part = static_cast<int>(i);
        block.items[3].part = 2;
        const Today wednesday = today();
        QCOMPARE(wednesday.plan.size(), std::size_t(5)); // two of the block before, whole, and a part each
        QVERIFY(wednesday.plan[2].earlier);
        QCOMPARE(wednesday.plan[3].heading, QString("Morning"));
        QCOMPARE(wednesday.plan[4].heading, QString("14:00 to 16:00, Labs"));
        const Today thursday = makeToday(m_course, m_track, m_progress, m_start, m_now.addDays(1));
        QCOMPARE(thursday.plan.size(), std::size_t(7));
        QCOMPARE(thursday.plan[3].heading, QString("From days before"));
        QVERIFY(thursday.plan[3].earlier);
        QCOMPARE(thursday.plan[3].state, Doneness::Late);
        QCOMPARE(thursday.plan[5].heading, QString("Afternoon"));
        QVERIFY(!thursday.plan[5].earlier);
    }

    void aMissedDayIsOfferedOnceAndMovedOnce() {
        Today now = today(); // Wednesday, and nothing done on Monday and Tuesday
        QCOMPARE(now.behind.days, 2);
        QCOMPARE(now.behindSays, QString("You are 2 days behind."));
        QCOMPARE(now.behindAction, QString("Move the plan by 2 days"));
        QCOMPARE(now.behind.from, QDate(2025, 11, 17));
        QCOMPARE(now.behind.until, QDate(2025, 11, 19));
        QVERIFY(now.movedSays.isEmpty());
        const QJsonObject move{
            {"track", "new-hire"}, {"from", "2025-11-17"}, {"until", "2025-11-19"}, {"days", 2}};
        happened("2025-11-19T08:00:00.000Z", kind::PlanMoved, move);
        happened("2025-11-19T08:01:00.000Z", kind::PlanMoved, move); // the other laptop, too: not four days
        now = today();
        QCOMPARE(now.day, 1);
        QCOMPARE(now.behind.days, 0);
        QCOMPARE(now.itemsLate, 0);
        QCOMPARE(now.movedSays, QString("The plan was moved by 2 days."));
        QCOMPARE(now.weeks[0].days[1], QDate(2025, 11, 20));
        QCOMPARE(now.weeks[1].days[4], QDate(2025, 12, 2));
        QCOMPARE(makeToday(m_course, m_track, m_progress, m_start, m_now.addDays(1)).movedSays, QString());
        QJsonObject back = move;
        back["days"] = 0;
        happened("2025-11-19T08:02:00.000Z", kind::PlanMoved, back);
        now = today();
        QCOMPARE(now.day, 3);
        QCOMPARE(now.behind.days, 2);
        QVERIFY(now.movedSays.isEmpty());
    }

    void whatComesAgainIsAskedForOncePerPeriod() {
        m_track = {"ongoing", "Ongoing Track", {}};
        m_track.ongoing = {{course::Recurring::Every::Month, "Post-mortems", 60, false},
                           {course::Recurring::Every::Quarter, "Deep dive", 90, true}};
        Today now = today();
        QCOMPARE(now.dateLine, QString("Wednesday 19 November. Ongoing Track"));
        QCOMPARE(now.plan.size(), std::size_t(2));
        QCOMPARE(now.plan[0].ref, QString("Post-mortems, November 2025"));
        QCOMPARE(now.plan[0].heading, QString("This month"));
        QCOMPARE(now.plan[0].action, QString("Done?"));
        QCOMPARE(now.plan[1].title, QString("Deep dive, quarter 4 of 2025"));
        QVERIFY(now.plan[1].action.isEmpty());
        happened("2025-11-19T08:00:00.000Z", kind::PracticalDone,
                 {{"track", "ongoing"}, {"title", "Post-mortems, November 2025"}});
        QCOMPARE(today().plan[0].state, Doneness::Done);
        const Today december =
            makeToday(m_course, m_track, m_progress, m_start, QDateTime(QDate(2025, 12, 1), QTime(9, 0)));
        QCOMPARE(december.plan[0].state, Doneness::Open);
    }

    void aPathSaysWhichOfItsConditionsHold() {
        using course::Condition;
        Condition module{Condition::Kind::Module, "01-architecture", "Module 1", 0, 0};
        Condition quiz{Condition::Kind::Quiz, "01-architecture/quiz", "Quiz", 0, 90};
        Condition months{Condition::Kind::Months, {}, "In the role", 3, 0};
        Condition later{Condition::Kind::Later, {}, "Exam", 0, 0};
        m_track = {"path-ops", "Operations role", {}};
        m_track.path = {module, quiz, months, later};
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        happened(
            "2025-11-18T09:00:00.000Z", kind::QuizFinished,
            {{"quiz", "01-architecture/quiz"}, {"attempt", "A"}, {"raw", 17}, {"max", 20}, {"passed", true}});
        Today now = today();
        QCOMPARE(now.plan.size(), std::size_t(4));
        QCOMPARE(now.plan[0].word, QString("Step 1"));
        QCOMPARE(now.plan[0].detail, QString("1 of 3 parts read"));
        QCOMPARE(now.plan[0].state, Doneness::Partly);
        QCOMPARE(now.plan[1].state, Doneness::Open); // passed with 85 %, the path asks for 90
        QCOMPARE(now.plan[1].detail, QString("At least 90%."));
        QCOMPARE(now.plan[2].action, QString("Done?"));
        QVERIFY(now.plan[3].action.isEmpty());
        happened("2025-11-19T08:00:00.000Z", kind::PracticalDone,
                 {{"track", "path-ops"}, {"title", "In the role"}});
        happened(
            "2025-11-19T09:00:00.000Z", kind::QuizFinished,
            {{"quiz", "01-architecture/quiz"}, {"attempt", "B"}, {"raw", 18}, {"max", 20}, {"passed", true}});
        now = today();
        QCOMPARE(now.plan[1].state, Doneness::Done);
        QCOMPARE(now.plan[2].state, Doneness::Done);
        QVERIFY(now.plan[2].action.isEmpty());
    }

    void theStripCountsBlocksAndLeavesOutWhatIsNotInThePack() {
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        const Today now = today();
        QCOMPARE(now.weeks.size(), std::size_t(2));
        QCOMPARE(now.weeks[0].days[2], QDate(2025, 11, 19));
        QCOMPARE(now.weeks[0].blocks[0].items, 3);
        QCOMPARE(now.weeks[0].blocks[0].done, 1);
        QCOMPARE(now.weeks[0].blocks[0].late, 2);
        QVERIFY(now.weeks[0].blocks[1].current);
        QCOMPARE(now.weeks[0].blocks[1].items, 3);
        QCOMPARE(now.weeks[0].blocks[1].notYet, 1);
        QCOMPARE(now.itemsTotal, 7);
        QCOMPARE(now.itemsDone, 1);
        QCOMPARE(now.itemsLate, 2);
    }

    void dueComesMostUrgentFirst() {
        m_track.blocks[1].items[2].due = "17:00";
        m_track.blocks[1].lastDay = 3;
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/regions"}});
        const auto due = today().due;
        QCOMPARE(due.size(), std::size_t(4));
        QCOMPARE(due[0].title, QString("Dependency diagram"));
        QCOMPARE(due[0].when, QString("1 day late"));
        QCOMPARE(due[0].urgency, DueRow::Urgency::Late);
        QCOMPARE(due[1].when, QString("Today 17:00"));
        QCOMPARE(due[1].detail, QString("Module 1, 20 questions"));
        QCOMPARE(due[1].urgency, DueRow::Urgency::Today);
        QCOMPARE(due[2].when, QString("Today"));
        QCOMPARE(due[3].when, QString("Fri 28 Nov"));
    }

    void aPracticalIsDoneWhenTheTraineeSaysSo() {
        Today now = today();
        const auto found = std::find_if(now.due.begin(), now.due.end(),
                                        [](const auto& row) { return row.kind == ItemKind::Practical; });
        QVERIFY(found != now.due.end());
        QCOMPARE(found->ref, QString("Dependency diagram"));
        const QDateTime first(m_start, QTime(9, 0));
        now = makeToday(m_course, m_track, m_progress, m_start, first);
        QCOMPARE(now.plan[2].kind, ItemKind::Practical);
        QCOMPARE(now.plan[2].ref, QString("Dependency diagram"));
        QCOMPARE(now.plan[2].action, QString("Done?"));
        happened("2025-11-17T08:30:00.000Z", kind::PracticalDone,
                 {{"track", "new-hire"}, {"title", "Dependency diagram"}});
        now = makeToday(m_course, m_track, m_progress, m_start, first);
        QCOMPARE(now.plan[2].state, Doneness::Done);
        QVERIFY(now.plan[2].action.isEmpty());
    }

    void requirementsAndPaceAreCounted() {
        happened("2025-11-17T09:00:00.000Z", kind::PageRead, {{"page", "01-architecture/planes"}});
        happened(
            "2025-11-18T09:00:00.000Z", kind::QuizFinished,
            {{"quiz", "01-architecture/quiz"}, {"attempt", "A"}, {"raw", 17}, {"max", 20}, {"passed", true}});
        const Today now = today();
        QCOMPARE(now.requirements.size(), std::size_t(3));
        QCOMPARE(now.requirements[0].name, QString("Module 1"));
        QCOMPARE(now.requirements[0].says, QString("1 of 3 parts"));
        QCOMPARE(now.requirements[1].says, QString("1 of 1"));
        QCOMPARE(now.requirements[2].says, QString("0 of 1"));
        QCOMPARE(now.pace,
                 QString("At this pace you reach it on Wed 26 November.")); // 2 of 5 in three days: eight
    }

    void beforeAndAfterTheTrackThereIsStillAPlan() {
        const Today before =
            makeToday(m_course, m_track, {}, m_start, QDateTime(QDate(2025, 11, 14), QTime(9, 0)));
        QCOMPARE(before.week, 0);
        QCOMPARE(before.dateLine, QString("Friday 14 November. New Hire Track, week 1, day 1 is Mon 17 Nov"));
        QCOMPARE(before.plan.size(), std::size_t(3));
        const Today after =
            makeToday(m_course, m_track, {}, m_start, QDateTime(QDate(2025, 12, 12), QTime(9, 0)));
        QVERIFY(after.dateLine.contains("after its last day"));
        QVERIFY(after.itemsLate > 0);
        QVERIFY(makeToday(m_course, {}, {}, m_start, m_now).plan.empty()); // a track without blocks
    }

    void durationsAreSaidInHours() {
        QCOMPARE(inHours(25), QString("25 min"));
        QCOMPARE(inHours(60), QString("1 h"));
        QCOMPARE(inHours(115), QString("1 h 55 min"));
    }
};

QTEST_GUILESS_MAIN(TestToday)
#include "tst_Today.moc"
