#include "views/reader/reading/LookPanel.h"

#include <QApplication>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::reader;

class TestReaderLook final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void howOneReadsIsKept() {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("reader.ini"));
        QCOMPARE(ReaderLook::read(QSettings(file, QSettings::IniFormat)), ReaderLook());
        const ReaderLook liked{150, ReaderLook::Measure::Wide, false};
        {
            QSettings settings(file, QSettings::IniFormat);
            liked.write(settings);
        }
        QCOMPARE(ReaderLook::read(QSettings(file, QSettings::IniFormat)), liked);
    }

    void oddSettingsAreTheUsualLook() {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("reader.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("reader/text"), QStringLiteral("huge"));
        settings.setValue(QStringLiteral("reader/lines"), 7);
        settings.setValue(QStringLiteral("reader/letters"), QStringLiteral("gothic"));
        QCOMPARE(ReaderLook::read(settings), ReaderLook());
        settings.setValue(QStringLiteral("reader/text"), 9000);
        QCOMPARE(ReaderLook::read(settings).textPercent, 200);
    }

    void everyChoiceTakesEffectAtOnceAndByKeyboard() {
        theme::Theme theme;
        QWidget window;
        window.resize(400, 300);
        window.show();
        auto* panel = new LookPanel(theme, {}, &window);
        QSignalSpy chosen(panel, &LookPanel::lookChosen);
        panel->openBelow(window);
        QVERIFY(QTest::qWaitForWindowExposed(panel));
        QTRY_VERIFY(panel->focusWidget());
        QTest::keyClick(panel->focusWidget(), Qt::Key_Space); // larger
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.last().at(0).value<ReaderLook>().textPercent, 110);
        QTest::keyClick(panel->focusWidget(), Qt::Key_Tab); // to the lines
        QTest::keyClick(panel->focusWidget(), Qt::Key_Right);
        QCOMPARE(chosen.last().at(0).value<ReaderLook>().measure, ReaderLook::Measure::Wide);
        QTest::keyClick(panel->focusWidget(), Qt::Key_Tab); // to the letters
        QTest::keyClick(panel->focusWidget(), Qt::Key_Right);
        const auto last = chosen.last().at(0).value<ReaderLook>();
        QCOMPARE(last, (ReaderLook{110, ReaderLook::Measure::Wide, false}));
        for (auto* button : panel->findChildren<QAbstractButton*>())
            QVERIFY(!button->accessibleName().isEmpty());
        QPointer<LookPanel> gone(panel);
        QTest::keyClick(panel, Qt::Key_Escape);
        QTRY_VERIFY(!gone);
    }

    void sizesEndWhereTheyEnd() {
        theme::Theme theme;
        QWidget window;
        LookPanel panel(theme, {190, ReaderLook::Measure::Normal, true}, &window);
        panel.setAttribute(Qt::WA_DeleteOnClose, false);
        const auto buttons = panel.findChildren<QPushButton*>();
        auto* larger = *std::find_if(buttons.begin(), buttons.end(), [](QPushButton* button) {
            return button->accessibleName().startsWith(QStringLiteral("Larger"));
        });
        QSignalSpy chosen(&panel, &LookPanel::lookChosen);
        larger->click();
        QVERIFY(!larger->isEnabled());
        larger->click();
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.last().at(0).value<ReaderLook>().textPercent, 200);
    }
};

QTEST_MAIN(TestReaderLook)
#include "tst_ReaderLook.moc"
