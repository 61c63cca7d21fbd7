#pragma once

#include "labs/kubernetes/Objects.h"
#include "labs/signals/ServiceModel.h"

namespace understudy::cluster {

/// What the container of a pod prints because something is wrong: what the faults that are on make it say,
/// and what its circuit breakers do.
class TroubleLines final {
public:
    TroubleLines(const ServiceModel& model, const Noise& noise)
        : m_model(model)
        , m_noise(noise) {}

    using Take = std::function<void(Micros at, const std::string& text)>;
    /// Lines after @p from, up to and with @p to; in no order. @p app: the label of the pod, or its name.
    void each(const Pod& pod, const std::string& app, Micros from, Micros to, const Take& take) const;

private:
    void says(const Disturbances::Saying& saying, const Pod& pod, Micros from, Micros to,
              const Take& take) const;
    void breakers(const Pod& pod, const std::string& app, Micros from, Micros to, const Take& take) const;

    const ServiceModel& m_model;
    const Noise& m_noise;
};

} // namespace understudy::cluster
