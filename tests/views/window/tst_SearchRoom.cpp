#include "tests/views/window/DeskStage.h"
#include "views/reader/Engine.h"
#include "views/reader/ReaderView.h"
#include "views/search/ResultModel.h"
#include "views/search/SearchOverlay.h"
#include "views/terminal/TerminalTabs.h"
#include "views/window/LabTerminal.h"
#include "views/window/SearchRoom.h"
#include "views/window/Study.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QTest>

using namespace understudy;
using search::Kind;

/// Search as one uses it: a key, some letters, Enter.
class tst_SearchRoom final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    std::unique_ptr<fakes::DeskStage> m_stage;

    search::SearchOverlay& overlay() { return m_stage->desk->search()->overlay(); }
    QLineEdit& field() { return *overlay().findChild<QLineEdit*>(); }
    QListView& list() { return *overlay().findChild<QListView*>(); }
    void open() {
        m_stage->desk->go(window::Place::Search);
        QTRY_VERIFY(m_stage->desk->search()->isReady());
        fakes::DeskStage::settle();
    }
    void type(const QString& words) {
        open();
        field().clear();
        QTest::keyClicks(&field(), words);
        fakes::DeskStage::settle();
    }
    QString chosen() { return list().currentIndex().data().toString(); }
    QStringList lines() {
        QStringList out;
        for (int row = 0; row < list().model()->rowCount(); ++row)
            out << list().model()->index(row, 0).data().toString();
        return out;
    }

