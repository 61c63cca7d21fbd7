#include "labs/clock/Time.h"

#include <QTest>

using namespace understudy::cluster;

class TestTime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durationsAreReadAsTheyAreWritten_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("micros");
        QTest::newRow("seconds") << "90s" << qint64(90 * second);
        QTest::newRow("parts") << "1h30m" << qint64(90 * minute);
        QTest::newRow("back") << "-2d" << qint64(-2 * day);
        QTest::newRow("milliseconds") << "+250ms" << qint64(250'000);
        QTest::newRow("a century") << "36500d" << qint64(36'500 * day);
    }
    void durationsAreReadAsTheyAreWritten() {
        QFETCH(const QString, text);
        QFETCH(const qint64, micros);
        QCOMPARE(parseDuration(text.toStdString()).value_or(-1), micros);
    }
    void whatIsNoDurationIsRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << "";
        QTest::newRow("a sign") << "-";
        QTest::newRow("no unit") << "90";
        QTest::newRow("no number") << "s";
        QTest::newRow("another unit") << "3w";
        QTest::newRow("two signs") << "--3s";
        QTest::newRow("longer than can be counted") << "999999999d";
        QTest::newRow("longer by many parts") << QString(QStringLiteral("46296d")).repeated(2400);
    }
    void whatIsNoDurationIsRefused() {
        QFETCH(const QString, text);
        QVERIFY(!parseDuration(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(TestTime)
#include "tst_Time.moc"
