#pragma once

#include "core/quiz/Sitting.h"
#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::quiz {

/// All questions of a sitting as numbered cells: right, wrong, open, flagged, current. One stop of the Tab
/// key; arrows or digits choose, Enter goes there.
class QuestionStrip final : public QWidget {
    Q_OBJECT
public:
    explicit QuestionStrip(const theme::Theme& theme, QWidget* parent = nullptr);

    void setSitting(const Sitting* sitting);
    void refresh();
    /// "Question 14, answered, flagged, current".
    QString cellName(int index) const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int index);
    void left(); ///< Escape: back to the question

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int count() const { return m_sitting ? m_sitting->count() : 0; }
    int perRow(int width) const;
    int rowWidth(int cells) const;
    QRect cell(int index) const;
    void moveTo(int index);
    void paintCell(QPainter& painter, int index) const;
    void type(int digit);

    const theme::Theme& m_theme;
    const Sitting* m_sitting = nullptr;
    int m_cursor = 0;
    int m_typed = 0;
};

} // namespace understudy::quiz
