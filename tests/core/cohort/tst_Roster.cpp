#include "core/cohort/Roster.h"

#include <QTest>

using namespace understudy;
using cohort::readRoster;

class tst_Roster final : public QObject {
    Q_OBJECT

    static course::Course course() {
        course::Course made;
        made.tracks = {{"new-hire", "New Hire Track", {}}, {"sre", "SRE Track", {}}};
        return made;
    }

private Q_SLOTS:
    void columnsComeInAnyOrderAndCase();
    void aTrackIsKnownByItsTitle();
    void aWrongLineSaysWhatIsWrong_data();
    void aWrongLineSaysWhatIsWrong();
    void aFileWithoutItsColumnsIsRefusedWhole();
    void whatIsWrittenIsReadBack();
};

void tst_Roster::columnsComeInAnyOrderAndCase() {
    const auto file = readRoster(
        "Start,TRACK,cohort,Full_Name,name\n2025-11-17,new-hire,2025-11,Rahul Menon,rmenon\n", course());
    QCOMPARE(file.wrong, QString());
    QCOMPARE(file.good(), 1);
    const auto& member = file.lines[0].member;
    QCOMPARE(member.fullName, QStringLiteral("Rahul Menon"));
    QCOMPARE(member.start, QDate(2025, 11, 17));
    QCOMPARE(member.team, QString());
}

void tst_Roster::aTrackIsKnownByItsTitle() {
    const auto file = readRoster("name,cohort,track,start\nrmenon,A,new hire track,2025-11-17\n", course());
    QCOMPARE(file.lines[0].member.track, QStringLiteral("new-hire"));
    QCOMPARE(file.lines[0].member.fullName, QStringLiteral("rmenon"));
}

void tst_Roster::aWrongLineSaysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("name") << QByteArray("two words,A,sre,2025-11-17") << "short name";
    QTest::newRow("no name") << QByteArray(",A,sre,2025-11-17") << "short name";
    QTest::newRow("cohort") << QByteArray("ada,,sre,2025-11-17") << "cohort";
    QTest::newRow("track") << QByteArray("ada,A,sray,2025-11-17") << "new-hire, sre";
    QTest::newRow("date") << QByteArray("ada,A,sre,17.11.2025") << "2025-11-17";
    QTest::newRow("no such day") << QByteArray("ada,A,sre,2025-02-30") << "2025-02-30";
    QTest::newRow("twice") << QByteArray("bo,A,sre,2025-11-17") << "twice";
    QTest::newRow("too long") << QByteArray("ada," + QByteArray(201, 'x') + ",sre,2025-11-17") << "200";
}

void tst_Roster::aWrongLineSaysWhatIsWrong() {
    QFETCH(QByteArray, line);
    QFETCH(QString, says);
    const auto file = readRoster("name,cohort,track,start\nbo,A,sre,2025-11-17\n" + line + "\n", course());
    QCOMPARE(file.lines.size(), std::size_t(2));
    QCOMPARE(file.good(), 1);
    QVERIFY2(file.lines[1].wrong.contains(says), qPrintable(file.lines[1].wrong));
    QCOMPARE(file.lines[1].number, 3);
}

void tst_Roster::aFileWithoutItsColumnsIsRefusedWhole() {
    QVERIFY(readRoster("", course()).wrong.contains(QLatin1String("no rows")));
    QVERIFY(readRoster("name,cohort,track,start\n", course()).wrong.contains(QLatin1String("no rows")));
    QVERIFY(
        readRoster("name,cohort,track\nada,A,sre\n", course()).wrong.contains(QLatin1String("\"start\"")));
}

void tst_Roster::whatIsWrittenIsReadBack() {
    cohort::Member member{
        0,      "tz", "Tomasz \"Tom\" Zieliński", {}, "2025-11", "Storage, North", "sre", QDate(2025, 11, 17),
        "pnair"};
    const auto file = readRoster(cohort::writeRoster({member}), course());
    QCOMPARE(file.good(), 1);
    QCOMPARE(file.lines[0].member, member);
}

QTEST_APPLESS_MAIN(tst_Roster)
#include "tst_Roster.moc"
