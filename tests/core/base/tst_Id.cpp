#include "core/base/Id.h"

#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;

class tst_Id final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMillionIdsOfOneMillisecondRiseAndDiffer() {
        fakes::PushedClock clock;
        IdMaker ids(clock, systemRandomness());
        Id last;
        for (int i = 0; i < 1'000'000; ++i) {
            const Id id = ids.next();
            QVERIFY2(last < id, qPrintable(last + " " + id));
            last = id;
        }
    }

    void anIdSaysVersionSevenAndItsMillisecond() {
        fakes::PushedClock clock("2022-02-22T19:22:22.000Z"); // the example of RFC 9562, appendix A.6
        IdMaker ids(clock, systemRandomness());
        const Id id = ids.next();
        QVERIFY(isUuid(id));
        QCOMPARE(id.left(13), QStringLiteral("017f22e2-79b0"));
        QCOMPARE(id.at(14), QLatin1Char('7'));
    }

    void aClockThatGoesBackNeverRepeatsAnId() {
        fakes::PushedClock clock;
        IdMaker ids(clock, systemRandomness());
        const Id before = ids.next();
        clock.push(std::chrono::hours(-24));
        QVERIFY(before < ids.next());
    }

    void onlyUuidsAreUuids() {
        QVERIFY(isUuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"));
        QVERIFY(!isUuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398"));
        QVERIFY(!isUuid("017f22e2-79b0-7cc3-c8c4-dc0c0c07398f"));
        QVERIFY(!isUuid("017f22e279b07cc398c4dc0c0c07398f"));
        QVERIFY(!isUuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n"));
    }
};

QTEST_GUILESS_MAIN(tst_Id)
#include "tst_Id.moc"
