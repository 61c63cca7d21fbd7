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
    void aFormulaDoesNotRunWhereCellsArePartedBySomethingElse();
    void whatIsGuardedIsReadAsItWas();
    void aLongFieldIsWrittenAtOnce();
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

void tst_Csv::aFormulaDoesNotRunWhereCellsArePartedBySomethingElse() {
    QCOMPARE(cohort::csvLine({"x;=cmd|' /C calc'!A0;"}), QByteArray("\"x;'=cmd|' /C calc'!A0;\"\r\n"));
    QCOMPARE(cohort::csvLine({"x;\"=1+1"}), QByteArray("\"x;\"\"'=1+1\"\r\n"));
    // However a spreadsheet parts the line, no cell of it begins with a sign of a formula.
    for (const char separator : {';', ',', '\t', '\n', '\r'})
        for (const auto* sign : {"=", "+", "-", "@", "\"=", "\"\"-"}) {
            const QString field = QStringLiteral("a") + QLatin1Char(separator) + QLatin1String(sign) + u'b';
            for (const char parting : {';', ',', '\t', '\n', '\r'})
                for (auto cell : cohort::csvLine({"ada", field, "last"}).split(parting)) {
                    while (cell.startsWith('"'))
                        cell.remove(0, 1);
                    QVERIFY2(cell.isEmpty() || !QByteArray("=+-@").contains(cell[0]), qPrintable(field));
                }
        }
    QCOMPARE(cohort::csvLine({"well-known, a=b; 1 + 1"}), QByteArray("\"well-known, a=b; 1 + 1\"\r\n"));
}

void tst_Csv::whatIsGuardedIsReadAsItWas() {
    for (const auto* field : {"=1+1", "- vacant -", "@home", "x;=1", "a\n+b", "x;\"-1", "it's", "'quoted'"}) {
        const auto rows = readCsv(cohort::csvLine({QLatin1String(field)}));
        QVERIFY(rows);
        QCOMPARE(cohort::unguarded(rows->front().fields.front()), QLatin1String(field));
    }
}

void tst_Csv::aLongFieldIsWrittenAtOnce() {
    const auto field =
        QStringLiteral(";-;\"=").repeated(500'000); // were it copied for each sign, for an hour
    const auto line = cohort::csvLine({field});
    QVERIFY(!line.contains(";-") && !line.contains("\"="));
    QCOMPARE(cohort::unguarded((*readCsv(line))[0].fields[0]), field);
}

void tst_Csv::whatIsWrittenIsReadBack() {
    const QStringList fields{"", "two\nlines", "semi;colon", "quote\"", "Zieliński"};
    const auto rows = readCsv(cohort::csvLine({"a", "b", "c", "d", "e"}) + cohort::csvLine(fields));
    QVERIFY(rows);
    QCOMPARE((*rows)[1].fields, fields);
}

QTEST_APPLESS_MAIN(tst_Csv)
#include "tst_Csv.moc"
