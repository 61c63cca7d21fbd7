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

    void kittysFirstLevelTellsEscapeAndControlKeysApart() {
        Modes modes;
        modes.disambiguateKeys = true;
        KeyPress press{Key::Text, "i"};
        QCOMPARE(keyBytes(press, modes), std::string("i"));
        press.control = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[105;5u"));
        press = {Key::Text, "A"};
        press.control = press.shift = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[97;6u"));
        press = {Key::Text, "x"};
        press.alt = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[120;3u"));
        QCOMPARE(keyBytes({Key::Escape}, modes), std::string("\x1b[27u"));
        QCOMPARE(keyBytes({Key::Enter}, modes), std::string("\r"));
        press = {Key::Enter};
        press.shift = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[13;2u"));
    }

    void modifyOtherKeysLeavesWellKnownKeysAloneAtItsFirstLevel() {
        Modes modes;
        modes.modifyOtherKeys = 1;
        KeyPress press{Key::Text, "c"};
        press.control = true;
        QCOMPARE(keyBytes(press, modes), std::string("\x03"));
        press.text = ",";
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[27;5;44~"));
        modes.modifyOtherKeys = 2;
        press.text = "i";
        QCOMPARE(keyBytes(press, modes), std::string("\x1b[27;5;105~"));
        QCOMPARE(keyBytes({Key::Text, "I"}, modes), std::string("I"));
    }

    void everyMouseFormSaysTheSame() {
        Modes modes;
        modes.mouse = MouseReports::PressRelease;
        MouseAction press{MouseAction::Kind::Press, 0, 299, 2};
        QCOMPARE(mouseBytes(press, modes), std::string()); // no room in the old form
        modes.mouseForm = MouseForm::Utf8;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[M \xC5\x8C#"));
        modes.mouseForm = MouseForm::Urxvt;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[32;300;3M"));
        modes.mouseForm = MouseForm::SgrPixels;
        press.pixelX = 2999;
        press.pixelY = 41;
        QCOMPARE(mouseBytes(press, modes), std::string("\x1b[<0;3000;42M"));
    }
};

QTEST_GUILESS_MAIN(tst_Keys)
#include "tst_Keys.moc"
