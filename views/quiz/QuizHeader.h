#pragma once

#include "core/quiz/Sitting.h"
#include "views/theme/Widgets.h"

namespace understudy::quiz {

/// The line on top of a quiz: module, title, how it goes, Pause.
class QuizHeader final : public theme::Ground {
    Q_OBJECT
public:
    explicit QuizHeader(const theme::Theme& theme, QWidget* parent = nullptr);
    void show(const QString& module, const Sitting& sitting);

Q_SIGNALS:
    void pauseRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    theme::Text* m_module;
    theme::Text* m_slash;
    theme::Text* m_title;
    theme::Chip* m_chip;
    theme::Text* m_score;
    theme::Button* m_pause;
};

} // namespace understudy::quiz
