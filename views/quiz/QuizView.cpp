#include "views/quiz/QuizView.h"

#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuestionPage.h"
#include "views/quiz/QuestionStrip.h"
#include "views/quiz/QuizHeader.h"
#include "views/quiz/ResultPage.h"
#include "views/theme/KeyHints.h"
#include "views/theme/Keys.h"
#include "views/theme/Widgets.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::quiz {

using theme::Color;

namespace {

constexpr int columnWidth = 760;

} // namespace

QuizView::QuizView(const theme::Theme& theme, const course::Course& course, InlineHtml inlineHtml,
                   QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_course(course)
    , m_html(std::move(inlineHtml))
    , m_header(new QuizHeader(theme, this))
    , m_scroll(new QScrollArea)
    , m_column(new theme::Ground(theme, Color::BgPanel))
    , m_columnLayout(new QVBoxLayout(m_column))
    , m_middle(new theme::Ground(theme, Color::BgPanel, this))
    , m_more(new theme::Hairline(theme, Qt::Horizontal, m_middle))
    , m_actions(new QVBoxLayout)
    , m_foot(new theme::Ground(theme, Color::BgSunken, this))
    , m_strip(new QuestionStrip(theme, m_foot)) {
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_header);
    rows->addWidget(new theme::Hairline(theme, Qt::Horizontal, this));
    rows->addWidget(m_middle, 1);
    rows->addWidget(new theme::Hairline(theme, Qt::Horizontal, this));
    rows->addWidget(m_foot);
    auto* foot = new QVBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->addWidget(m_strip);
    auto* middle = new QVBoxLayout(m_middle);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    constexpr int beforeAllElse = 1000; // the room below the actions is what the question does not need
    middle->addWidget(m_scroll, beforeAllElse);
    middle->addWidget(m_more);
    middle->addLayout(m_actions);
    middle->addStretch(1);
    m_scroll->setWidget(m_column);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    for (QWidget* watched : {m_scroll->viewport(), m_column, m_middle}) // its width, its content, its room
        watched->installEventFilter(this);
    constexpr int pauseMs = 300;
    m_typing.setSingleShot(true);
    m_typing.setInterval(pauseMs);
    connect(&m_typing, &QTimer::timeout, this, &QuizView::keepDraft);
    connect(m_strip, &QuestionStrip::chosen, this, &QuizView::goTo);
    connect(m_strip, &QuestionStrip::left, this, [this] {
        if (m_question)
            m_question->focusFirst(Qt::TabFocusReason);
    });
    connect(m_header, &QuizHeader::pauseRequested, this, [this] {
        keepDraft();
        Q_EMIT pauseRequested();
    });
    connect(&theme, &theme::Theme::changed, this, [this] {
        if (!m_sitting)
            return;
        keepDraft();
        m_sitting->outcome() ? showResult() : showQuestion(Qt::OtherFocusReason);
    });
    addKeys();
}

QuizView::~QuizView() { keepDraft(); }

void QuizView::addKeys() {
    // Shortcuts of this view: text fields keep letters and arrows to themselves, everything else gives way.
    using theme::Do;
    const auto add = [this](Do act, auto&& work) { theme::bind(act, this, [work](int) { work(); }); };
    theme::bind(Do::Choose, this, [this](int letter) {
        if (m_question && m_question->form())
            m_question->form()->choose(letter);
    });
    add(Do::Answer, [this] {
        if (!pressFocused())
            answerOrGoOn();
    });
    add(Do::Flag, [this] { toggleFlag(); });
    add(Do::QuestionList, [this] { m_strip->setFocus(Qt::ShortcutFocusReason); });
    add(Do::PreviousQuestion, [this] { goTo(m_sitting ? m_sitting->current() - 1 : 0); });
    add(Do::NextQuestion, [this] { goTo(m_sitting ? m_sitting->current() + 1 : 0); });
}

/// Enter on a button that has the focus is that button's, as everywhere.
bool QuizView::pressFocused() {
    auto* button = qobject_cast<QAbstractButton*>(focusWidget());
    if (auto* list = qobject_cast<QComboBox*>(focusWidget()); list && list->view()->isVisible())
        return true;
    if (!button || qobject_cast<AnswerOption*>(button) || !button->hasFocus())
        return false;
    button->click();
    return true;
}

