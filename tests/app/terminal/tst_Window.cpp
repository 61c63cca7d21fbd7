#include "app/terminal/LocalPty.h"
#include "app/terminal/Window.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/StateDialog.h"
#include "views/theme/Theme.h"

#include <QSignalSpy>
#include <QtTest>

using namespace understudy;
using alone::Window;

namespace {

/// A window with a program in it.
struct Stage {
    explicit Stage(const char* script) {
        auto started = alone::LocalPty::start({{"sh", "-c", QString::fromUtf8(script)}, {}, 90, 30});
        if (!started)
            return;
        pty = started->get();
        window.running = [this] { return pty->name(); };
        window.setHome(pty->name());
        window.view().setStream(std::move(*started));
        window.show();
    }
    static alone::TerminalOptions options() {
        alone::TerminalOptions wanted;
        wanted.columns = 90;
        wanted.rows = 30;
        return wanted;
    }
    theme::StateDialog* question() { return window.findChild<theme::StateDialog*>(); }

    theme::Theme looks;
    SystemClock clock;
    Window window{looks, clock, options()};
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
};

QTEST_MAIN(TestWindow)
#include "tst_Window.moc"
