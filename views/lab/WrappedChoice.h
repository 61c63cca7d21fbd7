#pragma once

#include "views/theme/Text.h"

class QAbstractButton;

namespace understudy::lab {

/// A choice of an answer: a round or square box and words that wrap in a narrow pane. Pressing the words
/// chooses, too.
class WrappedChoice final : public QWidget {
    Q_OBJECT
public:
    /// @p several: any number may be chosen, else one of those beside it.
    WrappedChoice(const theme::Theme& theme, const QString& words, bool several, QWidget* parent);
    QAbstractButton& button() const { return *m_button; }
    QString words() const;

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QAbstractButton* m_button;
    theme::Text* m_words;
};

} // namespace understudy::lab