void QuizView::open(std::unique_ptr<Sitting> sitting) {
    keepDraft();
    m_strip->setSitting(nullptr);
    setPage(nullptr, nullptr);
    m_sitting = std::move(sitting);
    m_strip->setSitting(m_sitting.get());
    m_foot->setVisible(m_sitting != nullptr);
    if (m_sitting)
        m_sitting->outcome() ? showResult() : showQuestion(Qt::OtherFocusReason);
}

void QuizView::takeFocus() {
    QWidget* last = focusWidget();
    if (last && last != this && last->isVisible())
        last->setFocus(Qt::OtherFocusReason);
    else if (m_question)
        m_question->focusFirst(Qt::OtherFocusReason);
}

void QuizView::catchUp() {
    if (!m_sitting)
        return;
    keepDraft();
    const bool wasOver = m_sitting->outcome().has_value();
    const Result<bool> different = m_sitting->catchUp();
    if (!different)
        return say(different.error());
    if (!*different)
        return;
    QWidget* focus = QApplication::focusWidget();
    if (m_sitting->outcome() && !(wasOver && m_question))
        showResult();
    else if (m_question->form() && !m_sitting->answered(m_sitting->current()))
        refresh(); // where one types one goes on typing
    else
        showQuestion(Qt::OtherFocusReason);
    if (focus && !m_middle->isAncestorOf(focus))
        focus->setFocus(Qt::OtherFocusReason);
}

void QuizView::setPage(QWidget* page, QWidget* actions) {
    m_question = nullptr;
    for (QVBoxLayout* from : {m_columnLayout, m_actions})
        while (QLayoutItem* item = from->takeAt(0)) {
            if (item->widget()) {
                item->widget()->hide();
                item->widget()->deleteLater(); // it may be the sender of the signal that brought us here
            }
            delete item;
        }
    if (!page)
        return;
    m_columnLayout->addWidget(page);
    m_actions->addWidget(actions);
    for (QWidget* part : {page, actions})
        part->show(); // at once, so that what it says and focuses is there for the caller
    fitColumn();
    m_scroll->ensureVisible(0, 0);
}

void QuizView::fitColumn() {
    const int side = std::max(m_theme.px(16), (m_scroll->viewport()->width() - m_theme.px(columnWidth)) / 2);
    m_columnLayout->setContentsMargins(side, 0, side, 0);
    const int wanted = m_columnLayout->hasHeightForWidth()
                           ? m_columnLayout->totalHeightForWidth(m_scroll->viewport()->width())
                           : m_columnLayout->totalSizeHint().height();
    m_scroll->setMaximumHeight(std::max({1, wanted, m_columnLayout->totalMinimumSize().height()}));
    const QLayoutItem* actions = m_actions->itemAt(0);
    auto* keys = actions ? actions->widget()->findChild<theme::KeyHints*>() : nullptr;
    const int air = m_theme.px(20);
    int needed = wanted + 2 * air + (actions ? actions->sizeHint().height() : 0);
    if (keys) { // help gives way to the question
        needed += keys->isHidden() ? keys->sizeHint().height() : 0;
        keys->setVisible(needed <= m_middle->height());
        needed -= keys->isHidden() ? keys->sizeHint().height() : 0;
    }
    const bool cut = needed > m_middle->height();
    m_more->setVisible(cut);
    const int right = side + m_middle->width() - m_scroll->viewport()->width(); // the scroll bar's room, too
    m_actions->setContentsMargins(side, cut ? air / 2 : air, right, cut ? air / 2 : air);
}

bool QuizView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        fitColumn();
    return QWidget::eventFilter(watched, event);
}

