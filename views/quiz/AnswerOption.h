#pragma once

#include "core/quiz/Grader.h"
#include "views/theme/Theme.h"

#include <QAbstractButton>

#include <optional>

namespace understudy::quiz {

/// One option of a question as a card: box, text, key; once answered, how it came out, in color and in words.
class AnswerOption final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Box { None, Radio, Check, Place };

    /// @p html is one line of the question's text, made from Markdown.
    AnswerOption(const theme::Theme& theme, Box box, const QString& html, QWidget* parent = nullptr);

    void setKeyLetter(const QString& letter); ///< "A"; empty: none is drawn
    void setPlace(int number);                ///< Place: the number in the box
    /// Turns the card into part of the explanation; it can no longer be chosen.
    void setMark(Mark mark, const QString& smallHtml = {});
    QString plainText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void moved(int steps); ///< Up and Down: to the neighboring card

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void nextCheckState() override;

private:
    struct Texts;
    void paintGround(QPainter& painter) const;
    void paintBox(QPainter& painter, const QRectF& box) const;
    void paintEnd(QPainter& painter) const;
    QString markWords() const;
    int endWidth() const;
    void restyle();
    void describe();

    const theme::Theme& m_theme;
    Box m_box;
    QString m_html, m_small, m_key;
    int m_place = 0;
    std::optional<Mark> m_mark;
};

} // namespace understudy::quiz
