#pragma once

#include "labs/session/AlertWatch.h"
#include "views/theme/StateDialog.h"

class QTreeWidget;

namespace understudy::lab {

/// The alerts of a lab: what fires, since when, how bad, in words; then what is over. Stays open while one
/// works.
class AlertsDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    AlertsDialog(const theme::Theme& theme, session::AlertWatch& alerts, QWidget* parent = nullptr);

private:
    void refill();

    QPointer<session::AlertWatch> m_alerts;
    theme::Text* m_none;
    QTreeWidget* m_list;
};

/// "Critical", "Warning", "Information"; others as they are.
QString severityWords(const QString& severity);

} // namespace understudy::lab
