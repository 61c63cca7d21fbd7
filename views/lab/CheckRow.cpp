#include "views/lab/CheckRow.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>

namespace understudy::lab {

using session::Verdict;
using theme::Color;
using theme::State;
using theme::Type;

CheckRow::CheckRow(const theme::Theme& theme, const course::Check& check, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_check(check)
    , m_ring(new theme::StateRing(theme, this, 18))
    , m_words(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_column(new QVBoxLayout) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 6, 0, 6);
    row->setSpacing(10);
    row->addWidget(m_ring, 0, Qt::AlignTop);
    m_column->setSpacing(1);
    row->addLayout(m_column, 1);
    auto* says = new theme::Text(theme, Type::Ui, Color::Text, check.says, this);
    says->setWordWrap(true);
    m_words->setWordWrap(true);
    m_column->addWidget(says);
    addInput();
    m_column->addWidget(m_words);
    m_words->hide();
}

void CheckRow::addInput() {
    if (m_check.kind != course::Check::Kind::Answer)
        return;
    if (!m_check.question.isEmpty() && m_check.question != m_check.says) {
        auto* question = new theme::Text(m_theme, Type::Small, Color::Text2, m_check.question, this);
        question->setWordWrap(true);
        m_column->addWidget(question);
    }
    m_column->addSpacing(5);
    if (m_check.choices.isEmpty()) {
        m_field = new QLineEdit(this);
        m_field->setFont(m_theme.font(Type::MonoSmall));
        m_field->setPlaceholderText(m_check.placeholder);
        m_field->setAccessibleName(m_check.question.isEmpty() ? m_check.says : m_check.question);
        m_field->setFixedWidth(m_theme.px(180));
        m_column->addWidget(m_field, 0, Qt::AlignLeft);
        connect(m_field, &QLineEdit::returnPressed, this, &CheckRow::answered);
        return;
    }
    auto* group = new QButtonGroup(this);
    group->setExclusive(!m_check.several);
    for (const QString& words : m_check.choices) {
        auto* choice = new WrappedChoice(m_theme, words, m_check.several, this);
        group->addButton(&choice->button());
        m_choices.push_back(choice);
        m_column->addWidget(choice);
    }
}

QStringList CheckRow::response() const {
    if (m_field)
        return m_field->text().trimmed().isEmpty() ? QStringList() : QStringList{m_field->text().trimmed()};
    QStringList chosen;
    for (const WrappedChoice* choice : m_choices) {
        if (choice->button().isChecked())
            chosen << choice->words();
    }
    return chosen;
}

void CheckRow::setResponse(const QStringList& response) {
    if (m_field && !response.isEmpty())
        m_field->setText(response[0]);
    for (WrappedChoice* choice : m_choices)
        choice->button().setChecked(response.contains(choice->words()));
}

void CheckRow::setState(const session::LabRun::CheckState& state) {
    using Word = Verdict::Word;
    const Word word = state.verdict.word;
    QString words;
    Color role = Color::Text2;
    State ring = State::Open;
    if (word == Word::Passed) {
        ring = State::Done;
    } else if (word == Word::NotHere) {
        ring = State::Caution;
        words = state.verdict.reason;
    } else if (state.asked && state.looking) {
        ring = State::Partly;
        words = tr("Looking");
    } else if (state.asked && word == Word::NotYet && m_check.kind == course::Check::Kind::Answer &&
               state.response.isEmpty()) {
        words = state.verdict.reason; // asked for, not wrong
    } else if (state.asked && word == Word::NotYet) {
        ring = State::Failed;
        words = state.verdict.reason.isEmpty() ? tr("Not yet") : tr("Not yet. %1").arg(state.verdict.reason);
        role = Color::DangerText;
    } else if (state.asked && (word == Word::CouldNotCheck || word == Word::EnvironmentBroken)) {
        ring = State::Caution;
        words = word == Word::CouldNotCheck
                    ? tr("Could not check. %1 This does not count.").arg(state.verdict.reason)
                    : tr("The lab has a fault. %1 This does not count.").arg(state.verdict.reason);
        role = Color::WarnText;
    }
    m_ring->set(ring, 0.33);
    m_words->setText(words);
    m_words->setRole(role);
    m_words->setVisible(!words.isEmpty());
    const bool open = word != Word::Passed && word != Word::NotHere;
    if (m_field)
        m_field->setEnabled(open);
    for (WrappedChoice* choice : m_choices)
        choice->setEnabled(open);
    setAccessibleName(word == Word::Passed
                          ? tr("%1. Green.").arg(m_check.says)
                          : tr("%1. %2").arg(m_check.says, words.isEmpty() ? tr("Open.") : words));
    if (state.asked && !state.looking)
        announce(word);
}

void CheckRow::announce(Verdict::Word word) {
    if (word == m_shown)
        return;
    m_shown = word;
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

} // namespace understudy::lab
