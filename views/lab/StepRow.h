#pragma once

#include "views/theme/Theme.h"

#include <QAbstractButton>

namespace understudy::lab {

/// One step of the guide on one line: state, title, how many checks are green. Pressing it opens the step.
class StepRow final : public QAbstractButton {
    Q_OBJECT
public:
    StepRow(const theme::Theme& theme, const QString& title, QWidget* parent = nullptr);
    /// @p green of @p all checks; @p current is the open step.
    void set(int green, int all, bool current);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
    int m_green = 0, m_all = 0;
    bool m_current = false;
};

} // namespace understudy::lab
