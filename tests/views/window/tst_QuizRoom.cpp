#include "tests/views/window/DeskStage.h"
#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuestionStrip.h"
#include "views/quiz/QuizView.h"

#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;

/// Review in the place Quizzes: what was missed comes back on its day, within the cap.
class tst_QuizRoom final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    std::unique_ptr<fakes::DeskStage> m_stage;

    void openList() {
        m_stage->desk->go(window::Place::Quizzes);
        fakes::DeskStage::settle();
    }
    window::QuizRoom& room() { return *m_stage->desk->quizzes(); }
    QString load() {
        auto* label = room().findChild<QLabel*>(QStringLiteral("review-load"));
        return label ? label->text() : QString();
    }
    QPushButton* start() { return room().findChild<QPushButton*>(QStringLiteral("review")); }
    QPushButton* named(const QString& words) {
        for (QPushButton* button : room().view().findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == words)
                return button;
        return nullptr;
    }
    void answered(const QString& question, bool right, int seconds = 20) {
        QVERIFY(m_stage->journal
                    ->append(journal::kind::Answered, {{QStringLiteral("quiz"), QStringLiteral("x")},
                                                       {QStringLiteral("question"), question},
                                                       {QStringLiteral("attempt"), m_stage->ids.next()},
                                                       {QStringLiteral("right"), right},
                                                       {QStringLiteral("seconds"), seconds}})
                    .ok());
    }
    /// Those with one right option.
    QStringList questions() const {
        QStringList ids;
        for (const course::Module& module : m_stage->library->course().modules)
            if (module.quiz)
                for (const course::Question& question : module.quiz->questions)
                    if (question.kind == course::QuestionKind::Single)
                        ids << question.id;
        return ids;
    }
    static void answerWithTheFirst(quiz::QuizView& view) {
        const auto cards = view.findChildren<quiz::AnswerOption*>(); // those of an earlier question first
        const auto options = view.sitting()->order(view.sitting()->current()).size();
        cards.value(cards.size() - options)->click();
        view.answerOrGoOn();
        fakes::DeskStage::settle();
    }
    /// A right answer to a question of the open quiz, as another laptop writes it.
    journal::Fact otherAnswer(int index, int number) {
        const quiz::Sitting& sitting = *room().view().sitting();
        const course::Question& question = sitting.question(index);
        QString right;
        for (const course::Option& option : question.options)
            if (option.right)
                right = option.id;
        const QString device = QStringLiteral("00000000-0000-7000-8000-00000000000a");
        return {m_stage->ids.next(),
                QLatin1String(journal::kind::Answered),
                m_clock.now(),
                0,
                device,
                number,
                {{QStringLiteral("quiz"), sitting.quiz().id},
                 {QStringLiteral("question"), question.id},
                 {QStringLiteral("attempt"), sitting.attempt()},
                 {QStringLiteral("type"), QStringLiteral("choice")},
                 {QStringLiteral("response"), right},
                 {QStringLiteral("right"), true},
                 {QStringLiteral("seconds"), 10}}};
    }
    void pull(const std::vector<journal::Fact>& facts) {
        QVERIFY(m_stage->journal->merge(facts).ok());
        fakes::DeskStage::settle();
        m_stage->feed.refresh();
        fakes::DeskStage::settle();
    }
    void tomorrow() {
        m_clock.push(25h);
        m_stage->feed.refresh();
        openList();
        room().showList();
    }

