#include "views/window/QuizRoom.h"

#include "core/review/Sheet.h"
#include "views/quiz/QuizView.h"
#include "views/window/QuizList.h"

namespace understudy::window {
namespace {

QString capName() { return QStringLiteral("review/minutes-a-day"); }

} // namespace

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
    connect(m_list, &QuizList::reviewRequested, this, &QuizRoom::beginReview);
    connect(m_list, &QuizList::minutesChosen, this, [this](int minutes) {
        if (const auto kept = m_tools.journal.setValue(capName(), QString::number(minutes)); !kept)
            Q_EMIT trouble(kept.error());
        fillList();
    });
    m_view->setReview([&tools](const QString& question) { return tools.feed.deck().holds(question); });
    connect(m_view, &quiz::QuizView::reviewChosen, this, &QuizRoom::chooseForReview);
    connect(&tools.feed, &ProgressFeed::changed, this, [this] {
        m_view->catchUp();
        m_view->showReview();
        if (m_list->isVisible())
            fillList();
    });
    fillList();
}

void QuizRoom::open(const QString& quizId) { begin(quizId, false); }

void QuizRoom::begin(const QString& quizId, bool again) {
    const course::Quiz* quiz = m_tools.library->course().quiz(quizId);
    if (!quiz)
        return;
    auto sitting = again ? quiz::Sitting::start(*quiz, m_tools.journal, m_tools.clock, m_tools.ids)
                         : quiz::Sitting::resumeOrStart(*quiz, m_tools.journal, m_tools.clock, m_tools.ids);
    sit(std::move(sitting));
}

void QuizRoom::sit(Result<std::unique_ptr<quiz::Sitting>> sitting) {
    if (!sitting) {
        Q_EMIT trouble(sitting.error());
        return;
    }
    m_view->open(std::move(*sitting));
    setCurrentWidget(m_view);
}

void QuizRoom::beginReview() {
    const course::Quiz sheet = review::sheetOf(schedule(), m_tools.library->course());
    if (!sheet.questions.empty()) // always a new one: what was answered before the pause is not due any more
        sit(quiz::Sitting::start(sheet, m_tools.journal, m_tools.clock, m_tools.ids));
}

void QuizRoom::chooseForReview(const QString& question, bool on) {
    const auto written = m_tools.journal.append(
        journal::kind::ReviewChosen, {{QStringLiteral("question"), question}, {QStringLiteral("on"), on}});
    if (!written)
        Q_EMIT trouble(written.error());
}

int QuizRoom::minutesADay() const {
    const auto kept = m_tools.journal.value(capName());
    const int minutes = kept ? kept->toInt() : 0;
    return minutes > 0 ? minutes : review::Limits().minutes;
}

review::Schedule QuizRoom::schedule() const {
    const Instant now = m_tools.clock.now();
    const int offset = m_tools.clock.offsetMinutes(now);
    const review::Deck& deck = m_tools.feed.deck();
    review::Limits limits;
    limits.minutes = minutesADay();
    return review::scheduleFor(deck.cards(), now, offset, deck.secondsSince(review::dayStart(now, offset)),
                               review::questionsOf(m_tools.library->course()), limits);
}

void QuizRoom::fillList() { m_list->show(m_tools.feed.progress(), schedule(), minutesADay()); }

void QuizRoom::keepDraft() { m_view->keepDraft(); }

void QuizRoom::focusInEvent(QFocusEvent* event) {
    QStackedWidget::focusInEvent(event);
    if (currentWidget() == m_view)
        m_view->takeFocus();
}

void QuizRoom::showEvent(QShowEvent* event) {
    QStackedWidget::showEvent(event);
    if (currentWidget() == m_list)
        fillList();
}

void QuizRoom::showList() {
    m_view->keepDraft();
    fillList();
    setCurrentWidget(m_list);
}

} // namespace understudy::window
