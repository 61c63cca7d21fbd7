#pragma once

#include "core/quiz/Sitting.h"
#include "core/review/Schedule.h"
#include "views/window/Tools.h"

#include <QStackedWidget>

namespace understudy::quiz {
class QuizView;
}

namespace understudy::window {

class QuizList;

/// The place Quizzes: the list, and the quiz that is open.
class QuizRoom final : public QStackedWidget {
    Q_OBJECT
public:
    explicit QuizRoom(Tools& tools, QWidget* parent = nullptr);

    /// Goes on with the attempt that is not finished, or starts one.
    void open(const QString& quizId);
    void showList();
    void keepDraft();
    quiz::QuizView& view() { return *m_view; }

Q_SIGNALS:
    void openPage(const QString& pageId, const QString& anchor);
    void trouble(const understudy::Error& error);

protected:
    void focusInEvent(QFocusEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void begin(const QString& quizId, bool again);
    void beginReview();
    void chooseForReview(const QString& question, bool on);
    void sit(Result<std::unique_ptr<quiz::Sitting>> sitting);
    void fillList();
    int minutesADay() const;
    review::Schedule schedule() const;

    Tools& m_tools;
    QuizList* m_list;
    quiz::QuizView* m_view;
};

} // namespace understudy::window
