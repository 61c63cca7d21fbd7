#pragma once

#include "views/quiz/AnswerForm.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QScrollArea;
class QVBoxLayout;

namespace understudy::theme {
class Ground;
class Hairline;
} // namespace understudy::theme

namespace understudy::quiz {

class QuestionPage;
class QuestionStrip;
class QuizHeader;
class ResultPage;

/// The screen of a quiz in practice: one question at a time, its explanation right after the answer, the
/// strip of all questions below, and the result at the end. Everything works without a mouse.
class QuizView final : public QWidget {
    Q_OBJECT
public:
    /// @p course outlives the view. @p inlineHtml is course::Library::inlineHtml or the like.
    QuizView(const theme::Theme& theme, const course::Course& course, InlineHtml inlineHtml,
             QWidget* parent = nullptr);
    ~QuizView() override;

    /// Shows a sitting where it was left.
    void open(std::unique_ptr<Sitting> sitting);
    const Sitting* sitting() const { return m_sitting.get(); }
    /// Lets the trainee choose what comes back: @p holds says whether a question does.
    void setReview(std::function<bool(const QString& question)> holds);
    /// Writes down what is typed or ticked and not yet saved. Called on leaving, too.
    void keepDraft();

public Q_SLOTS:
    /// Keys work again where they did when it was left.
    void takeFocus();
    /// Shows what other devices wrote of this attempt; what is typed or ticked stays.
    void catchUp();
    void showReview(); ///< asks again whether the question comes back
    void answerOrGoOn();
    void goTo(int index);
    void toggleFlag();
    void finish();

Q_SIGNALS:
    void openPage(const QString& page, const QString& anchor);
    void answerRecorded(const QString& question, bool right);
    void finished(const QString& quiz, bool passed);
    /// The trainee wants the question in review, or out of it.
    void reviewChosen(const QString& question, bool on);
    void pauseRequested();
    /// Wanted: a new sitting at the same quiz, given to open().
    void startAgainRequested(const QString& quiz);

protected:
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addKeys();
    void showQuestion(Qt::FocusReason reason);
    void showResult();
    void setPage(QWidget* page, QWidget* actions);
    void refresh();
    bool pressFocused();
    void say(const Error& error);
    void fitColumn();

    const theme::Theme& m_theme;
    const course::Course& m_course;
    InlineHtml m_html;
    std::function<bool(const QString&)> m_inReview;
    std::unique_ptr<Sitting> m_sitting;
    QuizHeader* m_header;
    QScrollArea* m_scroll;
    QWidget* m_column;
    QVBoxLayout* m_columnLayout;
    QWidget* m_middle;       ///< the question and what can be done with it
    theme::Hairline* m_more; ///< the question goes on below it
    QVBoxLayout* m_actions;  ///< stays in view while the question scrolls
    theme::Ground* m_foot;
    QuestionStrip* m_strip;
    QuestionPage* m_question = nullptr;
    QTimer m_typing; ///< saves typed text a moment after the last key
    bool m_unsaved = false;
};

} // namespace understudy::quiz
