#include "views/terminal/TerminalTabs.h"

#include "tests/fakes/PushedClock.h"

#include <QLineEdit>
#include <QMenu>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace understudy;
using namespace understudy::terminal;

namespace {

class QuietHost final : public ByteStream {
public:
    explicit QuietHost(std::string* written = nullptr)
        : m_written(written) {}
    void write(std::string_view bytes) override {
        if (m_written) {
            *m_written += bytes;
        }
    }
    void resize(int, int) override {}
    void grant(std::size_t) override {}
    void close() override {}

private:
    std::string* m_written;
};

QPushButton* button(const QWidget& in, const QString& text) {
    for (auto* found : in.findChildren<QPushButton*>()) {
        if (found->text() == text) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

class tst_TerminalTabs : public QObject {
    Q_OBJECT

    theme::Theme m_theme;
    fakes::PushedClock m_clock;

private Q_SLOTS:
    void tabsAreNamedConnectedAndClosed() {
        TerminalTabs tabs(m_theme, m_clock);
        int asked = 0;
        tabs.connectTab = [&asked](TerminalView& view) {
            ++asked;
            view.setStream(std::make_unique<QuietHost>());
        };
        tabs.openTab();
        tabs.openTab();
        QCOMPARE(asked, 2);
        auto* bar = tabs.findChild<QTabBar*>();
        QCOMPARE(bar->tabText(1), QStringLiteral("lab: local 2"));
        QCOMPARE(bar->accessibleTabName(1), QStringLiteral("lab: local 2, connected"));
        tabs.closeTab(0);
        QCOMPARE(tabs.count(), 1);
        tabs.closeTab(0);
        QCOMPARE(tabs.count(), 1); // a fresh one in its place
        QCOMPARE(asked, 3);
    }

    void whenTheLabDoesNotAnswerThePaneSaysWhatToDo() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(672, 430);
        tabs.show();
        bool answers = false;
        tabs.connectTab = [&](TerminalView& view) {
            if (answers) {
                view.setStream(std::make_unique<QuietHost>());
            } else {
                tabs.showProblem(QStringLiteral("It is probably stopped."),
                                 QStringLiteral("Nothing listens on port 2222."));
            }
        };
        tabs.openTab();
        QVERIFY(tabs.showsProblem());
        QSignalSpy start(&tabs, &TerminalTabs::startLabRequested);
        auto* startButton = button(tabs, QStringLiteral("Start the lab"));
        QVERIFY(startButton);
        startButton->click();
        QCOMPARE(start.size(), 1);
        answers = true;
        button(tabs, QStringLiteral("Try again"))->click();
        QVERIFY(!tabs.showsProblem());
        QVERIFY(tabs.current()->isConnected());
    }

    void newTabStandsRightBesideTheLastTab() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(900, 400);
        tabs.show();
        tabs.openTab();
        tabs.openTab();
        QVERIFY(QTest::qWaitForWindowExposed(&tabs));
        auto* bar = tabs.findChild<QTabBar*>();
        QWidget* plus = nullptr;
        for (auto* found : tabs.findChildren<QToolButton*>()) {
            plus = found->toolTip().startsWith(QStringLiteral("New tab")) ? found : plus;
        }
        QVERIFY(plus);
        const int end = bar->mapTo(&tabs, bar->tabRect(1).topRight()).x();
        const int start = plus->mapTo(&tabs, QPoint(0, 0)).x();
        QVERIFY2(start >= end && start - end <= 8, qPrintable(QString::number(start - end)));
    }

    void aSplitHasATerminalOfItsOwnAndClosesAlone() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(900, 500);
        tabs.show();
        std::string first, second;
        int made = 0;
        tabs.connectTab = [&](TerminalView& view) {
            view.setStream(std::make_unique<QuietHost>(made++ == 0 ? &first : &second));
        };
        TerminalView* left = tabs.openTab();
        QVERIFY(QTest::qWaitForWindowActive(&tabs));
        QTest::keyClick(left, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs.count(), 1);
        QCOMPARE(tabs.views().size(), 2);
        TerminalView* right = tabs.current();
        QVERIFY(right != left);
        QTRY_VERIFY(right->hasFocus());
        QVERIFY(qAbs(left->width() - right->width()) <= 1);
        QCOMPARE(left->mapTo(&tabs, QPoint()).y(), right->mapTo(&tabs, QPoint()).y());
        QTest::keyClick(right, Qt::Key_B);
        QTest::keyClick(right, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(left->hasFocus());
        QTest::keyClick(left, Qt::Key_A);
        QCOMPARE(first, std::string("a"));
        QCOMPARE(second, std::string("b"));
        QTest::keyClick(left, Qt::Key_Bar, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs.views().size(), 3);
        TerminalView* below = tabs.current();
        QTRY_VERIFY(below->mapTo(&tabs, QPoint()).y() > left->mapTo(&tabs, QPoint()).y());
        QTest::keyClick(below, Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs.views().size(), 2);
        QTRY_VERIFY(left->hasFocus());
        QTest::keyClick(left, Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs.views(), QList<TerminalView*>{right});
        QCOMPARE(tabs.count(), 1);
        QCOMPARE(tabs.current(), right);
        QTRY_VERIFY(right->width() > 800);
    }

    void splittingAndClosingAtRandomLosesNoTerminal() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(1200, 800);
        tabs.show();
        tabs.openTab();
        qsizetype expected = 1;
        for (int i = 0; i < 120; ++i) {
            const auto what = random.bounded(5);
            if (what < 2 && expected < 12) {
                tabs.perform(what == 0 ? Act::SplitRight : Act::SplitDown);
                ++expected;
            } else if (what == 2 && expected > 1) {
                tabs.perform(Act::Close);
                --expected;
            } else {
                tabs.perform(what == 3 ? Act::NextPane : Act::PreviousPane);
            }
            QCOMPARE(tabs.views().size(), expected);
            QVERIFY(tabs.views().contains(tabs.current()));
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(tabs.findChildren<TerminalView*>().size(), expected);
    }

    void aTabIsRenamedInItsPlace() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(900, 400);
        tabs.show();
        tabs.openTab();
        QVERIFY(QTest::qWaitForWindowActive(&tabs));
        auto* bar = tabs.findChild<QTabBar*>();
        tabs.perform(Act::Rename);
        auto* field = bar->findChild<QLineEdit*>();
        QVERIFY(field->isVisible());
        field->setText(QStringLiteral("  logs of\napi "));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(bar->tabText(0), QStringLiteral("logs of api"));
        QVERIFY(!field->isVisible());
        QTRY_VERIFY(tabs.current()->hasFocus());
        tabs.perform(Act::Rename);
        field->setText(QStringLiteral("other"));
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(bar->tabText(0), QStringLiteral("logs of api"));
    }

