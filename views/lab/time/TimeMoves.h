#pragma once

#include "labs/session/AlertWatch.h"
#include "labs/session/LabTime.h"
#include "labs/session/Moments.h"
#include "views/theme/Theme.h"

#include <QPointer>
#include <QWidget>

#include <memory>

namespace understudy::lab {

class AlertsDialog;

/// Asks before the lab goes back in time, and shows what fires: the dialogs behind the header's clock.
class TimeMoves final : public QObject {
    Q_OBJECT
public:
    /// Dialogs belong to @p over, which outlives this, as @p time and @p alerts do.
    TimeMoves(const theme::Theme& theme, session::LabTime& time, session::AlertWatch& alerts, QWidget& over);

    void askRewind(); ///< asks the lab what happened, then the trainee where to
    void askReset();
    void showAlerts();

Q_SIGNALS:
    void resetWanted(); ///< it was asked and confirmed
    void trouble(const understudy::Error& error);

private:
    void askAnnotations(const std::vector<session::JournalEntry>& entries);
    void askFutures(std::vector<session::Moment> moments);
    void choose(std::vector<session::Moment> moments, std::vector<session::Fork> futures);
    void give(const Error& error);

    const theme::Theme& m_theme;
    session::LabTime& m_time;
    session::AlertWatch& m_alerts;
    QWidget& m_over;
    QPointer<AlertsDialog> m_list;
    bool m_asking = false;
};

} // namespace understudy::lab
