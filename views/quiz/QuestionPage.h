#pragma once

#include "views/quiz/AnswerForm.h"
#include "views/quiz/SourceLink.h"
#include "views/theme/Widgets.h"

class QVBoxLayout;

namespace understudy::quiz {

/// One question: its text and where one answers it, or, once answered, how that came out and why.
class QuestionPage final : public QWidget {
    Q_OBJECT
public:
    QuestionPage(const theme::Theme& theme, const course::Course& course, const InlineHtml& html,
                 const Sitting& sitting, int index, QWidget* parent = nullptr);

    /// The form; nullptr once the question is answered.
    AnswerForm* form() const { return m_form; }
    /// What is the matter, below the answers: "Type a number." Empty takes it away.
    void say(const QString& message);
    void setFlagged(bool on);
    /// Whether the question comes back in review. Until this is called the page does not speak of it.
    void setInReview(bool on);
    void focusFirst(Qt::FocusReason reason);
    theme::Button* primary() const { return m_primary; }
    /// Previous, Flag and what goes on, with the keys below: stands where it stays in view.
    QWidget* actions() const { return m_actions; }

Q_SIGNALS:
    void previousRequested();
    void flagRequested();
    void reviewRequested(); ///< the other way from now on
    void goOnRequested();   ///< the primary button: answer, next question, result
    void pageRequested(const QString& page, const QString& anchor);

private:
    void addHead(QVBoxLayout& column);
    void addExplanation(QVBoxLayout& column);
    void makeActions();
    void addKeys(QVBoxLayout& column);
    SourceLink* sourceLink();

    const theme::Theme& m_theme;
    const course::Course& m_course;
    const InlineHtml& m_html;
    const Sitting& m_sitting;
    const int m_index;
    AnswerForm* m_form = nullptr;
    QWidget* m_actions;
    theme::Text* m_message = nullptr;
    theme::Button* m_flag = nullptr;
    theme::Button* m_review = nullptr;
    theme::Button* m_primary = nullptr;
};

/// "Module 1, part 3"; empty when the course has no such page.
QString whereIs(const course::Course& course, const QString& page);

} // namespace understudy::quiz
