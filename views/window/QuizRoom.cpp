#include "views/window/QuizRoom.h"

#include "views/quiz/QuizView.h"
#include "views/window/QuizList.h"

namespace understudy::window {

QuizRoom::QuizRoom(Tools& tools, QWidget* parent)
    : QStackedWidget(parent)
    , m_tools(tools)
    , m_list(new QuizList(tools.theme, tools.library->course()))
    , m_view(new quiz::QuizView(tools.theme, tools.library->course(), [&tools](const QString& markdown) {
        return tools.library->inlineHtml(markdown);
    })) {
    addWidget(m_list);
    addWidget(m_view);
    connect(m_list, &QuizList::openQuiz, this, &QuizRoom::open);
    connect(m_view, &quiz::QuizView::openPage, this, &QuizRoom::openPage);
    connect(m_view, &quiz::QuizView::pauseRequested, this, &QuizRoom::showList);
    connect(m_view, &quiz::QuizView::startAgainRequested, this,
            [this](const QString& quizId) { begin(quizId, true); });
    connect(&tools.feed, &ProgressFeed::changed, this, [this] {
        if (m_list->isVisible())
            m_list->show(m_tools.feed.progress());
    });
    m_list->show(tools.feed.progress());
}

void QuizRoom::open(const QString& quizId) { begin(quizId, false); }

void QuizRoom::begin(const QString& quizId, bool again) {
    const course::Quiz* quiz = m_tools.library->course().quiz(quizId);
    if (!quiz)
        return;
    auto sitting = again ? quiz::Sitting::start(*quiz, m_tools.journal, m_tools.clock, m_tools.ids)
                         : quiz::Sitting::resumeOrStart(*quiz, m_tools.journal, m_tools.clock, m_tools.ids);
    if (!sitting) {
        Q_EMIT trouble(sitting.error());
        return;
    }
    m_view->open(std::move(*sitting));
    setCurrentWidget(m_view);
}

void QuizRoom::keepDraft() { m_view->keepDraft(); }

void QuizRoom::showEvent(QShowEvent* event) {
    QStackedWidget::showEvent(event);
    if (currentWidget() == m_list)
        m_list->show(m_tools.feed.progress());
}

void QuizRoom::showList() {
    m_view->keepDraft();
    m_list->show(m_tools.feed.progress());
    setCurrentWidget(m_list);
}

} // namespace understudy::window
