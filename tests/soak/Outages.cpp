#include "tests/soak/Outages.h"

#include "tests/soak/Hosts.h"

#include <QProcess>

#include <algorithm>

namespace understudy::soak {

using std::chrono::steady_clock;

Outages::Outages(Hosts& hosts)
    : m_hosts(hosts) {
    connect(&m_turns, &QTimer::timeout, this, &Outages::turn);
    connect(&m_looks, &QTimer::timeout, this, &Outages::look);
    m_looks.start(std::chrono::milliseconds(250));
}

void Outages::network(const char* way) {
    if (QProcess::execute(qEnvironmentVariable("SOAK_NETWORK"),
                          {QStringLiteral("network"), QLatin1String(way)}) != 0)
        qFatal("the network cannot be switched");
}

void Outages::begin() {
    m_turns.start(half);
    turn();
}

void Outages::end() {
    m_turns.stop();
    if (m_gone)
        turn();
}

void Outages::turn() {
    if (!m_gone) {
        m_late += m_waiting;
        network(m_count % 3 == 1 ? "silent" : "off");
    } else {
        if (m_count % 3 == 2) // another network, another address
            network("move");
        network("on");
        ++m_count;
    }
    m_gone = !m_gone;
    m_waiting = !m_gone;
    m_since = steady_clock::now();
}

bool Outages::allBack() const { return !m_gone && m_hosts.still(m_since) == 0; }

void Outages::look() {
    m_hosts.look();
    if (!m_waiting || !allBack())
        return;
    m_waiting = false;
    m_seconds.push_back(std::chrono::duration<double>(steady_clock::now() - m_since).count());
}

QString Outages::text() const {
    std::vector<double> sorted = m_seconds;
    std::sort(sorted.begin(), sorted.end());
    const QString times = sorted.empty() ? QStringLiteral("never")
                                         : QStringLiteral("after %1 s (median), %2 s (longest)")
                                               .arg(sorted[sorted.size() / 2], 0, 'f', 1)
                                               .arg(sorted.back(), 0, 'f', 1);
    return QStringLiteral("%1 outages; all ten tabs streamed again %2; %3 times not before the next outage")
        .arg(m_count)
        .arg(times)
        .arg(m_late);
}

} // namespace understudy::soak
