#include "labs/alerting/Alertmanager.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

namespace {

constexpr std::size_t mostReceived = 1000;
constexpr Micros untilForgotten = 4 * minute; ///< Prometheus says again and again that an alert still fires

} // namespace

std::string Alertmanager::fingerprintOf(const promql::Labels& labels) {
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    const auto add = [&hash](const std::string& text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
        hash = (hash ^ 255U) * 1'099'511'628'211ULL;
    };
    for (const auto& [name, value] : labels) {
        add(name);
        add(value);
    }
    std::array<char, 20> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
    return text.data();
}

void Alertmanager::receive(Notice notice) {
    if (m_received.size() < mostReceived || m_received.contains(notice.labels)) {
        const auto before = m_received.find(notice.labels);
        if (before != m_received.end() && before->second.ends > notice.updated)
            notice.starts = std::min(notice.starts, before->second.starts);
        const auto labels = notice.labels;
        m_received[labels] = std::move(notice);
    }
}

std::vector<Notice> Alertmanager::notices(Micros now) const {
    std::map<promql::Labels, Notice> all;
    for (const auto& [labels, notice] : m_received)
        if (notice.ends > now)
            all[labels] = notice;
    for (const AlertEvent& event : m_alerts.events()) {
        if (!event.firing || event.resolved || *event.firing > now)
            continue;
        Notice notice;
        notice.labels = event.labels;
        notice.annotations = event.annotations;
        notice.starts = *event.firing;
        notice.updated =
            event.forced ? event.active : std::max(*event.firing, m_alerts.evaluated(event.group));
        notice.ends = notice.updated + untilForgotten;
        notice.generator = "http://prometheus.monitoring:9090/graph?g0.tab=1";
        all[event.labels] = std::move(notice);
    }
    std::vector<Notice> found;
    for (auto& [labels, notice] : all) {
        notice.fingerprint = fingerprintOf(labels);
        notice.receivers = Routing::receiversOf(labels);
        notice.silencedBy = m_silences.holding(labels, now);
        found.push_back(std::move(notice));
    }
    for (Notice& target : found)
        for (const Notice& source : found)
            if (&source != &target && Routing::inhibits(source.labels, target.labels))
                target.inhibitedBy.push_back(source.fingerprint);
    return found;
}

} // namespace understudy::cluster
