#include "views/terminal/text/GapWords.h"

#include <QTest>

using namespace understudy::terminal;
using namespace std::chrono_literals;

class tst_GapWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGapIsSaidInItsTwoLargestParts() {
        QCOMPARE(gapWords(0ms), QString("1 s"));
        QCOMPARE(gapWords(9'400ms), QString("9 s"));
        QCOMPARE(gapWords(59'600ms), QString("1 min"));
        QCOMPARE(gapWords(130s), QString("2 min 10 s"));
        QCOMPARE(gapWords(3h + 5min + 59s), QString("3 h 5 min"));
        QCOMPARE(gapWords(24h), QString("1 day"));
        QCOMPARE(gapWords(52h + 7min), QString("2 days 4 h"));
    }
};

QTEST_GUILESS_MAIN(tst_GapWords)
#include "tst_GapWords.moc"
