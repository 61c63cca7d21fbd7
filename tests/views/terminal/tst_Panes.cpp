#include "views/terminal/Panes.h"

#include "tests/views/terminal/SmallHost.h"
#include "views/terminal/TerminalTabs.h"

#include <QSplitter>

using namespace understudy;
using namespace understudy::terminal;

/// The lines between the terminals of a split, moved by keys.
class tst_Panes : public QObject {
    Q_OBJECT

    theme::Theme m_theme;
    fakes::PushedClock m_clock;
    std::string m_written;

    std::unique_ptr<TerminalTabs> opened() {
        auto tabs = std::make_unique<TerminalTabs>(m_theme, m_clock);
        tabs->connectTab = [this](TerminalView& view) {
            view.setStream(std::make_unique<fakes::SmallHost>(m_written));
        };
        tabs->resize(1200, 800);
        tabs->show();
        tabs->openTab();
        return tabs;
    }
    static void press(TerminalTabs& tabs, Qt::Key key) {
        QTest::keyClick(tabs.current(), key, Qt::ControlModifier | Qt::ShiftModifier | Qt::AltModifier);
    }

private Q_SLOTS:
    void init() { m_written.clear(); }

    void aKeyMovesTheLineBySixteenPixelsAndBack() {
        const auto tabs = opened();
        TerminalView* left = tabs->current();
        tabs->perform(Act::SplitRight);
        QVERIFY(QTest::qWaitForWindowActive(tabs.get()));
        tabs->current()->setFocus();
        const int before = left->width();
        press(*tabs, Qt::Key_Right); // the right one is in front: the line is before it
        QCOMPARE(left->width(), before + 16);
        press(*tabs, Qt::Key_Left);
        QCOMPARE(left->width(), before);
        tabs->perform(Act::PreviousPane);
        press(*tabs, Qt::Key_Left);
        QCOMPARE(left->width(), before - 16);
        press(*tabs, Qt::Key_Down); // there is no line to move
        QCOMPARE(left->width(), before - 16);
        QVERIFY(m_written.empty()); // no program saw the keys
    }

    void theLineOfTheOtherDirectionIsFoundFurtherOut() {
        const auto tabs = opened();
        TerminalView* above = tabs->current();
        tabs->perform(Act::SplitDown);
        tabs->perform(Act::SplitRight);
        QTRY_VERIFY(above->height() < 500); // laid out
        const int before = above->height();
        tabs->perform(Act::WidenDown);
        QCOMPARE(above->height(), before + 16);
    }

    void noTerminalIsSquashed() {
        const auto tabs = opened();
        TerminalView* left = tabs->current();
        tabs->perform(Act::SplitRight);
        for (int i = 0; i < 200; ++i) {
            tabs->perform(Act::WidenRight);
        }
        QVERIFY(tabs->current()->width() >= tabs->current()->minimumWidth());
        for (int i = 0; i < 200; ++i) {
            tabs->perform(Act::WidenLeft);
        }
        QVERIFY(left->width() >= left->minimumWidth());
    }

    void aTerminalAloneHasNothingToMove() {
        const auto tabs = opened();
        const QSize before = tabs->current()->size();
        tabs->perform(Act::WidenRight);
        tabs->perform(Act::WidenUp);
        QCOMPARE(tabs->current()->size(), before);
    }
};

QTEST_MAIN(tst_Panes)
#include "tst_Panes.moc"
