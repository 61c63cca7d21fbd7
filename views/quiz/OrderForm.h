#pragma once

#include "views/quiz/AnswerForm.h"
#include "views/quiz/AnswerOption.h"

#include <vector>

namespace understudy::quiz {

/// Items to be put in order: dragged, or moved with Alt or Ctrl and the arrow keys.
class OrderForm final : public AnswerForm {
    Q_OBJECT
public:
    OrderForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
              QWidget* parent);

    Response response() const override;
    void setResponse(const Response& response) override;
    bool choose(int letter) override;
    QWidget* firstFocus() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QString id;
        AnswerOption* card;
    };
    int placeOf(const QObject* card) const;
    void move(int from, int to);
    void arrange();
    bool keyOn(int place, const QEvent* event);
    void drag(int place, int y);

    std::vector<Row> m_rows; ///< first to last
};

} // namespace understudy::quiz
