#include "views/connection/LinkStrip.h"

#include <QVBoxLayout>

#include <algorithm>

namespace understudy::connection {

using theme::Strip;
using State = HostLink::State;

LinkStrip::LinkStrip(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_cut(new Strip(theme, Strip::Kind::Danger, QStringLiteral("unplug"), this))
    , m_lack(new Strip(theme, Strip::Kind::Warn, QStringLiteral("info"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_cut);
    column->addWidget(m_lack);
    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, this, &LinkStrip::sayCut);
    connect(m_cut, &Strip::actionRequested, this, &LinkStrip::tryRequested);
    connect(m_cut, &Strip::secondRequested, this, &LinkStrip::stopRequested);
}

void LinkStrip::show(const HostLink* link, bool connected) {
    m_link = link;
    m_connected = connected;
    refresh();
}

QString LinkStrip::words() const { return (m_cut->words() + QLatin1Char('\n') + m_lack->words()).trimmed(); }

void LinkStrip::refresh() {
    sayCut();
    if (m_link && m_link->state() == State::Lost && !m_second.isActive())
        m_second.start();
    const bool lacks = m_link && m_link->state() == State::Connected && m_link->lacksTmux();
    m_lack->say(lacks
                    ? tr("There is no tmux on %1, so its shells end with the connection. Ask the people who "
                         "run the host to install tmux, or edit the connection to do without it.")
                          .arg(m_link->connection().name)
                    : QString());
}

void LinkStrip::sayCut() {
    const State state = m_link ? m_link->state() : State::Idle;
    if (state != State::Lost)
        m_second.stop();
    const QString why = m_link && m_link->trouble() ? m_link->trouble()->sentence : QString();
    m_cut->setAction(state == State::Lost     ? tr("Try now (Enter)")
                     : state == State::Failed ? tr("Try again (Enter)")
                                              : QString());
    m_cut->setSecond(state == State::Lost ? tr("Stop") : QString());
    if (m_connected || state == State::Connected || state == State::Idle)
        return m_cut->say({});
    if (state == State::Connecting)
        return m_cut->say(tr("Connecting again. What is on the screen is kept."), true);
    if (state == State::Failed)
        return m_cut->say(tr("%1 What is on the screen is kept.").arg(why));
    const auto left = m_link->nextTry().value_or(m_clock.now()) - m_clock.now();
    const auto seconds = std::max<long long>(1, std::chrono::ceil<std::chrono::seconds>(left).count());
    m_cut->say(tr("%1 It is tried again by itself in %2 s.").arg(why).arg(seconds),
               m_cut->words().startsWith(why));
}

} // namespace understudy::connection
