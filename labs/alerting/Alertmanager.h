#pragma once

#include "labs/alerting/Routing.h"
#include "labs/alerting/Silences.h"
#include "labs/signals/Alerts.h"

namespace understudy::cluster {

/// An alert as Alertmanager shows it.
struct Notice {
    promql::Labels labels, annotations;
    Micros starts = 0, ends = 0, updated = 0;
    std::string generator, fingerprint;
    std::vector<std::string> receivers, silencedBy, inhibitedBy;
    bool active() const { return silencedBy.empty() && inhibitedBy.empty(); }
};

/// What fires in production and what somebody sent in besides, who is told of it and what is silenced.
class Alertmanager final {
public:
    Alertmanager(const Alerts& alerts, const Noise& noise)
        : m_alerts(alerts)
        , m_silences(noise) {}

    Silences& silences() { return m_silences; }
    const Silences& silences() const { return m_silences; }

    /// One that came from outside; with the labels of one there is, its next form.
    void receive(Notice notice);
    /// What fires at that moment, ordered by labels.
    std::vector<Notice> notices(Micros now) const;

    /// 16 hexadecimal digits that Alertmanager gives these labels.
    static std::string fingerprintOf(const promql::Labels& labels);

private:
    const Alerts& m_alerts;
    std::map<promql::Labels, Notice> m_received;
    Silences m_silences;
};

} // namespace understudy::cluster
