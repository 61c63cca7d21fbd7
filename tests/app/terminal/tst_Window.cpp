#include "app/terminal/LocalPty.h"
#include "app/terminal/Window.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/StateDialog.h"
#include "views/theme/Strip.h"
#include "views/theme/Theme.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QVBoxLayout>
#include <QtTest>

using namespace understudy;
using alone::Window;

namespace {

/// A window with a program in it.
struct Stage {
    explicit Stage(const char* script, bool wishes = false)
        : window(looks, clock, options(wishes)) {
        auto started = alone::LocalPty::start({{"sh", "-c", QString::fromUtf8(script)}, {}, 90, 30});
        if (!started)
            return;
        pty = started->get();
        window.running = [this] { return pty->name(); };
        window.setHome(pty->name());
        window.view().setStream(std::move(*started));
        window.show();
    }
    static alone::TerminalOptions options(bool wishes) {
        alone::TerminalOptions wanted;
        wanted.windowWishes = wishes;
        wanted.columns = 90;
        wanted.rows = 30;
        return wanted;
    }
    terminal::Session& session() { return window.view().session(); }
    /// What a program is told when it asks for that.
    std::string told(const char* question) {
        session().screen().takeReplies();
        terminal::Parser(session().screen()).feed(question);
        return session().screen().takeReplies();
    }
    theme::StateDialog* question() { return window.findChild<theme::StateDialog*>(); }

    theme::Theme looks;
    SystemClock clock;
    Window window;
    alone::LocalPty* pty = nullptr;
};

} // namespace

