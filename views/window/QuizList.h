#pragma once

#include "core/course/Model.h"
#include "core/progress/Progress.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QVBoxLayout;

namespace understudy::window {

/// All quizzes of the course: how one stands with each, and the way in.
class QuizList final : public QWidget {
    Q_OBJECT
public:
    QuizList(const theme::Theme& theme, const course::Course& course, QWidget* parent = nullptr);

    void show(const progress::Progress& progress);

    using QWidget::show;

Q_SIGNALS:
    void openQuiz(const QString& quizId);

private:
    void addRow(const course::Module& module, const progress::Progress::QuizState& state);

    const theme::Theme& m_theme;
    const course::Course& m_course;
    QWidget* m_rows = nullptr;
    QVBoxLayout* m_column;
};

} // namespace understudy::window
