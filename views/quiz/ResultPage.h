#pragma once

#include "views/quiz/AnswerForm.h"
#include "views/theme/Widgets.h"

namespace understudy::quiz {

/// How an attempt came out: passed or not, the score, and each question that was not right with its page.
class ResultPage final : public QWidget {
    Q_OBJECT
public:
    ResultPage(const theme::Theme& theme, const course::Course& course, const InlineHtml& html,
               const Sitting& sitting, QWidget* parent = nullptr);
    void focusFirst(Qt::FocusReason reason) { m_again->setFocus(reason); }
    /// Leave and Start again: stands where it stays in view.
    QWidget* actions() const { return m_actions; }

Q_SIGNALS:
    void pageRequested(const QString& page, const QString& anchor);
    void questionRequested(int index);
    void againRequested();
    void leaveRequested();

private:
    void addVerdict(QVBoxLayout& column);
    void addWrongOnes(QVBoxLayout& column);
    void addWrongOne(QVBoxLayout& column, int index);
    QWidget* pageLink(const course::Question& question);
    void makeActions();

    const theme::Theme& m_theme;
    const course::Course& m_course;
    const InlineHtml& m_html;
    const Sitting& m_sitting;
    QWidget* m_actions;
    theme::Button* m_again = nullptr;
};

} // namespace understudy::quiz
