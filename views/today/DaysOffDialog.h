#pragma once

#include "views/theme/StateDialog.h"

#include <QDate>

#include <set>

class QDateEdit;

namespace understudy::today {

/// Asks for the days on which the trainee does not work, and gives days back that were taken.
class DaysOffDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    DaysOffDialog(const theme::Theme& theme, const std::set<QDate>& daysOff, QDate today,
                  QWidget* parent = nullptr);

    /// The range that was asked for, without its weekends and the days that are off already.
    std::vector<QDate> days() const;

Q_SIGNALS:
    void dayGivenBack(QDate day);

private:
    void addDayOff(QDate day);

    std::set<QDate> m_daysOff;
    QDateEdit* m_first;
    QDateEdit* m_last;
};

} // namespace understudy::today
