#include "tests/core/terminal/Look.h"

#include <QTest>

using namespace understudy::terminal;

/// C0 controls and what moves back over the edge of a line.
class tst_ScreenControls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void backspaceGoesRoundTheMarginsOnlyFromTheirFirstPlace_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("place"); // as xterm 379 answers
        const auto row = [](const char* name, const char* bytes, const char* place) {
            QTest::newRow(name) << QByteArray(bytes) << QByteArray(place);
        };
        row("within the margins", "\x1b[4;9r\x1b[4;1H\b", "9;80");
        row("from above them", "\x1b[4;9r\x1b[2;1H\b", "1;80");
        row("from below", "\x1b[4;9r\x1b[12;1H\b", "11;80");
        row("from their second line", "\x1b[4;9r\x1b[5;1H\b", "4;80");
        row("however far", "\x1b[4;9r\x1b[4;1H\x1b[170D", "9;80");
        row("far, but from beside the first place", "\x1b[4;9r\x1b[4;2H\x1b[170D", "1;72");
        row("the whole screen", "\x1b[H\b", "25;80");
        row("between side margins", "\x1b[?69h\x1b[11;20s\x1b[4;9r\x1b[4;11H\b", "9;20");
    }
    void backspaceGoesRoundTheMarginsOnlyFromTheirFirstPlace() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, place);
        Told tell;
        const std::string reply = tell("\x1b[?45h" + bytes.toStdString() + "\x1b[6n");
        QCOMPARE(QByteArray::fromStdString(reply), "\x1b[" + place + "R");
        QCOMPARE(Told()(bytes.toStdString() + "\x1b[6n") == reply, false); // without the mode it stays
    }

    void resetsGoBackToTheCursorOfTheSettings_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("DECSCUSR 0") << QByteArray("\x1b[0 q");
        QTest::newRow("DECSCUSR without a number") << QByteArray("\x1b[ q");
        QTest::newRow("DECSTR") << QByteArray("\x1b[!p");
        QTest::newRow("RIS") << QByteArray("\x1b"
                                           "c");
    }
    void resetsGoBackToTheCursorOfTheSettings() {
        QFETCH(QByteArray, bytes);
        Told tell;
        tell.screen.setCursorStyle(CursorShape::Bar, false);
        QCOMPARE(tell("\x1bP$q q\x1b\\"), std::string("\x1bP1$r6 q\x1b\\"));
        tell("\x1b[3 q");
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Underline);
        QVERIFY(tell.screen.modes().cursorBlinks);
        tell(bytes.toStdString());
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Bar);
        QVERIFY(!tell.screen.modes().cursorBlinks);
    }

    void aCursorThatAProgramChoseStaysWhenTheSettingsChange() {
        Told tell;
        tell("\x1b[5 q"); // as an editor that inserts
        tell.screen.setCursorStyle(CursorShape::Underline, false);
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Bar);
        tell("\x1b[0 q");
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Underline);
        tell.screen.setCursorStyle(CursorShape::Block, true); // nobody chose: counts at once
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Block);
        tell.screen.setCursorStyle(CursorShape::Bar, false);
        tell("\x1b[3 q");
        tell.screen.recover(); // the program is gone with its host
        QCOMPARE(tell.screen.modes().cursorShape, CursorShape::Bar);
        QVERIFY(!tell.screen.modes().cursorBlinks);
    }

    void delIsALetterOnlyInASetOf96() {
        Session session(10, 1);
        session.feed("a\x7F"
                     "b\x1b-A\x0E\x7F\x0F\x7F"
                     "c\x1b.A\x1bN\x7F"
                     "d");
        QCOMPARE(lineOf(session, 0), std::string("abÿcÿd"));
    }
};

QTEST_GUILESS_MAIN(tst_ScreenControls)
#include "tst_ScreenControls.moc"