void QuizView::showQuestion(Qt::FocusReason reason) {
    auto* page = new QuestionPage(m_theme, m_course, m_html, *m_sitting, m_sitting->current(), m_column);
    setPage(page, page->actions());
    m_question = page;
    connect(page, &QuestionPage::previousRequested, this, [this] { goTo(m_sitting->current() - 1); });
    connect(page, &QuestionPage::flagRequested, this, &QuizView::toggleFlag);
    connect(page, &QuestionPage::reviewRequested, this, [this] {
        const QString question = m_sitting->question(m_sitting->current()).id;
        Q_EMIT reviewChosen(question, !m_inReview(question));
    });
    showReview();
    connect(page, &QuestionPage::goOnRequested, this, &QuizView::answerOrGoOn);
    connect(page, &QuestionPage::pageRequested, this, &QuizView::openPage);
    if (page->form())
        connect(page->form(), &AnswerForm::changed, this, [this] {
            m_unsaved = true;
            m_question->say({});
            m_typing.start();
        });
    refresh();
    page->focusFirst(reason);
}

void QuizView::setReview(std::function<bool(const QString& question)> holds) {
    m_inReview = std::move(holds);
    showReview();
}

void QuizView::showReview() {
    if (m_question && m_inReview)
        m_question->setInReview(m_inReview(m_sitting->question(m_sitting->current()).id));
}

void QuizView::showResult() {
    auto* page = new ResultPage(m_theme, m_course, m_html, *m_sitting, m_column);
    setPage(page, page->actions());
    connect(page, &ResultPage::pageRequested, this, &QuizView::openPage);
    connect(page, &ResultPage::questionRequested, this, &QuizView::goTo);
    connect(page, &ResultPage::againRequested, this,
            [this] { Q_EMIT startAgainRequested(m_sitting->quiz().id); });
    connect(page, &ResultPage::leaveRequested, this, &QuizView::pauseRequested);
    refresh();
    page->focusFirst(Qt::OtherFocusReason);
}

void QuizView::refresh() {
    const course::Module* module = m_course.module(m_sitting->quiz().module);
    m_header->show(module ? tr("Module %1").arg(module->number) : QString(), *m_sitting);
    m_strip->refresh();
}

void QuizView::keepDraft() {
    m_typing.stop();
    if (!m_unsaved || !m_sitting || !m_question || !m_question->form())
        return;
    const auto kept = m_sitting->keepDraft(m_sitting->current(), m_question->form()->response());
    if (kept)
        m_unsaved = false;
    else
        say(kept.error());
}

void QuizView::say(const Error& error) {
    if (m_question)
        m_question->say(error.detail.isEmpty() ? error.sentence
                                               : error.sentence + QLatin1Char('\n') + error.detail);
}

void QuizView::answerOrGoOn() {
    if (!m_sitting || !m_question)
        return;
    const int index = m_sitting->current();
    if (m_sitting->outcome())
        return showResult();
    if (m_sitting->answered(index)) {
        const int next = m_sitting->nextOpen(index);
        return next < 0 ? finish() : goTo(next);
    }
    const Result<Verdict> verdict = m_sitting->answer(index, m_question->form()->response());
    if (!verdict)
        return say(verdict.error());
    m_unsaved = false;
    m_typing.stop();
    showQuestion(Qt::TabFocusReason);
    Q_EMIT answerRecorded(m_sitting->question(index).id, verdict->right);
}

void QuizView::goTo(int index) {
    if (!m_sitting || index < 0 || index >= m_sitting->count())
        return;
    keepDraft();
    const auto kept = m_sitting->goTo(index);
    showQuestion(Qt::OtherFocusReason);
    if (!kept)
        say(kept.error());
}

void QuizView::toggleFlag() {
    if (!m_sitting || !m_question || m_sitting->outcome())
        return;
    const int index = m_sitting->current();
    const auto kept = m_sitting->setFlagged(index, !m_sitting->flagged(index));
    m_question->setFlagged(m_sitting->flagged(index));
    m_strip->refresh();
    if (!kept)
        say(kept.error());
}

void QuizView::finish() {
    if (!m_sitting)
        return;
    const Result<Outcome> outcome = m_sitting->finish();
    if (!outcome)
        return say(outcome.error());
    showResult();
    Q_EMIT finished(m_sitting->quiz().id, outcome->passed);
}

void QuizView::hideEvent(QHideEvent* event) {
    keepDraft();
    QWidget::hideEvent(event);
}

} // namespace understudy::quiz
