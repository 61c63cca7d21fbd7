#include "tests/views/window/DeskStage.h"
#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuizView.h"
#include "views/reader/ContentsList.h"
#include "views/reader/Engine.h"
#include "views/reader/ReaderView.h"
#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/today/TodayView.h"
#include "views/window/FocusOrder.h"
#include "views/window/SearchRoom.h"
#include "views/window/Study.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

namespace {

const auto firstLab = QStringLiteral("lab-1-1");
const auto firstQuiz = QStringLiteral("01-architecture/quiz");

/// Ways to get to the states of the window that have a screen of their own.
struct Screen {
    const char* name;
    std::function<void(fakes::DeskStage&)> open;
};

void answerTheFirstWrongly(fakes::DeskStage& stage) {
    quiz::QuizView& view = stage.desk->quizzes()->view();
    const quiz::Sitting& sitting = *view.sitting();
    const int question = sitting.current();
    const QStringList order = sitting.order(question);
    for (qsizetype i = 0; i < order.size(); ++i)
        for (const course::Option& option : sitting.question(question).options)
            if (option.id == order[i] && !option.right) {
                const auto cards = view.findChildren<quiz::AnswerOption*>();
                cards.value(cards.size() - order.size() + i)->click();
                return view.answerOrGoOn();
            }
}

/// Starts anew until the draw has a question of that kind.
void goToKind(quiz::QuizView& view, course::QuestionKind kind) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        for (int i = 0; i < view.sitting()->count(); ++i)
            if (view.sitting()->question(i).kind == kind)
                return view.goTo(i);
        Q_EMIT view.startAgainRequested(view.sitting()->quiz().id);
    }
    QFAIL("the quiz has no question of the kind");
}

/// Enrolled, with work that waits and some that was refused, and all fields shown.
void openServerSettings(fakes::DeskStage& stage) {
    settings::SyncWords words;
    words.state = StatusBar::Sync::Offline;
    words.waiting = 14;
    words.oldest = QStringLiteral("Tuesday");
    words.lastSynced = QStringLiteral("Tuesday 16:31");
    words.server = QStringLiteral("https://training.example.com");
    words.account = QStringLiteral("mara.lind");
    words.sentence =
        QStringLiteral("Your work is saved on this laptop and is sent when the training server answers.");
    words.clock =
        QStringLiteral("This computer's clock is 7 minutes behind the server's. Set it right: what is "
                       "due when depends on it.");
    for (int i = 1; i <= 3; ++i)
        words.refused.push_back(
            {QString::number(i), QStringLiteral("Answer to question 01-architecture/quiz#q0%1").arg(i),
             QStringLiteral("Tuesday 16:31"),
             QStringLiteral("The quiz is not known here. (context.contextActivities.parent)")});
    stage.desk->setSync(words);
    stage.desk->go(Place::Settings);
    Q_EMIT stage.desk->settings()->server().account().otherStoreRequested();
    stage.desk->settings()->server().store().setFinding(
        true,
        QStringLiteral("It works: a learning record store that speaks xAPI 1.0.3, 2.0.0 and takes the key."));
    stage.settle();
    stage.desk->settings()->findChild<QScrollArea*>()->ensureWidgetVisible(
        &stage.desk->settings()->server().refused());
}

/// A company's own authority whose name is long, and a file that was not taken after it.
void openNetworkSettings(fakes::DeskStage& stage) {
    settings::SyncWords words;
    words.state = StatusBar::Sync::Synced;
    words.server = QStringLiteral("https://training.example.com");
    words.account = QStringLiteral("p-7k2m0qhx4w9t5d3c");
    words.person = QStringLiteral("Anna Berg");
    words.lastSynced = QStringLiteral("09:31");
    stage.desk->setSync(words);
    stage.desk->go(Place::Settings);
    auto& authority = stage.desk->settings()->server().authority();
    authority.setAuthority({"x",
                            QStringLiteral("Example Holding Zertifizierungsstelle G4 fuer interne Dienste"),
                            *fromIso(QStringLiteral("2031-03-04T00:00:00.000Z"))},
                           *fromIso(QStringLiteral("2025-11-19T08:30:00.000Z")));
    authority.refuse(
        QStringLiteral("\"training.example.com\" is not the certificate of an authority: \"Example "
                       "Holding G4\" has signed it. Ask the one who runs the server for the "
                       "certificate of \"Example Holding G4\"."));
    stage.settle();
    stage.desk->settings()->findChild<QScrollArea*>()->ensureWidgetVisible(&authority);
}

