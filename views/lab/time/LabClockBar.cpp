#include "views/lab/time/LabClockBar.h"

#include <QAccessible>
#include <QActionGroup>
#include <QDateTime>
#include <QHBoxLayout>
#include <QMenu>

namespace understudy::lab {

using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Type;

QString labTimeText(Instant when) {
    return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count())
        .toString(QStringLiteral("HH:mm:ss"));
}

QString LabClockBar::speedText(double speed) {
    return speed <= 0 ? tr("Paused") : QStringLiteral("%1×").arg(speed);
}

LabClockBar::LabClockBar(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(new theme::NumberLabel(theme, Type::Heading, Color::Text, this))
    , m_clock(new theme::Button(theme, {}, ButtonKind::Normal, QStringLiteral("clock"), ButtonSize::Compact,
                                this))
    , m_calm(new theme::Button(theme, tr("No alerts"), ButtonKind::Quiet, QStringLiteral("on-call"),
                               ButtonSize::Compact, this))
    , m_firing(new theme::Button(theme, {}, ButtonKind::Danger, QStringLiteral("alert"), ButtonSize::Compact,
                                 this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_number);
    row->addWidget(m_clock);
    row->addWidget(m_calm);
    row->addWidget(m_firing);
    m_number->setToolTip(tr("The time in the lab"));
    connect(m_clock, &QPushButton::clicked, this, &LabClockBar::openMenu);
    connect(m_calm, &QPushButton::clicked, this, &LabClockBar::alertsWanted);
    connect(m_firing, &QPushButton::clicked, this, &LabClockBar::alertsWanted);
    showTime();
    showAlerts();
}

void LabClockBar::setTime(session::LabTime* time) {
    if (m_time)
        m_time->disconnect(this);
    m_time = time;
    if (time) {
        connect(time, &session::LabTime::changed, this, &LabClockBar::showTime);
        connect(time, &session::LabTime::ticked, this, &LabClockBar::showTime);
    }
    showTime();
}

void LabClockBar::setAlerts(session::AlertWatch* alerts) {
    if (m_alerts)
        m_alerts->disconnect(this);
    m_alerts = alerts;
    if (alerts) {
        connect(alerts, &session::AlertWatch::changed, this, &LabClockBar::showAlerts);
        connect(alerts, &session::AlertWatch::fired, this, &LabClockBar::announce);
    }
    showAlerts();
}

void LabClockBar::setNarrow(bool narrow) {
    m_narrow = narrow;
    showTime();
    showAlerts();
}

void LabClockBar::showTime() {
    const bool known = m_time && m_time->known();
    m_number->setVisible(known && !m_narrow);
    m_clock->setVisible(known);
    if (!known)
        return;
    const QString now = labTimeText(m_time->now());
    m_number->setText(now);
    m_number->setRole(m_time->speed() > 0 ? Color::Text : Color::WarnText);
    const bool still = !m_time->moving() && !m_time->held();
    m_clock->setEnabled(still);
    const QString speed = m_time->held()     ? tr("Setting up")
                          : m_time->moving() ? tr("Moving")
                                             : speedText(m_time->speed());
    if (m_clock->text() != speed)
        m_clock->setText(speed);
    m_clock->setToolTip(m_time->held() ? tr("The lab's world is being made. Its clock can be moved once it "
                                            "stands.")
                                       : tr("The lab's clock: speed, skip, rewind, reset"));
    m_clock->setAccessibleName(tr("Lab time %1, speed %2").arg(now, still ? speed : speed.toLower()));
}

void LabClockBar::showAlerts() {
    const int firing = m_alerts ? m_alerts->firing() : 0;
    const bool unknown = m_alerts && m_alerts->trouble();
    m_calm->setVisible(m_alerts && m_alerts->followed() && firing == 0 && !m_narrow);
    m_calm->setText(unknown ? tr("Alerts not known") : tr("No alerts"));
    m_calm->setToolTip(unknown ? m_alerts->trouble()->sentence : QString());
    m_firing->setVisible(m_alerts && firing > 0);
    m_firing->setText(m_narrow      ? QString::number(firing)
                      : firing == 1 ? tr("1 alert")
                                    : tr("%1 alerts").arg(firing));
    m_firing->setAccessibleName(firing == 1 ? tr("1 alert is firing")
                                            : tr("%1 alerts are firing").arg(firing));
}

void LabClockBar::announce(const metrics::Alert& alert) {
    QWidget* at = m_firing->isVisible() ? m_firing : static_cast<QWidget*>(this);
    at->setAccessibleDescription(alert.severity.isEmpty()
                                     ? tr("Firing: %1").arg(alert.name)
                                     : tr("Firing: %1, %2").arg(alert.name, alert.severity));
    QAccessibleEvent event(at, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void LabClockBar::openMenu() {
    QMenu menu(this);
    fill(menu);
    menu.exec(m_clock->mapToGlobal(QPoint(0, m_clock->height())));
}

void LabClockBar::fill(QMenu& menu) {
    auto* speeds = new QActionGroup(&menu);
    for (const double speed : {0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
        QAction* action = menu.addAction(speed > 0 ? tr("Speed %1").arg(speedText(speed)) : tr("Pause"), this,
                                         [this, speed] {
                                             if (m_time)
                                                 m_time->setSpeed(speed);
                                         });
        action->setCheckable(true);
        action->setChecked(m_time && m_time->speed() == speed);
        speeds->addAction(action);
    }
    menu.addSeparator();
    const std::pair<QString, QString> skips[] = {
        {QStringLiteral("1m"), tr("Skip 1 minute")},    {QStringLiteral("5m"), tr("Skip 5 minutes")},
        {QStringLiteral("15m"), tr("Skip 15 minutes")}, {QStringLiteral("1h"), tr("Skip 1 hour")},
        {QStringLiteral("6h"), tr("Skip 6 hours")},     {QStringLiteral("24h"), tr("Skip 1 day")}};
    for (const auto& [span, words] : skips)
        menu.addAction(words, this, [this, by = span] {
            if (m_time)
                m_time->skip(by);
        });
    menu.addSeparator();
    menu.addAction(m_theme.icon(QStringLiteral("undo")), tr("Rewind to…"), this, &LabClockBar::rewindWanted);
    menu.addAction(m_theme.icon(QStringLiteral("refresh")), tr("Reset the lab…"), this,
                   &LabClockBar::resetWanted);
}

} // namespace understudy::lab
