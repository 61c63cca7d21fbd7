#include "core/cohort/Records.h"
#include "core/cohort/Roster.h"

#include "tests/core/store/StoreCase.h"

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
    void whatTakingOverWouldRefuseIsSaidBefore();
    void aFileWithoutItsColumnsIsRefusedWhole();
    void whatIsWrittenIsReadBack();
    void namesThatLookLikeFormulasGoOutAndComeBack();
    void whoWasThereBeforeTheFirstStartIsFound();
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
    QTest::newRow("dash") << QByteArray("-z3,A,sre,2025-11-17") << "dash";
    QTest::newRow("lost letters") << QByteArray("ada,J\xEF\xBF\xBDrg,sre,2025-11-17") << "CSV UTF-8";
    QTest::newRow("nothing") << QByteArray("ada,J\0rg,sre,2025-11-17", 23) << "CSV UTF-8";
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

void tst_Roster::whatTakingOverWouldRefuseIsSaidBefore() {
    for (const QByteArray& name :
         {QByteArray("\"Ada\nBerg\""), QByteArray("- vacant -"), QByteArray(201, 'x')}) {
        const auto file =
            readRoster("name,full name,cohort,track,start\nada," + name + ",A,sre,2025-11-17\n", course());
        QCOMPARE(file.lines.size(), std::size_t(1));
        QVERIFY2(file.lines[0].wrong.contains(QLatin1String("full name")), name.constData());
    }
    QByteArray umlauts;
    for (int i = 0; i < 200; ++i)
        umlauts += "ü";
    QCOMPARE(readRoster("name,full name,cohort,track,start\nada," + umlauts + ",A,sre,2025-11-17\n", course())
                 .good(),
             1);
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

void tst_Roster::namesThatLookLikeFormulasGoOutAndComeBack() {
    cohort::Member member{0,       "-z3", "=1+1", {}, "@home", "North;-South", "sre", QDate(2025, 11, 17),
                          "-pnair"};
    const auto csv = cohort::writeRoster({member});
    QVERIFY(csv.contains("'=1+1") && csv.contains(";'-South"));
    const auto file = readRoster(csv, course());
    QCOMPARE(file.lines.size(), std::size_t(1));
    QCOMPARE(file.lines[0].member, member);
}

void tst_Roster::whoWasThereBeforeTheFirstStartIsFound() {
    const tests::Place place(false);
    const auto database = place.open();
    auto& sql = database->sql();
    const fakes::PushedClock clock;
    QVERIFY(sql.run("INSERT INTO person (name, full_name, account, role, created) VALUES "
                    "('anna', 'Anna Berg', 'p-anna', 'trainee', 1)"));
    cohort::Member anna{1, "anna", "Anna Berg", "p-anna", "A", {}, "sre", QDate(2025, 11, 17), {}};
    const std::string home = "https://training.example.org";
    QVERIFY(cohort::Roster(sql, "https://understudy.example").put(anna));
    const auto did = R"({"id":")" + tests::idOf(1) + R"(","actor":{"account":{"homePage":")" + home +
                     R"(","name":"p-anna"}},"verb":{"id":"http://v.example/did"},)" +
                     R"("object":{"id":"http://o.example/1"}})";
    QCOMPARE(tests::appendTo(sql, clock, {tests::draftOf(did)}), std::string());
    const auto newest = [&] { return cohort::Records(sql).newest()->front().seq; };
    QCOMPARE(newest(), std::int64_t(0));
    QVERIFY(cohort::Roster(sql, home).renew());
    QVERIFY(newest() > 0);
    // Taking the roster again does it too.
    QVERIFY(cohort::Roster(sql, "https://understudy.example").put(anna));
    QCOMPARE(newest(), std::int64_t(0));
    QVERIFY(cohort::Roster(sql, home).put(anna));
    QVERIFY(newest() > 0);
}

QTEST_GUILESS_MAIN(tst_Roster)
#include "tst_Roster.moc"
