#include "core/terminal/Keys.h"

#include <QTest>

using namespace understudy::terminal;

class tst_Keys : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arrowsFollowTheCursorKeyMode() {
        Modes modes;
        QCOMPARE(keyBytes({Key::Up}, modes), std::string("\x1b[A"));
        modes.applicationCursor = true;
        QCOMPARE(keyBytes({Key::Up}, modes), std::string("\x1bOA"));
        KeyPress press{Key::Left};
        press.control = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[1;5D"));
    }

    void controlAndAltReachTheProgram() {
        KeyPress press{Key::Text, "c"};
        press.control = true;
        QCOMPARE(keyBytes(press, {}), std::string("\x03"));
        press.alt = true;
        QCOMPARE(keyBytes(press, {}), std::string("\x1b\x03"));
        KeyPress space{Key::Text, " "};
        space.control = true;
        QCOMPARE(keyBytes(space, {}), std::string(1, '\0'));
        KeyPress tab{Key::Tab};
        tab.shift = true;
        QCOMPARE(keyBytes(tab, {}), std::string("\x1b[Z"));
        QCOMPARE(keyBytes({Key::Function, {}, 1}, {}), std::string("\x1bOP"));
        QCOMPARE(keyBytes({Key::Function, {}, 5}, {}), std::string("\x1b[15~"));
        QCOMPARE(keyBytes({Key::Function, {}, 12}, {}), std::string("\x1b[24~"));
    }

    void aPasteCannotEndItsOwnBracketOrPressKeys() {
        Modes modes;
        modes.bracketedPaste = true;
        QCOMPARE(pasteBytes("a\x1b[201~rm\x03\nb\r\nc", modes),
                 std::string("\x1b[200~a[201~rm\rb\rc\x1b[201~"));
        QCOMPARE(pasteBytes("\xC2\x9B"
                            "201~\x7f"
                            "x\ty",
                            {}),
                 std::string("201~x\ty"));
    }

    void mouseReportsOnlyWhatTheProgramAskedFor() {
        Modes modes;
        MouseAction press{MouseAction::Kind::Press, 0, 4, 2};
        QCOMPARE(mouseBytes(press, modes), std::string());
        modes.mouse = MouseReports::PressRelease;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[M %#"));
        modes.mouseForm = MouseForm::Sgr;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[<0;5;3M"));
        press.kind = MouseAction::Kind::Release;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[<0;5;3m"));
        press.kind = MouseAction::Kind::Move;
        QCOMPARE(mouseBytes(press, modes), std::string());
        modes.mouse = MouseReports::Drag;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[<32;5;3M"));
        QCOMPARE(mouseBytes({MouseAction::Kind::Wheel, 1, 0, 0}, modes), std::string("\x1b[<65;1;1M"));
    }
};

QTEST_GUILESS_MAIN(tst_Keys)
#include "tst_Keys.moc"
