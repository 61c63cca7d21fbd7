#include "views/terminal/settings/Preferences.h"

#include "tests/views/terminal/SmallHost.h"
#include "views/terminal/TerminalTabs.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace understudy;
using namespace understudy::terminal;

/// The settings of terminals: kept in a file, and true for terminals that are open already.
class tst_Preferences : public QObject {
    Q_OBJECT

    static void write(const QString& path, const QByteArray& text) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void whatIsSetIsThereAfterARestart() {
        QTemporaryDir folder;
        const QString path = folder.filePath("terminal.json");
        const Preferences set{150,  CursorShape::Bar,       false, false,
                              true, Preferences::Unlimited, true,  {"gate", "ada@x"}};
        {
            PreferenceStore store(path);
            QCOMPARE(store.values(), Preferences());
            const QSignalSpy changed(&store, &PreferenceStore::changed);
            QVERIFY(store.set(set).ok());
            QVERIFY(store.set(set).ok());
            QCOMPARE(changed.size(), 1);
        }
        QVERIFY(PreferenceStore(path).values() == set);
    }

    void aBrokenFileCountsAsNotSaid_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{{{{");
        QTest::newRow("a list") << QByteArray("[1,2]");
        QTest::newRow("other kinds") << QByteArray(
            R"({"text":"large","history":[],"cursor":{},"clipboardHosts":7})");
        QTest::newRow("empty") << QByteArray();
    }
    void aBrokenFileCountsAsNotSaid() {
        QFETCH(QByteArray, text);
        QTemporaryDir folder;
        write(folder.filePath("t"), text);
        QVERIFY(PreferenceStore(folder.filePath("t")).values() == Preferences());
    }

    void valuesOutOfRangeAreBroughtBack() {
        QTemporaryDir folder;
        write(folder.filePath("t"), R"({"text":100000,"history":-5,"cursor":99,"blink":false})");
        const Preferences read = PreferenceStore(folder.filePath("t")).values();
        QCOMPARE(read.textPercent, 200);
        QCOMPARE(read.historyLines, 1000);
        QCOMPARE(int(read.cursor), int(CursorShape::Bar));
        QVERIFY(!read.cursorBlinks);
    }

    void aFolderThatCannotBeWrittenIsSaidAndTheSettingCounts() {
        PreferenceStore store("/nonexistent/folder/terminal.json");
        Preferences large;
        large.textPercent = 150;
        const auto set = store.set(large);
        QVERIFY(!set.ok());
        QVERIFY(set.error().sentence.contains("count now"));
        QCOMPARE(store.values().textPercent, 150);
    }

    void openTabsAndNewOnesFollow() {
        QTemporaryDir folder;
        PreferenceStore store(folder.filePath("t"));
        theme::Theme theme;
        fakes::PushedClock clock;
        TerminalTabs tabs(theme, clock);
        tabs.resize(800, 500);
        tabs.show();
        tabs.setPreferences(store);
        TerminalView* open = tabs.openTab();
        const int columns = open->session().screen().columns();
        Preferences values;
        values.textPercent = 150;
        values.cursor = CursorShape::Underline;
        values.cursorBlinks = false;
        QVERIFY(store.set(values).ok());
        TerminalView* fresh = tabs.openTab();
        for (const TerminalView* view : {open, fresh}) {
            QVERIFY(view->session().screen().columns() < columns);
            QCOMPARE(int(view->session().screen().modes().cursorShape), int(CursorShape::Underline));
            QVERIFY(!view->session().screen().modes().cursorBlinks);
            QCOMPARE(view->zoom(), 100); // of the new size
        }
    }

    void allHistoryIsKeptOnDiskWhenAskedFor() {
        QTemporaryDir folder;
        fakes::ConnectedTerminal terminal;
        Preferences values;
        values.historyLines = 1000;
        terminal.view.setPreferences(values, folder.path());
        std::string lines;
        for (int i = 0; i < 20'000; ++i) {
            lines += "line " + std::to_string(i) + "\r\n";
        }
        terminal.say(lines);
        QVERIFY(terminal.view.session().screen().history().size() <= 1300);
        values.historyLines = Preferences::Unlimited;
        terminal.view.setPreferences(values, folder.path());
        terminal.say(lines);
        QVERIFY(terminal.view.session().screen().history().size() >= 20'000);
        QVERIFY(terminal.view.allText().contains("line 1\n"));
        QVERIFY(QDir(folder.path()).isEmpty()); // its file has no name
    }

    void historyThatCannotGoToDiskIsSaidInTheTerminal() {
        fakes::ConnectedTerminal terminal({1200, 400});
        Preferences values;
        values.historyLines = Preferences::Unlimited;
        terminal.view.setPreferences(values, "/nonexistent/folder");
        QVERIFY(terminal.view.screenText().contains("cannot be kept on disk"));
    }

    void ambiguousCharactersAreAsWideAsSet() {
        fakes::ConnectedTerminal terminal;
        Preferences values;
        values.ambiguousWide = true;
        terminal.view.setPreferences(values, {});
        terminal.say("\xCE\xB1");
        QCOMPARE(terminal.view.session().screen().cursor().x, 2);
    }

    void aHostOnTheListWritesTheClipboardAndOthersAsk() {
        fakes::ConnectedTerminal terminal;
        Preferences values;
        values.clipboardHosts = QStringList{"gate"};
        terminal.view.setPreferences(values, {});
        int asked = 0;
        terminal.view.askClipboard = [&](const auto&...) { ++asked; };
        terminal.view.setHost("other");
        terminal.say("\x1b]52;c;aGVsbG8=\x07");
        QCOMPARE(asked, 1);
        terminal.view.setHost("gate");
        terminal.say("\x1b]52;c;aGVsbG8=\x07");
        QCOMPARE(asked, 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("hello"));
    }

    void programsSwitchTo132ColumnsOnlyWhereThatIsAllowed() {
        fakes::ConnectedTerminal terminal({900, 400});
        const int columns = terminal.view.session().screen().columns();
        terminal.say("\x1b[?40h\x1b[?3h");
        QCOMPARE(terminal.view.session().screen().columns(), columns);
        Preferences values;
        values.wideColumns = true;
        terminal.view.setPreferences(values, {});
        terminal.say("\x1b[?3h");
        QCOMPARE(terminal.view.session().screen().columns(), 132);
        terminal.view.resize(1000, 420); // they stay, in smaller letters
        QCOMPARE(terminal.view.session().screen().columns(), 132);
        QVERIFY(terminal.view.cellPosition({terminal.view.topVisibleLine(), 132}).x() <= 1000);
        terminal.say("\x1b[?3l");
        terminal.view.resize(900, 400);
        QCOMPARE(terminal.view.session().screen().columns(), columns);
    }

    void aBellStaysDarkWhenAskedTo() {
        fakes::ConnectedTerminal terminal;
        Preferences values;
        values.bellFlashes = false;
        terminal.view.setPreferences(values, {});
        const QSignalSpy rang(&terminal.view, &TerminalView::bell);
        terminal.say("\x07");
        QCOMPARE(rang.size(), 1); // the tab still says so
        QVERIFY(terminal.view.viewport()->grab().toImage().pixelColor(200, 1) !=
                terminal.theme.color(theme::Color::Warn));
    }
};

QTEST_MAIN(tst_Preferences)
#include "tst_Preferences.moc"
