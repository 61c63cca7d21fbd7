#pragma once

#include "labs/session/AlertWatch.h"
#include "labs/session/LabTime.h"
#include "views/theme/Button.h"
#include "views/theme/NumberLabel.h"

class QMenu;

namespace understudy::lab {

/// The lab's clock in the header, its speed, and how many alerts fire. The clock's button opens what can be
/// done with time.
class LabClockBar final : public QWidget {
    Q_OBJECT
public:
    explicit LabClockBar(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Neither is owned; nullptr shows nothing.
    void setTime(session::LabTime* time);
    void setAlerts(session::AlertWatch* alerts);
    /// @p narrow: without the digits of the clock.
    void setNarrow(bool narrow);
    static QString speedText(double speed); ///< "10×", "Paused"

Q_SIGNALS:
    void rewindWanted();
    void resetWanted();
    void alertsWanted();

private:
    void showTime();
    void showAlerts();
    void announce(const metrics::Alert& alert);
    void openMenu();
    void fill(QMenu& menu);

    const theme::Theme& m_theme;
    QPointer<session::LabTime> m_time;
    QPointer<session::AlertWatch> m_alerts;
    theme::NumberLabel* m_number;
    theme::Button* m_clock;
    theme::Button* m_calm;
    theme::Button* m_firing;
    bool m_narrow = false;
};

/// The time in the lab as charts and lists have it.
QString labTimeText(Instant when);

} // namespace understudy::lab
