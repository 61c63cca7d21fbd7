#include "core/review/Schedule.h"

#include <QtTest>

#include <numeric>

using namespace understudy;
using namespace understudy::review;
using namespace std::chrono_literals;

namespace {

const Instant noon = Instant(1'760'011'200'000ms); // 2025-10-09T12:00Z

Card cardDue(const QString& question, std::chrono::hours ago, double stability = 3, int seconds = 20) {
    Card card;
    card.question = question;
    card.memory = {stability, 5};
    card.last = noon - ago - std::chrono::hours(int(stability * 24));
    card.due = noon - ago;
    card.answers = 2;
    card.seconds = seconds;
    return card;
}

struct Backlog {
    std::vector<Card> cards;
    std::set<QString> asked;
    void add(const Card& card) {
        cards.push_back(card);
        asked.insert(card.question);
    }
    Schedule plan(int spent = 0, const Limits& limits = {}, int offset = 0) const {
        return scheduleFor(cards, noon, offset, spent, asked, limits);
    }
};

} // namespace

class TestSchedule : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void afterALongPauseADayIsNoFullerThanAnyOther() {
        Backlog backlog;
        for (int i = 0; i < 300; ++i)
            backlog.add(cardDue(QString("q%1").arg(i), std::chrono::hours(24 * 60 + i)));
        const Schedule plan = backlog.plan();
        QCOMPARE(plan.today.size(), 30u); // 10 minutes of 20 seconds
        QCOMPARE(plan.seconds, 600);
        QCOMPARE(plan.waiting, 270);
        QCOMPARE(plan.ahead, std::vector<int>(7, 30));
    }

    void whatWasReviewedTodayCountsAgainstTheCap() {
        Backlog backlog;
        for (int i = 0; i < 50; ++i)
            backlog.add(cardDue(QString("q%1").arg(i), 24h));
        QCOMPARE(backlog.plan(300).today.size(), 15u);
        QVERIFY(backlog.plan(600).today.empty());
        QVERIFY(backlog.plan(5000).today.empty());
    }

    void whatCanStillBeKeptComesFirst() {
        Backlog backlog;
        backlog.add(cardDue("lost", 24h * 90));
        backlog.add(cardDue("slipping", 24h * 2));
        Card fresh = cardDue("fresh", 24h);
        fresh.answers = 0;
        backlog.add(fresh);
        QCOMPARE(backlog.plan().today, (std::vector<QString>{"slipping", "lost", "fresh"}));
    }

    void newQuestionsAreRationed() {
        Backlog backlog;
        for (int i = 0; i < 20; ++i) {
            Card card = cardDue(QString("n%1").arg(i, 2, 10, QChar('0')), 24h);
            card.answers = card.seconds = 0;
            backlog.add(card);
        }
        const Schedule plan = backlog.plan();
        QCOMPARE(plan.today.size(), 10u);
        QCOMPARE(plan.ahead.front(), 10);
    }

    void todayIsTheTraineesOwnDay() {
        Backlog backlog;
        backlog.add(cardDue("tonight", -11h)); // 23:00 UTC
        QCOMPARE(backlog.plan().today.size(), 1u);
        QVERIFY(backlog.plan(0, {}, 120).today.empty()); // there it is 01:00 tomorrow
        QCOMPARE(backlog.plan(0, {}, 120).ahead.front(), 1);
    }

    void aQuestionTheCourseNoLongerHasIsPassedOver() {
        Backlog backlog;
        backlog.add(cardDue("kept", 24h));
        backlog.cards.push_back(cardDue("gone", 24h));
        QCOMPARE(backlog.plan().today, std::vector<QString>{"kept"});
    }

    void nothingIsLostInTheSpreading() {
        Backlog backlog;
        for (int i = 0; i < 137; ++i)
            backlog.add(cardDue(QString("q%1").arg(i), std::chrono::hours(24 * (i % 9 - 4)), 3, 15 + i % 40));
        Limits wide;
        wide.forecastDays = 30;
        const Schedule plan = backlog.plan(0, wide);
        const int all = int(plan.today.size()) + std::accumulate(plan.ahead.begin(), plan.ahead.end(), 0);
        QCOMPARE(all, 137);
        QVERIFY(plan.seconds <= 600);
    }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_Schedule.moc"
