#pragma once

#include "labs/cluster/Telling.h"
#include "labs/tracing/RequestLines.h"

namespace understudy::cluster {

struct LogLine {
    Micros at = 0;
    std::string text;
};

/// A container of a pod as it prints, or printed before it ended.
struct PrintingContainer {
    std::string name, image;
    ContainerState state;
    bool first = true; ///< the pod's own program; others only stand beside it
};

/// What the containers print: computed from the model when somebody asks, never stored.
class Logs final {
public:
    Logs(const ServiceModel& model, const Alerts& alerts, const Noise& noise, const Telling& telling,
         const RequestLines& requests)
        : m_model(model)
        , m_alerts(alerts)
        , m_noise(noise)
        , m_telling(telling)
        , m_requests(requests) {}

    /// Lines of one of the pod's containers after @p from, up to and with @p to, oldest first.
    std::vector<LogLine> lines(const Pod& pod, const PrintingContainer& container, Micros from, Micros to,
                               std::int64_t epoch) const;
    /// The same of its first container. With @p previous of the one that ran before the last restart.
    std::vector<LogLine> lines(const Pod& pod, bool previous, Micros from, Micros to,
                               std::int64_t epoch) const;

private:
    void chatter(const Pod& pod, const PrintingContainer& container, Micros from, Micros to,
                 std::vector<LogLine>& out) const;
    std::string line(const Pod& pod, const std::string& app, Micros at, std::int64_t n) const;
    void alertLines(Micros from, Micros to, std::int64_t epoch, std::vector<LogLine>& out) const;

    const ServiceModel& m_model;
    const Alerts& m_alerts;
    const Noise& m_noise;
    const Telling& m_telling;
    const RequestLines& m_requests;
};

} // namespace understudy::cluster
