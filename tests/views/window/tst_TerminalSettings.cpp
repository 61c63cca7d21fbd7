#include "views/window/TerminalSettings.h"

#include "tests/views/window/DeskStage.h"
#include "views/settings/SettingsView.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Style.h"
#include "views/window/LabTerminal.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace understudy;
using namespace understudy::window;
using terminal::Preferences;
using terminal::PreferenceStore;

/// The part "Terminal" of the settings, with the mouse and keys of a trainee.
class tst_TerminalSettings final : public QObject {
    Q_OBJECT
    SystemClock m_clock;

    template <class Control>
    static Control* control(const QWidget& in, const QString& name) {
        for (auto* each : in.findChildren<Control*>())
            if (each->accessibleName() == name)
                return each;
        return nullptr;
    }
    static void choose(QComboBox& box, int index) {
        box.setCurrentIndex(index);
        Q_EMIT box.activated(index);
    }

private Q_SLOTS:
    void initTestCase() { qApp->setStyle(new theme::Style); }

    void aHintStandsBelowItsField() {
        QTemporaryDir folder;
        theme::Theme theme;
        PreferenceStore store(folder.filePath("terminal.json"));
        TerminalSettings part(theme, store);
        for (const int width : {1100, 400}) {
            for (const int percent : {100, 150}) {
                theme.setTextPercent(percent);
                part.resize(width, 2400);
                part.show();
                QCoreApplication::processEvents();
                int hints = 0;
                for (const auto* words : part.findChildren<theme::Text*>())
                    for (const auto* field : part.findChildren<QWidget*>())
                        if (!words->text().isEmpty() && field->accessibleDescription() == words->text()) {
                            ++hints;
                            const QPoint corner = words->contentsRect().topLeft();
                            QCOMPARE(words->mapTo(&part, corner).x(), field->mapTo(&part, QPoint()).x());
                        }
                QCOMPARE(hints, 7);
            }
        }
        theme.setTextPercent(100);
    }

    void everyControlSetsItsOwnPreferenceAndNothingElse() {
        QTemporaryDir folder;
        theme::Theme theme;
        PreferenceStore store(folder.filePath("terminal.json"));
        TerminalSettings part(theme, store);
        Preferences expected;
        auto* size = control<QComboBox>(part, "Letter size");
        choose(*size, size->count() - 1);
        expected.textPercent = 200;
        QVERIFY(store.values() == expected);
        choose(*control<QComboBox>(part, "Cursor"), 2);
        expected.cursor = terminal::CursorShape::Bar;
        QVERIFY(store.values() == expected);
        control<QCheckBox>(part, "Blinking")->click();
        expected.cursorBlinks = false;
        QVERIFY(store.values() == expected);
        control<QCheckBox>(part, "Bell")->click();
        expected.bellFlashes = false;
        QVERIFY(store.values() == expected);
        control<QCheckBox>(part, "Ambiguous width")->click();
        expected.ambiguousWide = true;
        QVERIFY(store.values() == expected);
        auto* history = control<QComboBox>(part, "History");
        choose(*history, history->count() - 1);
        expected.historyLines = Preferences::Unlimited;
        QVERIFY(store.values() == expected);
        control<QCheckBox>(part, "132 columns")->click();
        expected.wideColumns = true;
        QVERIFY(store.values() == expected);
        control<QPlainTextEdit>(part, "May write the clipboard")->insertPlainText(" gate \n\ngate\nada@x ");
        expected.clipboardHosts = QStringList{"gate", "ada@x"};
        QTRY_VERIFY(store.values() == expected);
        QVERIFY(PreferenceStore(folder.filePath("terminal.json")).values() == expected);
    }

    void whatIsSetIsShownWhenTheSettingsAreOpenedAgain() {
        QTemporaryDir folder;
        theme::Theme theme;
        PreferenceStore store(folder.filePath("terminal.json"));
        Preferences values;
        values.textPercent = 133; // by hand in the file
        values.historyLines = Preferences::Unlimited;
        values.cursorBlinks = false;
        values.clipboardHosts = QStringList{"gate"};
        QVERIFY(store.set(values).ok());
        TerminalSettings part(theme, store);
        QCOMPARE(control<QComboBox>(part, "Letter size")->currentData().toInt(), 133);
        QVERIFY(control<QComboBox>(part, "History")->currentText().startsWith("Unlimited"));
        QVERIFY(!control<QCheckBox>(part, "Blinking")->isChecked());
        QCOMPARE(control<QPlainTextEdit>(part, "May write the clipboard")->toPlainText(), QString("gate"));
    }

    void aProfileThatCannotBeWrittenIsSaid() {
        theme::Theme theme;
        PreferenceStore store("/nonexistent/folder/terminal.json");
        TerminalSettings part(theme, store);
        const QSignalSpy trouble(&part, &TerminalSettings::trouble);
        control<QCheckBox>(part, "Bell")->click();
        QCOMPARE(trouble.size(), 1);
    }

