#pragma once

#include "views/quiz/AnswerForm.h"

class QLineEdit;

namespace understudy::quiz {

/// A field for a number with its unit, or for a word.
class FieldForm final : public AnswerForm {
    Q_OBJECT
public:
    FieldForm(const theme::Theme& theme, const Sitting& sitting, int index, QWidget* parent);

    Response response() const override;
    void setResponse(const Response& response) override;
    bool choose(int) override { return false; }
    QWidget* firstFocus() const override;

private:
    const course::Question& m_question;
    QLineEdit* m_field;
};

} // namespace understudy::quiz