QString thirdPage(const fakes::DeskStage& stage) {
    return stage.library->course().modules.front().pages[2].id;
}

const std::vector<Screen>& screens() {
    using progress::ItemKind;
    static const std::vector<Screen> all = {
        {"today", [](fakes::DeskStage& stage) { stage.desk->go(Place::Today); }},
        {"learn", [](fakes::DeskStage& stage) { stage.desk->open(ItemKind::Page, thirdPage(stage)); }},
        {"labs", [](fakes::DeskStage& stage) { stage.desk->go(Place::Labs); }},
        {"lab", [](fakes::DeskStage& stage) { stage.desk->open(ItemKind::Lab, firstLab); }},
        {"quizzes", [](fakes::DeskStage& stage) { stage.desk->go(Place::Quizzes); }},
        {"quiz",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, firstQuiz);
             goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Single);
         }},
        {"quiz-order",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, firstQuiz);
             goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Ordering);
         }},
        {"quiz-match",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, firstQuiz);
             goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Matching);
         }},
        {"quiz-number",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, firstQuiz);
             goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Numeric);
         }},
        {"quiz-explained",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, firstQuiz);
             goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Single);
             answerTheFirstWrongly(stage);
         }},
        {"quiz-result",
         [](fakes::DeskStage& stage) {
             stage.desk->open(ItemKind::Quiz, QStringLiteral("02-daily-operations/quiz"));
             stage.desk->quizzes()->view().finish();
         }},
        {"review",
         [](fakes::DeskStage& stage) {
             for (const course::Question& question : stage.library->course().modules.front().quiz->questions)
                 (void)stage.journal->append(
                     journal::kind::ReviewChosen,
                     {{QStringLiteral("question"), question.id}, {QStringLiteral("on"), true}});
             stage.feed.refresh();
             stage.desk->go(Place::Quizzes);
         }},
        {"settings", [](fakes::DeskStage& stage) { stage.desk->go(Place::Settings); }},
        {"settings-server", openServerSettings},
        {"settings-network", openNetworkSettings},
        {"on-call", [](fakes::DeskStage& stage) { stage.desk->go(Place::OnCall); }},
        {"certificates", [](fakes::DeskStage& stage) { stage.desk->go(Place::Certificates); }},
        {"search",
         [](fakes::DeskStage& stage) {
             stage.desk->go(Place::Quizzes);
             stage.desk->go(Place::Search);
             if (auto* field = stage.desk->window().findChild<QLineEdit*>())
                 field->setText(QStringLiteral("rollback"));
             QTRY_VERIFY_WITH_TIMEOUT(stage.desk->search()->isReady(),
                                      20'000); // the course is read meanwhile
         }},
    };
    return all;
}

void addScreens(std::initializer_list<QSize> sizes, std::initializer_list<int> percents) {
    QTest::addColumn<int>("screen");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("percent");
    for (std::size_t i = 0; i < screens().size(); ++i)
        for (const QSize size : sizes)
            for (const int percent : percents)
                if (percent == 100 || size.width() == 1366) // the small laptop with large text
                    QTest::addRow("%s-%d-%d", screens()[i].name, size.width(), percent)
                        << int(i) << size << percent;
}

QString told(QWidget* widget) {
    QAccessibleInterface* told = QAccessible::queryAccessibleInterface(widget);
    return told ? told->text(QAccessible::Name).trimmed() : QString();
}

QString described(const QWidget* widget) {
    return QStringLiteral("%1 \"%2\"")
        .arg(QLatin1String(widget->metaObject()->className()), widget->accessibleName());
}

