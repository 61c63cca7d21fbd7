#pragma once

#include "views/quiz/AnswerForm.h"
#include "views/quiz/AnswerOption.h"

#include <vector>

namespace understudy::quiz {

/// Options to be ticked: one (radio), several (check), or True and False.
class ChoiceForm final : public AnswerForm {
    Q_OBJECT
public:
    ChoiceForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
               QWidget* parent);

    Response response() const override;
    void setResponse(const Response& response) override;
    bool choose(int letter) override;
    QWidget* firstFocus() const override;

private:
    void add(const theme::Theme& theme, const QString& id, const QString& html);
    void chosen(std::size_t which);

    const course::Question& m_question;
    QStringList m_ids; ///< as shown
    std::vector<AnswerOption*> m_options;
};

} // namespace understudy::quiz
