#include "views/terminal/TerminalTabs.h"

#include "tests/fakes/PushedClock.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using namespace understudy::terminal;

namespace {

/// A far end that keeps what it is sent and says what the test wants.
class SmallHost final : public ByteStream {
public:
    explicit SmallHost(std::string& written)
        : m_written(written) {}
    void write(std::string_view bytes) override { m_written += bytes; }
    void resize(int, int) override {}
    void grant(std::size_t) override {}
    void close() override {}

private:
    std::string& m_written;
};

} // namespace

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
        auto host = std::make_unique<SmallHost>(m_written);
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

    void aPasteOfSeveralLinesAsksUnlessTheProgramBracketsIt() {
        auto view = connected();
        int asked = 0;
        view->ask = [&asked](const QString&, const QString&, const QString&, const std::function<void()>&) {
            ++asked;
        };
        view->paste(QStringLiteral("rm a\nrm b\n"));
        QCOMPARE(asked, 1);
        QCOMPARE(m_written, std::string());
        m_host->received("\x1b[?2004h");
        view->paste(QStringLiteral("rm a\nrm b"));
        QCOMPARE(asked, 1);
        QCOMPARE(m_written, std::string("\x1b[200~rm a\rrm b\x1b[201~"));
    }

    void aHostCanNotWriteTheClipboardWithoutAYes() {
        auto view = connected();
        std::function<void()> agreed;
        view->ask = [&agreed](const QString&, const QString&, const QString&, std::function<void()> then) {
            agreed = then;
        };
        QGuiApplication::clipboard()->setText(QStringLiteral("mine"));
        m_host->received("\x1b]52;c;aGVsbG8=\x07");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("mine"));
        QVERIFY(agreed);
        agreed();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("hello"));
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
};

QTEST_MAIN(tst_TerminalView)
#include "tst_TerminalView.moc"
