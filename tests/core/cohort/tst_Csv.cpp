#include "core/cohort/Csv.h"

#include <QTest>

using namespace understudy;
using cohort::readCsv;

class tst_Csv final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsComeAsTheyAreWritten();
    void semicolonsAndTabsAreUnderstood();
    void aQuoteThatIsNotClosedIsRefusedWithItsLine();
    void latinTextIsRefusedInWords();
    void aFormulaDoesNotRunInASpreadsheet();
    void whatIsWrittenIsReadBack();
};

void tst_Csv::rowsComeAsTheyAreWritten() {
    const auto rows = readCsv("\xEF\xBB\xBFname,full name\r\nada, \"Berg, \"\"Ann\"\"\na\" \r\n\r\nbo,Bo\n");
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t(3));
    QCOMPARE((*rows)[0].fields, (QStringList{"name", "full name"}));
    QCOMPARE((*rows)[1].line, 2);
    QCOMPARE((*rows)[2].fields, (QStringList{"bo", "Bo"}));
    QCOMPARE((*rows)[2].line, 5);
}

void tst_Csv::semicolonsAndTabsAreUnderstood() {
    QCOMPARE((*readCsv("name;team\nada;Storage, North\n"))[1].fields, (QStringList{"ada", "Storage, North"}));
    QCOMPARE((*readCsv("name\tteam\nada\tStorage, North\n"))[1].fields,
             (QStringList{"ada", "Storage, North"}));
}

void tst_Csv::aQuoteThatIsNotClosedIsRefusedWithItsLine() {
    const auto rows = readCsv("name\nada\n\"bo\nand so on\n");
    QVERIFY(!rows);
    QVERIFY2(rows.error().sentence.contains(QLatin1String("line 3")), qPrintable(rows.error().sentence));
}

void tst_Csv::latinTextIsRefusedInWords() {
    const auto rows = readCsv("name\nJ\xF6rg\n");
    QVERIFY(!rows);
    QVERIFY(rows.error().sentence.contains(QLatin1String("UTF-8")));
}

void tst_Csv::aFormulaDoesNotRunInASpreadsheet() {
    for (const auto* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
        QVERIFY2(cohort::csvLine({QLatin1String(formula)}).contains("'"), formula);
    QCOMPARE(cohort::csvLine({"plain", "a,b", "say \"hi\""}),
             QByteArray("plain,\"a,b\",\"say \"\"hi\"\"\"\r\n"));
}

void tst_Csv::whatIsWrittenIsReadBack() {
    const QStringList fields{"", "two\nlines", "semi;colon", "quote\"", "Zieliński"};
    const auto rows = readCsv(cohort::csvLine({"a", "b", "c", "d", "e"}) + cohort::csvLine(fields));
    QVERIFY(rows);
    QCOMPARE((*rows)[1].fields, fields);
}

QTEST_APPLESS_MAIN(tst_Csv)
#include "tst_Csv.moc"
