#include "labs/controllers/CronSchedule.h"

#include "labs/clock/Time.h"

#include <QtTest>

using namespace understudy::cluster;

namespace {

/// The first three moments of a schedule after one, as RFC 3339.
QString next(const char* schedule, const char* after) {
    const auto read = CronSchedule::read(schedule);
    if (const auto* problem = std::get_if<std::string>(&read))
        return QString::fromStdString(*problem);
    auto at = std::optional(*fromRfc3339(after) / minute);
    QStringList found;
    for (int i = 0; i < 3 && at; ++i)
        if ((at = std::get<CronSchedule>(read).after(*at)))
            found.append(QString::fromStdString(toRfc3339(*at * minute)).chopped(4));
    return found.join(u' ');
}

} // namespace

class TestCronSchedule : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itFindsTheNextMoments_data() {
        QTest::addColumn<QByteArray>("schedule");
        QTest::addColumn<QString>("moments");
        const auto row = [](const char* schedule, const char* moments) {
            QTest::newRow(schedule) << QByteArray(schedule) << QString::fromLatin1(moments);
        };
        row("* * * * *", "2026-02-28T23:59 2026-03-01T00:00 2026-03-01T00:01");
        row("*/20 * * * *", "2026-03-01T00:00 2026-03-01T00:20 2026-03-01T00:40");
        row("0 3 * * *", "2026-03-01T03:00 2026-03-02T03:00 2026-03-03T03:00");
        row("30 2 * * mon-fri", "2026-03-02T02:30 2026-03-03T02:30 2026-03-04T02:30");
        row("0 0 29 2 *", "2028-02-29T00:00 2032-02-29T00:00");
        row("0 0 1 * 0", "2026-03-01T00:00 2026-03-08T00:00 2026-03-15T00:00");
        row("5,10 8-9/1 1 JAN *", "2027-01-01T08:05 2027-01-01T08:10 2027-01-01T09:05");
        row("@weekly", "2026-03-01T00:00 2026-03-08T00:00 2026-03-15T00:00");
        row("0 0 30 2 *", "");
    }
    void itFindsTheNextMoments() {
        QFETCH(QByteArray, schedule);
        QFETCH(QString, moments);
        const QString found = next(schedule.constData(), "2026-02-28T23:58:00Z");
        QVERIFY2(moments.isEmpty() ? found.isEmpty() : found.startsWith(moments), qPrintable(found));
    }
    void itSaysWhatIsWrong() {
        QCOMPARE(next("", "2026-01-01T00:00:00Z"), QStringLiteral("Empty spec string"));
        QCOMPARE(next("0 3 * *", "2026-01-01T00:00:00Z"),
                 QStringLiteral("Expected exactly 5 fields, found 4: 0 3 * *"));
        QCOMPARE(next("60 * * * *", "2026-01-01T00:00:00Z"),
                 QStringLiteral("End of range (60) above maximum (59): 60"));
        QCOMPARE(next("0 0 0 * *", "2026-01-01T00:00:00Z"),
                 QStringLiteral("Beginning of range (0) below minimum (1): 0"));
        QCOMPARE(next("5-1 * * * *", "2026-01-01T00:00:00Z"),
                 QStringLiteral("Beginning of range (5) beyond end of range (1): 5-1"));
        QCOMPARE(next("*/0 * * * *", "2026-01-01T00:00:00Z"),
                 QStringLiteral("Step of range should be a positive number: */0"));
        QCOMPARE(next("@often", "2026-01-01T00:00:00Z"), QStringLiteral("Unrecognized descriptor: @often"));
        for (const char* each : {"a * * * *", "1/2/3 * * * *", "1-2-3 * * * *", ", * * * *", "* * * * xyz",
                                 "99999 * * * *", "- * * * *", "/ * * * *"})
            QVERIFY2(!next(each, "2026-01-01T00:00:00Z").startsWith(QStringLiteral("20")), each);
    }
};

QTEST_GUILESS_MAIN(TestCronSchedule)
#include "tst_CronSchedule.moc"
