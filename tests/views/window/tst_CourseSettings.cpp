#include "tests/fakes/SmallPack.h"
#include "tests/views/window/DeskStage.h"
#include "views/settings/SettingsView.h"
#include "views/theme/Button.h"
#include "views/window/CourseSettings.h"
#include "views/window/PackRefusedDialog.h"
#include "views/window/SearchRoom.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using window::Place;

/// Another version of the course, by a file, and back: what a person sees and presses.
class tst_CourseSettings final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    std::unique_ptr<fakes::DeskStage> m_stage;
    const minisign::SecretKey m_key = minisign::makeKey(systemRandomness());
    QTemporaryDir m_place;
    std::unique_ptr<course::Library> m_small;

    window::CourseSettings& part() {
        m_stage->desk->go(Place::Settings);
        return *m_stage->desk->settings()->findChild<window::CourseSettings*>();
    }
    theme::Button* button(const QString& words) {
        for (auto* each : part().findChildren<theme::Button*>())
            if (each->text().contains(words))
                return each;
        return nullptr;
    }
    bool says(const QString& words) {
        for (const auto* each : part().findChildren<QLabel*>())
            if (each->text().contains(words))
                return true;
        return false;
    }
    bool drop(const QString& file) {
        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({300, 300}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&m_stage->desk->window(), &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent drop({300, 300}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&m_stage->desk->window(), &drop);
        return true;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(fakes::writeSigned(m_place.path(), fakes::builtPack(), m_key));
        auto opened = course::Library::open(m_place.path(), {m_key.publicKey.text()}, 0);
        QVERIFY(opened.ok());
        m_small = std::move(*opened);
    }
    void init() {
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        if (!m_stage->library)
            QSKIP("the course pack is not built");
        m_stage->at({1366, 700});
    }
    void cleanup() { m_stage.reset(); }

    void theSettingsSayWhichVersionIsInUseAndOfferAnother() {
        QVERIFY(says(m_stage->library->course().version));
        QVERIFY(button("Update from a file"));
        QVERIFY(!button("Change to version")->isVisible());
        m_stage->desk->setCourseBefore("0.9.0");
        QTRY_VERIFY(button("Change to version 0.9.0")->isVisible());
        const QSignalSpy back(m_stage->desk.get(), &window::Desk::courseBackRequested);
        button("Change to version")->click();
        QCOMPARE(back.size(), 1);
        m_stage->desk->setUpdating(true);
        QVERIFY(!button("Checking the file")->isEnabled());
        m_stage->desk->setUpdating(false);
        QVERIFY(button("Update from a file")->isEnabled());
    }

    void aPackDroppedOnTheWindowIsAnUpdateAndNothingElseIs() {
        QSignalSpy update(m_stage->desk.get(), &window::Desk::courseUpdateRequested);
        QVERIFY(drop("/srv/dwcp-v3-1.1.0.understudy-pack"));
        QCOMPARE(update.size(), 1);
        QCOMPARE(update.front().front().toString(), QString("/srv/dwcp-v3-1.1.0.understudy-pack"));
        QVERIFY(!drop("/srv/holiday.jpg"));
        QCOMPARE(update.size(), 1);
    }

    void theScreensTakeAnotherCourseAndStayWhereTheyAre() {
        m_stage->desk->go(Place::Quizzes);
        m_stage->desk->go(Place::Search);
        QTRY_VERIFY(m_stage->desk->search()->isReady());
        m_stage->tools.library = m_small.get();
        m_stage->desk->changeCourse();
        QCOMPARE(m_stage->desk->window().shown(), static_cast<QWidget*>(m_stage->desk->quizzes()));
        m_stage->desk->go(Place::Search);
        QTRY_VERIFY(m_stage->desk->search()->isReady());
        QVERIFY(says("Small, version 1.0.0, verified."));
        m_stage->desk->go(Place::Labs);
        m_stage->desk->go(Place::Today);
        fakes::DeskStage::settle();
    }

    void aRefusedFileIsToldOfAndWhatOneHasStays() {
        course::PackRefusal refusal;
        refusal.error = {Errc::Refused, "Version 0.9.0 (number 1) is not newer than the one you have.", {}};
        m_stage->desk->refuseCourse(refusal, "/srv/old.understudy-pack");
        auto* dialog = m_stage->desk->window().findChild<window::PackRefusedDialog*>();
        QVERIFY(dialog);
        QVERIFY(dialog->isVisible());
        dialog->reject();
        QVERIFY(says(m_stage->library->course().version));
    }

    void picturesForTheEye() {
        const QString folder = qEnvironmentVariable("PICTURES");
        if (folder.isEmpty())
            QSKIP("PICTURES names no folder");
        for (const bool dark : {false, true})
            for (const int percent : {100, 200}) {
                m_stage->theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
                m_stage->theme.setTextPercent(percent);
                m_stage->desk->setCourseBefore("1.0.0-Vorgängerversion");
                (void)part();
                fakes::DeskStage::settle();
                m_stage->desk->window().grab().save(
                    folder + QString("/course-%1-%2.png").arg(dark ? "dark" : "light").arg(percent));
            }
    }
};

QTEST_MAIN(tst_CourseSettings)
#include "tst_CourseSettings.moc"
