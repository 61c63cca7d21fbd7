#include "tests/fakes/PushedClock.h"
#include "views/lab/LabList.h"
#include "views/lab/LabView.h"
#include "views/theme/Chip.h"
#include "views/theme/Ground.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::lab;
using course::Check;

namespace {

Check check(const char* id, const char* says, Check::Kind kind) {
    Check made;
    made.id = QLatin1String(id);
    made.says = QLatin1String(says);
    made.kind = kind;
    return made;
}

course::LabStep step(const char* title, std::vector<Check> checks) {
    return {QLatin1String(title), QLatin1String(title), {}, std::move(checks), {}};
}

course::Lab rollback() {
    course::Lab lab;
    lab.id = QStringLiteral("lab-6");
    lab.number = QStringLiteral("6");
    lab.title = QStringLiteral("Perform emergency rollback");
    lab.goal = QStringLiteral(
        "Find the faulty release and return to the last good one within 30 minutes. Lose no data.");
    lab.limitMinutes = 120;
    Check shell = check("c#acknowledged", "Alert acknowledged", Check::Kind::Shell);
    shell.command = QStringLiteral("ack");
    Check logs = check("c#logs", "Logs read from two failing pods", Check::Kind::Shell);
    logs.command = QStringLiteral("logs");
    logs.why = QStringLiteral("Read the logs of a second pod.");
    Check revision = check("c#revision", "Name the revision to return to", Check::Kind::Answer);
    revision.placeholder = QStringLiteral("Revision");
    revision.accepted = QStringList{QStringLiteral("4")};
    Check baseline = check("c#baseline", "Baseline written down", Check::Kind::Shell);
    baseline.command = QStringLiteral("baseline");
    auto detect = step("Detect the failure", {shell, logs, revision});
    detect.markdown =
        QStringLiteral("Before you act, see how far the fault has spread. You roll back when the error rate "
                       "stays above 1% for 2 minutes.\n\n```shell\nkubectl -n dwcp get pods -l app=dwcp-api\n"
                       "# and\nkubectl -n dwcp rollout history deploy/dwcp-api\n```\n");
    detect.hints = QStringList{
        QStringLiteral(
            "Pods of one release share the hash in their name. Which hash do the failing pods carry?"),
        QStringLiteral("two"), QStringLiteral("three")};
    lab.steps = {step("Confirm the baseline", {baseline}), detect,
                 step("Roll back", {check("c#back", "Back", Check::Kind::Promql)}),
                 step("Verify recovery", {check("c#well", "Well", Check::Kind::Promql)}),
                 step("Record the timeline", {check("c#told", "Told", Check::Kind::Answer)})};
    return lab;
}

struct Stage {
    explicit Stage(QSize size = {1440, 872}, theme::Mode mode = theme::Mode::Light)
        : view(theme, &window) {
        theme.setMode(mode);
        QObject::connect(&view, &LabView::runCommand, &view, [this](const QString& c) { commands << c; });
        terminal = new theme::Ground(theme, theme::Color::TermBg);
        terminal->setFocusPolicy(Qt::StrongFocus);
        charts = new theme::Ground(theme, theme::Color::BgPanel);
        charts->setFocusPolicy(Qt::StrongFocus);
        view.setTerminal(terminal);
        view.setCharts(charts);
        place(size);
        window.show();
        run.setReach(
            {[this](const QString& command, std::function<void(const Result<session::ExecResult>&)> done) {
                 done(session::ExecResult{command == failing ? 1 : 0, {}, {}});
             },
             nullptr, nullptr});
    }
    /// The window is @p size; the rail and status bar are the window's own.
    void place(QSize size) {
        window.resize(size);
        view.setGeometry(window.rect());
    }
    void begin() {
        QVERIFY(book.ok());
        QVERIFY(run.start().ok());
        view.setRun(&run);
    }
    void shot(const char* name) {
        QApplication::processEvents();
        QApplication::processEvents();
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (!folder.isEmpty())
            window.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    QTemporaryDir dir;
    fakes::PushedClock clock;
    IdMaker ids{clock, systemRandomness()};
    Result<std::unique_ptr<journal::Journal>> book =
        journal::Journal::open(dir.filePath(QStringLiteral("journal.db")), clock, ids);
    course::Lab lab = rollback();
    QString failing = QStringLiteral("logs");
    session::LabRun run{lab, **book, clock, ids};
    theme::Theme theme;
    QWidget window;
    LabView view;
    QWidget* terminal = nullptr;
    QWidget* charts = nullptr;
    QStringList commands;
};

} // namespace

class tst_LabView final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void guideTextIsCutIntoTextAndCommands() {
        const auto parts = guideParts(QStringLiteral(
            "One.\n\n```shell\n# no\nls -l\nfor i in a b; do\n  echo $i\ndone\ncat <<EOF\nx\nEOF\n"
            "echo 'two\nlines'\nkubectl get pods \\\n  -A\n```\n\nTwo.\n```yaml\na: b\n```\n"));
        QCOMPARE(parts.size(), 7u);
        QCOMPARE(parts[0], (GuidePart{false, QStringLiteral("One.")}));
        QCOMPARE(parts[1], (GuidePart{true, QStringLiteral("ls -l")}));
        QCOMPARE(parts[2].text, QStringLiteral("for i in a b; do\n  echo $i\ndone"));
        QCOMPARE(parts[3].text, QStringLiteral("cat <<EOF\nx\nEOF"));
        QCOMPARE(parts[4].text, QStringLiteral("echo 'two\nlines'"));
        QCOMPARE(parts[5].text, QStringLiteral("kubectl get pods \\\n  -A"));
        QVERIFY(!parts[6].command && parts[6].text.contains(QLatin1String("a: b")));
        QCOMPARE(guideParts(QStringLiteral("```shell\nls")).size(), 1u);
        QVERIFY(guideParts(QString()).empty());
    }

