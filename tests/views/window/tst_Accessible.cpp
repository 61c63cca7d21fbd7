#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/theme/Style.h"
#include "views/today/TodayView.h"
#include "views/window/QuizList.h"
#include "views/window/Rail.h"
#include "views/window/Screens.h"
#include "views/window/StatusBar.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollArea>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

namespace {

/// The focusable widgets that a screen reader has no word for.
QStringList nameless(const QWidget& screen) {
    QStringList out;
    for (QWidget* widget : screen.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(&screen))
            continue;
        if (qobject_cast<QScrollArea*>(widget) || widget->focusProxy())
            continue; // scrolled by keys, holds no control of its own
        QAccessibleInterface* told = QAccessible::queryAccessibleInterface(widget);
        if (!told || told->text(QAccessible::Name).trimmed().isEmpty())
            out << QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    }
    return out;
}

int focusable(const QWidget& screen) {
    int count = 0;
    for (const QWidget* widget : screen.findChildren<QWidget*>())
        count += (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisibleTo(&screen) ? 1 : 0;
    return count;
}

/// The first text with less room than it needs, or "".
QString firstCutText(const QWidget& screen) {
    for (const QLabel* label : screen.findChildren<QLabel*>()) {
        if (!label->isVisibleTo(&screen) || label->text().isEmpty())
            continue;
        const int needed =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        if (label->height() < needed || (!label->wordWrap() && label->width() < label->sizeHint().width()))
            return label->text();
    }
    for (const QScrollArea* area : screen.findChildren<QScrollArea*>())
        if (area->widget() && area->widget()->width() > area->viewport()->width())
            return QStringLiteral("wider than the window");
    return {};
}

course::Course twoQuizzes() {
    course::Course course;
    for (const int number : {1, 2}) {
        course::Module module;
        module.number = number;
        module.quiz.emplace();
        module.quiz->id = QStringLiteral("0%1/quiz").arg(number);
        module.quiz->title = number == 1 ? "Production system architecture" : "Daily operations";
        module.quiz->pass = 16;
        module.quiz->minutes = 25;
        module.quiz->questions.resize(20);
        course.modules.push_back(module);
    }
    return course;
}

settings::SyncWords enrolled() {
    settings::SyncWords words;
    words.state = StatusBar::Sync::Offline;
    words.server = "https://training.example.com";
    words.account = "mara";
    words.waiting = 14;
    words.oldest = "Tuesday";
    words.refused = {
        {"1", "Answer to question 01-architecture/quiz#q07", "Tuesday 16:31", "The quiz is not known here."}};
    return words;
}

progress::Today anyDay() {
    progress::Today today;
    today.dateLine = "Wednesday 19 November. New Hire Track, week 1, day 3";
    today.heading = "Development environment setup";
    today.resume = progress::ResumeCandidate{progress::ItemKind::Lab, "lab-1-1", {},  "Continue",  "Lab 1.1",
                                             "Step 3 of 5.",          5,         0.4, "Resume lab"};
    today.plan = {{progress::ItemKind::Page, "a/b", "Read", "Module 1, part 3: Failure modes", "60% read.",
                   progress::Doneness::Partly, 0.6, 10, "10 min left", "Continue", false}};
    return today;
}

} // namespace

/// Where UNDERSTUDY_GRABS names a folder, pictures of the screens are left there to look at.
class tst_Accessible final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;
    course::Course m_course = twoQuizzes();

    std::unique_ptr<QWidget> make(const QString& name) {
        if (name == "settings") {
            auto view = std::make_unique<settings::SettingsView>(m_theme);
            view->server().tell(enrolled());
            view->setDataFolder(
                "/home/trainee/.local/share/understudy/with/a/rather/long/path/to/the/folder");
            return view;
        }
        if (name == "today") {
            auto view = std::make_unique<today::TodayView>(m_theme);
            view->show(anyDay());
            return view;
        }
        if (name == "quizzes") {
            auto view = std::make_unique<QuizList>(m_theme, m_course);
            view->show(progress::Progress{}, {}, 10);
            return view;
        }
        if (name == "not-built")
            return std::unique_ptr<QWidget>(
                notBuilt(m_theme, "on-call", "On call is not in this version",
                         "Here you will shadow an on-call engineer with the runbook beside the terminal."));
        if (name == "refused") {
            course::PackRefusal refusal;
            refusal.error = {Errc::Refused, "2 of its 214 files differ from what was signed.",
                             "labs/a: Changed"};
            return std::unique_ptr<QWidget>(packRefused(m_theme, refusal));
        }
        if (name == "status")
            return std::make_unique<StatusBar>(m_theme);
        return std::make_unique<Rail>(m_theme);
    }

    void applyLooks() {
        qApp->setPalette(theme::paletteOf(m_theme));
        qApp->setFont(m_theme.font(theme::Type::Ui));
        qApp->setStyleSheet(theme::styleSheetOf(m_theme));
    }

private Q_SLOTS:
    void initTestCase() {
        qApp->setStyle(new theme::Style);
        connect(&m_theme, &theme::Theme::changed, this, &tst_Accessible::applyLooks);
        m_theme.setMode(theme::Mode::Light);
        applyLooks();
    }

    void everythingThatTakesTheFocusHasAName_data() {
        QTest::addColumn<bool>("hasControls");
        for (const char* name : {"settings", "today", "quizzes", "refused", "status", "rail"})
            QTest::newRow(name) << true;
        QTest::newRow("not-built") << false;
    }

    void everythingThatTakesTheFocusHasAName() {
        QFETCH(bool, hasControls);
        const auto screen = make(QString::fromLatin1(QTest::currentDataTag()));
        screen->resize(1318, 672);
        screen->show();
        QCOMPARE(focusable(*screen) > 0, hasControls);
        QCOMPARE(nameless(*screen), QStringList());
    }

    void nothingIsCutAtTwiceTheTextSizeOnASmallLaptop_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("percent");
        for (const char* name : {"settings", "today", "quizzes", "not-built", "refused"})
            for (const int percent : {100, 200})
                QTest::addRow("%s-%d", name, percent) << QString::fromLatin1(name) << percent;
    }

    void nothingIsCutAtTwiceTheTextSizeOnASmallLaptop() {
        QFETCH(QString, name);
        QFETCH(int, percent);
        m_theme.setTextPercent(percent);
        const auto screen = make(name);
        screen->resize(1318, 660);
        screen->show();
        QVERIFY(QTest::qWaitForWindowExposed(screen.get()));
        QTest::qWait(0);
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            QVERIFY(screen->grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name).arg(percent)));
        const QString cut = firstCutText(*screen);
        m_theme.setTextPercent(100);
        QCOMPARE(cut, QString());
    }

    void theSyncStateIsPressedByKeyboardToo() {
        StatusBar bar(m_theme);
        bar.resize(1000, 28);
        bar.setVisible(true);
        int asked = 0;
        connect(&bar, &StatusBar::syncPressed, this, [&] { ++asked; });
        bar.setFocus();
        for (QLabel* label : bar.findChildren<QLabel*>())
            if (label->focusPolicy() & Qt::TabFocus)
                QTest::keyClick(label, Qt::Key_Return);
        QCOMPARE(asked, 1);
    }
};

QTEST_MAIN(tst_Accessible)
#include "tst_Accessible.moc"