    void aBellInATabBehindIsMarkedUntilOneLooks() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(900, 400);
        tabs.show();
        QList<ByteStream*> hosts;
        tabs.connectTab = [&hosts](TerminalView& view) {
            auto host = std::make_unique<QuietHost>();
            hosts << host.get();
            view.setStream(std::move(host));
        };
        tabs.openTab();
        tabs.openTab();
        auto* bar = tabs.findChild<QTabBar*>();
        hosts[0]->received("\x07");
        QCOMPARE(bar->accessibleTabName(0), QStringLiteral("lab: local, connected, has rung"));
        bar->setCurrentIndex(0);
        QCOMPARE(bar->accessibleTabName(0), QStringLiteral("lab: local, connected"));
    }

    void aTabThatTakesNoTypingShowsIt() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.connectTab = [](TerminalView& view) { view.setStream(std::make_unique<QuietHost>()); };
        tabs.openTab();
        auto* bar = tabs.findChild<QTabBar*>();
        QVERIFY(bar->accessibleTabName(0).endsWith(", connected"));
        tabs.current()->setInputLocked(true);
        QVERIFY(bar->accessibleTabName(0).endsWith("keyboard locked"));
        tabs.current()->setInputLocked(false);
        QVERIFY(bar->accessibleTabName(0).endsWith(", connected"));
        tabs.current()->setViewOnly("Watch only.");
        QVERIFY(bar->accessibleTabName(0).endsWith("view only"));
        tabs.current()->setViewOnly({});
        QVERIFY(bar->accessibleTabName(0).endsWith(", connected"));
    }

    void theButtonForANewTabOffersOtherHostsWhereToldTo() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.connectTab = [](TerminalView& view) { view.setStream(std::make_unique<QuietHost>()); };
        tabs.setOffersHosts(true);
        tabs.openTab();
        tabs.show();
        QSignalSpy wanted(&tabs, &TerminalTabs::hostRequested);
        QToolButton* plus = nullptr;
        for (auto* each : tabs.findChildren<QToolButton*>())
            if (each->accessibleName().startsWith("New tab"))
                plus = each;
        QVERIFY(plus);
        for (const int choice : {0, 1}) {
            plus->click();
            auto* menu = tabs.findChild<QMenu*>();
            QVERIFY(menu);
            menu->actions().at(choice)->trigger();
            menu->close();
            QTRY_VERIFY(!tabs.findChild<QMenu*>());
        }
        QCOMPARE(tabs.count(), 2);
        QCOMPARE(wanted.size(), 1);
    }

    void theProblemNeedsNoMoreRoomThanTheTerminals() {
        TerminalTabs tabs(m_theme, m_clock);
        tabs.openTab();
        tabs.showProblem(QStringLiteral("It is probably stopped."), QStringLiteral("Nothing listens."));
        QVERIFY2(tabs.minimumSizeHint().height() <= tabs.heightFor(8),
                 qPrintable(QString::number(tabs.minimumSizeHint().height())));
    }

    void aRecordingIsPlayedInATabOfItsOwn() {
        QTemporaryDir folder;
        TerminalTabs tabs(m_theme, m_clock);
        tabs.resize(900, 500);
        tabs.show();
        ByteStream* host = nullptr;
        tabs.connectTab = [&host](TerminalView& view) {
            auto made = std::make_unique<QuietHost>();
            host = made.get();
            view.setStream(std::move(made));
        };
        TerminalView* view = tabs.openTab();
        host->received("before\r\n");
        const QString path = folder.filePath(QStringLiteral("a/one.cast"));
        QVERIFY(view->startRecording(path).ok());
        auto* bar = tabs.findChild<QTabBar*>();
        QVERIFY(bar->accessibleTabName(0).contains(QStringLiteral("recorded")));
        m_clock.push(std::chrono::milliseconds(400));
        host->received("\x1b[32mduring\x1b[0m\r\n");
        m_clock.push(std::chrono::milliseconds(400));
        host->received("at the end");
        view->stopRecording();
        host->received("after");
        QCOMPARE(tabs.openRecording(folder.filePath(QStringLiteral("none.cast"))).error().code,
                 Errc::NotFound);
        QVERIFY(tabs.openRecording(path).ok());
        QCOMPARE(tabs.count(), 2);
        TerminalView* replay = tabs.current();
        QTRY_VERIFY(replay->screenText().contains(QStringLiteral("at the end")));
        QVERIFY(replay->screenText().startsWith(QStringLiteral("before\nduring\n")));
        QVERIFY(!replay->screenText().contains(QStringLiteral("after")));
        QVERIFY(!replay->isConnected());
        tabs.reconnectAll(); // a recording has no far end to go back to
        QVERIFY(!replay->isConnected());
        tabs.closeTab(1);
        QCOMPARE(tabs.count(), 1);
    }
};

QTEST_MAIN(tst_TerminalTabs)
#include "tst_TerminalTabs.moc"
