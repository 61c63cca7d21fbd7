#include "app/terminal/TerminalOptions.h"

#include <QtTest>

using namespace understudy;
using alone::readTerminalOptions;

/// The words after `understudy --terminal`.
class TestTerminalOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingMeansOnesOwnShell() {
        const auto options = readTerminalOptions({});
        QVERIFY(options.complaint.isEmpty());
        QVERIFY(options.command.isEmpty());
        QCOMPARE(options.columns, 80);
        QCOMPARE(options.rows, 24);
        QVERIFY(!options.testReports && !options.windowWishes);
    }
    void everythingAfterTheDashesIsTheCommand_data() {
        QTest::addColumn<QString>("dashes");
        QTest::newRow("--") << QStringLiteral("--");
        QTest::newRow("-e") << QStringLiteral("-e");
    }
    void everythingAfterTheDashesIsTheCommand() {
        QFETCH(QString, dashes);
        const auto options = readTerminalOptions(
            {"--geometry", "120x40", "--test-reports", dashes, "vim", "-e", "--geometry", "x"});
        QVERIFY2(options.complaint.isEmpty(), qPrintable(options.complaint));
        QCOMPARE(options.command, QStringList({"vim", "-e", "--geometry", "x"}));
        QCOMPARE(options.columns, 120);
        QCOMPARE(options.rows, 40);
        QVERIFY(options.testReports && options.windowWishes);
    }
    void aHostMayHaveAPortAndAKey() {
        const auto options = readTerminalOptions({"--ssh", "ada@bastion", "--ssh-port", "2222", "-i", "/k"});
        QVERIFY2(options.complaint.isEmpty(), qPrintable(options.complaint));
        QCOMPARE(options.host, QStringLiteral("ada@bastion"));
        QCOMPARE(options.port, 2222);
        QCOMPARE(options.identity, QStringLiteral("/k"));
    }
    void wordsThatMakeNoSenseAreNamed_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("named");
        QTest::newRow("size") << QStringList{"--geometry", "12"} << "12";
        QTest::newRow("too large") << QStringList{"--geometry", "9000x9000"} << "9000x9000";
        QTest::newRow("no size") << QStringList{"--geometry"} << "--geometry";
        QTest::newRow("option") << QStringList{"--dance"} << "--dance";
        QTest::newRow("command without dashes") << QStringList{"vim"} << "vim";
        QTest::newRow("nothing to run") << QStringList{"-e"} << "-e";
        QTest::newRow("port") << QStringList{"--ssh", "h", "--ssh-port", "70000"} << "70000";
        QTest::newRow("key without a host") << QStringList{"-i", "/k"} << "--ssh";
    }
    void wordsThatMakeNoSenseAreNamed() {
        QFETCH(QStringList, words);
        QFETCH(QString, named);
        const auto options = readTerminalOptions(words);
        QVERIFY2(options.complaint.contains(named), qPrintable(options.complaint));
    }
};

QTEST_GUILESS_MAIN(TestTerminalOptions)
#include "tst_TerminalOptions.moc"
