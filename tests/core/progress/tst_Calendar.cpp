#include "core/progress/Calendar.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace understudy::progress;

class TestCalendar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void daysOfATrackAreWorkingDays() {
        const Calendar calendar(QDate(2025, 11, 17)); // a Monday
        QCOMPARE(calendar.date(1, 1), QDate(2025, 11, 17));
        QCOMPARE(calendar.date(1, 5), QDate(2025, 11, 21));
        QCOMPARE(calendar.date(2, 1), QDate(2025, 11, 24));
        QCOMPARE(calendar.week(QDate(2025, 11, 19)), 1);
        QCOMPARE(calendar.day(QDate(2025, 11, 19)), 3);
        QCOMPARE(calendar.week(QDate(2025, 11, 28)), 2);
        QCOMPARE(calendar.day(QDate(2025, 11, 28)), 5);
    }

    void aWeekendBelongsToTheFridayBefore() {
        const Calendar calendar(QDate(2025, 11, 17));
        QCOMPARE(calendar.day(QDate(2025, 11, 22)), 5);
        QCOMPARE(calendar.day(QDate(2025, 11, 23)), 5);
        QCOMPARE(calendar.week(QDate(2025, 11, 23)), 1);
        QCOMPARE(calendar.week(QDate(2025, 11, 16)), 0);
        QCOMPARE(calendar.day(QDate(2025, 11, 14)), 0);
    }

    void aTrackThatStartsOnWednesdayStillHasFiveDaysAWeek() {
        const Calendar calendar(QDate(2025, 11, 19));
        QCOMPARE(calendar.date(1, 3), QDate(2025, 11, 21));
        QCOMPARE(calendar.date(1, 4), QDate(2025, 11, 24));
        QCOMPARE(calendar.date(2, 1), QDate(2025, 11, 26));
        QCOMPARE(calendar.day(QDate(2025, 11, 25)), 5);
        for (int week = 1; week <= 3; ++week)
            for (int day = 1; day <= 5; ++day) {
                QCOMPARE(calendar.week(calendar.date(week, day)), week);
                QCOMPARE(calendar.day(calendar.date(week, day)), day);
            }
    }

    void aStartOnSaturdayIsMonday() {
        QCOMPARE(Calendar(QDate(2025, 11, 15)).date(1, 1), QDate(2025, 11, 17));
    }

    void aDayOffBelongsToTheWorkingDayBefore() {
        const Calendar calendar(QDate(2025, 12, 22), {QDate(2025, 12, 24), QDate(2025, 12, 25),
                                                      QDate(2025, 12, 26), QDate(2026, 1, 1)});
        QCOMPARE(calendar.date(1, 3), QDate(2025, 12, 29));
        QCOMPARE(calendar.date(1, 5), QDate(2025, 12, 31));
        QCOMPARE(calendar.date(2, 1), QDate(2026, 1, 2)); // over the end of the year
        QCOMPARE(calendar.day(QDate(2025, 12, 25)), 2);
        QCOMPARE(calendar.next(QDate(2025, 12, 24)), QDate(2025, 12, 29));
        QCOMPARE(calendar.next(QDate(2025, 12, 23)), QDate(2025, 12, 23));
        const Calendar late(QDate(2025, 12, 24), {QDate(2025, 12, 24)});
        QCOMPARE(late.dayNumber(QDate(2025, 12, 24)), 0); // the first day itself is free
        QCOMPARE(late.date(1, 1), QDate(2025, 12, 25));
    }

    void everyDayOfAPlanIsOnceAndNeverOnAFreeDay() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator dice(seed);
        for (int run = 0; run < 300; ++run) {
            const QDate start = QDate(2025, 1, 1).addDays(dice.bounded(1500));
            std::set<QDate> free;
            for (int i = dice.bounded(20); i > 0; --i) {
                const QDate first = start.addDays(dice.bounded(40));
                for (int day = dice.bounded(1, 6); day > 0; --day)
                    free.insert(first.addDays(day - 1));
            }
            const Calendar calendar(start, free);
            const auto dates = calendar.firstDates(20);
            QCOMPARE(dates.size(), std::size_t(20));
            QDate before;
            for (int week = 1; week <= 4; ++week)
                for (int day = 1; day <= 5; ++day) {
                    const QDate date = calendar.date(week, day);
                    QVERIFY(date.dayOfWeek() <= 5 && !free.count(date) && date >= start);
                    QVERIFY(!before.isValid() || before < date);
                    for (QDate one = before.isValid() ? before.addDays(1) : start; one < date;
                         one = one.addDays(1))
                        QVERIFY(one.dayOfWeek() > 5 || free.count(one)); // no working day is left out
                    QCOMPARE(calendar.week(date), week);
                    QCOMPARE(calendar.day(date), day);
                    QCOMPARE(dates[static_cast<std::size_t>((week - 1) * 5 + day - 1)], date);
                    before = date;
                }
        }
    }

    void aBrokenClockIsNotWalkedAfter() {
        const Calendar calendar(QDate(2025, 11, 17));
        QVERIFY(calendar.dayNumber(QDate(200000, 1, 1)) > 5000);
        QVERIFY(calendar.dayNumber(QDate(1, 1, 1)) < -5000);
    }

    void dueIsSaidAsPeopleSayIt_data() {
        QTest::addColumn<QDateTime>("due");
        QTest::addColumn<bool>("hasTime");
        QTest::addColumn<QString>("words");
        const QTime five(17, 0), end(23, 59, 59);
        QTest::newRow("yesterday") << QDateTime(QDate(2025, 11, 18), end) << false << "1 day late";
        QTest::newRow("last week") << QDateTime(QDate(2025, 11, 14), end) << false << "5 days late";
        QTest::newRow("today") << QDateTime(QDate(2025, 11, 19), end) << false << "Today";
        QTest::newRow("today at five") << QDateTime(QDate(2025, 11, 19), five) << true << "Today 17:00";
        QTest::newRow("this morning")
            << QDateTime(QDate(2025, 11, 19), QTime(8, 0)) << true << "Late since 08:00";
        QTest::newRow("tomorrow") << QDateTime(QDate(2025, 11, 20), five) << true << "Tomorrow";
        QTest::newRow("next week") << QDateTime(QDate(2025, 11, 24), end) << false << "Mon 24 Nov";
    }

    void dueIsSaidAsPeopleSayIt() {
        QFETCH(QDateTime, due);
        QFETCH(bool, hasTime);
        QFETCH(QString, words);
        QCOMPARE(dueWords(due, hasTime, QDateTime(QDate(2025, 11, 19), QTime(9, 30))), words);
    }

    void whenOneStoppedIsSaidToo() {
        const QDateTime now(QDate(2025, 11, 19), QTime(9, 30));
        QCOMPARE(agoWords(QDateTime(QDate(2025, 11, 18), QTime(16, 48)), now), QString("yesterday at 16:48"));
        QCOMPARE(agoWords(QDateTime(QDate(2025, 11, 19), QTime(9, 6)), now), QString("today at 09:06"));
        QCOMPARE(agoWords(QDateTime(QDate(2025, 11, 14), QTime(11, 20)), now),
                 QString("on Fri 14 November at 11:20"));
    }
};

QTEST_GUILESS_MAIN(TestCalendar)
#include "tst_Calendar.moc"
