#pragma once

#include "labs/signals/SeriesSource.h"
#include "labs/signals/Timeline.h"

namespace understudy::cluster {

/// One time series: its labels and how to compute any sample of it.
struct SeriesView {
    StringMap labels; ///< with __name__
    Micros from = 0;  ///< samples exist from here
    Micros until = 0; ///< up to and with here
    std::function<double(std::size_t tick)> value;
};

/// All metrics of production by name. Nothing is stored: values come from the timeline and the ledger.
class Series final {
public:
    using Family = MetricFamily;
    Series(const Timeline& timeline, const ServiceModel& model, const Ledger& ledger, const Store& store,
           const Noise& noise);

    /// Those of the services, nodes and pods; others come from the sources.
    static const std::vector<Family>& families();
    /// Of everything, ordered by name.
    std::vector<Family> allFamilies() const;
    /// Metrics that another part of the model brings; it must live as long.
    void add(const SeriesSource& source) { m_sources.push_back(&source); }
    /// Calls for each series of that name that has samples between the two moments.
    void each(const std::string& name, Micros from, Micros to,
              const std::function<void(const SeriesView&)>& take) const;
    const Timeline& timeline() const { return m_timeline; }

private:
    using Take = std::function<void(const SeriesView&)>;
    void own(const std::string& name, Micros from, Micros to, const Take& take) const;
    bool services(const std::string& name, Micros to, const Take& take) const;
    bool pods(const std::string& name, Micros from, Micros to, const Take& take) const;
    bool nodes(const std::string& name, Micros to, const Take& take) const;
    bool kubernetes(const std::string& name, Micros to, const Take& take) const;
    void singles(const std::string& name, Micros to, const Take& take) const;
    void whole(StringMap labels, Micros to, std::function<double(std::size_t)> value, const Take& take) const;

    const Timeline& m_timeline;
    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Store& m_store;
    const Noise& m_noise;
    std::vector<const SeriesSource*> m_sources;
};

} // namespace understudy::cluster
