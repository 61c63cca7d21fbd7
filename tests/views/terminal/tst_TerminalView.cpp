#include "tests/views/terminal/SmallHost.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::terminal;

class tst_TerminalView : public QObject {
    Q_OBJECT

    theme::Theme m_theme;
    fakes::PushedClock m_clock;
    std::string m_written;
    ByteStream* m_host = nullptr;

    std::unique_ptr<TerminalView> connected() {
        auto view = std::make_unique<TerminalView>(m_theme, m_clock);
        view->resize(700, 400);
        view->show();
        attach(*view);
        view->setFocus();
        return view;
    }
    void attach(TerminalView& view) {
        m_written.clear();
        auto host = std::make_unique<fakes::SmallHost>(m_written);
        m_host = host.get();
        view.setStream(std::move(host));
    }

private Q_SLOTS:
    void everyKeyGoesToTheProgram() {
        auto view = connected();
        QTest::keyClick(view.get(), Qt::Key_Tab);
        QTest::keyClick(view.get(), Qt::Key_Escape);
        QTest::keyClick(view.get(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(view.get(), Qt::Key_F1);
        QTest::keyClick(view.get(), Qt::Key_Up);
        QTest::keyClicks(view.get(), QStringLiteral("ls"));
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(m_written, std::string("\t\x1b\x03\x1bOP\x1b[Als\r"));
    }

    void ourShortcutsAndTheWindowsAreNotTyped() {
        auto view = connected();
        QTest::keyClick(view.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(view.get(), Qt::Key_PageDown, Qt::ControlModifier);
        QTest::keyClick(view.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(view->zoom(), 110);
        QTest::keyClick(view.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(view->zoom(), 100);
        QCOMPARE(m_written, std::string());
    }

    void aCommandOfOneLineRunsAndSeveralLinesAskFirst() {
        auto view = connected();
        view->run(QStringLiteral("kubectl get pods "));
        QCOMPARE(m_written, std::string("kubectl get pods\r"));
        m_written.clear();
        std::function<void()> agreed;
        view->ask = [&agreed](const QString&, const QString&, const QString&, std::function<void()> then) {
            agreed = then;
        };
        view->run(QStringLiteral("one\ntwo"));
        QCOMPARE(m_written, std::string());
        QVERIFY(agreed);
        agreed();
        QCOMPARE(m_written, std::string("one\rtwo\r"));
    }

    void aPasteOfSeveralLinesAsksFirstAndCarriesNoControls() {
        auto view = connected();
        QString shown;
        std::function<void()> agreed;
        view->ask = [&](const QString&, const QString& text, const QString&, std::function<void()> then) {
            shown = text;
            agreed = std::move(then);
        };
        m_host->received("\x1b[?2004h");
        view->paste(QStringLiteral("rm a\x1b[201~\nrm b\x03\n"));
        QCOMPARE(m_written, std::string());
        QCOMPARE(shown, QStringLiteral("rm a[201~\nrm b\n"));
        agreed();
        QCOMPARE(m_written, std::string("\x1b[200~rm a[201~\rrm b\r\x1b[201~"));
        m_written.clear();
        shown.clear();
        m_host->received("\x1b[?1049h"); // an editor takes a bracketed paste as text
        view->paste(QStringLiteral("one\ntwo"));
        QCOMPARE(shown, QString());
        QCOMPARE(m_written, std::string("\x1b[200~one\rtwo\x1b[201~"));
    }

    void aHostCanNotWriteTheClipboardWithoutAYes() {
        auto view = connected();
        view->setHost(QStringLiteral("training-lab"));
        QStringList asked;
        std::function<void(bool)> agreed;
        view->askClipboard = [&](const QString& host, const QString& text, std::function<void(bool)> then) {
            asked << host + QLatin1Char(':') + text;
            agreed = std::move(then);
        };
        QGuiApplication::clipboard()->setText(QStringLiteral("mine"));
        m_host->received("\x1b]52;c;aGVsbG8=\x07");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
        QCOMPARE(asked, QStringList{QStringLiteral("training-lab:hello")});
        agreed(false);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("hello"));
        m_host->received("\x1b]52;c;YWdhaW4=\x07");
        QCOMPARE(asked.size(), 2);
        agreed(true); // from now on this host may
        m_host->received("\x1b]52;c;dGhpcmQ=\x07");
        QCOMPARE(asked.size(), 2);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("third"));
        view->setHost(QStringLiteral("another"));
        m_host->received("\x1b]52;c;Zm91cg==\x07");
        QCOMPARE(asked.size(), 3);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("third"));
    }

    void scrollingBackKeepsItsPlaceWhileOutputArrives() {
        auto view = connected();
        for (int i = 0; i < 200; ++i) {
            m_host->received("line " + std::to_string(i) + "\r\n");
        }
        QTRY_VERIFY(view->verticalScrollBar()->maximum() > 100);
        QCOMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
        view->verticalScrollBar()->setValue(50);
        const int before = view->verticalScrollBar()->maximum();
        for (int i = 0; i < 100; ++i) {
            m_host->received("more\r\n");
        }
        QTRY_VERIFY(view->verticalScrollBar()->maximum() > before);
        QCOMPARE(view->verticalScrollBar()->value(), 50);
        QTest::keyClick(view.get(), Qt::Key_A);
        QTRY_COMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
    }

    void aDoubleClickSelectsAWordForCopying() {
        auto view = connected();
        m_host->received("see /var/log/app.log now");
        const QPoint at(12 + 8 * 6 + 4, 10 + 9);
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(view->selectedText(), QStringLiteral("/var/log/app.log"));
        view->copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("/var/log/app.log"));
    }

    void aLostConnectionKeepsTheTextAndMarksTheGap() {
        auto view = connected();
        QSignalSpy ended(view.get(), &TerminalView::ended);
        QSignalSpy again(view.get(), &TerminalView::reconnectRequested);
        m_host->received("before the gap");
        m_host->ended({true, 0, "The connection broke."});
        QCOMPARE(ended.size(), 1);
        QVERIFY(view->screenText().contains(QStringLiteral("Connection lost")));
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(again.size(), 1);
        m_clock.push(std::chrono::minutes(5));
        attach(*view);
        QVERIFY2(view->screenText().contains(QStringLiteral("after 5 minute")),
                 qPrintable(view->screenText()));
        QVERIFY(view->screenText().startsWith(QStringLiteral("before the gap")));
        QTest::keyClick(view.get(), Qt::Key_A);
        QCOMPARE(m_written, std::string("a"));
    }

    void onlyChangedRowsArePaintedAndTheScreenIsRight() {
        auto view = connected();
        m_host->received("\x1b[44mblue\x1b[0m \x1b[31mred");
        QTRY_VERIFY(view->screenText().startsWith(QStringLiteral("blue red")));
        QTest::qWait(50);
        const QImage shot = view->viewport()->grab().toImage();
        QCOMPARE(shot.pixelColor(13, 11), m_theme.terminal(4));
        QCOMPARE(shot.pixelColor(300, 100), m_theme.color(theme::Color::TermBg));
    }

    void readableColorsReachTheirContrast() {
        const Colors colors(m_theme);
        for (unsigned ground = 0; ground < 16; ++ground) {
            for (unsigned text = 0; text < 16; ++text) {
                const Ink ink = colors.ink(Cell{'x', indexed(text), indexed(ground), 0, 0}, false);
                QVERIFY2(Colors::contrast(ink.text, ink.ground) >= 3.0, qPrintable(QString::number(ground)));
            }
        }
    }

    void lockedInputSendsNothing() {
        auto view = connected();
        view->setInputLocked(true);
        QTest::keyClicks(view.get(), QStringLiteral("rm"));
        view->run(QStringLiteral("rm"));
        view->paste(QStringLiteral("rm"));
        QCOMPARE(m_written, std::string());
    }

    void noShortcutOfOursIsCtrlLetterAltLetterOrAFunctionKey() {
        for (const Action& action : terminal::actions()) {
            for (const int keys : action.keys) {
                const int code = keys & ~int(Qt::KeyboardModifierMask);
                const auto modifiers = keys & int(Qt::KeyboardModifierMask);
                const bool letter = code >= Qt::Key_A && code <= Qt::Key_Z;
                QVERIFY2(!letter || modifiers == int(Qt::CTRL | Qt::SHIFT), action.text);
                QVERIFY2(!(modifiers & int(Qt::ALT)), action.text);
                QVERIFY2(code < Qt::Key_F1 || code > Qt::Key_F35, action.text);
                QVERIFY2(code != (Qt::Key_U), "Ctrl+Shift+U is the input of Unicode");
            }
        }
    }

    void everyActionIsInTheMenuWithItsKeyAndKeysAreTakenOnce() {
        auto view = connected();
        view->setInTabs(true);
        const auto menu = view->menu();
        QStringList words;
        for (const QAction* item : menu->actions()) {
            words << item->text();
        }
        QSet<int> taken;
        for (const Action& action : terminal::actions()) {
            if (action.text[0] != '\0') {
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

    void aBlockIsSelectedWithAlt() {
        fakes::ConnectedTerminal terminal;
        terminal.say("NAME   READY\r\napi    1/1\r\nworker 0/1");
        const auto press = terminal.middleOf(7, 0) - QPoint(3, 0);
        const auto release = terminal.middleOf(9, 2) + QPoint(3, 0);
        QTest::mousePress(terminal.view.viewport(), Qt::LeftButton, Qt::AltModifier, press);
        QTest::mouseMove(terminal.view.viewport(), release);
        QTest::mouseRelease(terminal.view.viewport(), Qt::LeftButton, Qt::AltModifier, release);
        QCOMPARE(terminal.view.selectedText(), QStringLiteral("REA\n1/1\n0/1"));
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

    void aLockedKeyboardSaysSoAndOneKeyUnlocksIt() {
        fakes::ConnectedTerminal terminal;
        const auto shown = [&] {
            for (const QWidget* strip : terminal.view.findChildren<QWidget*>()) {
                if (strip->isVisible() &&
                    strip->accessibleName().contains(QStringLiteral("keyboard is locked"))) {
                    return true;
                }
            }
            return false;
        };
        QVERIFY(!shown());
        QTest::keyClick(&terminal.view, Qt::Key_Q, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(terminal.view.isInputLocked());
        QVERIFY(shown());
        QTest::keyClicks(&terminal.view, QStringLiteral("rm"));
        QCOMPARE(terminal.written, std::string());
        QTest::keyClick(&terminal.view, Qt::Key_Q, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!shown());
        QTest::keyClick(&terminal.view, Qt::Key_A);
        QCOMPARE(terminal.written, std::string("a"));
    }

    void aRecordingHoldsNoKeyThatWasNotEchoed() {
        QTemporaryDir folder;
        fakes::ConnectedTerminal terminal;
        const QString path = folder.filePath(QStringLiteral("r.cast"));
        QVERIFY(terminal.view.startRecording(path).ok());
        terminal.say("Password: ");
        QTest::keyClicks(&terminal.view, QStringLiteral("hunter2"));
        QCOMPARE(terminal.written, std::string("hunter2"));
        terminal.say("\r\nwelcome\r\n");
        QCOMPARE(terminal.view.startRecording(path).error().code, Errc::Busy);
        terminal.view.stopRecording();
        QVERIFY(!terminal.view.startRecording(path).ok()); // what is there is never written over
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.contains("Password: "));
        QVERIFY(text.contains("welcome"));
        QVERIFY(!text.contains("hunter2"));
        QCOMPARE(file.permissions() & (QFile::ReadOther | QFile::ReadGroup), QFile::Permissions());
    }

    void aRowThatHasNotChangedIsNotPaintedAgain() {
        fakes::ConnectedTerminal terminal;
        terminal.say("\x1b[?25l"); // the cursor's row would change by itself
        for (int y = 0; y < 20; ++y) {
            terminal.say("\x1b[" + std::to_string(y + 1) + ";1Hrow " + std::to_string(y));
        }
        QTRY_VERIFY(!terminal.view.grab().isNull());
        QTest::qWait(60);
        const auto before = terminal.view.rowsPainted();
        const auto frames = terminal.view.framesPainted();
        for (int y = 0; y < 20; ++y) { // as top and k9s do: all of it again, one number new
            terminal.say("\x1b[" + std::to_string(y + 1) + ";1Hrow " + std::to_string(y == 7 ? 77 : y));
        }
        QTRY_VERIFY(terminal.view.framesPainted() > frames);
        QCOMPARE(terminal.view.rowsPainted() - before, std::uint64_t(1));
    }

    void theCanvasShowsWhatAFreshPaintingWould() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        fakes::ConnectedTerminal terminal({500, 300});
        terminal.say("\x1b[?25l"); // a cursor blinks
        for (int i = 0; i < 60; ++i) {
            std::string bytes;
            for (int j = 0; j < 20; ++j) {
                bytes += "\x1b[" + std::to_string(random.bounded(1, 16)) + ";" +
                         std::to_string(random.bounded(1, 60)) + "H\x1b[" +
                         std::to_string(random.bounded(30, 48)) + "m" +
                         (random.bounded(3) ? "text \xE2\x94\x80 \xE6\xBC\xA2" : "\x1b[L\x1b[4mx\x1b[0m");
            }
            terminal.say(bytes + (i % 7 == 0 ? "\r\n\n\n\n" : ""));
            if (i % 5 == 0) {
                terminal.view.select(Range{{terminal.view.session().topLine() + 2, 3},
                                           {terminal.view.session().topLine() + 4, 9}});
            }
            const auto frames = terminal.view.framesPainted();
            QTRY_VERIFY(terminal.view.framesPainted() > frames);
        }
        const QImage grown = terminal.view.viewport()->grab().toImage();
        const auto painted = terminal.view.rowsPainted();
        Q_EMIT terminal.theme.changed(); // everything is painted anew
        QTRY_VERIFY(terminal.view.rowsPainted() >= painted + 15);
        QCOMPARE(terminal.view.viewport()->grab().toImage(), grown);
    }

    void linesOfBoxesJoin() {
        fakes::ConnectedTerminal terminal;
        terminal.say("\x1b[?25l\xE2\x94\x82\r\n\xE2\x94\x82\r\n\xE2\x94\x94\xE2\x94\x80\xE2\x94\x80");
        const auto frames = terminal.view.framesPainted();
        QTRY_VERIFY(terminal.view.framesPainted() > frames);
        const QImage shot = terminal.view.viewport()->grab().toImage();
        const QColor ground = terminal.theme.color(theme::Color::TermBg);
        const QPoint top = terminal.middleOf(0, 0);
        const QPoint corner = terminal.middleOf(0, 2);
        for (int y = top.y(); y <= corner.y(); ++y) {
            bool ink = false;
            for (int x = top.x() - 2; x <= top.x() + 2; ++x) {
                ink = ink || shot.pixelColor(x, y) != ground;
            }
            QVERIFY2(ink, qPrintable(QString::number(y)));
        }
        const QPoint end = terminal.middleOf(2, 2);
        for (int x = corner.x(); x <= end.x(); ++x) {
            bool ink = false;
            for (int y = corner.y() - 2; y <= corner.y() + 2; ++y) {
                ink = ink || shot.pixelColor(x, y) != ground;
            }
            QVERIFY2(ink, qPrintable(QString::number(x)));
        }
    }

    void aBellIsSeenForAMoment() {
        fakes::ConnectedTerminal terminal;
        QSignalSpy rang(&terminal.view, &TerminalView::bell);
        const QColor warn = terminal.theme.color(theme::Color::Warn);
        const auto top = [&] { return terminal.view.viewport()->grab().toImage().pixelColor(200, 1); };
        QVERIFY(top() != warn);
        terminal.say("\x07");
        QCOMPARE(rang.size(), 1);
        QCOMPARE(top(), warn);
        QTRY_VERIFY(top() != warn);
    }
};

QTEST_MAIN(tst_TerminalView)
#include "tst_TerminalView.moc"
