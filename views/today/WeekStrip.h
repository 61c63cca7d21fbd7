#pragma once

#include "core/progress/Today.h"
#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::today {

/// The weeks of the track: each block of days with its subject, what is done of it, and where today is.
class WeekStrip final : public QWidget {
    Q_OBJECT
public:
    WeekStrip(const theme::Theme& theme, const std::vector<progress::WeekState>& weeks, QDate today,
              QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF blockBox(std::size_t week, const progress::BlockState& block) const;
    void paintBlock(QPainter& painter, const QRectF& box, const progress::BlockState& block) const;
    QString words(const progress::BlockState& block) const;
    QString lateWords(const progress::BlockState& block) const;
    int weekHeight() const;

    const theme::Theme& m_theme;
    std::vector<progress::WeekState> m_weeks;
    QDate m_today;
};

} // namespace understudy::today
