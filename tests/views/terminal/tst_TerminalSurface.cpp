#include "tests/views/terminal/SmallHost.h"

#include <QRandomGenerator>
#include <QSignalSpy>

using namespace understudy;
using namespace understudy::terminal;

/// What is painted: only what has changed, and it is right.
class tst_TerminalSurface : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyChangedRowsArePaintedAndTheScreenIsRight() {
        fakes::ConnectedTerminal terminal;
        TerminalView* view = &terminal.view;
        terminal.say("\x1b[44mblue\x1b[0m \x1b[31mred");
        QTRY_VERIFY(view->screenText().startsWith(QStringLiteral("blue red")));
        QTest::qWait(50);
        const QImage shot = view->viewport()->grab().toImage();
        QCOMPARE(shot.pixelColor(13, 11), terminal.theme.terminal(4));
        QCOMPARE(shot.pixelColor(300, 100), terminal.theme.color(theme::Color::TermBg));
    }

    void readableColorsReachTheirContrast() {
        const theme::Theme theme;
        const Colors colors(theme);
        for (unsigned ground = 0; ground < 16; ++ground) {
            for (unsigned text = 0; text < 16; ++text) {
                const Ink ink = colors.ink(Cell{'x', indexed(text), indexed(ground), 0, 0}, false);
                QVERIFY2(Colors::contrast(ink.text, ink.ground) >= 3.0, qPrintable(QString::number(ground)));
            }
        }
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

QTEST_MAIN(tst_TerminalSurface)
#include "tst_TerminalSurface.moc"
