#include "views/quiz/QuestionPage.h"

#include "views/theme/KeyHints.h"

#include <QAccessible>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace understudy::quiz {

using course::QuestionKind;
using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Text;
using theme::Type;

QString whereIs(const course::Course& course, const QString& page) {
    const course::Page* found = course.page(page);
    const course::Module* module = found ? course.module(found->module) : nullptr;
    if (!module)
        return {};
    int part = 1;
    for (const course::Page& one : module->pages) {
        if (one.id == page)
            break;
        ++part;
    }
    return QuestionPage::tr("Module %1, part %2").arg(module->number).arg(part);
}

QuestionPage::QuestionPage(const theme::Theme& theme, const course::Course& course, const InlineHtml& html,
                           const Sitting& sitting, int index, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_course(course)
    , m_html(html)
    , m_sitting(sitting)
    , m_index(index)
    , m_actions(new QWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme.px(36), 0, 0);
    column->setSpacing(0);
    addHead(*column);
    if (sitting.answered(index)) {
        auto* cards = new QVBoxLayout;
        cards->setSpacing(10);
        column->addLayout(cards);
        addVerdictCards(*cards, theme, html, sitting, index);
        addExplanation(*column);
    } else {
        m_form = AnswerForm::make(theme, html, sitting, index, this);
        m_form->setResponse(sitting.draft(index));
        column->addWidget(m_form);
    }
    m_message = new Text(theme, Type::Ui, Color::DangerText, {}, this);
    m_message->setContentsMargins(0, theme.px(14), 0, 0);
    m_message->hide();
    column->addWidget(m_message);
    column->addStretch(1);
    makeActions();
}

void QuestionPage::addHead(QVBoxLayout& column) {
    auto* kicker = new QHBoxLayout;
    kicker->setSpacing(10);
    kicker->addWidget(new Text(m_theme, Type::Ui, Color::Text2,
                               tr("Question %1 of %2").arg(m_index + 1).arg(m_sitting.count()), this));
    const course::Question& question = m_sitting.question(m_index);
    if (!question.topic.isEmpty())
        kicker->addWidget(new theme::Chip(m_theme, question.topic, theme::Chip::Kind::Neutral, this));
    kicker->addStretch();
    column.addLayout(kicker);
    column.addSpacing(m_theme.px(10));
    auto* text = new Text(m_theme, Type::Display, Color::Text, {}, this);
    text->setTextFormat(Qt::RichText);
    text->setText(m_html(question.text));
    text->setWordWrap(true);
    QFont font = m_theme.font(Type::Display);
    font.setPixelSize(m_theme.px(24));
    text->setFont(font);
    column.addWidget(text);
    column.addSpacing(m_theme.px(6));
    auto* hint = new Text(m_theme, Type::Body, Color::Text2, howToAnswer(question), this);
    hint->setWordWrap(true);
    column.addWidget(hint);
    column.addSpacing(m_theme.px(18));
}

SourceLink* QuestionPage::sourceLink() {
    const course::Question& question = m_sitting.question(m_index);
    const QString where = whereIs(m_course, question.page);
    if (where.isEmpty())
        return nullptr;
    auto* link = new SourceLink(m_theme, where, m_course.page(question.page)->title, this);
    connect(link, &QAbstractButton::clicked, this,
            [this, &question] { Q_EMIT pageRequested(question.page, question.anchor); });
    return link;
}

void QuestionPage::addExplanation(QVBoxLayout& column) {
    const course::Question& question = m_sitting.question(m_index);
    column.addSpacing(m_theme.px(20));
    column.addWidget(new theme::Hairline(m_theme, Qt::Horizontal, this));
    column.addSpacing(m_theme.px(18));
    auto* row = new QHBoxLayout;
    row->setSpacing(m_theme.px(36));
    auto* words = new QVBoxLayout;
    words->setSpacing(m_theme.px(4));
    words->addWidget(new Text(m_theme, Type::UiStrong, Color::Text,
                              verdictWords(question, m_sitting.verdict(m_index)), this));
    auto* text = new Text(m_theme, Type::Body, Color::Text, {}, this);
    text->setTextFormat(Qt::RichText);
    text->setText(QStringLiteral("<div style='line-height:125%'>%1</div>").arg(m_html(question.explanation)));
    text->setWordWrap(true);
    words->addWidget(text);
    row->addLayout(words, 1);
    row->setAlignment(words, Qt::AlignTop);
    if (SourceLink* link = sourceLink())
        row->addWidget(link, 0, Qt::AlignTop);
    column.addLayout(row);
}