    void aStepIsWorkedThroughByKeyboard() {
        Stage stage;
        stage.begin();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        QTest::keyClick(&stage.window, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(stage.run.openStep(), 1);
        QTest::keyClick(&stage.window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(stage.commands, QStringList{QStringLiteral("kubectl -n dwcp get pods -l app=dwcp-api")});
        QTest::keyClick(&stage.window, Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(stage.run.hintsShown(1), 1);
        QTest::keyClick(&stage.window, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(stage.run.check(QStringLiteral("c#acknowledged")).verdict.word,
                 session::Verdict::Word::Passed);
        QCOMPARE(stage.run.check(QStringLiteral("c#logs")).verdict.word, session::Verdict::Word::NotYet);
        stage.shot("lab-1440-light");
        stage.theme.setMode(theme::Mode::Dark);
        stage.shot("lab-1440-dark");
        stage.theme.setMode(theme::Mode::Light);
        auto* field = stage.view.findChild<QLineEdit*>();
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("4"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(stage.run.check(QStringLiteral("c#revision")).verdict.word,
                     session::Verdict::Word::Passed);
        stage.failing.clear();
        QTest::keyClick(&stage.window, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(stage.run.openStep(), 2);
    }

    void whatIsTypedStaysWhenTheGuideChanges() {
        Stage stage;
        stage.begin();
        stage.run.openStep(1);
        auto* field = stage.view.findChild<QLineEdit*>();
        QVERIFY(field);
        field->setText(QStringLiteral("half an ans"));
        QVERIFY(stage.run.nextHint().ok());
        QTRY_VERIFY(stage.view.findChildren<QLineEdit*>().size() == 1);
        QCOMPARE(stage.view.findChild<QLineEdit*>()->text(), QStringLiteral("half an ans"));
    }

    void thePanesFitTheWindow() {
        Stage stage({1440, 900});
        stage.begin();
        QCOMPARE(stage.view.room(), LabView::Room::Wide);
        QCOMPARE(stage.view.chartsShape(), LabView::ChartsShape::Side);
        QApplication::processEvents();
        QCOMPARE(stage.view.guide().width(), 348);
        QCOMPARE(stage.charts->width(), 320);
        QSignalSpy shape(&stage.view, &LabView::chartsShapeChanged);
        stage.place({1366, 700});
        QApplication::processEvents();
        QCOMPARE(stage.view.chartsShape(), LabView::ChartsShape::Strip);
        QCOMPARE(shape.count(), 1);
        QCOMPARE(stage.view.guide().width(), 304);
        QCOMPARE(stage.charts->height(), 152);
        QVERIFY(stage.terminal->width() >= 672);
        stage.run.openStep(1);
        stage.theme.setMode(theme::Mode::Dark);
        stage.shot("lab-1366-dark");
        stage.theme.setMode(theme::Mode::Light);

        stage.place({1000, 700});
        QApplication::processEvents();
        QCOMPARE(stage.view.chartsShape(), LabView::ChartsShape::Line);
        QCOMPARE(stage.charts->height(), 32);
        QVERIFY(!stage.view.guide().isVisible());
        stage.view.goTo(LabView::Pane::Guide);
        QVERIFY(stage.view.guide().isVisible());
        stage.shot("lab-1000-light");
        stage.place({800, 600});
        QApplication::processEvents();
        QVERIFY(stage.terminal->isVisible() && !stage.view.guide().isVisible() && !stage.charts->isVisible());
        stage.shot("lab-800-light");
        stage.view.goTo(LabView::Pane::Guide);
        QVERIFY(!stage.terminal->isVisible() && stage.view.guide().isVisible());
        stage.view.goTo(LabView::Pane::Charts);
        QVERIFY(stage.charts->isVisible() && !stage.view.guide().isVisible());
        stage.place({1440, 900});
        QApplication::processEvents();
        QVERIFY(stage.charts->isVisible() && stage.view.guide().isVisible() && stage.terminal->isVisible());
    }

    void whatTheLabHostIsNotWalledOffFromIsSaid() {
        Stage stage({1366, 700});
        stage.begin();
        const auto said = [&stage](const QString& words) {
            for (auto* chip : stage.view.findChildren<theme::Chip*>())
                if (chip->isVisible() && chip->text() == words)
                    return chip->toolTip() + chip->accessibleDescription();
            return QString();
        };
        QVERIFY(said(QStringLiteral("Partly walled off")).isEmpty() &&
                said(QStringLiteral("Not walled off")).isEmpty());
        const QString why = QStringLiteral("Programs in the lab can use this computer's network.");
        stage.view.setOpenness(why, true);
        QCOMPARE(said(QStringLiteral("Partly walled off")), why + why);
        stage.shot("lab-shares-light");
        stage.theme.setMode(theme::Mode::Dark);
        stage.shot("lab-shares-dark");
        stage.theme.setMode(theme::Mode::Light);
        stage.view.setOpenness(why, false);
        QCOMPARE(said(QStringLiteral("Not walled off")), why + why);
        stage.view.setOpenness({}, true);
        QVERIFY(said(QStringLiteral("Partly walled off")).isEmpty());
    }

    void largeTextLeavesOnePaneAtATime() {
        Stage stage({1366, 700});
        stage.begin();
        QApplication::processEvents();
        QCOMPARE(stage.view.room(), LabView::Room::Compact);
        stage.theme.setTextPercent(200);
        QApplication::processEvents();
        QCOMPARE(stage.view.room(), LabView::Room::Single);
        QVERIFY(stage.terminal->isVisible() && !stage.view.guide().isVisible());
        stage.theme.setTextPercent(100);
        QApplication::processEvents();
        QCOMPARE(stage.view.room(), LabView::Room::Compact);
        QVERIFY(stage.terminal->isVisible() && stage.view.guide().isVisible());
    }

    void aLongChoiceWrapsAndItsWordsChooseIt() {
        theme::Theme theme;
        Check question = check("c#what", "What changes", Check::Kind::Answer);
        question.choices = QStringList{QStringLiteral("Nothing"),
                                       QStringLiteral("Sign-in works, but answers are slower and the "
                                                      "database has more load than before")};
        CheckRow row(theme, question);
        row.resize(240, row.heightForWidth(240));
        row.show();
        QVERIFY(QTest::qWaitForWindowExposed(&row));
        const auto choices = row.findChildren<WrappedChoice*>();
        QCOMPARE(choices.size(), 2);
        QVERIFY(choices[1]->width() <= 240 && choices[1]->height() > 2 * choices[0]->height() - 12);
        QTest::mouseClick(choices[1], Qt::LeftButton, {}, QPoint(choices[1]->width() - 20, 12));
        QCOMPARE(row.response(), QStringList{question.choices[1]});
        QTest::mouseClick(choices[0], Qt::LeftButton, {}, QPoint(60, 8));
        QCOMPARE(row.response(), QStringList{question.choices[0]}); // one of them
    }

    void aHintThatCannotBeGivenIsSaid() {
        Stage stage;
        stage.begin();
        QSignalSpy trouble(&stage.run, &session::LabRun::trouble);
        stage.run.openStep(0); // has none
        stage.view.guide().showHint();
        QCOMPARE(trouble.count(), 1);
        QVERIFY(!trouble[0][0].value<Error>().sentence.isEmpty());
    }

    void goingToAPaneTwiceHidesIt() {
        Stage stage({1440, 900});
        stage.begin();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        stage.view.goTo(LabView::Pane::Charts);
        QTRY_VERIFY(stage.charts->hasFocus());
        stage.view.goTo(LabView::Pane::Charts);
        QVERIFY(!stage.charts->isVisible());
        QTRY_VERIFY(stage.terminal->hasFocus());
        stage.view.goTo(LabView::Pane::Charts);
        QVERIFY(stage.charts->isVisible());
    }

    void theTimeIsSaidAsPeopleSayIt() {
        QCOMPARE(timeText(1508), QStringLiteral("25:08"));
        QCOMPARE(timeText(4896), QStringLiteral("1:21:36"));
        QCOMPARE(timeText(-61), QStringLiteral("+1:01"));
        QCOMPARE(spanText(7200), QStringLiteral("2 h"));
        QCOMPARE(spanText(5400), QStringLiteral("1 h 30 min"));
        QCOMPARE(spanText(2700), QStringLiteral("45 min"));
    }

    void theListOffersWhatComesNext() {
        theme::Theme theme;
        theme.setMode(theme::Mode::Light);
        course::Course course;
        for (const char* number : {"1.1", "1.2", "2.1"}) {
            course::Lab lab = rollback();
            lab.id = QStringLiteral("lab-") + QLatin1String(number);
            lab.number = QLatin1String(number);
            lab.minutes = 35;
            course.labs.push_back(lab);
        }
        course::Module module;
        module.number = 1;
        module.title = QStringLiteral("Production system architecture");
        module.labs = {QStringLiteral("lab-1.1"), QStringLiteral("lab-1.2"), QStringLiteral("lab-2.1")};
        course.modules = {module};
        LabList list(theme);
        list.resize(1000, 620);
        using session::LabStanding;
        list.show(course, {{QStringLiteral("lab-1.1"), {LabStanding::Word::Done, 7}},
                           {QStringLiteral("lab-1.2"), {LabStanding::Word::Underway, 3}}});
        list.show();
        QStringList words;
        for (const auto* button : list.findChildren<QPushButton*>())
            words << button->text();
        QCOMPARE(words, QStringList({QStringLiteral("Company clusters…"), QStringLiteral("Do again"),
                                     QStringLiteral("Resume lab"), QStringLiteral("Start lab")}));
        QSignalSpy chosen(&list, &LabList::chosen);
        list.findChildren<QPushButton*>()[2]->click();
        QCOMPARE(chosen[0][0].toString(), QStringLiteral("lab-1.2"));
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        QApplication::processEvents();
        if (!folder.isEmpty())
            list.grab().save(folder + QStringLiteral("/lablist-light.png"));
    }
};

QTEST_MAIN(tst_LabView)
#include "tst_LabView.moc"
