#include "core/vt/Charsets.h"

#include <QTest>

using understudy::vt::Charsets;

namespace {

/// What a text without controls means in the set in use.
QString shown(Charsets& sets, const char* text) {
    std::u32string out;
    for (; *text; ++text) {
        out += sets.translate(static_cast<unsigned char>(*text));
    }
    return QString::fromStdU32String(out);
}

} // namespace

/// The character sets of DEC terminals.
class tst_Charsets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boxesAreDrawnWithTheGraphicsSet() {
        Charsets sets;
        QVERIFY(sets.isAscii());
        sets.designate(1, false, 0, '0', false);
        QVERIFY(sets.isAscii());
        sets.lock(1);
        QVERIFY(!sets.isAscii());
        QCOMPARE(shown(sets, "lqk x~A"), QStringLiteral("┌─┐ │·A"));
        sets.lock(0);
        QCOMPARE(shown(sets, "lqk"), QStringLiteral("lqk"));
    }
    void aSingleShiftIsForOneCharacter() {
        Charsets sets;
        sets.designate(2, false, 0, '0', false);
        sets.single(2);
        QCOMPARE(shown(sets, "qq"), QStringLiteral("─q"));
    }
    void nationalSetsActOnlyWhereTheyAreSwitchedOn() {
        Charsets sets;
        sets.designate(0, false, 0, 'K', false);
        QCOMPARE(shown(sets, "[\\]{|}~"), QStringLiteral("[\\]{|}~"));
        sets.designate(0, false, 0, 'K', true);
        QCOMPARE(shown(sets, "[\\]{|}~"), QStringLiteral("ÄÖÜäöüß"));
        sets.designate(0, false, '%', '6', true);
        QCOMPARE(shown(sets, "[\\]{|}~"), QStringLiteral("ÃÇÕãçõ~"));
    }
    void theSetsOfASecondMemoryAreAsciiHere() {
        for (const char set : {'1', '2'}) {
            Charsets sets;
            sets.designate(0, false, 0, set, false);
            QCOMPARE(shown(sets, "lqk`"), QStringLiteral("lqk`"));
            QCOMPARE(sets.name(0), set);
        }
    }
    void onlySetsOf96HaveALetterInThePlaceOfDel() {
        Charsets sets;
        QVERIFY(!sets.has96());
        sets.designate(0, false, 0, 'A', false);
        QCOMPARE(shown(sets, "i"), QStringLiteral("é"));
        QVERIFY(!sets.has96());
        sets.designate(2, true, 0, 'A', false);
        QVERIFY(!sets.has96());
        sets.single(2);
        QVERIFY(sets.has96());
        QCOMPARE(shown(sets, "\x7F"), QStringLiteral("ÿ"));
        QVERIFY(!sets.has96());
        sets.lock(2);
        QCOMPARE(shown(sets, " i\x7F"), QStringLiteral("\u00A0éÿ"));
    }
    void aSetNobodyKnowsChangesNothing() {
        Charsets sets;
        const Charsets before = sets;
        sets.designate(0, false, 0, '@', true);
        sets.designate(0, false, '%', '~', true);
        sets.designate(1, true, 0, 'q', true);
        QVERIFY(sets == before);
    }
};

QTEST_GUILESS_MAIN(tst_Charsets)
#include "tst_Charsets.moc"
