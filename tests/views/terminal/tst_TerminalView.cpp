#include "tests/views/terminal/SmallHost.h"
#include "views/theme/Strip.h"

#include <QClipboard>
#include <QGuiApplication>
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
        QVERIFY2(view->screenText().contains(QStringLiteral("Not connected for 5 min")),
                 qPrintable(view->screenText()));
        QVERIFY(view->screenText().startsWith(QStringLiteral("before the gap")));
        QTest::keyClick(view.get(), Qt::Key_A);
        QCOMPARE(m_written, std::string("a"));
    }

    void lockedInputSendsNothing() {
        auto view = connected();
        view->setInputLocked(true);
        QTest::keyClicks(view.get(), QStringLiteral("rm"));
        view->run(QStringLiteral("rm"));
        view->paste(QStringLiteral("rm"));
        QCOMPARE(m_written, std::string());
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

    void recordingsGoToTheProfilesFolder() {
        QTemporaryDir profile;
        fakes::ConnectedTerminal terminal;
        terminal.view.setPreferences({}, profile.path());
        QVERIFY(terminal.view.startRecording().ok());
        QCOMPARE(QFileInfo(terminal.view.recordingPath()).path(),
                 profile.filePath(QStringLiteral("recordings")));
        terminal.view.stopRecording();
        QVERIFY(QFile::exists(terminal.view.recordingPath()));
    }

    void theRecordingStripIsOneLineWhereItFits() {
        QTemporaryDir profile;
        fakes::ConnectedTerminal terminal({1440, 500});
        terminal.view.setPreferences({}, profile.path());
        QVERIFY(terminal.view.startRecording().ok());
        const auto height = [&] { return terminal.view.viewport()->geometry().top(); };
        QCOMPARE(height(), 30);                   // of the design
        for (const int width : {900, 640, 400}) { // the rest of the words goes on below
            terminal.view.resize(width, 500);
            const auto strips = terminal.view.findChildren<theme::Strip*>();
            const auto shown = std::find_if(strips.begin(), strips.end(),
                                            [](const theme::Strip* strip) { return strip->isVisible(); });
            QVERIFY(shown != strips.end());
            QCOMPARE((*shown)->height(), std::max(30, (*shown)->heightForWidth(width)));
            QCOMPARE(height(), (*shown)->height());
        }
        terminal.view.resize(1440, 500);
        QCOMPARE(height(), 30);
        terminal.theme.setTextPercent(200);
        QVERIFY(height() >= 60);
        terminal.theme.setTextPercent(100);
        terminal.view.stopRecording();
        QCOMPARE(height(), 0);
    }
};

QTEST_MAIN(tst_TerminalView)
#include "tst_TerminalView.moc"