/// Text with less room than it needs, and controls outside of the window to the left or right.
QStringList faults(Window& window) {
    QStringList out;
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (!label->isVisibleTo(&window) || label->text().isEmpty())
            continue;
        const int needed =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        if (label->height() < needed)
            out << QStringLiteral("too low: ") + label->text().left(60);
        else if (!label->wordWrap() && label->width() < label->sizeHint().width() &&
                 label->toolTip().isEmpty())
            out << QStringLiteral("too narrow: ") + label->text().left(60);
        else if (label->wordWrap() && label->height() > needed + label->fontMetrics().height())
            out << QStringLiteral("a hole around: ") + label->text().left(60);
    }
    for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
        if (!button->isVisibleTo(&window))
            continue;
        const int left = button->mapTo(&window, QPoint()).x();
        if (left < 0 || left + button->width() > window.width())
            out << QStringLiteral("outside: ") + described(button);
        if (button->width() < button->minimumSizeHint().width())
            out << QStringLiteral("squeezed: ") + described(button);
        for (const QAbstractButton* other : window.findChildren<QAbstractButton*>()) {
            const QRect mine(button->mapTo(&window, QPoint()), button->size());
            const QRect its(other->mapTo(&window, QPoint()), other->size());
            if (other > button && other->isVisibleTo(&window) && mine.intersects(its) &&
                button->parent() == other->parent())
                out << QStringLiteral("overlap: %1, %2").arg(described(button), described(other));
        }
    }
    for (const QScrollArea* area : window.findChildren<QScrollArea*>())
        if (area->isVisibleTo(&window) && area->widget() &&
            area->widget()->width() > area->viewport()->width())
            out << QStringLiteral("wider than its place: ") + described(area->widget()->parentWidget());
    return out;
}

} // namespace

/// Every screen of the real window over the real course. Where UNDERSTUDY_GRABS names a folder, pictures of
/// all of them are left there to look at; UNDERSTUDY_GRABS_THEME=dark makes them dark.
class tst_Screens final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;

    void picture(Window& window) {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS");
        if (!folder.isEmpty())
            QVERIFY(window.grab().save(
                QStringLiteral("%1/%2.png").arg(folder, QLatin1String(QTest::currentDataTag()))));
    }

