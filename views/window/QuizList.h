#pragma once

#include "core/course/Model.h"
#include "core/progress/Progress.h"
#include "core/review/Schedule.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QVBoxLayout;

namespace understudy::window {

/// What is to be reviewed today, and all quizzes of the course: how one stands with each, and the way in.
class QuizList final : public QWidget {
    Q_OBJECT
public:
    QuizList(const theme::Theme& theme, const course::Course& course, QWidget* parent = nullptr);

    /// @p minutes is the cap on a day's review.
    void show(const progress::Progress& progress, const review::Schedule& schedule, int minutes);

    using QWidget::show;

Q_SIGNALS:
    void openQuiz(const QString& quizId);
    void reviewRequested();
    void minutesChosen(int minutes); ///< the cap on a day's review

private:
    void addReview(const review::Schedule& schedule, int minutes);
    void addRow(const course::Module& module, const progress::Progress::QuizState& state);

    const theme::Theme& m_theme;
    const course::Course& m_course;
    QWidget* m_rows = nullptr;
    QVBoxLayout* m_column;
};

} // namespace understudy::window
