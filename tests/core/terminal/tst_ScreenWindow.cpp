#include "tests/core/terminal/Look.h"

#include <QTest>

using namespace understudy::terminal;

/// CSI t: what a host asks and wishes of the window.
class tst_ScreenWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHostSetsTheSizeOnlyWhereThatIsAllowed() {
        Screen screen(80, 24);
        Parser parser(screen);
        parser.feed("\x1b[8;10;40t\x1b[18t");
        QCOMPARE(screen.takeReplies(), std::string("\x1b[8;24;80t"));
        screen.setAllowed({false, true, true});
        parser.feed("\x1b[8;10;40tx\x1b[18t");
        QCOMPARE(screen.takeReplies(), std::string("\x1b[8;10;40t"));
        const std::vector<Event> events = screen.takeEvents();
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(events[0].kind == Event::Kind::Resized && events[0].width == 40 && events[0].height == 10);
        parser.feed("\x1b[?3h\x1b[18t\x1b[?3l\x1b[18t\x1b[8;99999;99999t");
        QCOMPARE(screen.takeReplies(), std::string("\x1b[8;10;132t\x1b[8;10;80t"));
        QCOMPARE(screen.columns(), Screen::MostColumns);
        QCOMPARE(screen.rows(), Screen::MostRows);
    }

    void aWindowsWishesArePassedOnOnlyWhereThatIsAllowed() {
        Told tell({false, true, false, false});
        for (const char* wish : {"1", "2", "3;10;20", "5", "6", "7", "9;1", "10;2"}) {
            tell("\x1b[" + std::string(wish) + "t");
        }
        QVERIFY(tell.screen.takeEvents().empty());
        tell.screen.setAllowed({false, true, false, true});
        tell("\x1b[2t\x1b[3;10;20t\x1b[3;30t\x1b[9;1t");
        const std::vector<Event> events = tell.screen.takeEvents();
        QCOMPARE(events.size(), std::size_t(3)); // of two wishes to move the newer one counts
        QCOMPARE(events[0].number, 2);
        QCOMPARE(events[1].number, 3);
        QCOMPARE(events[1].width, 30);
        QCOMPARE(events[1].height, -1);
        QCOMPARE(events[2].number, 9);
    }

    void whoMayMoveTheWindowMayStillReadNothingBack() {
        Told tell({false, true, true, true});
        tell("\x1b]0;rm -rf ~\x07\x1b]52;c;aGVsbG8=\x07typed");
        QCOMPARE(tell("\x1b[20t\x1b[21t\x1b]52;c;?\x07\x1b[1;1;1;1;1;5*y"), std::string());
    }

    void whatIsToldOfTheWindowIsWhatTheWindowSays() {
        Told tell({false, true, false, true});
        tell.screen.setWindow({40, 50, 8, 16, 1600, 1200, true, 190, 70, 660, 430});
        QCOMPARE(tell("\x1b[11t\x1b[13t\x1b[14t\x1b[15t\x1b[16t\x1b[18t\x1b[19t"),
                 std::string("\x1b[2t\x1b[3;40;50t\x1b[4;400;640t\x1b[5;1200;1600t\x1b[6;16;8t\x1b[8;25;80t"
                             "\x1b[9;70;190t"));
        QCOMPARE(tell("\x1b[14;2t"), std::string("\x1b[4;430;660t"));
        QCOMPARE(tell("\x1b[8;26;82t\x1b[14;2t"), std::string("\x1b[4;446;676t"));
        QCOMPARE(tell("\x1b[1t\x1b[3;1;1t\x1b[11t\x1b[13t"), std::string("\x1b[2t\x1b[3;40;50t"));
    }

    void sizesComeInCellsPixelsOrLines() {
        Told tell({false, true, false, false});
        tell.screen.setWindow({0, 0, 8, 16, 1600, 1200, false, 190, 70});
        QCOMPARE(tell("\x1b[4;320;400t\x1b[18t"), std::string("\x1b[8;20;50t"));
        QCOMPARE(tell("\x1b[4;;800t\x1b[18t"), std::string("\x1b[8;20;100t"));
        QCOMPARE(tell("\x1b[4;0t\x1b[18t"), std::string("\x1b[8;70;100t"));
        QCOMPARE(tell("\x1b[8;30;0t\x1b[18t"), std::string("\x1b[8;30;190t"));
        QCOMPARE(tell("\x1b[8;;60t\x1b[18t"), std::string("\x1b[8;30;60t"));
        QCOMPARE(tell("\x1b[36t\x1b[18t"), std::string("\x1b[8;36;60t"));
    }

    void aNewSizeIsTheFirstThingTheWindowHears() {
        Told tell({false, true, false, false});
        tell("\x1b]11;red\x07\x07\x1b[8;30;100t");
        const std::vector<Event> events = tell.screen.takeEvents();
        QCOMPARE(events.size(), std::size_t(3));
        QVERIFY(events[0].kind == Event::Kind::Resized);
    }
};

QTEST_GUILESS_MAIN(tst_ScreenWindow)
#include "tst_ScreenWindow.moc"
