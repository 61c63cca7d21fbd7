#pragma once

#include "core/progress/Today.h"
#include "views/theme/Widgets.h"

#include <QWidget>

namespace understudy::today {

/// Today's plan: one line a thing, in the order of the track, below the halves or hours of the day it has.
/// Done lines lose weight, not their place.
class PlanList final : public QWidget {
    Q_OBJECT
public:
    PlanList(const theme::Theme& theme, const std::vector<progress::PlanRow>& rows,
             QWidget* parent = nullptr);

    /// What kind each thing is goes, and its time stands below its words.
    void setNarrow(bool narrow);

Q_SIGNALS:
    void openRequested(understudy::progress::ItemKind kind, const QString& ref, const QString& anchor);

private:
    QWidget* heading(const QString& words);
    QWidget* line(const progress::PlanRow& row);
    const theme::Theme& m_theme;
    std::vector<QWidget*> m_kinds;
    std::vector<std::pair<QWidget*, QWidget*>> m_times; ///< beside and below the words
};

} // namespace understudy::today
