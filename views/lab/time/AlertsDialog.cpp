#include "views/lab/time/AlertsDialog.h"

#include "views/lab/time/LabClockBar.h"

#include <QHeaderView>
#include <QScreen>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::lab {

using theme::Color;
using theme::Type;

QString severityWords(const QString& severity) {
    if (severity == QLatin1String("critical"))
        return AlertsDialog::tr("Critical");
    if (severity == QLatin1String("warning"))
        return AlertsDialog::tr("Warning");
    if (severity == QLatin1String("info"))
        return AlertsDialog::tr("Information");
    return severity.isEmpty() ? AlertsDialog::tr("No severity") : severity;
}

AlertsDialog::AlertsDialog(const theme::Theme& theme, session::AlertWatch& alerts, QWidget* parent)
    : StateDialog(theme, QStringLiteral("on-call"), Color::Text2, tr("Alerts"),
                  tr("What the lab's metrics server says, by the lab's clock."), parent)
    , m_alerts(&alerts)
    , m_none(new theme::Text(theme, Type::Ui, Color::Text2,
                             tr("No alert has fired since this window follows the lab."), this))
    , m_list(new QTreeWidget(this)) {
    m_list->setHeaderLabels({tr("State"), tr("Since"), tr("Severity"), tr("Alert"), tr("What it says")});
    m_list->setRootIsDecorated(false);
    m_list->setIconSize(QSize(theme.px(16), theme.px(16)));
    m_list->setUniformRowHeights(false);
    m_list->setWordWrap(true);
    m_list->setAccessibleName(tr("Alerts"));
    m_list->setMinimumHeight(theme.px(220));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    m_none->setWordWrap(true);
    body()->addWidget(m_none);
    body()->addWidget(m_list);
    setMinimumWidth(std::min(theme.px(820), screen()->availableSize().width() - 48));
    addChoice(tr("Close the list"), theme::ButtonKind::Primary, QDialog::Rejected);
    connect(&alerts, &session::AlertWatch::changed, this, &AlertsDialog::refill);
    refill();
}

void AlertsDialog::refill() {
    const auto alerts = m_alerts ? m_alerts->alerts() : std::vector<session::WatchedAlert>();
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_list->clear();
    for (const session::WatchedAlert& each : alerts) {
        const QString since = labTimeText(Instant(std::chrono::milliseconds(each.alert.since)));
        auto* item = new QTreeWidgetItem(
            m_list, {each.over ? tr("Over since %1").arg(labTimeText(*each.over)) : tr("Firing"), since,
                     severityWords(each.alert.severity), each.alert.name, each.alert.summary});
        const Color role = each.over                                          ? Color::Text2
                           : each.alert.severity == QLatin1String("critical") ? Color::DangerText
                                                                              : Color::WarnText;
        item->setIcon(0, m_theme.icon(each.over ? QStringLiteral("check") : QStringLiteral("alert"), role,
                                      m_theme.px(16)));
        item->setForeground(2, m_theme.color(role));
        item->setToolTip(4, each.alert.summary);
    }
    if (row >= 0 && row < m_list->topLevelItemCount())
        m_list->setCurrentItem(m_list->topLevelItem(row));
    const bool unknown = m_alerts && m_alerts->trouble();
    m_none->setText(unknown ? m_alerts->trouble()->sentence
                            : tr("No alert has fired since this window follows the lab."));
    m_none->setVisible(alerts.empty() || unknown);
    m_list->setVisible(!alerts.empty());
}

} // namespace understudy::lab
