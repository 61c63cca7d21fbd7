#include "core/base/Clock.h"

#include <QTest>

using namespace understudy;

class tst_Clock final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMomentIsWrittenInUtcWithMilliseconds() {
        const Instant when{std::chrono::milliseconds(1'762'765'200'120)};
        QCOMPARE(toIso(when), QStringLiteral("2025-11-10T09:00:00.120Z"));
        QCOMPARE(fromIso(toIso(when)), std::optional(when));
    }

    void anOffsetIsTakenIntoAccount() {
        QCOMPARE(fromIso("2025-11-10T10:00:00+01:00"), fromIso("2025-11-10T09:00:00Z"));
    }

    void aTextWithoutAnOffsetIsNotAMoment() {
        QVERIFY(!fromIso("2025-11-10T10:00:00"));
        QVERIFY(!fromIso("yesterday"));
        QVERIFY(!fromIso(""));
    }
};

QTEST_GUILESS_MAIN(tst_Clock)
#include "tst_Clock.moc"
