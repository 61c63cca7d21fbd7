#include "tests/core/terminal/Look.h"

#include <QTest>

using namespace understudy::terminal;

/// The rectangular operations of the VT420.
class tst_ScreenRectangles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectiveErasingSparesOnlyWhatDecscaProtects() {
        Session session(10, 2);
        session.feed("a\x1b[1\"qb\x1b[0\"qc\x1b[1;1;1;3${");
        QCOMPARE(lineOf(session, 0), std::string(" b"));
        Session guarded(10, 2);
        guarded.feed("a\x1bVb\x1bWc\x1b[1;1;1;3${");
        QCOMPARE(lineOf(guarded, 0), std::string());
    }

    void theChangeExtentIsToldAsItWasAskedFor() {
        Told tell;
        QCOMPARE(tell("\x1b[2*x\x1bP$q*x\x1b\\"), std::string("\x1bP1$r2*x\x1b\\"));
        QCOMPARE(tell("\x1b[0*x\x1bP$q*x\x1b\\"), std::string("\x1bP1$r0*x\x1b\\"));
        QCOMPARE(tell("\x1b[1*x\x1b[9*x\x1bP$q*x\x1b\\"), std::string("\x1bP1$r1*x\x1b\\"));
    }

    void aStreamReachesToTheEdgesAndARectangleDoesNot() {
        Session session(6, 3);
        session.feed("abcdef\r\nabcdef\r\nabcdef\x1b[1;3;3;4;7$r");
        QVERIFY(!(cellAt(session, 1, 0).attributes & Reverse));
        QVERIFY(cellAt(session, 5, 0).attributes & Reverse);
        QVERIFY(cellAt(session, 0, 1).attributes & Reverse);
        QVERIFY(!(cellAt(session, 4, 2).attributes & Reverse));
        session.feed("\x1b[1;1;3;6;0$r\x1b[2*x\x1b[1;3;3;4;7$r");
        for (int y = 0; y < 3; ++y) {
            QVERIFY(!(cellAt(session, 1, y).attributes & Reverse));
            QVERIFY(cellAt(session, 2, y).attributes & Reverse);
            QVERIFY(!(cellAt(session, 4, y).attributes & Reverse));
        }
    }
};

QTEST_GUILESS_MAIN(tst_ScreenRectangles)
#include "tst_ScreenRectangles.moc"