/// The window of the stand-alone terminal.
class TestWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itShowsTheColumnsAndRowsAskedFor() {
        Stage stage("sleep 60");
        const terminal::Screen& screen = stage.window.view().session().screen();
        QTRY_VERIFY_WITH_TIMEOUT(stage.window.isVisible(), 20'000);
        QCoreApplication::processEvents();
        QCOMPARE(screen.columns(), 90);
        QCOMPARE(screen.rows(), 30);
    }
    void itIsAsTheSettingsOfTerminalsSayAndOptionsOutweighThem() {
        QTemporaryDir profile;
        theme::Theme looks;
        SystemClock clock;
        terminal::Preferences wanted;
        wanted.textPercent = 150;
        wanted.cursor = terminal::CursorShape::Bar;
        wanted.cursorBlinks = false;
        wanted.ambiguousWide = true;
        wanted.wideColumns = true;
        wanted.historyLines = 1'000;
        Window plain(looks, clock, Stage::options(false));
        Window window(looks, clock, Stage::options(false), wanted, profile.path());
        plain.show();
        window.show();
        QCoreApplication::processEvents();
        const terminal::Screen& screen = window.view().session().screen();
        QVERIFY(window.width() > plain.width()); // larger letters, as many columns
        QCOMPARE(screen.columns(), 90);
        QCOMPARE(screen.rows(), 30);
        QCOMPARE(screen.modes().cursorShape, terminal::CursorShape::Bar);
        QVERIFY(!screen.modes().cursorBlinks);
        window.view().session().feed("\xCE\xB1");
        QCOMPARE(screen.cursor().x, 2);
        std::string lines;
        for (int i = 0; i < 5'000; ++i)
            lines += "line\r\n";
        window.view().session().feed(lines);
        QVERIFY(screen.history().size() < 2'000);
        window.view().session().feed("\x1b[?3h");
        QCOMPARE(screen.columns(), 132);
        QCOMPARE(window.width(), window.view().sizeFor(132, 30).width()); // and no smaller letters
        QVERIFY(window.view().startRecording().ok());
        QCOMPARE(QFileInfo(window.view().recordingPath()).path(), profile.filePath("recordings"));
        plain.view().session().feed("\x1b[?3h");
        QCOMPARE(plain.view().session().screen().columns(), 90);
    }
    void aStripTakesItsRoomFromTheTerminalWhileItSaysSomething() {
        Stage stage("sleep 60");
        auto* strip = new theme::Strip(stage.looks, theme::Strip::Kind::Danger, "unplug");
        auto* around = new QWidget;
        auto* column = new QVBoxLayout(around);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(strip);
        stage.window.setStrip(around);
        const QRect whole = stage.window.rect();
        QCOMPARE(stage.window.view().geometry(), whole);
        strip->say(QStringLiteral("Away."));
        QTRY_COMPARE(stage.window.view().geometry(), whole.adjusted(0, 30, 0, 0));
        QCOMPARE(around->geometry(), QRect(0, 0, whole.width(), 30));
        strip->say({});
        QTRY_COMPARE(stage.window.view().geometry(), whole);
        QCOMPARE(stage.session().screen().rows(), 30);
    }
    void itIsTitledByItsProgram() {
        Stage stage("printf '\\033]2;on call\\007'; read x; printf '\\033]2;\\007'; sleep 60");
        QCOMPARE(stage.window.windowTitle(), QStringLiteral("sh"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.window.windowTitle(), QStringLiteral("on call"), 20'000);
        stage.window.view().typeText(QStringLiteral("\r"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.window.windowTitle(), QStringLiteral("sh"), 20'000);
    }
    void closingAsksWhileSomethingRuns() {
        Stage stage("sleep 60");
        QSignalSpy closed(&stage.window, &Window::closed);
        QVERIFY(!stage.window.close());
        QVERIFY(stage.question());
        QVERIFY(!stage.window.close()); // and asks once
        QCOMPARE(stage.window.findChildren<theme::StateDialog*>().size(), 1);
        QPointer<theme::StateDialog> question = stage.question();
        question->done(QDialog::Rejected);
        QTRY_VERIFY_WITH_TIMEOUT(!question, 20'000);
        QVERIFY(stage.window.isVisible());
        QVERIFY(stage.window.view().isConnected());
        QCOMPARE(closed.count(), 0);
        QVERIFY(!stage.window.close());
        stage.question()->done(QDialog::Accepted);
        QCOMPARE(closed.count(), 1);
        QVERIFY(!stage.window.isVisible());
        QVERIFY(!stage.window.view().isConnected());
    }
    void closingDoesNotAskWhenNothingIsLost() {
        Stage stage("sleep 60");
        stage.window.running = [] { return QString(); };
        QSignalSpy closed(&stage.window, &Window::closed);
        QVERIFY(stage.window.close());
        QCOMPARE(closed.count(), 1);
    }
    void itFollowsTheSizeThatItsProgramSets() {
        Stage stage("sleep 0.2; printf '\\033[8;20;70t'; sleep 60");
        const QSize before = stage.window.size();
        QTRY_VERIFY_WITH_TIMEOUT(stage.window.size() != before, 20'000);
        QCOMPARE(stage.window.size(), stage.window.view().sizeFor(70, 20));
        QCOMPARE(stage.window.view().session().screen().columns(), 70);
        QCOMPARE(stage.window.view().session().screen().rows(), 20);
    }
    void aSizeOfBeforeThatComesLateUndoesNoWish() {
        Stage stage("sleep 60");
        const QSize before = stage.window.size();
        stage.session().feed("\x1b[8;20;70t");
        QResizeEvent late(before, before);
        QCoreApplication::sendEvent(&stage.window, &late);
        QCOMPARE(stage.session().screen().columns(), 70);
        QCOMPARE(stage.session().screen().rows(), 20);
        // A size that stays is taken all the same: a person's, or that of a windowing system that knows
        // better.
        stage.window.resize(before);
        QTRY_COMPARE_WITH_TIMEOUT(stage.session().screen().columns(), 90, 20'000);
        QCOMPARE(stage.session().screen().rows(), 30);
    }
    void programsMoveAndFillTheWindowOnlyWhereThatIsAllowed() {
        for (const bool allowed : {false, true}) {
            Stage stage("sleep 60", allowed);
            const QPoint place = stage.window.pos();
            stage.session().feed("\x1b[3;31;47t");
            QCOMPARE(stage.window.pos(), allowed ? QPoint(31, 47) : place);
            if (allowed) {
                QCOMPARE(stage.told("\x1b[13t"), std::string("\x1b[3;31;47t"));
            }
            stage.session().feed("\x1b[9;1t");
            QCOMPARE(stage.window.isMaximized(), allowed);
            stage.session().feed("\x1b[9;0t");
            QVERIFY(!stage.window.isMaximized());
            stage.session().feed("\x1b[10;2t");
            QCOMPARE(stage.window.isFullScreen(), allowed);
            stage.session().feed("\x1b[10;2t");
            QVERIFY(!stage.window.isFullScreen());
            stage.session().feed("\x1b[2t");
            QCOMPARE(stage.window.isMinimized(), allowed);
            QCOMPARE(stage.told("\x1b[11t"), std::string(allowed ? "\x1b[2t" : "\x1b[1t"));
            stage.session().feed("\x1b[1t");
            QVERIFY(!stage.window.isMinimized());
        }
    }
    void aWindowMadeAsHighAsTheScreenComesBack() {
        Stage stage("sleep 60", true);
        const QRect before = stage.window.geometry();
        const QRect room = stage.window.screen()->availableGeometry();
        stage.session().feed("\x1b[9;2t");
        QCOMPARE(stage.window.width(), before.width());
        QVERIFY(stage.window.height() > room.height() - 60);
        stage.session().feed("\x1b[9;3t");
        QVERIFY(stage.window.width() > room.width() - 60);
        stage.session().feed("\x1b[9;0t");
        QCOMPARE(stage.window.geometry(), before);
    }
};

QTEST_MAIN(TestWindow)
#include "tst_Window.moc"
