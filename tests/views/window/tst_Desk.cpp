#include "views/window/Desk.h"

#include "tests/views/window/DeskStage.h"
#include "views/connection/ConnectionDialog.h"
#include "views/terminal/TerminalTabs.h"
#include "views/window/LabTerminal.h"
#include "views/window/OnCallRoom.h"

#include <QMenu>
#include <QTest>
#include <QToolButton>

using namespace understudy;

/// Ways from one place of the window to another.
class tst_Desk final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;

private Q_SLOTS:
    void aHostIsAskedForFromTheButtonBesideTheLabsTabs() {
        fakes::DeskStage stage(m_clock);
        if (!stage.library)
            QSKIP("the course pack is not built");
        stage.at({1440, 900});
        stage.desk->go(window::Place::Labs);
        stage.desk->labs()->open(stage.library->course().labs.front().id);
        terminal::TerminalTabs& tabs = stage.desk->labs()->terminal()->tabs();
        QToolButton* plus = nullptr;
        for (auto* each : tabs.findChildren<QToolButton*>())
            if (each->accessibleName().startsWith("New tab"))
                plus = each;
        QVERIFY(plus);
        plus->click();
        auto* menu = tabs.findChild<QMenu*>();
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 2);
        menu->actions().back()->trigger();
        menu->close();
        connection::ConnectionDialog* asked = nullptr;
        QTRY_VERIFY((asked = stage.desk->window().findChild<connection::ConnectionDialog*>()));
        QVERIFY(asked->isVisible());
        QVERIFY(stage.desk->onCall()->isVisible());
        asked->reject();
    }
};

QTEST_MAIN(tst_Desk)
#include "tst_Desk.moc"
