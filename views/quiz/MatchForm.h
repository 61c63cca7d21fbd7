#pragma once

#include "views/quiz/AnswerForm.h"

#include <vector>

class QComboBox;

namespace understudy::quiz {

/// Left sides, each with a list of right sides to choose from.
class MatchForm final : public AnswerForm {
    Q_OBJECT
public:
    MatchForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
              QWidget* parent);

    Response response() const override;
    void setResponse(const Response& response) override;
    bool choose(int letter) override;
    QWidget* firstFocus() const override;

private:
    std::vector<QComboBox*> m_rights; ///< by pair
};

} // namespace understudy::quiz
