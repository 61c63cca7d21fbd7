#include "views/quiz/ResultPage.h"

#include "views/quiz/QuestionPage.h"

#include <QHBoxLayout>
#include <QTextDocumentFragment>

namespace understudy::quiz {

using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Text;
using theme::Type;

namespace {

constexpr int widestTitle = 320; ///< of a page to read again, in logical pixels

} // namespace

ResultPage::ResultPage(const theme::Theme& theme, const course::Course& course, const InlineHtml& html,
                       const Sitting& sitting, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_course(course)
    , m_html(html)
    , m_sitting(sitting)
    , m_actions(new QWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme.px(36), 0, 0);
    column->setSpacing(0);
    addVerdict(*column);
    addWrongOnes(*column);
    column->addStretch(1);
    makeActions();
}

void ResultPage::addVerdict(QVBoxLayout& column) {
    const Outcome& outcome = *m_sitting.outcome();
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    auto* ring = new theme::StateRing(m_theme, this, 26);
    ring->set(outcome.passed ? theme::State::Done : theme::State::Open);
    row->addWidget(ring);
    row->addWidget(new Text(m_theme, Type::Display, Color::Text,
                            outcome.pass == 0 ? tr("Review done")
                            : outcome.passed  ? tr("You passed")
                                              : tr("Not passed yet"),
                            this));
    row->addStretch();
    column.addLayout(row);
    column.addSpacing(m_theme.px(8));
    const int minutes = (outcome.seconds + 59) / 60;
    auto* score =
        new Text(m_theme, Type::Body, Color::Text2,
                 outcome.pass == 0
                     ? tr("%1 of %2 right in %3 min. Each comes back shortly before you would forget it.")
                           .arg(outcome.raw)
                           .arg(outcome.max)
                           .arg(minutes)
                     : tr("%1 of %2 right, pass mark %3. %4 min on the questions.")
                           .arg(outcome.raw)
                           .arg(outcome.max)
                           .arg(outcome.pass)
                           .arg(minutes),
                 this);
    score->setWordWrap(true);
    column.addWidget(score);
    column.addSpacing(m_theme.px(16));
    auto* bar = new theme::Bar(m_theme, this, 6);
    bar->set(outcome.max ? static_cast<double>(outcome.raw) / outcome.max : 0,
             outcome.passed ? Color::Ok : Color::AccentText);
    column.addWidget(bar);
    column.addSpacing(m_theme.px(28));
}

void ResultPage::addWrongOnes(QVBoxLayout& column) {
    int wrong = 0;
    for (int i = 0; i < m_sitting.count(); ++i)
        wrong += !m_sitting.answered(i) || !m_sitting.verdict(i).right;
    if (wrong == 0) {
        column.addWidget(new Text(m_theme, Type::Body, Color::Text, tr("Every answer was right."), this));
        return;
    }
    column.addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("To read again"), this));
    column.addSpacing(m_theme.px(10));
    for (int i = 0; i < m_sitting.count(); ++i)
        if (!m_sitting.answered(i) || !m_sitting.verdict(i).right)
            addWrongOne(column, i);
    column.addWidget(new theme::Hairline(m_theme, Qt::Horizontal, this));
}

void ResultPage::addWrongOne(QVBoxLayout& column, int index) {
    const course::Question& question = m_sitting.question(index);
    column.addWidget(new theme::Hairline(m_theme, Qt::Horizontal, this));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, m_theme.px(10), 0, m_theme.px(10));
    row->setSpacing(14);
    auto* number = new theme::Button(m_theme, QString::number(index + 1), ButtonKind::Normal, {},
                                     ButtonSize::Compact, this);
    number->setMinimumWidth(m_theme.px(40)); // questions begin at one line
    number->setAccessibleName(tr("See question %1 again").arg(index + 1));
    connect(number, &QPushButton::clicked, this, [this, index] { Q_EMIT questionRequested(index); });
    row->addWidget(number, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* text = new Text(m_theme, Type::BodyStrong, Color::Text,
                          QTextDocumentFragment::fromHtml(m_html(question.text)).toPlainText(), this);
    text->setWordWrap(true);
    words->addWidget(text);
    auto* verdict = new Text(m_theme, Type::Small, Color::Text2,
                             m_sitting.answered(index) ? verdictWords(question, m_sitting.verdict(index))
                                                       : tr("Not answered"),
                             this);
    verdict->setWordWrap(true);
    words->addWidget(verdict);
    row->addLayout(words, 1);
    if (QWidget* link = pageLink(question)) { // below: no window is too narrow for it there
        words->addSpacing(m_theme.px(6));
        words->addWidget(link, 0, Qt::AlignLeft);
    }
    column.addLayout(row);
}

/// The page a question comes from; nullptr when it says none.
QWidget* ResultPage::pageLink(const course::Question& question) {
    const course::Page* page = m_course.page(question.page);
    if (!page)
        return nullptr;
    auto* link =
        new theme::Button(m_theme, {}, ButtonKind::Normal, QStringLiteral("book"), ButtonSize::Compact, this);
    link->setText(link->fontMetrics().elidedText(page->title, Qt::ElideRight, m_theme.px(widestTitle)));
    link->setToolTip(link->text() == page->title ? QString() : page->title);
    link->setAccessibleName(tr("Read %1, %2").arg(page->title, whereIs(m_course, question.page)));
    connect(link, &QPushButton::clicked, this,
            [this, &question] { Q_EMIT pageRequested(question.page, question.anchor); });
    return link;
}

void ResultPage::makeActions() {
    auto* row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    const bool passed = m_sitting.outcome()->passed;
    const bool graded = m_sitting.outcome()->pass > 0;
    auto* leave = new theme::Button(m_theme, graded ? tr("Leave the quiz") : tr("Leave the review"),
                                    passed ? ButtonKind::Primary : ButtonKind::Normal, {}, ButtonSize::Large,
                                    m_actions);
    connect(leave, &QPushButton::clicked, this, &ResultPage::leaveRequested);
    m_again = new theme::Button(m_theme, tr("Start again"), passed ? ButtonKind::Normal : ButtonKind::Primary,
                                QStringLiteral("refresh"), ButtonSize::Large, m_actions);
    connect(m_again, &QPushButton::clicked, this, &ResultPage::againRequested);
    row->addStretch();
    m_again->setVisible(graded); // a day's review is done once
    row->addWidget(leave);
    row->addWidget(m_again);
}

} // namespace understudy::quiz
