#include "views/window/Planner.h"

#include "tests/views/window/DeskStage.h"
#include "views/today/DaysOffDialog.h"
#include "views/today/TodayView.h"
#include "views/today/TracksDialog.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

namespace {

QPushButton* named(QWidget& in, const char* name) { return in.findChild<QPushButton*>(QLatin1String(name)); }

QPushButton* saying(QWidget& in, const QString& words) {
    for (auto* button : in.findChildren<QPushButton*>())
        if (button->text() == words)
            return button;
    return nullptr;
}

} // namespace

/// The plan in the real window over the real course: what is pressed on Today, written down and shown again.
/// Where UNDERSTUDY_GRABS names a folder, pictures are left there.
class tst_Planner final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    std::unique_ptr<fakes::DeskStage> m_stage;

    today::TodayView& view() { return m_stage->desk->todayView(); }
    const progress::Progress& progress() {
        m_stage->feed.refresh();
        m_stage->settle();
        return m_stage->feed.progress();
    }
    void grab(const char* name, QWidget& widget) {
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            widget.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    bool shows(const QString& words) {
        for (const QLabel* label : view().findChildren<QLabel*>())
            if (label->text().contains(words))
                return true;
        return false;
    }

private Q_SLOTS:
    void init() {
        m_clock.set(*fromIso(QStringLiteral("2025-11-19T08:30:00.000Z"))); // Wednesday of the first week
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        QVERIFY(m_stage->library);
        m_stage->at({1440, 900});
        m_stage->desk->go(Place::Today);
    }
    void cleanup() { m_stage.reset(); }

    void thePlanMovesByOneChoiceAndBackByAnother() {
        QVERIFY(shows(QStringLiteral("You are 2 days behind.")));
        grab("planner-behind", m_stage->desk->window());
        named(view(), "move")->click();
        QCOMPARE(progress().agenda().moves("new-hire").size(), std::size_t(1));
        QVERIFY(shows(QStringLiteral("week 1, day 1")));
        QVERIFY(shows(QStringLiteral("The plan was moved by 2 days.")));
        grab("planner-moved", m_stage->desk->window());
        named(view(), "move")->click();
        QVERIFY(progress().agenda().moves("new-hire").empty());
        QVERIFY(shows(QStringLiteral("You are 2 days behind.")));
    }

    void halfDaysHaveTheirHeadings() {
        QVERIFY(shows(QStringLiteral("From days before")));
        QVERIFY(shows(QStringLiteral("Morning")));
        QVERIFY(shows(QStringLiteral("Afternoon")));
    }

    void daysOffAreTakenAndGivenBack() {
        named(view(), "days-off")->click();
        auto* dialog = m_stage->desk->window().findChild<today::DaysOffDialog*>();
        QVERIFY(dialog);
        const auto edits = dialog->findChildren<QDateEdit*>();
        QCOMPARE(edits.size(), 2);
        edits[0]->setDate(QDate(2025, 11, 20)); // Thursday
        edits[1]->setDate(QDate(2025, 11, 24)); // Monday after
        grab("planner-days-off", *dialog);
        saying(*dialog, "Take these days off")->click();
        const std::set<QDate> taken{QDate(2025, 11, 20), QDate(2025, 11, 21), QDate(2025, 11, 24)};
        QVERIFY(progress().agenda().daysOff() == taken);
        QTRY_VERIFY(!m_stage->desk->window().findChild<today::DaysOffDialog*>());
        named(view(), "days-off")->click();
        dialog = m_stage->desk->window().findChild<today::DaysOffDialog*>();
        QVERIFY(dialog);
        saying(*dialog, "Work on this day")->click();
        grab("planner-days-off-back", *dialog);
        dialog->reject();
        QCOMPARE(progress().agenda().daysOff().size(), std::size_t(2));
    }

    void anotherTrackIsFollowedAndNothingIsLost() {
        named(view(), "tracks")->click();
        auto* dialog = m_stage->desk->window().findChild<today::TracksDialog*>();
        QVERIFY(dialog);
        auto* tracks = dialog->findChild<QComboBox*>();
        QVERIFY(tracks->count() >= 10);
        QCOMPARE(dialog->track(), QString("new-hire"));
        QCOMPARE(dialog->start(), QDate(2025, 11, 17));
        tracks->setCurrentIndex(tracks->findData("operations"));
        QCOMPARE(dialog->start(), QDate(2025, 11, 19));
        grab("planner-tracks", *dialog);
        saying(*dialog, "Follow it")->click();
        QCOMPARE(progress().enrolment()->track, QString("operations"));
        QCOMPARE(progress().enrolment()->person, QString("Mara Lind"));
        QVERIFY(shows(QStringLiteral("09:00 to 13:00, Architecture overview")));
        QVERIFY(shows(QStringLiteral("One week")));
        grab("planner-operations", m_stage->desk->window());
        m_stage->desk->planner().follow("new-hire", progress().agenda().enrolment("new-hire")->start);
        QVERIFY(progress().enrolment()->start == QDate(2025, 11, 17));
        QVERIFY(shows(QStringLiteral("New Hire Track, week 1, day 3")));
    }

    void theCoordinatorsPlanIsFollowedUnlessTheTraineeHasChosen() {
        auto& planner = m_stage->desk->planner();
        const QDate monday(2025, 11, 10);
        QVERIFY(!planner.followCoordinator("no-such-track", monday));
        QVERIFY(!planner.followCoordinator("new-hire", QDate(1025, 11, 10)));
        QVERIFY(!planner.followCoordinator("new-hire", QDate()));
        QCOMPARE(progress().agenda().changes(), 1);
        QCOMPARE(planner.followCoordinator("new-hire", monday).value_or(QString()),
                 QString("Your coordinator's plan: New Hire Track from Monday 10 November."));
        QCOMPARE(progress().enrolment()->start, monday);
        QCOMPARE(progress().enrolment()->person, QString("Mara Lind"));
        QVERIFY(shows(QStringLiteral("New Hire Track, week 2, day 3")));
        QVERIFY(!planner.followCoordinator("new-hire", monday)); // it is already
        // The coordinator may put it right, but not what the trainee has chosen.
        QVERIFY(planner.followCoordinator("new-hire", QDate(2025, 11, 3)));
        QCOMPARE(progress().enrolment()->start, QDate(2025, 11, 3));
        planner.follow("operations", QDate(2025, 11, 17));
        QCOMPARE(progress().enrolment()->track, QString("operations"));
        QVERIFY(!planner.followCoordinator("new-hire", monday));
        QCOMPARE(progress().enrolment()->track, QString("operations"));
    }

    void aLearningPathShowsItsConditions() {
        m_stage->desk->planner().follow("path-operations", QDate(2025, 11, 19));
        (void)progress();
        QVERIFY(shows(QStringLiteral("Shadow the on-call engineer for one to two weeks")));
        QVERIFY(shows(QStringLiteral("Step 3")));
        QVERIFY(shows(QStringLiteral("Not in this content yet.")));
        QVERIFY(!named(view(), "export")); // it has no days
        grab("planner-path", m_stage->desk->window());
    }

    void whatComesAgainIsThere() {
        m_stage->desk->planner().follow("ongoing", QDate(2025, 11, 19));
        (void)progress();
        QVERIFY(shows(QStringLiteral("Read the new incident post-mortems, November 2025")));
        grab("planner-ongoing", m_stage->desk->window());
    }

    void theCalendarIsWrittenToAFileOrTheReasonIsSaid() {
        const QString file = m_stage->profile.filePath("plan.ics");
        QVERIFY(m_stage->desk->planner().exportTo(file));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray text = written.readAll();
        QVERIFY(text.startsWith("BEGIN:VCALENDAR\r\n"));
        QCOMPARE(text.count("BEGIN:VEVENT"), 20); // ten days, two halves each
        QSignalSpy trouble(&m_stage->desk->planner(), &Planner::trouble);
        QVERIFY(!m_stage->desk->planner().exportTo("/nonexistent/plan.ics"));
        QCOMPARE(trouble.count(), 1);
    }
};

QTEST_MAIN(tst_Planner)
#include "tst_Planner.moc"