private Q_SLOTS:
    void nothingIsCutOrOutsideAtAnySizeOfWindowAndText_data() {
        addScreens({QSize(1440, 900), QSize(1366, 700), QSize(1000, 700), QSize(683, 600)}, {100, 200});
    }

    void nothingIsCutOrOutsideAtAnySizeOfWindowAndText() {
        QFETCH(int, screen);
        QFETCH(QSize, size);
        QFETCH(int, percent);
        fakes::DeskStage stage(m_clock);
        QVERIFY(stage.library);
        if (qEnvironmentVariable("UNDERSTUDY_GRABS_THEME") == QLatin1String("dark"))
            stage.theme.setMode(theme::Mode::Dark);
        stage.theme.setTextPercent(percent);
        Window& window = stage.at(size);
        screens()[std::size_t(screen)].open(stage);
        stage.settle();
        picture(window);
        QCOMPARE(window.size(), size); // nothing pushed the window wider
        const QStringList found = faults(window);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    void theTabKeyGoesFromTheRailThroughTheScreenToTheStatusLine_data() {
        addScreens({QSize(1440, 900), QSize(683, 600)}, {100});
    }

    void theTabKeyGoesFromTheRailThroughTheScreenToTheStatusLine() {
        QFETCH(int, screen);
        QFETCH(QSize, size);
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at(size);
        if (qstrcmp(screens()[std::size_t(screen)].name, "search") == 0)
            return; // keeps the focus to itself, see tst_SearchRoom
        screens()[std::size_t(screen)].open(stage);
        stage.settle();
        int part = 0; // 0 rail, 1 screen, 2 status line
        int inRail = 0;
        for (QWidget* stop : focusOrder(window)) {
            const int at = window.rail().isAncestorOf(stop) ? 0 : window.status().isAncestorOf(stop) ? 2 : 1;
            QVERIFY2(at >= part, qPrintable(described(stop)));
            part = at;
            inRail += at == 0;
            QVERIFY2(!told(stop).isEmpty(), qPrintable(described(stop)));
        }
        QCOMPARE(part, 2);
        QCOMPARE(inRail, 8);
    }

    void theTabKeyAndF6GoWhereOneReadsNext() {
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at(QSize(1440, 900));
        QVERIFY(QTest::qWaitForWindowActive(&window));
        stage.desk->go(Place::Settings);
        const std::vector<QWidget*> order = focusOrder(window);
        QTest::keyClick(&window, Qt::Key_Tab); // from the screen itself to its first control
        QVERIFY(stage.desk->settings()->isAncestorOf(window.focusWidget()));
        const auto first = std::find(order.begin(), order.end(), window.focusWidget());
        QVERIFY(first != order.end() && first != order.begin());
        QVERIFY(window.rail().isAncestorOf(*(first - 1)));
        for (auto next = first; next != order.end(); ++next) {
            QCOMPARE(window.focusWidget(), *next);
            QTest::keyClick(window.focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(window.focusWidget(), order.front()); // round again
        QTest::keyClick(window.focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(window.focusWidget(), order.back());
        QTest::keyClick(window.focusWidget(), Qt::Key_F6);
        QVERIFY(window.rail().isAncestorOf(window.focusWidget()));
        QTest::keyClick(window.focusWidget(), Qt::Key_F6);
        QVERIFY(stage.desk->settings()->isAncestorOf(window.focusWidget()));
        QTest::keyClick(window.focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
        QVERIFY(window.rail().isAncestorOf(window.focusWidget()));
    }

    void theContentsOfThePageComeAndGoByKeyboard() {
        fakes::DeskStage stage(m_clock);
        Window& window = stage.at(QSize(1366, 700));
        QVERIFY(QTest::qWaitForWindowActive(&window));
        stage.desk->open(progress::ItemKind::Page, thirdPage(stage));
        auto* contents = window.findChild<reader::ContentsList*>();
        QVERIFY(contents && contents->isVisible());
        window.setFocus();
        stage.desk->study()->reader().setFocus();
        const auto press = [&] {
            QTest::keyClick(window.focusWidget(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        };
        press();
        QVERIFY(contents->hasFocus());
        press();
        QVERIFY(!contents->isVisible());
        press();
        QVERIFY(contents->isVisible() && contents->hasFocus());
        stage.at(QSize(700, 700)); // the page needs the room
        QVERIFY(!contents->isVisible());
        stage.at(QSize(1366, 700));
        QVERIFY(contents->isVisible());
    }

    void leavingTheServerAsksFirst() {
        fakes::DeskStage stage(m_clock);
        stage.at(QSize(1366, 700));
        settings::SettingsView& settings = *stage.desk->settings();
        settings::SyncWords enrolled;
        enrolled.server = QStringLiteral("https://training.example.com");
        settings.server().tell(enrolled);
        int left = 0;
        connect(&settings.server().account(), &settings::AccountSettings::leaveRequested, this,
                [&] { ++left; });
        const auto press = [&](QWidget& where, const char* words) {
            for (QPushButton* button : where.findChildren<QPushButton*>())
                if (button->text() == QLatin1String(words) && !button->isHidden())
                    return button->click();
            QFAIL(words);
        };
        for (const auto& [words, expected] :
             {std::pair{"Stay enrolled", 0}, std::pair{"Leave this server", 1}}) {
            press(settings, "Leave this server");
            auto* dialog = stage.desk->window().findChild<theme::StateDialog*>();
            QVERIFY(dialog);
            press(*dialog, words);
            QCOMPARE(left, expected);
            stage.settle();
            delete stage.desk->window().findChild<theme::StateDialog*>();
        }
    }

    void whatGoesOnStaysInViewAfterAnAnswer_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("percent");
        QTest::newRow("small laptop") << QSize(1366, 700) << 100;
        QTest::newRow("large text") << QSize(1366, 700) << 200;
        QTest::newRow("half a laptop") << QSize(683, 600) << 150;
    }

    void whatGoesOnStaysInViewAfterAnAnswer() {
        QFETCH(QSize, size);
        QFETCH(int, percent);
        fakes::DeskStage stage(m_clock);
        stage.theme.setTextPercent(percent);
        Window& window = stage.at(size);
        stage.desk->open(progress::ItemKind::Quiz, firstQuiz);
        goToKind(stage.desk->quizzes()->view(), course::QuestionKind::Single);
        answerTheFirstWrongly(stage);
        stage.settle();
        int seen = 0;
        for (const QAbstractButton* button : window.findChildren<QAbstractButton*>())
            if (button->text() == QLatin1String("Next question") && button->isVisible()) {
                ++seen;
                QCOMPARE(button->visibleRegion().boundingRect(), button->rect());
            }
        QCOMPARE(seen, 1);
    }

    void screensOpenInAMoment() {
        fakes::DeskStage stage(m_clock);
        stage.at(QSize(1440, 900));
        for (const Screen& screen : screens()) {
            stage.desk->go(Place::Search);
            stage.settle();
            QElapsedTimer timer;
            timer.start();
            screen.open(stage);
            const auto made = timer.elapsed();
            stage.settle();
            qInfo("%-16s made in %lld ms, painted in %lld ms", screen.name, made, timer.elapsed());
            QVERIFY(stage.desk->window().shown()->isVisible());
        }
    }
};

int main(int argc, char** argv) {
    const auto engine = reader::prepareEngine(true);
    if (!engine)
        qFatal("%s", qPrintable(engine.error().sentence));
    QApplication application(argc, argv);
    tst_Screens test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_Screens.moc"
