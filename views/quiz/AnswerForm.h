#pragma once

#include "core/quiz/Sitting.h"
#include "views/theme/Theme.h"

#include <QVBoxLayout>
#include <QWidget>

#include <functional>

namespace understudy::quiz {

/// Makes the text of a pack (one line of Markdown) into HTML.
using InlineHtml = std::function<QString(QString)>;

/// Where one answers a question of one kind.
class AnswerForm : public QWidget {
    Q_OBJECT
public:
    static AnswerForm* make(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting,
                            int index, QWidget* parent);

    virtual Response response() const = 0;
    virtual void setResponse(const Response& response) = 0;
    /// The letters A to E; false where they mean nothing.
    virtual bool choose(int letter) = 0;
    /// Where typing or arrows begin.
    virtual QWidget* firstFocus() const = 0;

Q_SIGNALS:
    void changed();

protected:
    using QWidget::QWidget;
};

/// The cards of an answered question: what was chosen, what was missed, what is not so.
void addVerdictCards(QVBoxLayout& layout, const theme::Theme& theme, const InlineHtml& html,
                     const Sitting& sitting, int index);
/// One line on how to answer: "Choose all that apply. There are three."
QString howToAnswer(const course::Question& question);
/// "Two of three, and one too many".
QString verdictWords(const course::Question& question, const Verdict& verdict);

} // namespace understudy::quiz