    void theWindowsTerminalsFollowAtOnce() {
        fakes::DeskStage stage(m_clock);
        stage.at({1440, 900});
        stage.desk->go(Place::Labs);
        stage.desk->labs()->open(stage.library->course().labs.front().id);
        auto* view = stage.desk->labs()->terminal()->tabs().current();
        stage.desk->go(Place::Settings);
        const int before = view->painter().cell().width();
        auto* size = control<QComboBox>(*stage.desk->settings(), "Letter size");
        choose(*size, size->count() - 1);
        QCOMPARE(view->painter().cell().width(), before * 2);
    }

    void scrollingThePageChangesNothing() {
        fakes::DeskStage stage(m_clock);
        stage.at({1366, 700}).activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&stage.desk->window()));
        stage.desk->go(Place::Settings);
        fakes::DeskStage::settle();
        settings::SettingsView* settings = stage.desk->settings();
        auto* scroll = settings->findChild<QScrollArea*>();
        auto* size = control<QComboBox>(*settings, "Letter size");
        scroll->ensureWidgetVisible(size);
        const auto wheel = [&] {
            const QPoint at(10, 10);
            QWheelEvent event(at, size->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QSpontaneKeyEvent::setSpontaneous(&event);
            qApp->notify(size, &event);
            return size->currentIndex();
        };
        const int before = size->currentIndex();
        const int place = scroll->verticalScrollBar()->value();
        QCOMPARE(wheel(), before);
        QVERIFY(!size->hasFocus());
        QVERIFY(scroll->verticalScrollBar()->value() > place);
        size->setFocus(); // chosen for
        QCOMPARE(wheel(), before + 1);
    }

    void aHintIsNeverOverItsField() {
        fakes::DeskStage stage(m_clock);
        connect(&stage.theme, &theme::Theme::changed, this, [&stage] {
            qApp->setPalette(theme::paletteOf(stage.theme));
            qApp->setFont(stage.theme.font(theme::Type::Ui));
            qApp->setStyleSheet(theme::styleSheetOf(stage.theme));
        });
        for (const auto mode : {theme::Mode::Dark, theme::Mode::Light})
            for (const QSize size : {QSize(1440, 900), QSize(1366, 700), QSize(700, 600)}) {
                stage.theme.setMode(mode);
                stage.at(size);
                stage.desk->go(Place::Settings);
                fakes::DeskStage::settle();
                settings::SettingsView* settings = stage.desk->settings();
                const QWidget* page = settings->findChild<QScrollArea*>()->widget();
                auto* field = control<QPlainTextEdit>(*settings, "May write the clipboard");
                const int end = field->mapTo(page, QPoint(0, field->height())).y();
                for (const auto* hint : settings->findChildren<theme::Text*>())
                    if (!hint->text().isEmpty() && hint->text() == field->accessibleDescription())
                        QVERIFY2(hint->mapTo(page, hint->contentsRect().topLeft()).y() >= end,
                                 qPrintable(QString("%1 wide").arg(size.width())));
            }
    }

    void theyAreWholeAtEverySizeAndLength() {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS");
        fakes::DeskStage stage(m_clock);
        connect(&stage.theme, &theme::Theme::changed, this, [&stage] {
            qApp->setPalette(theme::paletteOf(stage.theme));
            qApp->setFont(stage.theme.font(theme::Type::Ui));
            qApp->setStyleSheet(theme::styleSheetOf(stage.theme));
        });
        stage.theme.setMode(theme::Mode::Dark);
        stage.theme.setMode(theme::Mode::Light);
        for (const int percent : {100, 200})
            for (const QSize size : {QSize(1440, 900), QSize(1366, 700), QSize(700, 600)}) {
                stage.theme.setTextPercent(percent);
                stage.theme.setMode(percent == 100 ? theme::Mode::Light : theme::Mode::Dark);
                stage.at(size);
                stage.desk->go(Place::Settings);
                fakes::DeskStage::settle();
                settings::SettingsView* settings = stage.desk->settings();
                auto* scroll = settings->findChild<QScrollArea*>();
                QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                         qPrintable(QString("%1 percent, %2 wide").arg(percent).arg(size.width())));
                if (!folder.isEmpty()) {
                    stage.desk->window().grab().save(
                        QString("%1/settings-%2-%3.png").arg(folder).arg(percent).arg(size.width()));
                    scroll->widget()->grab().save(
                        QString("%1/settings-all-%2-%3.png").arg(folder).arg(percent).arg(size.width()));
                }
            }
        stage.theme.setTextPercent(100);
    }
};

QTEST_MAIN(tst_TerminalSettings)
#include "tst_TerminalSettings.moc"
