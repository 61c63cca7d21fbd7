#include "views/quiz/FieldForm.h"

#include "views/theme/Widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace understudy::quiz {

using course::QuestionKind;

FieldForm::FieldForm(const theme::Theme& theme, const Sitting& sitting, int index, QWidget* parent)
    : AnswerForm(parent)
    , m_question(sitting.question(index))
    , m_field(new QLineEdit(this)) {
    const bool number = m_question.kind == QuestionKind::Numeric;
    m_field->setAccessibleName(number && !m_question.unit.isEmpty()
                                   ? tr("Your answer in %1").arg(m_question.unit)
                                   : tr("Your answer"));
    constexpr int longest = 200;
    m_field->setMaxLength(longest);
    const auto restyle = [this, &theme, number] {
        QFont font = theme.font(theme::Type::Body);
        font.setPixelSize(theme.px(15));
        m_field->setFont(font);
        m_field->setFixedSize(theme.px(number ? 200 : 420), theme.px(40));
    };
    restyle();
    connect(&theme, &theme::Theme::changed, this, restyle);
    connect(m_field, &QLineEdit::textEdited, this, &AnswerForm::changed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(m_field);
    if (number && !m_question.unit.isEmpty())
        row->addWidget(new theme::Text(theme, theme::Type::Body, theme::Color::Text2, m_question.unit, this));
    row->addStretch();
}

Response FieldForm::response() const {
    Response response;
    response.text = m_field->text();
    return response;
}

void FieldForm::setResponse(const Response& response) { m_field->setText(response.text); }
QWidget* FieldForm::firstFocus() const { return m_field; }

} // namespace understudy::quiz
