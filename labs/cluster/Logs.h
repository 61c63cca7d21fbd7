#pragma once

#include "labs/cluster/Telling.h"

namespace understudy::cluster {

struct LogLine {
    Micros at = 0;
    std::string text;
};

/// What the containers print: computed from the model when somebody asks, never stored.
class Logs final {
public:
    Logs(const ServiceModel& model, const Alerts& alerts, const Noise& noise, const Telling& telling)
        : m_model(model)
        , m_alerts(alerts)
        , m_noise(noise)
        , m_telling(telling) {}

    /// Lines of the pod's container after @p from, up to and with @p to, oldest first. With @p previous those
    /// of the container that ran before the last restart.
    std::vector<LogLine> lines(const Pod& pod, bool previous, Micros from, Micros to,
                               std::int64_t epoch) const;

private:
    void chatter(const Pod& pod, Micros from, Micros to, std::vector<LogLine>& out) const;
    std::string line(const Pod& pod, const std::string& app, Micros at, std::int64_t n) const;
    std::string requestLine(const Pod& pod, const std::string& app, const Workload& work,
                            const ServiceState& state, Micros at, std::int64_t n) const;
    void alertLines(Micros from, Micros to, std::int64_t epoch, std::vector<LogLine>& out) const;

    const ServiceModel& m_model;
    const Alerts& m_alerts;
    const Noise& m_noise;
    const Telling& m_telling;
};

} // namespace understudy::cluster
