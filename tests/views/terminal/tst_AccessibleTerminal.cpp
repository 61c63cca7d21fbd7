#include "tests/views/terminal/SmallHost.h"

#include <QAccessible>

using namespace understudy;
using namespace understudy::terminal;

namespace {

QList<QAccessible::Event> heardEvents;
QStringList heardTexts;

void hear(QAccessibleEvent* event) {
    heardEvents << event->type();
    if (event->type() == QAccessible::TextInserted) {
        heardTexts << static_cast<QAccessibleTextInsertEvent*>(event)->textInserted();
    }
}

} // namespace

class tst_AccessibleTerminal : public QObject {
    Q_OBJECT

    static QAccessibleTextInterface* textOf(TerminalView& view) {
        QAccessibleInterface* found = QAccessible::queryAccessibleInterface(&view);
        return found ? found->textInterface() : nullptr;
    }

private Q_SLOTS:
    void initTestCase() { QAccessible::setActive(true); }

    void aReaderHearsRoleNameAndTheRowsInView() {
        fakes::ConnectedTerminal terminal;
        terminal.say("first\r\nsecond \x1b[1mbold\x1b[0m");
        QAccessibleInterface* found = QAccessible::queryAccessibleInterface(&terminal.view);
        QVERIFY(found);
        QCOMPARE(found->role(), QAccessible::Terminal);
        QVERIFY(!found->text(QAccessible::Name).isEmpty());
        auto* text = textOf(terminal.view);
        QVERIFY(text);
        const QString all = text->text(0, text->characterCount());
        QVERIFY2(all.startsWith(QStringLiteral("first\nsecond bold\n")), qPrintable(all));
        int start = 0;
        int end = 0;
        QVERIFY(text->attributes(13, &start, &end).contains(QStringLiteral("bold")));
        QVERIFY(text->attributes(1, &start, &end).isEmpty());
        QCOMPARE(text->textAtOffset(8, QAccessible::LineBoundary, &start, &end).trimmed(),
                 QStringLiteral("second bold"));
    }

    void theCursorIsWhereTheProgramPutIt() {
        fakes::ConnectedTerminal terminal;
        terminal.say("abc\r\nxy");
        QCOMPARE(textOf(terminal.view)->cursorPosition(), 6);
        terminal.say("\x1b[1;2H");
        QCOMPARE(textOf(terminal.view)->cursorPosition(), 1);
    }

    void aSelectionIsToldAndCanBeMade() {
        fakes::ConnectedTerminal terminal;
        terminal.say("select me now");
        auto* text = textOf(terminal.view);
        QCOMPARE(text->selectionCount(), 0);
        text->addSelection(7, 9);
        QCOMPARE(terminal.view.selectedText(), QStringLiteral("me"));
        int start = 0;
        int end = 0;
        text->selection(0, &start, &end);
        QCOMPARE(start, 7);
        QCOMPARE(end, 9);
        text->removeSelection(0);
        QCOMPARE(text->selectionCount(), 0);
    }

    void placesOnTheScreenAndInTheTextAgree() {
        fakes::ConnectedTerminal terminal;
        terminal.say("one\r\ntwo \xE6\xBC\xA2x");
        auto* text = textOf(terminal.view);
        const int x = static_cast<int>(text->text(0, text->characterCount()).indexOf(QLatin1Char('x')));
        const QRect box = text->characterRect(x);
        QCOMPARE(text->offsetAtPoint(box.center()), x);
        QCOMPARE(text->offsetAtPoint(QPoint(-500, -500)), -1);
    }

    void outputIsReadAloudOnlyWhenAskedFor() {
        const int patience = QGuiApplication::platformName() == QLatin1String("xcb") ? 5000 : 0;
        if (!QTest::qWaitFor([] { return QAccessible::isActive(); }, patience)) {
            QSKIP("this display has no screen readers; run it by with-readers");
        }
        fakes::ConnectedTerminal terminal;
        terminal.view.activateWindow(); // there may be no window manager
        QVERIFY(QTest::qWaitForWindowActive(&terminal.view));
        terminal.say("$ ");
        QAccessible::installUpdateHandler(hear);
        heardEvents.clear();
        heardTexts.clear();
        terminal.say("quiet\r\n$ ");
        QTRY_VERIFY(heardEvents.contains(QAccessible::TextCaretMoved));
        QVERIFY(heardTexts.isEmpty());
        terminal.view.perform(Act::SpeakOutput);
        QVERIFY(terminal.view.isOn(Act::SpeakOutput));
        terminal.say("loud\r\n");
        QTRY_VERIFY(!heardTexts.isEmpty());
        QAccessible::installUpdateHandler(nullptr);
        QVERIFY2(heardTexts.join(QLatin1Char('|')).contains(QStringLiteral("loud")),
                 qPrintable(heardTexts.join(QLatin1Char('|'))));
    }

    void theLastOutputIsReadInAPanelOfItsOwn() {
        fakes::ConnectedTerminal terminal;
        terminal.command("ls", "alpha\r\nbeta\r\n");
        terminal.say("\x1b]133;A\x07$ ");
        terminal.view.activateWindow(); // there may be no window manager
        QVERIFY(QTest::qWaitForWindowActive(&terminal.view));
        terminal.view.perform(Act::ReadOutput);
        QWidget* focused = terminal.view.focusWidget();
        QVERIFY(focused && focused != &terminal.view);
        QAccessibleInterface* panel = QAccessible::queryAccessibleInterface(focused);
        QVERIFY(panel && panel->textInterface());
        QCOMPARE(panel->textInterface()->text(0, panel->textInterface()->characterCount()).trimmed(),
                 QStringLiteral("alpha\nbeta"));
        QTest::keyClick(focused, Qt::Key_Escape);
        QVERIFY(!focused->isVisible());
        QTest::keyClick(&terminal.view, Qt::Key_A);
        QCOMPARE(terminal.written, std::string("a"));
    }
};

QTEST_MAIN(tst_AccessibleTerminal)
#include "tst_AccessibleTerminal.moc"
