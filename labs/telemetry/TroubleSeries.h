#pragma once

#include "labs/signals/SeriesSource.h"
#include "labs/signals/ServiceModel.h"

namespace understudy::cluster {

/// Metrics that lie still on a calm day: breakers and repetitions of calls, failed sign-ins by address, the
/// clocks of the nodes, the days that certificates have left.
class TroubleSeries final : public SeriesSource {
public:
    TroubleSeries(const ServiceModel& model, const Ledger& ledger, const Noise& noise, Micros start)
        : m_model(model)
        , m_ledger(ledger)
        , m_noise(noise)
        , m_start(start) {}
    const std::vector<MetricFamily>& families() const override;
    void each(const std::string& name, Micros from, Micros to, const Take& take) const override;

private:
    void calls(const std::string& name, Micros to, const Take& take) const;
    void signIns(Micros to, const Take& take) const;
    void clocks(const std::string& name, Micros to, const Take& take) const;
    void certificates(Micros to, const Take& take) const;

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Noise& m_noise;
    const Micros m_start;
};

} // namespace understudy::cluster
