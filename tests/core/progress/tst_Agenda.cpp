#include "core/progress/Agenda.h"
#include "tests/fakes/PushedClock.h"

#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>
#include <random>

using namespace understudy;
using namespace understudy::progress;
using journal::Fact;
namespace kind = journal::kind;

class TestAgenda final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};

    Fact fact(const char* what, const QJsonObject& body, qint64 deviceSeq = 1) {
        m_clock.push(std::chrono::seconds(10));
        return {m_ids.next(), QLatin1String(what), m_clock.now(), 60, "one", deviceSeq, body};
    }
    static Agenda of(const std::vector<Fact>& facts) {
        Agenda agenda;
        for (const Fact& one : facts)
            agenda.apply(one, {one.at, one.id, one.offsetMinutes});
        return agenda;
    }

private Q_SLOTS:
    void aDayOffCanBeTakenAndGivenBack() {
        const auto off = fact(kind::DayOff, {{"date", "2025-11-20"}, {"off", true}});
        const auto other = fact(kind::DayOff, {{"date", "2025-11-21"}, {"off", true}});
        const auto back = fact(kind::DayOff, {{"date", "2025-11-20"}, {"off", false}});
        QCOMPARE(of({off, other}).daysOff().size(), std::size_t(2));
        QVERIFY(of({back, other, off}).daysOff() == std::set<QDate>{QDate(2025, 11, 21)});
        QCOMPARE(of({back, other, off}).changes(), 3);
    }

    void aTrackKeepsItsFirstDayWhenAnotherOneIsChosen() {
        const auto agenda = of({fact(kind::Enrolled, {{"track", "new-hire"}, {"start", "2025-11-17"}}),
                                fact(kind::Enrolled, {{"track", "sre"}, {"start", "2025-12-01"}})});
        QCOMPARE(agenda.chosen()->track, QString("sre"));
        QCOMPARE(agenda.enrolment("new-hire")->start, QDate(2025, 11, 17));
        QVERIFY(!agenda.enrolment("developer"));
    }

    void whatAFirstStartPutsDownCountsOnlyWhereNobodyElseHasSaidAnything() {
        const auto enrolled = [&](const char* start, const char* by, qint64 seq) {
            return fact(kind::Enrolled, {{"track", "new-hire"}, {"start", start}, {"by", by}}, seq);
        };
        const auto first = enrolled("2026-11-16", "first-start", 1);
        const auto roster = enrolled("2026-11-09", "coordinator", 2);
        const auto second = enrolled("2026-11-23", "first-start", 1); // of a second laptop
        // Of first starts the earliest: the second laptop does not begin the track anew.
        QCOMPARE(of({second, first}).chosen()->start, QDate(2026, 11, 16));
        QCOMPARE(of({first, second}).enrolment("new-hire")->start, QDate(2026, 11, 16));
        for (const auto& facts : {std::vector{first, roster, second}, std::vector{second, roster, first}}) {
            QCOMPARE(of(facts).chosen()->start, QDate(2026, 11, 9));
            QCOMPARE(of(facts).enrolment("new-hire")->start, QDate(2026, 11, 9));
            QVERIFY(!of(facts).choseThemself());
        }
        const auto own = fact(kind::Enrolled, {{"track", "sre"}, {"start", "2026-11-02"}}, 9);
        QCOMPARE(of({own, first, second, roster}).chosen()->track, QString("sre"));
        QVERIFY(of({own, first}).choseThemself());
    }

    void aFirstStartOfBeforeIsNoChoiceOfTheTrainee() {
        const auto old = fact(kind::Enrolled, {{"track", "new-hire"}, {"start", "2025-11-17"}});
        QVERIFY(!of({old}).choseThemself());
        QCOMPARE(of({old}).chosen()->start, QDate(2025, 11, 17));
    }

    void aMoveIsOfOneTrackAndDaysOffAreOfAll() {
        const auto agenda =
            of({fact(kind::DayOff, {{"date", "2025-11-20"}, {"off", true}}),
                fact(kind::PlanMoved,
                     {{"track", "sre"}, {"from", "2025-11-17"}, {"until", "2025-11-19"}, {"days", 2}})});
        QCOMPARE(agenda.freeDays("sre").size(), std::size_t(3));
        QCOMPARE(agenda.freeDays("new-hire").size(), std::size_t(1));
    }

    void aJournalFromElsewhereFreesNoMoreDaysThanAPlanHas() {
        const auto moved = [&](QDate from, int days) {
            return fact(kind::PlanMoved, {{"track", "sre"},
                                          {"from", from.toString(Qt::ISODate)},
                                          {"until", from.addDays(days).toString(Qt::ISODate)},
                                          {"days", 5}});
        };
        const QDate start(2025, 11, 17);
        std::vector<Fact> facts;
        for (int i = 0; i < 800; ++i)
            facts.push_back(moved(start.addDays(5 + i * 3600), 3600));
        for (int i = 0; i < 3000; ++i)
            facts.push_back(
                fact(kind::DayOff, {{"date", start.addDays(i * 2).toString(Qt::ISODate)}, {"off", true}}));
        const auto free = of(facts).freeDays("sre");
        QCOMPARE(free.size(), std::size_t(400));
        QCOMPARE(*free.begin(), start);
        QVERIFY(!free.count(start.addDays(1)) && free.count(start.addDays(5)) &&
                free.count(start.addDays(6)));
        QCOMPARE(of(facts).freeDays("new-hire").size(), std::size_t(400)); // its days off
        // What is years away from the first day is no day of the plan.
        const auto enrolled = fact(kind::Enrolled, {{"track", "sre"}, {"start", "2025-11-17"}});
        const auto near = of({enrolled, moved(QDate(2013, 1, 7), 3660), moved(QDate(2023, 11, 13), 7),
                              moved(QDate(2027, 11, 15), 7), moved(QDate(2031, 1, 6), 7)})
                              .freeDays("sre");
        QCOMPARE(near.size(), std::size_t(3 + 3));
    }

    void movesThatOverlapFreeTheirDaysOnce() {
        const auto moved = [&](int from, int until, int days) {
            return fact(kind::PlanMoved, {{"track", "sre"},
                                          {"from", QDate(2025, 11, from).toString(Qt::ISODate)},
                                          {"until", QDate(2025, 11, until).toString(Qt::ISODate)},
                                          {"days", days}});
        };
        const auto agenda =
            of({moved(10, 14, 4), moved(11, 12, 1), moved(13, 16, 3), moved(18, 28, 0), moved(20, 21, 1)});
        std::set<QDate> expected;
        for (const int day : {10, 11, 12, 13, 14, 15, 20})
            expected.insert(QDate(2025, 11, day));
        QVERIFY(agenda.freeDays("sre") == expected);
    }

    void factsThatMakeNoSenseChangeNothing() {
        const Agenda agenda = of({
            fact(kind::DayOff, {{"date", "tomorrow"}, {"off", true}}),
            fact(kind::Enrolled, {{"track", "sre"}, {"start", 7}}),
            fact(kind::PlanMoved,
                 {{"track", "sre"}, {"from", "2025-11-19"}, {"until", "2025-11-19"}, {"days", 1}}),
            fact(kind::PlanMoved,
                 {{"track", "sre"}, {"from", "2025-11-19"}, {"until", "9999-11-19"}, {"days", 1}}),
            fact(kind::PlanMoved, {{"track", "sre"}, {"from", "2025-11-19"}, {"days", -4}}),
        });
        QVERIFY(agenda == Agenda());
    }

    void twoLaptopsAgreeWhateverCameFirst() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator dice(seed);
        std::vector<Fact> facts;
        for (int i = 0; i < 60; ++i) {
            const QDate day = QDate(2025, 11, 17).addDays(dice.bounded(10));
            const QString date = day.toString(Qt::ISODate);
            switch (dice.bounded(3)) {
            case 0:
                facts.push_back(fact(kind::DayOff, {{"date", date}, {"off", dice.bounded(2) == 0}}));
                break;
            case 1:
                facts.push_back(fact(kind::Enrolled, {{"track", QString("t%1").arg(dice.bounded(3))},
                                                      {"start", date},
                                                      {"by", dice.bounded(2) ? "first-start" : ""}}));
                break;
            default:
                facts.push_back(
                    fact(kind::PlanMoved, {{"track", "t1"},
                                           {"from", date},
                                           {"until", day.addDays(dice.bounded(1, 4)).toString(Qt::ISODate)},
                                           {"days", dice.bounded(3)}}));
            }
        }
        const Agenda first = of(facts);
        facts.insert(facts.end(), facts.begin(), facts.begin() + 20);
        std::shuffle(facts.begin(), facts.end(), std::mt19937(seed));
        QVERIFY(of(facts) == first);
    }
};

QTEST_GUILESS_MAIN(TestAgenda)
#include "tst_Agenda.moc"
