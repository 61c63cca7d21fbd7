#include "core/cohort/View.h"

#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;
using namespace understudy::cohort;

class tst_View final : public QObject {
    Q_OBJECT

    fakes::PushedClock m_clock{"2025-11-24T09:00:00.000Z"}; // a Monday

    /// Whether somebody whom the server heard at @p heard is among those nobody has heard from.
    bool isSilent(const char* heard, std::set<QDate> free = {}) {
        auto trainee = std::make_shared<Trainee>();
        trainee->member.start = QDate(2025, 11, 3);
        trainee->summary.start = trainee->member.start;
        trainee->summary.free = std::move(free);
        trainee->summary.heard = fromIso(QString::fromLatin1(heard))->time_since_epoch().count();
        Standings standings;
        standings.trainees.push_back(trainee);
        return !select(standings, View(), m_clock).silent.empty();
    }

private Q_SLOTS:
    void threeDaysOfSilenceAreWorthAWord() {
        m_clock.set(*fromIso(QStringLiteral("2025-11-21T09:00:00.000Z"))); // Friday
        QVERIFY(isSilent("2025-11-18T08:00:00.000Z"));
        QVERIFY(!isSilent("2025-11-18T10:00:00.000Z"));
    }
    void aWeekendIsNoSilence() {
        m_clock.set(*fromIso(QStringLiteral("2025-11-24T09:00:00.000Z"))); // Monday
        QVERIFY(!isSilent("2025-11-20T17:00:00.000Z"));                    // Thursday evening
        QVERIFY(isSilent("2025-11-19T08:00:00.000Z"));                     // Wednesday morning
    }
    void norAreDaysOff() {
        m_clock.set(*fromIso(QStringLiteral("2025-11-21T09:00:00.000Z")));
        QVERIFY(!isSilent("2025-11-17T17:00:00.000Z", {QDate(2025, 11, 18), QDate(2025, 11, 19)}));
    }
    void whoNeverSentAnythingIsSilent() { QVERIFY(isSilent("1970-01-01T00:00:00.000Z")); }
};

QTEST_GUILESS_MAIN(tst_View)
#include "tst_View.moc"
