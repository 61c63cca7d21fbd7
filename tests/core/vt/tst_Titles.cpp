#include "core/vt/Titles.h"

#include <QTest>

using understudy::vt::Titles;

class tst_Titles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTitleComesBackAsItWasKept() {
        Titles titles;
        titles.set(0, "shell");
        titles.push();
        QVERIFY(titles.set(2, "editor"));
        QVERIFY(!titles.set(1, "icon"));
        QVERIFY(titles.pop(2));
        QCOMPARE(titles.title(Titles::Window), std::string("shell"));
        QCOMPARE(titles.title(Titles::Icon), std::string("icon"));
        QVERIFY(!titles.pop(0)); // nothing is kept any more
        QCOMPARE(titles.title(Titles::Window), std::string("shell"));
    }

    void theStackIsBounded() {
        Titles titles;
        for (int i = 0; i < 1000; ++i) {
            titles.set(2, std::to_string(i));
            titles.push();
        }
        std::size_t kept = 0;
        for (; titles.pop(2) || kept == 0; ++kept) {}
        QVERIFY(kept <= Titles::MostKept);
        titles.set(2, std::string(100'000, 'x'));
        QCOMPARE(titles.title(Titles::Window).size(), Titles::LongestTitle);
    }

    void digitsAreDecodedOnlyWhereAskedFor() {
        Titles titles;
        QCOMPARE(*titles.decoded("6162"), std::string("6162"));
        titles.setForm(Titles::SetHex, true);
        QCOMPARE(*titles.decoded("6162"), std::string("ab"));
        QVERIFY(!titles.decoded("zz"));
        titles.set(2, "ab");
        titles.setForm(Titles::QueryHex, true);
        QCOMPARE(titles.told(Titles::Window), std::string("6162"));
    }
};

QTEST_GUILESS_MAIN(tst_Titles)
#include "tst_Titles.moc"
