#include "views/window/KeyListDialog.h"

#include "tests/views/window/DeskStage.h"
#include "views/reader/Engine.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Keys.h"
#include "views/window/LabTerminal.h"
#include "views/window/OnCallRoom.h"
#include "views/window/Study.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

/// The list of keys: what is in it is bound, and what is bound is in it.
class tst_KeyList final : public QObject {
    Q_OBJECT
    SystemClock m_clock;

    static QSet<QString> listed() {
        QSet<QString> keys;
        for (const theme::KeyEntry& entry : theme::keyTable())
            for (const QKeySequence& each : entry.sequences())
                keys << each.toString(QKeySequence::PortableText);
        return keys;
    }
    static QSet<QString> ofTerminal() {
        QSet<QString> keys;
        for (const terminal::Action& action : terminal::actions())
            for (const int key : action.keys)
                if (key != 0)
                    keys << QKeySequence(key).toString(QKeySequence::PortableText);
        return keys;
    }
    static KeyListDialog* dialogOf(Window& window) {
        KeyListDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (auto* each : window.findChildren<KeyListDialog*>())
                    if (each->isVisible())
                        found = each;
                return found != nullptr;
            },
            3000);
        return found;
    }

private Q_SLOTS:
    void everyKeyOfTheTableIsAKeyAndHasWords() {
        for (const theme::KeyEntry& entry : theme::keyTable()) {
            QVERIFY2(!entry.words().isEmpty(), entry.keys);
            for (const QKeySequence& each : entry.sequences()) {
                QVERIFY2(each.count() == 1 && !each.toString().isEmpty(), entry.keys);
                QVERIFY2(each[0].key() != Qt::Key_unknown, entry.keys);
            }
        }
    }

    void everyShortcutOfEveryPlaceIsInTheList() {
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at({1440, 900});
        for (const Place place : {Place::Learn, Place::Labs, Place::Quizzes, Place::OnCall, Place::Settings})
            stage.desk->go(place);
        const QString lab = stage.library->course().labs.front().id;
        stage.desk->labs()->open(lab);
        stage.desk->quizzes()->open(stage.library->course().modules.front().quiz->id);
        fakes::DeskStage::settle();
        const QSet<QString> table = listed();
        const QSet<QString> terminals = ofTerminal();
        QSet<QString> bound;
        for (const QShortcut* each : window.findChildren<QShortcut*>()) {
            const QString keys = each->key().toString(QKeySequence::PortableText);
            bound << keys;
            QVERIFY2(table.contains(keys) || terminals.contains(keys), qPrintable(keys));
        }
        for (const theme::KeyEntry& entry : theme::keyTable())
            if (entry.where != theme::KeyEntry::Where::OnCall) // bound with the first host
                for (const QKeySequence& each : entry.sequences())
                    QVERIFY2(bound.contains(each.toString(QKeySequence::PortableText)), entry.keys);
    }

    void f1ShowsAllKeysWithTheirWords() {
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at({1440, 900});
        window.activateWindow();
        QTest::keyClick(&window, Qt::Key_F1);
        KeyListDialog* list = dialogOf(window);
        QVERIFY(list);
        QStringList words;
        for (const QLabel* label : list->findChildren<QLabel*>())
            words << label->text();
        for (const theme::KeyEntry& entry : theme::keyTable())
            QVERIFY2(words.contains(entry.words()), entry.text);
        for (const terminal::Action& action : terminal::actions())
            QVERIFY2(action.keys[0] == 0 || words.contains(action.words()), action.text);
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            QVERIFY(list->grab().save(folder + "/keys.png"));
    }

    void outOfATerminalTheListAndTheRailAreOneKeyAway() {
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at({1440, 900});
        stage.desk->go(Place::Labs);
        stage.desk->labs()->open(stage.library->course().labs.front().id);
        terminal::TerminalTabs& tabs = stage.desk->labs()->terminal()->tabs();
        tabs.hideProblem();
        window.activateWindow();
        tabs.current()->setFocus();
        QVERIFY(QTest::qWaitFor([&] { return tabs.current()->hasFocus(); }, 3000));
        QTest::keyClick(tabs.current(), Qt::Key_F1); // the program's
        QVERIFY(tabs.current()->hasFocus());
        QTest::keyClick(tabs.current(), Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY2(window.rail().isAncestorOf(window.focusWidget()),
                 window.focusWidget()->metaObject()->className());
        tabs.current()->setFocus();
        QTest::keyClick(tabs.current(), Qt::Key_Question, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(dialogOf(window));
    }
};

int main(int argc, char* argv[]) {
    (void)reader::prepareEngine(true);
    QApplication app(argc, argv);
    tst_KeyList test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_KeyList.moc"