private Q_SLOTS:
    void init() {
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        if (!m_stage->library)
            QSKIP("the course pack is not built");
        m_stage->at({1440, 900});
    }
    void cleanup() { m_stage.reset(); }

    void aNewTraineeIsToldWhatWillComeHere() {
        openList();
        QVERIFY2(load().startsWith("Nothing today."), qPrintable(load()));
        QVERIFY(!start()->isEnabled());
    }

    void whatWasMissedIsAskedAgainTheNextDay() {
        const QStringList ids = questions();
        answered(ids[0], false);
        answered(ids[1], true);
        openList();
        QVERIFY2(load().contains("1 tomorrow"), qPrintable(load()));
        tomorrow();
        QVERIFY2(load().startsWith("1 question, about 1 min."), qPrintable(load()));
        start()->click();
        const quiz::Sitting* sitting = room().view().sitting();
        QVERIFY(sitting);
        QCOMPARE(sitting->count(), 1);
        QCOMPARE(sitting->question(0).id, ids[0]);
    }

    void afterAPauseTheDayHoldsNoMoreThanTheCap() {
        const QStringList ids = questions();
        QVERIFY(ids.size() >= 40); // modules 1 to 3 alone have more
        for (int i = 0; i < 40; ++i)
            answered(ids[i], false, 60);
        m_clock.push(24h * 30);
        tomorrow();
        QVERIFY2(load().startsWith("10 questions, about 10 min. 30 more wait"), qPrintable(load()));
        auto* cap = room().findChild<QMenu*>();
        QVERIFY(cap);
        cap->actions().front()->trigger(); // 5 minutes
        fakes::DeskStage::settle();
        QVERIFY2(load().startsWith("5 questions, about 5 min. 35 more"), qPrintable(load()));
    }

    void anAnswerInReviewCountsAndTheQuestionWaitsForItsNextDay() {
        const QStringList ids = questions();
        answered(ids[0], false);
        tomorrow();
        start()->click();
        quiz::QuizView& view = room().view();
        const course::Question question = view.sitting()->question(0);
        answerWithTheFirst(view);
        QVERIFY(view.sitting()->answered(0));
        view.answerOrGoOn(); // the result
        view.finish();
        fakes::DeskStage::settle();
        room().showList();
        QVERIFY2(load().startsWith("Nothing today"), qPrintable(load()));
        QCOMPARE(m_stage->feed.deck().card(question.id)->answers, 2);
    }

    void anOpenQuizTakesInWhatAnotherLaptopAnswered() {
        m_stage->desk->open(progress::ItemKind::Quiz, QStringLiteral("01-architecture/quiz"));
        fakes::DeskStage::settle();
        quiz::QuizView& view = room().view();
        std::vector<int> single; // with one right option
        for (int i = 0; i < view.sitting()->count(); ++i)
            if (view.sitting()->question(i).kind == course::QuestionKind::Single)
                single.push_back(i);
        QVERIFY(single.size() >= 3);
        view.goTo(single[1]);
        view.findChildren<quiz::AnswerOption*>().back()->click(); // ticked, not answered
        const quiz::Response ticked = [&] {
            view.keepDraft();
            return view.sitting()->draft(single[1]);
        }();
        QVERIFY(!ticked.chosen.isEmpty());
        pull({otherAnswer(single[0], 1), otherAnswer(single[2], 2)});
        QCOMPARE(view.sitting()->answeredCount(), 2);
        QVERIFY(view.sitting()->answered(single[0]) && view.sitting()->answered(single[2]));
        QCOMPARE(view.sitting()->draft(single[1]), ticked);
        const auto& attempts = m_stage->feed.progress().quiz(QStringLiteral("01-architecture/quiz")).attempts;
        QCOMPARE(attempts.at(view.sitting()->attempt()).right(), view.sitting()->rightCount());
        const auto says = [&](const QString& words) {
            const auto labels = view.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
                return label->isVisible() && label->text().contains(words);
            });
        };
        QVERIFY(says(QStringLiteral("2 of 2 right")));
        QVERIFY(!named("Next question"));
        pull({otherAnswer(single[1], 3)}); // the one that is open, too
        QVERIFY(named("Next question"));
        QVERIFY(says(QStringLiteral("3 of 3 right")));
    }

    void keysWorkOnAfterAVisitElsewhere() {
        m_stage->desk->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_stage->desk->window()));
        m_stage->desk->open(progress::ItemKind::Quiz, QStringLiteral("01-architecture/quiz"));
        fakes::DeskStage::settle();
        quiz::QuizView& view = room().view();
        const auto hasIt = [&] { return view.isAncestorOf(QApplication::focusWidget()); };
        for (int visit = 0; visit < 2; ++visit) {
            if (visit == 1) // once more from the strip of questions
                view.findChild<quiz::QuestionStrip*>()->setFocus();
            const QWidget* before = QApplication::focusWidget();
            QVERIFY(hasIt());
            m_stage->desk->go(window::Place::Today);
            fakes::DeskStage::settle();
            QVERIFY(!hasIt());
            m_stage->desk->go(window::Place::Quizzes);
            fakes::DeskStage::settle();
            QCOMPARE(QApplication::focusWidget(), before);
        }
    }

    void aQuestionIsChosenAndLetGoWithOneButton() {
        m_stage->desk->open(progress::ItemKind::Quiz, QStringLiteral("01-architecture/quiz"));
        fakes::DeskStage::settle();
        quiz::QuizView& view = room().view();
        for (int i = 0; i < view.sitting()->count(); ++i)
            if (view.sitting()->question(i).kind == course::QuestionKind::Single) {
                view.goTo(i);
                break;
            }
        const int current = view.sitting()->current();
        const QString question = view.sitting()->question(current).id;
        QVERIFY(!named("Ask me again"));
        answerWithTheFirst(view);
        QVERIFY(view.sitting()->answered(current));
        const bool missed = !view.sitting()->verdict(current).right;
        QCOMPARE(m_stage->feed.deck().holds(question), missed);
        QPushButton* button = named(missed ? "Comes back" : "Ask me again");
        QVERIFY(button);
        button->click();
        fakes::DeskStage::settle();
        QCOMPARE(m_stage->feed.deck().holds(question), !missed);
        QVERIFY(named(missed ? "Ask me again" : "Comes back"));
    }
};

QTEST_MAIN(tst_QuizRoom)
#include "tst_QuizRoom.moc"
