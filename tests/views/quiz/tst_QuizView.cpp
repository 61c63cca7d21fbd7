#include "core/journal/Journal.h"
#include "tests/fakes/PowerCutDisk.h"
#include "tests/fakes/PushedClock.h"
#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuestionStrip.h"
#include "views/quiz/QuizView.h"
#include "views/quiz/SourceLink.h"
#include "views/theme/Widgets.h"

#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::quiz;
using course::Question;
using course::QuestionKind;
using journal::Journal;

/// The quiz screen in the hands of somebody who never touches the mouse. UNDERSTUDY_GRABS=DIR keeps pictures.
class TestQuizView : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    QTemporaryDir m_dir;
    QString m_path;
    course::Course m_course;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<QuizView> m_view;

    static Question question(int number, QuestionKind kind, const QString& text) {
        Question q;
        q.id = QString("01-architecture/quiz#q%1").arg(number, 2, 10, QLatin1Char('0'));
        q.kind = kind;
        q.topic = "Failure modes";
        q.text = text;
        q.page = "01-architecture/graceful-degradation";
        q.anchor = "redis";
        q.explanation =
            "The auth service reads the user database, so sign-in goes on without Redis. Sessions aren’t "
            "cached any more: the database works harder and answers get slower. Nothing fails, so the "
            "error rate stays where it was.";
        return q;
    }
    void makeQuestions(std::vector<Question>& questions) {
        Question redis = question(1, QuestionKind::Multiple, "Redis is down. What do you expect?");
        redis.options = {
            {"a", "People can still sign in", true, {}},
            {"b", "The load on the user database rises", true, {}},
            {"c", "The error rate climbs above 1%", false, "Slow is not failed: nothing returns an error."},
            {"d", "Answers get slower", true, {}}};
        Question single = question(2, QuestionKind::Single, "When should you roll back a deployment?");
        single.options = {{"a", "Error rate above 1% for 2 minutes", true, {}},
                          {"b", "Error rate above 5% for 5 minutes", false, "Too late."},
                          {"c", "Latency above 500 ms", false, "That is an alert."},
                          {"d", "CPU above 80%", false, "That is load."}};
        Question truth = question(3, QuestionKind::TrueFalse, "Kafka keeps messages after they are read.");
        truth.truth = true;
        Question number =
            question(4, QuestionKind::Numeric, "Below how many milliseconds is API p95 normal?");
        number.number = 200;
        number.unit = "ms";
        Question order = question(5, QuestionKind::Ordering, "Order the path of a request.");
        order.options = {{"a", "Load balancer", false, {}},
                         {"b", "API gateway", false, {}},
                         {"c", "Auth service", false, {}}};
        Question match = question(6, QuestionKind::Matching, "What does each part do?");
        match.pairs = {{"Kafka", "message bus"}, {"Redis", "cache"}, {"PostgreSQL", "user database"}};
        Question word = question(7, QuestionKind::FillIn, "A ___ stops calls to a failing service.");
        word.accepted = {"circuit breaker"};
        questions = {redis, single, truth, number, order, match, word};
    }
    QWidget* button(const QString& text) const {
        for (auto* one : m_view->findChildren<QPushButton*>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    QStringList visibleTexts() const {
        QStringList texts;
        for (auto* label : m_view->findChildren<QLabel*>())
            if (label->isVisible())
                texts << label->text();
        return texts;
    }
    bool says(const QString& words) const { return visibleTexts().join('\n').contains(words); }
    std::vector<AnswerOption*> cards() const {
        QCoreApplication::processEvents(); // lays them out
        std::vector<AnswerOption*> all;
        for (auto* card : m_view->findChildren<AnswerOption*>())
            if (card->isVisible())
                all.push_back(card);
        std::sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->y() < b->y(); });
        return all;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QWidget* target = QApplication::focusWidget() ? QApplication::focusWidget() : m_view.get();
        QTest::keyClick(target, key, modifiers);
    }
    /// Ticks the options with these ids by their letters.
    void tick(const QStringList& ids) {
        const QStringList shown = m_view->sitting()->order(m_view->sitting()->current());
        for (const QString& id : ids)
            press(static_cast<Qt::Key>(Qt::Key_A + shown.indexOf(id)));
    }
    void grab(const QString& name) {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS");
        if (!folder.isEmpty())
            QVERIFY(m_view->grab().save(folder + '/' + name + ".png"));
    }
    void open(int width = 1364, int height = 872) {
        auto sitting =
            Sitting::resumeOrStart(*m_course.quiz("01-architecture/quiz"), *m_journal, m_clock, m_ids);
        QVERIFY(sitting);
        m_view = std::make_unique<QuizView>(*m_theme, m_course,
                                            [](const QString& text) { return text.toHtmlEscaped(); });
        m_view->resize(width, height);
        m_view->show();
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->open(std::move(sitting).value());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    int facts() const { return int(*m_journal->lastSeq()); }

private Q_SLOTS:
    void init() {
        m_theme = std::make_unique<theme::Theme>();
        m_theme->setMode(theme::Mode::Light);
        m_path = m_dir.filePath(m_ids.next() + "/journal.db");
        m_journal = std::move(Journal::open(m_path, m_clock, m_ids)).value();
        m_course = {};
        course::Module module;
        module.id = "01-architecture";
        module.number = 1;
        module.title = "Production system architecture";
        module.pages.resize(3);
        module.pages[2].id = "01-architecture/graceful-degradation";
        module.pages[2].module = module.id;
        module.pages[2].title = "Graceful degradation";
        module.quiz = course::Quiz{"01-architecture/quiz", module.id, module.title, 5, 25, {}};
        makeQuestions(module.quiz->questions);
        m_course.modules = {module};
    }
    void cleanup() {
        m_view.reset();
        m_journal.reset();
        m_theme.reset();
    }

    void aWholeQuizIsAnsweredByKeyboardAlone() {
        open();
        QSignalSpy finished(m_view.get(), &QuizView::finished);
        tick({"a", "b", "d"});
        press(Qt::Key_Return); // answer
        QVERIFY(m_view->sitting()->verdict(0).right);
        press(Qt::Key_Return); // next
        QCOMPARE(m_view->sitting()->current(), 1);
        tick({"a"});
        press(Qt::Key_Return);
        press(Qt::Key_Return);
        press(Qt::Key_A); // True
        press(Qt::Key_Return);
        press(Qt::Key_Return);
        QTest::keyClicks(QApplication::focusWidget(), "200");
        press(Qt::Key_Return);
        QVERIFY(m_view->sitting()->verdict(3).right);
        press(Qt::Key_Return);
        const QStringList wanted = {"Load balancer", "API gateway", "Auth service"};
        for (int place = 0; place < 3; ++place) // each item to its place, from the first on
            for (int at = 2; at > place; --at)
                if (cards()[std::size_t(at)]->plainText() == wanted[place]) {
                    cards()[std::size_t(at)]->setFocus();
                    press(Qt::Key_Up, Qt::AltModifier);
                }
        press(Qt::Key_Return);
        QVERIFY(m_view->sitting()->verdict(4).right);
        press(Qt::Key_Return);
        const QStringList rights = {"message bus", "cache", "user database"};
        int pair = 0;
        for (auto* list : m_view->findChildren<QComboBox*>()) {
            list->setFocus();
            for (int i = 0; list->currentText() != rights[pair] && i < 5; ++i)
                press(Qt::Key_Down);
            ++pair;
        }
        press(Qt::Key_Return);
        QVERIFY(m_view->sitting()->verdict(5).right);
        press(Qt::Key_Return);
        QTest::keyClicks(QApplication::focusWidget(), "Circuit  Breaker"); // letters go into the field
        press(Qt::Key_Return);
        QVERIFY(m_view->sitting()->verdict(6).right);
        QVERIFY(button("See the result"));
        press(Qt::Key_Return);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.front().at(1).toBool(), true);
        QVERIFY(says("You passed"));
        QVERIFY(says("7 of 7 right, pass mark 5"));
        grab("quiz-passed");
    }

    void theExplanationSaysHowEachOptionCameOut() {
        open();
        tick({"a", "c", "d"});
        grab("quiz-ticked");
        QSignalSpy recorded(m_view.get(), &QuizView::answerRecorded);
        press(Qt::Key_Return);
        QCOMPARE(recorded.size(), 1);
        QVERIFY(says("Two of three, and one too many"));
        QVERIFY(says("0 of 1 right so far, pass mark 5 of 7"));
        QStringList names;
        for (auto* card : cards())
            names << card->accessibleName();
        names.sort();
        QCOMPARE(names, QStringList({"Answers get slower. Right", "People can still sign in. Right",
                                     "The error rate climbs above 1%. Not so",
                                     "The load on the user database rises. You missed this one"}));
        QVERIFY(button("Next question")->hasFocus());
        grab("quiz-explained");
        QSignalSpy pages(m_view.get(), &QuizView::openPage);
        auto* link = m_view->findChildren<SourceLink*>().last();
        QCOMPARE(link->accessibleName(), QString("Explained in Module 1, part 3: Graceful degradation"));
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(pages.front(), QVariantList({"01-architecture/graceful-degradation", "redis"}));
        const int before = facts();
        press(Qt::Key_B); // too late to change it
        QCOMPARE(facts(), before);
    }

    void ticksAndTextAreThereAfterLeaving() {
        open();
        tick({"c"});
        press(Qt::Key_F);
        m_view->goTo(3);
        QTest::keyClicks(QApplication::focusWidget(), "20");
        m_view.reset(); // as the window closes
        open();
        QCOMPARE(m_view->sitting()->current(), 3);
        QCOMPARE(m_view->findChild<QLineEdit*>()->text(), QString("20"));
        QVERIFY(m_view->sitting()->flagged(0));
        m_view->goTo(0);
        QCOMPARE(m_view->sitting()->draft(0).chosen, QStringList{"c"});
        QVERIFY(button("Flagged"));
    }

    void typedTextIsSavedAMomentAfterTheLastKey() {
        open();
        m_view->goTo(6);
        QTest::keyClicks(QApplication::focusWidget(), "cir");
        QTRY_COMPARE(m_view->sitting()->draft(6).text, QString("cir"));
    }

    void anIncompleteAnswerIsAskedForInWords() {
        open();
        press(Qt::Key_Return);
        QVERIFY(says("Choose at least one answer."));
        QVERIFY(!m_view->sitting()->answered(0));
        tick({"a"});
        QVERIFY(!says("Choose at least one answer."));
    }

    void onAFullDiskThereIsNoTickMarkButAReason() {
        fakes::PowerCutDisk disk(1);
        m_journal = std::move(Journal::open(m_path + "2", m_clock, m_ids, disk.vfs())).value();
        open();
        tick({"a"});
        m_view->keepDraft();
        disk.failOnceAt(0, fakes::PowerCutDisk::Fault::Full);
        press(Qt::Key_Return);
        QVERIFY(says("The disk is full"));
        QVERIFY(!m_view->sitting()->answered(0));
        QVERIFY(button("Answer"));
        grab("quiz-disk-full");
        press(Qt::Key_Return); // again, now with space
        QVERIFY(m_view->sitting()->answered(0));
        m_view.reset();
        m_journal.reset();
    }

    void theStripGoesToAnyQuestion() {
        open();
        auto* strip = m_view->findChild<QuestionStrip*>();
        press(Qt::Key_G);
        QVERIFY(strip->hasFocus());
        press(Qt::Key_5);
        QCOMPARE(strip->accessibleName(), QString("Question 5, open"));
        press(Qt::Key_Left);
        press(Qt::Key_Return);
        QCOMPARE(m_view->sitting()->current(), 3);
        QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
        press(Qt::Key_G); // a letter for the field
        QCOMPARE(m_view->findChildren<QLineEdit*>().last()->text(), QString("g"));
        m_view->goTo(1);
        press(Qt::Key_Right);
        QCOMPARE(m_view->sitting()->current(), 2);
        press(Qt::Key_Left);
        QCOMPARE(m_view->sitting()->current(), 1);
        QCOMPARE(strip->cellName(1), QString("Question 2, open, current"));
    }

    void aFailedQuizNamesThePagesToReadAgain() {
        open();
        tick({"c"});
        press(Qt::Key_Return);
        m_view->finish();
        QVERIFY(says("Not passed yet"));
        QVERIFY(says("Redis is down. What do you expect?"));
        QVERIFY(says("Not answered"));
        QSignalSpy again(m_view.get(), &QuizView::startAgainRequested);
        QVERIFY(button("Start again")->hasFocus());
        press(Qt::Key_Return);
        QCOMPARE(again.front().front().toString(), QString("01-architecture/quiz"));
        QSignalSpy pages(m_view.get(), &QuizView::openPage);
        QTest::mouseClick(button("Graceful degradation"), Qt::LeftButton);
        QCOMPARE(pages.size(), 1);
        grab("quiz-failed");
    }

    void everyKindOfQuestionIsExplained() {
        {
            auto sitting =
                Sitting::resumeOrStart(*m_course.quiz("01-architecture/quiz"), *m_journal, m_clock, m_ids);
            QVERIFY(sitting);
            Response wrong;
            wrong.chosen = {"b"};
            QVERIFY(!(*sitting)->answer(1, wrong)->right);
            wrong.truth = false;
            QVERIFY(!(*sitting)->answer(2, wrong)->right);
            wrong.text = "500";
            QVERIFY(!(*sitting)->answer(3, wrong)->right);
            wrong.chosen = {"a", "c", "b"};
            QVERIFY(!(*sitting)->answer(4, wrong)->right);
            wrong.match = {{"1", "r1"}, {"2", "r3"}, {"3", "r2"}};
            QVERIFY(!(*sitting)->answer(5, wrong)->right);
            wrong.text = "fuse";
            QVERIFY(!(*sitting)->answer(6, wrong)->right);
        }
        open();
        const auto told = [&](int index) {
            m_view->goTo(index);
            QStringList words;
            for (auto* card : cards())
                words << card->accessibleName() + " " + card->accessibleDescription();
            grab(QString("quiz-wrong-q%1").arg(index + 1));
            return words.join('|');
        };
        QVERIFY(told(1).contains("Error rate above 5% for 5 minutes. Not so Too late."));
        QVERIFY(told(2).contains("False. Not so"));
        QVERIFY(told(3).contains("500 ms. Not so") && told(3).contains("200 ms. The right answer"));
        QVERIFY(told(4).contains("2: Auth service. Not so Belongs in place 3"));
        QVERIFY(says("One of three in their place"));
        QVERIFY(told(5).contains("It belongs to: cache"));
        QVERIFY(says("One of three matched"));
        QVERIFY(told(6).contains("circuit breaker. The right answer"));
    }

    void itemsAreDraggedIntoOrder() {
        open();
        m_view->goTo(4);
        QTRY_COMPARE(cards().size(), std::size_t(3));
        QTRY_VERIFY(cards()[2]->y() > cards()[0]->y() + 20);
        const QString first = cards()[0]->plainText();
        AnswerOption* card = cards()[0];
        const QPoint to = cards()[1]->mapToGlobal(cards()[1]->rect().center() + QPoint(0, 10));
        QTest::mousePress(card, Qt::LeftButton);
        QMouseEvent move(QEvent::MouseMove, card->mapFromGlobal(to), to, Qt::LeftButton, Qt::LeftButton, {});
        QApplication::sendEvent(card, &move);
        QTest::mouseRelease(card, Qt::LeftButton);
        QTRY_COMPARE(cards()[1]->plainText(), first);
        grab("quiz-order");
    }

    void nothingIsCutAtAnySizeThemeOrTextSize_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("percent");
        QTest::newRow("1440 light") << 1364 << 872 << false << 100;
        QTest::newRow("1440 dark") << 1364 << 872 << true << 100;
        QTest::newRow("1366 light") << 1318 << 742 << false << 100;
        QTest::newRow("1366 dark 200") << 1318 << 742 << true << 200;
    }

    void nothingIsCutAtAnySizeThemeOrTextSize() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(bool, dark);
        QFETCH(int, percent);
        m_theme->setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        m_theme->setTextPercent(percent);
        open(width, height);
        const QString tag = QString(QTest::currentDataTag()).replace(' ', '-');
        for (int i = 0; i < m_view->sitting()->count(); ++i) {
            m_view->goTo(i);
            if (i == 0) {
                tick({"a", "c", "d"});
                press(Qt::Key_Return);
            }
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            QCoreApplication::processEvents();
            QVERIFY(m_view->minimumSizeHint().width() <= width);
            const QWidget* column = m_view->findChild<QScrollArea*>()->widget();
            for (const auto* one : column->findChildren<QWidget*>()) {
                if (!one->isVisible() || one->width() == 0 || qobject_cast<const QLineEdit*>(one->parent()))
                    continue;
                const int right = one->mapTo(column, QPoint(one->width(), 0)).x();
                QVERIFY2(right <= column->width(), one->metaObject()->className());
                if (const auto* label = qobject_cast<const QLabel*>(one); label && label->wordWrap())
                    QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                             qPrintable(label->text()));
                if (const auto* card = qobject_cast<const AnswerOption*>(one))
                    QVERIFY(card->height() >= card->heightForWidth(card->width()));
            }
            grab(QString("quiz-%1-q%2").arg(tag).arg(i + 1));
        }
    }
};

QTEST_MAIN(TestQuizView)
#include "tst_QuizView.moc"
