#pragma once

#include "labs/platform/Platform.h"
#include "labs/signals/SeriesSource.h"

namespace understudy::cluster {

/// The metrics dwcp_… of the platform, as each node shows them at its port 8084. Computed from change points:
/// a thousand workers cost nothing until somebody asks.
class PlatformSeries final : public SeriesSource {
public:
    PlatformSeries(const Platform& platform, Micros start)
        : m_platform(platform)
        , m_start(start) {}
    const std::vector<MetricFamily>& families() const override;
    void each(const std::string& name, Micros from, Micros to, const Take& take) const override;

private:
    using Value = std::function<double(Micros)>;
    void one(const std::string& name, std::map<std::string, std::string> labels, Micros to, Value value,
             const Take& take) const;
    bool cluster(const std::string& name, Micros to, const Take& take) const;
    bool workers(const std::string& name, Micros to, const Take& take) const;
    bool counts(const std::string& name, Micros to, const Take& take) const;
    std::map<std::string, std::string> labelsOf(const std::string& name, const Migration& one) const;
    bool moves(const std::string& name, Micros from, Micros to, const Take& take) const;
    bool histogram(const std::string& name, Micros to, const Take& take) const;
    void durations(const std::string& name, Micros to, const Take& take) const;
    double noisy(const std::string& name, Micros when, double share) const;

    const Platform& m_platform;
    Micros m_start;
};

} // namespace understudy::cluster
