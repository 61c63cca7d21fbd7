#include "views/terminal/TerminalTabs.h"

#include "tests/fakes/PushedClock.h"

#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace understudy;
using namespace understudy::terminal;

namespace {

class QuietHost final : public ByteStream {
public:
    void write(std::string_view) override {}
    void resize(int, int) override {}
    void grant(std::size_t) override {}
    void close() override {}
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
};

QTEST_MAIN(tst_TerminalTabs)
#include "tst_TerminalTabs.moc"