void QuestionPage::makeActions() {
    auto* column = new QVBoxLayout(m_actions);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    column->addLayout(row);
    auto* previous = new theme::Button(m_theme, tr("Previous"), ButtonKind::Quiet,
                                       QStringLiteral("arrow-left"), ButtonSize::Large, m_actions);
    previous->setVisible(m_index > 0);
    connect(previous, &QPushButton::clicked, this, &QuestionPage::previousRequested);
    m_flag = new theme::Button(m_theme, tr("Flag"), ButtonKind::Normal, QStringLiteral("flag"),
                               ButtonSize::Large, m_actions);
    connect(m_flag, &QPushButton::clicked, this, &QuestionPage::flagRequested);
    m_review = new theme::Button(m_theme, {}, ButtonKind::Normal, QStringLiteral("refresh"),
                                 ButtonSize::Large, m_actions);
    m_review->hide();
    connect(m_review, &QPushButton::clicked, this, &QuestionPage::reviewRequested);
    const bool answered = m_sitting.answered(m_index);
    const bool last = answered && m_sitting.nextOpen(m_index) < 0;
    const QString words = !answered ? tr("Answer") : last ? tr("See the result") : tr("Next question");
    m_primary = new theme::Button(m_theme, words, ButtonKind::Primary,
                                  answered ? QStringLiteral("arrow-right") : QStringLiteral("check"),
                                  ButtonSize::Large, m_actions);
    if (answered)
        m_primary->setLayoutDirection(Qt::RightToLeft); // the arrow stands behind the words
    connect(m_primary, &QPushButton::clicked, this, &QuestionPage::goOnRequested);
    row->addWidget(previous);
    row->addStretch();
    row->addWidget(m_review);
    row->addWidget(m_flag);
    row->addWidget(m_primary);
    setFlagged(m_sitting.flagged(m_index));
    if (m_form)
        addKeys(*column);
}

void QuestionPage::addKeys(QVBoxLayout& column) {
    const course::Question& question = m_sitting.question(m_index);
    std::vector<theme::KeyHints::Hint> hints;
    const bool letters = question.kind == QuestionKind::Single || question.kind == QuestionKind::Multiple;
    const QString last(QLatin1Char(static_cast<char>('A' + static_cast<int>(question.options.size()) - 1)));
    if (letters)
        hints.push_back({{QStringLiteral("A"), last}, tr("to"), tr("choose")});
    if (question.kind == QuestionKind::TrueFalse)
        hints.push_back({{QStringLiteral("A"), QStringLiteral("B")}, {}, tr("choose")});
    hints.push_back({{tr("Enter")}, {}, tr("answer")});
    const bool typed = question.kind == QuestionKind::Numeric || question.kind == QuestionKind::FillIn;
    if (!typed) {
        hints.push_back({{QStringLiteral("F")}, {}, tr("flag")});
        hints.push_back({{QString(QChar(0x2190)), QString(QChar(0x2192))}, {}, tr("move")});
        hints.push_back({{QStringLiteral("G")}, {}, tr("go to question")});
    }
    auto* keys = new theme::KeyHints(m_theme, std::move(hints), m_actions);
    keys->setContentsMargins(0, m_theme.px(28), 0, 0);
    column.addWidget(keys);
}

void QuestionPage::say(const QString& message) {
    m_message->setText(message);
    m_message->setWordWrap(!message.isEmpty());
    m_message->setVisible(!message.isEmpty());
    if (message.isEmpty())
        return;
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void QuestionPage::setFlagged(bool on) {
    m_flag->setText(on ? tr("Flagged") : tr("Flag"));
    m_flag->setIconName(on ? QStringLiteral("flag-filled") : QStringLiteral("flag"));
    if (on)
        m_flag->setIcon(m_theme.icon(QStringLiteral("flag-filled"), Color::Warn, m_theme.px(16)));
    m_flag->setToolTip(tr("F"));
}

void QuestionPage::setInReview(bool on) {
    const bool answered = m_sitting.answered(m_index);
    const QString words = on ? tr("Comes back") : tr("Ask me again");
    const bool room = window()->width() >= m_theme.px(620); // else its sign has to do
    m_review->setText(room ? words : QString());
    m_review->setAccessibleName(words);
    m_review->setIconName(on ? QStringLiteral("check") : QStringLiteral("refresh"));
    m_review->setToolTip(on ? tr("This question comes back in review. Press to leave it out.")
                            : tr("Have this question come back in review."));
    m_review->setVisible(answered);
    m_flag->setVisible(!answered); // takes its place; F flags still
}

void QuestionPage::focusFirst(Qt::FocusReason reason) {
    QWidget* first = m_form ? m_form->firstFocus() : m_primary;
    if (first)
        first->setFocus(reason);
}

} // namespace understudy::quiz
