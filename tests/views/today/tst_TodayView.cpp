#include "views/today/TodayView.h"

#include "views/today/SideColumn.h"

#include <QLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using namespace understudy::today;

namespace {

progress::Today wednesday() {
    progress::Today today;
    today.dateLine = "Wednesday 19 November. New Hire Track, week 1, day 3";
    today.heading = "Development environment setup";
    today.date = QDate(2025, 11, 19);
    today.week = 1;
    today.day = 3;
    today.resume = progress::ResumeCandidate{progress::ItemKind::Lab,
                                             "lab-1-1",
                                             {},
                                             "Continue where you stopped yesterday at 16:48",
                                             "Lab 1.1: Architecture walkthrough",
                                             "Step 3 of 5, follow a sign-in. 12 min of 35 min left.",
                                             5,
                                             0.48,
                                             "Resume lab"};
    today.plan = {{progress::ItemKind::Page, "a/b", "Read", "Module 1, part 3: Failure modes",
                   "60% read. You stopped at “Cascading failures”.", progress::Doneness::Partly, 0.6, 10,
                   "10 min left", "Continue", false},
                  {progress::ItemKind::Page, "a/c", "Read", "Module 1, part 1: Control plane and data plane",
                   "Read to its end.", progress::Doneness::Done, 1, 0, "Done 09:06", "Read again", false},
                  {progress::ItemKind::Quiz, "a/quiz", "Quiz", "Production system architecture",
                   "20 questions, pass mark 16. Due today at 17:00.", progress::Doneness::Open, 0, 25,
                   "25 min", "Start", false}};
    today.plan[0].heading = today.plan[1].heading = "Morning";
    today.plan[2].heading = "14:00 to 16:00, Zuständigkeiten und Eskalationswege in der Bereitschaft";
    today.behind = {2, QDate(2025, 11, 17), QDate(2025, 11, 19)};
    today.behindSays = "You are 2 days behind.";
    today.behindAction = "Move the plan by 2 days";
    today.planSays = "About 1 h 55 min left of 3 h 10 min";
    today.itemsDone = 12;
    today.itemsTotal = 43;
    today.itemsLate = 1;
    for (int week = 1; week <= 2; ++week) {
        progress::WeekState state;
        state.number = week;
        for (int day = 0; day < 5; ++day)
            state.days.push_back(QDate(2025, 11, 17).addDays(7 * (week - 1) + day));
        state.blocks = {{"DWCP v3 architecture", 1, 2, 11, week == 1 ? 10 : 0, week == 1 ? 1 : 0, 0, false},
                        {"Development environment setup", 3, 4, 8, week == 1 ? 2 : 0, 0, 0, week == 1},
                        {"First deployment", 5, 5, 5, 0, 0, 0, false}};
        today.weeks.push_back(state);
    }
    today.due = {{"Dependency diagram",
                  "Module 1 practical",
                  "1 day late",
                  progress::DueRow::Urgency::Late,
                  progress::ItemKind::Practical,
                  {}},
                 {"Architecture quiz", "Module 1, 20 questions", "Today 17:00",
                  progress::DueRow::Urgency::Today, progress::ItemKind::Quiz, "a/quiz"}};
    today.requirements = {{"Modules 1 and 2", "2 of 9 parts", 2, 9}, {"Quizzes above 80%", "0 of 2", 0, 2}};
    return today;
}

/// The first text that has less room than it needs, or "".
QString firstCutText(const QWidget& view) {
    for (const QLabel* label : view.findChildren<QLabel*>()) {
        if (!label->isVisibleTo(&view) || label->text().isEmpty())
            continue;
        const int needed =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        if (label->height() < needed || (!label->wordWrap() && label->width() < label->sizeHint().width()))
            return label->text();
    }
    return {};
}

/// The class of something that has less height than what is in it needs, or "".
QString squeezed(const QWidget& view) {
    for (const QWidget* one : view.findChildren<QWidget*>()) {
        const QLayout* layout = one->isVisibleTo(&view) ? one->layout() : nullptr;
        if (layout && layout->hasHeightForWidth() &&
            one->height() < layout->totalHeightForWidth(one->width()))
            return QString::fromLatin1(one->metaObject()->className());
    }
    return {};
}

} // namespace

