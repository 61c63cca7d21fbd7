#include "tests/views/terminal/SmallHost.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTemporaryDir>

using namespace understudy;
using namespace understudy::terminal;

/// What the menu of a terminal and its keys do.
class tst_TerminalViewActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noShortcutOfOursIsCtrlLetterAltLetterOrAFunctionKey() {
        for (const Action& action : terminal::actions()) {
            for (const int keys : action.keys) {
                const int code = keys & ~int(Qt::KeyboardModifierMask);
                const auto modifiers = keys & int(Qt::KeyboardModifierMask);
                const bool letter = code >= Qt::Key_A && code <= Qt::Key_Z;
                QVERIFY2(!letter || modifiers == int(Qt::CTRL | Qt::SHIFT), action.text);
                QVERIFY2(!(modifiers & int(Qt::ALT)) || modifiers == int(Qt::CTRL | Qt::SHIFT | Qt::ALT),
                         action.text);
                QVERIFY2(code < Qt::Key_F1 || code > Qt::Key_F35, action.text);
                QVERIFY2(code != (Qt::Key_U), "Ctrl+Shift+U is the input of Unicode");
            }
        }
    }

    void everyActionIsInTheMenuWithItsKeyAndKeysAreTakenOnce() {
        fakes::ConnectedTerminal terminal;
        TerminalView* view = &terminal.view;
        view->setInTabs(true);
        view->setFarActs({Act::GetFile, Act::Files, Act::Charts});
        const auto menu = view->menu();
        QStringList words;
        for (const QAction* item : menu->actions()) {
            words << item->text();
        }
        QSet<int> taken;
        for (const Action& action : terminal::actions()) {
            QVERIFY(!action.words().isEmpty());
            if (!isKeyOnly(action.act)) {
                const QString keys = action.shown().toString(QKeySequence::NativeText);
                QVERIFY2(words.contains(keys.isEmpty() ? action.words()
                                                       : action.words() + QLatin1Char('\t') + keys),
                         action.text);
            }
            for (const int key : action.keys) {
                QVERIFY2(key == 0 || !taken.contains(key), action.text);
                taken << key;
            }
        }
    }

    void theOutputOfACommandIsSelectedWhole() {
        fakes::ConnectedTerminal terminal;
        terminal.command("ls", "alpha\r\nbeta\r\n");
        terminal.command("pwd", "/home/trainee\r\n");
        terminal.say("\x1b]133;A\x07$ ");
        terminal.view.perform(Act::SelectOutput);
        QCOMPARE(terminal.view.selectedText().trimmed(), QStringLiteral("/home/trainee"));
        QCOMPARE(terminal.view.lastOutput().trimmed(), QStringLiteral("/home/trainee"));
    }

    void promptsAreJumpedToAndBack() {
        fakes::ConnectedTerminal terminal;
        std::string lines;
        for (int i = 0; i < 60; ++i) {
            lines += "out\r\n";
        }
        terminal.command("first", lines);
        terminal.command("second", lines);
        terminal.command("third", lines);
        QTRY_VERIFY(terminal.view.verticalScrollBar()->maximum() > 100);
        const auto topText = [&] {
            const Row row = terminal.view.session().line(terminal.view.topVisibleLine());
            std::string text;
            for (int x = 0; x < row.used; ++x) {
                terminal.view.session().screen().symbols().append(text, row.cells[std::size_t(x)]);
            }
            return QString::fromStdString(text).trimmed();
        };
        const auto key = [&](Qt::Key code) {
            QTest::keyClick(&terminal.view, code, Qt::ControlModifier | Qt::ShiftModifier);
        };
        key(Qt::Key_Up);
        QTRY_COMPARE(topText(), QStringLiteral("$ third"));
        key(Qt::Key_Up);
        QTRY_COMPARE(topText(), QStringLiteral("$ second"));
        terminal.view.perform(Act::SelectOutput);
        QVERIFY(terminal.view.selectedText().startsWith(QStringLiteral("out\nout")));
        QCOMPARE(terminal.view.selectedText().trimmed().count(QLatin1Char('\n')), 59);
        key(Qt::Key_Down);
        QTRY_COMPARE(topText(), QStringLiteral("$ third"));
        QCOMPARE(terminal.written, std::string());
    }

    void aCopyWithColorsIsHtmlThatHoldsNothingButText() {
        fakes::ConnectedTerminal terminal;
        terminal.say("\x1b[1;31m<b>&\"\x1b[0m ok");
        terminal.view.perform(Act::SelectAll);
        terminal.view.perform(Act::CopyHtml);
        const QMimeData* data = QGuiApplication::clipboard()->mimeData();
        QVERIFY(data->hasHtml());
        QVERIFY2(data->html().contains(QStringLiteral("&lt;b&gt;&amp;&quot;")), qPrintable(data->html()));
        QVERIFY(data->html().contains(terminal.theme.terminal(1).name()));
        QVERIFY(data->html().contains(QStringLiteral("bold")));
        QVERIFY(!data->html().contains(QStringLiteral("<b>")));
        QVERIFY(data->text().startsWith(QStringLiteral("<b>&\" ok")));
    }

    void clearLeavesThePromptAndNothingElse() {
        fakes::ConnectedTerminal terminal;
        for (int i = 0; i < 80; ++i) {
            terminal.say("line\r\n");
        }
        terminal.say("$ half a comm");
        terminal.view.perform(Act::Clear);
        QCOMPARE(terminal.view.allText().trimmed(), QStringLiteral("$ half a comm"));
        QCOMPARE(terminal.view.session().screen().cursor(), (Place{13, 0}));
        QCOMPARE(terminal.written, std::string());
    }

    void resetEndsWhatAProgramLeftBehind() {
        fakes::ConnectedTerminal terminal;
        terminal.say("kept\r\n\x1b[?1049h\x1b[?1003h\x1b[?25l\x1b(0\x1b[31mmess");
        terminal.view.perform(Act::Reset);
        const Modes& modes = terminal.view.session().screen().modes();
        QVERIFY(!modes.alternate);
        QVERIFY(modes.cursorVisible);
        QVERIFY(modes.mouse == MouseReports::None);
        QVERIFY(terminal.view.screenText().startsWith(QStringLiteral("kept")));
        terminal.say("q");
        QVERIFY(terminal.view.screenText().contains(QLatin1Char('q')));
    }

    void theTextIsSavedToAFile() {
        QTemporaryDir folder;
        fakes::ConnectedTerminal terminal;
        for (int i = 0; i < 50; ++i) {
            terminal.say("line " + std::to_string(i) + "\r\n");
        }
        const QString path = folder.filePath(QStringLiteral("out.txt"));
        QVERIFY(terminal.view.saveText(path).ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("line 0\nline 1\n"));
        QVERIFY(text.contains("line 49"));
        QVERIFY(!terminal.view.saveText(QStringLiteral("/nonexistent/out.txt")).ok());
    }
};

QTEST_MAIN(tst_TerminalViewActions)
#include "tst_TerminalViewActions.moc"