private Q_SLOTS:
    void init() {
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        if (!m_stage->library)
            QSKIP("the course pack is not built");
        m_stage->at({1440, 900});
    }
    void cleanup() { m_stage.reset(); }

    void anEmptySearchShowsWhatCanBeDone() {
        open();
        QVERIFY(overlay().isVisible());
        QCOMPARE(lines().value(0), QString("Actions"));
        QVERIFY(lines().contains("Dark theme"));
        QCOMPARE(chosen(), QString("Go to Today"));
    }

    void thePageCalledWhatOneTypesComesFirstAndEnterOpensIt() {
        type("circuit breaker patterns");
        QCOMPARE(chosen(), QString("Circuit breaker patterns"));
        QTest::keyClick(&field(), Qt::Key_Return);
        fakes::DeskStage::settle();
        QVERIFY(!overlay().isVisible());
        QCOMPARE(m_stage->desk->window().shown(), m_stage->desk->study());
    }

    void arrowsPassOverHeadings() {
        type("redis");
        const QString first = chosen();
        QVERIFY(!first.isEmpty());
        for (int i = 0; i < 6; ++i)
            QTest::keyClick(&field(), Qt::Key_Down);
        QVERIFY(list().currentIndex().data(search::ResultModel::LineRole).toInt() !=
                int(search::ResultModel::Line::Heading));
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(&field(), Qt::Key_Up);
        QCOMPARE(chosen(), first);
    }

    void moreShowsTheWholeGroup() {
        type("kubectl get");
        auto* model = static_cast<search::ResultModel*>(list().model());
        int row = 0;
        while (row < model->rowCount() && model->more(row) != Kind::Command)
            ++row;
        QVERIFY(row < model->rowCount());
        list().setCurrentIndex(model->index(row));
        QTest::keyClick(&field(), Qt::Key_Return);
        QVERIFY(overlay().isVisible());
        QVERIFY(lines().size() > 8);
        QVERIFY(!lines().contains("Pages"));
    }

    void theFirstCharacterNarrowsAndTheScopeIsKept() {
        type("$rollout");
        QCOMPARE(lines().value(0), QString("Commands"));
        type(">dark");
        QCOMPARE(chosen(), QString("Dark theme"));
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(m_stage->theme.mode(), theme::Mode::Dark);
        overlay().setScope(Kind::Lab);
        Q_EMIT overlay().scopeChanged();
        type("redis");
        QVERIFY(!lines().contains("Pages"));
        const auto kept = m_stage->journal->value("search/scope");
        QVERIFY(kept.ok());
        QCOMPARE(kept->toInt(), int(Kind::Lab));
    }

    void anActionStartsALab() {
        const course::Lab& lab = m_stage->library->course().labs.front();
        type("start lab " + lab.number);
        QCOMPARE(chosen(), "Start lab " + lab.number);
    }

    void aCommandIsCopiedWithoutLeaving() {
        type("$kubectl rollout undo");
        QVERIFY(chosen().startsWith("kubectl rollout undo"));
        QTest::keyClick(&field(), Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(QApplication::clipboard()->text(), chosen());
        QVERIFY(overlay().isVisible());
    }

    void aQuestionIsFoundOnceItIsAnswered() {
        const course::Question& question = m_stage->library->course().modules.front().quiz->questions.front();
        type(question.text);
        QVERIFY(!lines().contains("Questions you have answered"));
        overlay().close();
        QVERIFY(m_stage->journal
                    ->append(journal::kind::Answered, {{QStringLiteral("quiz"), QStringLiteral("x")},
                                                       {QStringLiteral("question"), question.id},
                                                       {QStringLiteral("right"), true}})
                    .ok());
        fakes::DeskStage::settle();
        type(question.text);
        QVERIFY(lines().contains("Questions you have answered"));
    }

    void whatOneWroteAtAPageIsFoundAndItsPageOpened() {
        const course::Page& page = m_stage->library->course().modules.front().pages.front();
        type("zanzibar lighthouse");
        QVERIFY(!lines().contains("Your notes"));
        overlay().close();
        notes::Note note;
        note.id = "0190a6a0-0000-7000-8000-000000000001";
        note.page = page.id;
        note.mark = notes::Mark::Note;
        note.quote.text = page.title;
        note.text = "Like the Zanzibar lighthouse";
        QVERIFY(m_stage->journal->append(journal::kind::NoteWritten, notes::bodyOf(note)).ok());
        fakes::DeskStage::settle();
        type("zanzibar lighthouse");
        QCOMPARE(lines().value(0), QString("Your notes"));
        QCOMPARE(chosen(), note.text);
        QTest::keyClick(&field(), Qt::Key_Return);
        fakes::DeskStage::settle();
        QCOMPARE(m_stage->desk->study()->reader().page(), page.id);
    }

    void aCommandOneTypedIsFoundAndPutAtThePrompt() {
        type("flamingo");
        QVERIFY(!lines().contains("Commands you typed"));
        overlay().close();
        auto* pages = m_stage->desk->study();
        pages->put("true"); // opens the terminal below the page
        Q_EMIT pages->terminal()->tabs().current()->commandStarted("kubectl get pods -l bird=flamingo");
        type("flamingo");
        QCOMPARE(lines().value(0), QString("Commands you typed"));
        QCOMPARE(chosen(), QString("kubectl get pods -l bird=flamingo"));
        m_stage->desk->go(window::Place::Today);
        open();
        field().setText("flamingo");
        QTest::keyClick(&field(), Qt::Key_Return);
        fakes::DeskStage::settle();
        QCOMPARE(m_stage->desk->window().shown(), pages);
        QVERIFY(pages->terminal()->isVisible());
    }

    void tabStaysInside() {
        open();
        QVERIFY(field().hasFocus());
        QTest::keyClick(&field(), Qt::Key_Tab);
        QVERIFY(!field().hasFocus());
        QVERIFY(overlay().isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(field().hasFocus());
    }

    void whatIsNotThereIsSaidAndEscGoesBack() {
        m_stage->desk->go(window::Place::Quizzes);
        auto* before = QApplication::focusWidget();
        type("xyzzyplugh");
        QCOMPARE(list().model()->rowCount(), 0);
        QTest::keyClick(&field(), Qt::Key_Return);
        QVERIFY(overlay().isVisible());
        QTest::keyClick(&field(), Qt::Key_Escape);
        QVERIFY(!overlay().isVisible());
        QCOMPARE(QApplication::focusWidget(), before);
    }
};

int main(int argc, char** argv) {
    const auto engine = reader::prepareEngine(true);
    if (!engine)
        qFatal("%s", qPrintable(engine.error().sentence));
    QApplication application(argc, argv);
    tst_SearchRoom test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_SearchRoom.moc"