/// Where UNDERSTUDY_GRABS names a folder, pictures of the screen are left there to look at.
class tst_TodayView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enterGoesOnWhereOneStopped() {
        theme::Theme theme;
        TodayView view(theme);
        view.show(wednesday());
        QSignalSpy opened(&view, &TodayView::openRequested);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().at(1).toString(), QStringLiteral("lab-1-1"));
    }

    void headingsAreSaidOnceAboveTheirRows() {
        theme::Theme theme;
        TodayView view(theme);
        view.show(wednesday());
        int mornings = 0;
        for (const QLabel* label : view.findChildren<QLabel*>())
            mornings += label->text() == QLatin1String("Morning");
        QCOMPARE(mornings, 1);
    }

    void thePlanIsMovedAndTheMoveTakenBack() {
        theme::Theme theme;
        TodayView view(theme);
        view.show(wednesday());
        QSignalSpy moved(&view, &TodayView::moveRequested);
        view.findChild<QPushButton*>("move")->click();
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved.first().first().value<progress::Behind>().days, 2);
        progress::Today after = wednesday();
        after.moved = after.behind;
        after.movedSays = "The plan was moved by 2 days.";
        after.behind = {};
        after.behindSays.clear();
        view.show(after);
        view.findChild<QPushButton*>("move")->click();
        const auto back = moved.last().first().value<progress::Behind>();
        QCOMPARE(back.days, 0);
        QCOMPARE(back.from, QDate(2025, 11, 17));
        after.movedSays.clear();
        view.show(after);
        QVERIFY(!view.findChild<QPushButton*>("move"));
    }

    void everyRowOpensWhatItNames() {
        theme::Theme theme;
        TodayView view(theme);
        view.show(wednesday());
        QSignalSpy opened(&view, &TodayView::openRequested);
        for (QPushButton* button : view.findChildren<QPushButton*>())
            if (button->accessibleName().startsWith(QLatin1String("Start")))
                button->click();
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().at(1).toString(), QStringLiteral("a/quiz"));
    }

    void nothingIsCutAtAnySize_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("percent");
        QTest::addColumn<bool>("dark");
        QTest::newRow("1440 light") << QSize(1364, 872) << 100 << false;
        QTest::newRow("1440 dark") << QSize(1364, 872) << 100 << true;
        QTest::newRow("1366 light") << QSize(1318, 700) << 100 << false;
        QTest::newRow("200 percent") << QSize(1318, 700) << 200 << false;
    }

    void nothingIsCutAtAnySize() {
        QFETCH(QSize, size);
        QFETCH(int, percent);
        QFETCH(bool, dark);
        theme::Theme theme;
        theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        theme.setTextPercent(percent);
        TodayView view(theme);
        view.resize(size);
        view.side().setSync("cloud-off", theme::Color::WarnText, "Offline: 14 events waiting",
                            "Last sync today at 08:12. Your work is saved on this laptop and is sent when "
                            "the training server "
                            "answers. You can close the app.",
                            true);
        static_cast<QWidget&>(view).show();
        view.show(wednesday());
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_COMPARE(squeezed(view), QString());
        QTRY_COMPARE(firstCutText(view), QString()); // minimum heights settle with the layout
        QVERIFY(view.findChild<QScrollArea*>()->widget()->width() <= size.width()); // nothing beyond the edge
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            view.grab().save(folder +
                             QStringLiteral("/today-%1.png")
                                 .arg(QString::fromLatin1(QTest::currentDataTag()).replace(' ', '-')));
    }
};

QTEST_MAIN(tst_TodayView)
#include "tst_TodayView.moc"
