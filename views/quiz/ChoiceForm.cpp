#include "views/quiz/ChoiceForm.h"

#include <algorithm>

namespace understudy::quiz {

using course::QuestionKind;

ChoiceForm::ChoiceForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
                       QWidget* parent)
    : AnswerForm(parent)
    , m_question(sitting.question(index)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    if (m_question.kind == QuestionKind::TrueFalse) {
        add(theme, QStringLiteral("true"), tr("True"));
        add(theme, QStringLiteral("false"), tr("False"));
    }
    for (const QString& id : sitting.order(index)) {
        const auto option = std::find_if(m_question.options.begin(), m_question.options.end(),
                                         [&](const course::Option& one) { return one.id == id; });
        if (m_question.kind != QuestionKind::TrueFalse)
            add(theme, id, html(option->text));
    }
}

void ChoiceForm::add(const theme::Theme& theme, const QString& id, const QString& html) {
    const std::size_t which = m_options.size();
    auto* option = new AnswerOption(theme,
                                    m_question.kind == QuestionKind::Multiple ? AnswerOption::Box::Check
                                                                              : AnswerOption::Box::Radio,
                                    html, this);
    option->setKeyLetter(QString(QLatin1Char(static_cast<char>('A' + which))));
    connect(option, &QAbstractButton::clicked, this, [this, which] { chosen(which); });
    connect(option, &AnswerOption::moved, this, [this, which](int steps) {
        const auto count = static_cast<int>(m_options.size());
        m_options[static_cast<std::size_t>((static_cast<int>(which) + steps + count) % count)]->setFocus(
            Qt::TabFocusReason);
    });
    m_ids << id;
    m_options.push_back(option);
    layout()->addWidget(option);
}

void ChoiceForm::chosen(std::size_t which) {
    if (m_question.kind != QuestionKind::Multiple)
        for (std::size_t i = 0; i < m_options.size(); ++i)
            m_options[i]->setChecked(i == which);
    Q_EMIT changed();
}

Response ChoiceForm::response() const {
    Response response;
    for (std::size_t i = 0; i < m_options.size(); ++i) {
        if (!m_options[i]->isChecked())
            continue;
        if (m_question.kind == QuestionKind::TrueFalse)
            response.truth = i == 0;
        else
            response.chosen << m_ids[static_cast<qsizetype>(i)];
    }
    return response;
}

void ChoiceForm::setResponse(const Response& response) {
    for (std::size_t i = 0; i < m_options.size(); ++i)
        m_options[i]->setChecked(m_question.kind == QuestionKind::TrueFalse
                                     ? response.truth == (i == 0)
                                     : response.chosen.contains(m_ids[static_cast<qsizetype>(i)]));
}

bool ChoiceForm::choose(int letter) {
    if (letter < 0 || letter >= static_cast<int>(m_options.size()))
        return false;
    AnswerOption* option = m_options[static_cast<std::size_t>(letter)];
    option->setFocus(Qt::OtherFocusReason);
    option->click();
    return true;
}

QWidget* ChoiceForm::firstFocus() const {
    for (AnswerOption* option : m_options)
        if (option->isChecked())
            return option;
    return m_options.empty() ? nullptr : m_options.front();
}

} // namespace understudy::quiz
