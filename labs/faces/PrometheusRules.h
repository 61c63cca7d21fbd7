#pragma once

#include "labs/cluster/World.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// The alert rules and what they say, in the forms of Prometheus' HTTP API.
class PrometheusRules final {
public:
    explicit PrometheusRules(const cluster::World& world)
        : m_world(world) {}
    void rules(const http::Pairs& form, const Exchange& exchange) const;
    void alerts(const Exchange& exchange) const;

private:
    boost::json::object toJson(const cluster::AlertEvent& event) const;
    boost::json::object rule(std::size_t group, std::size_t rule) const;
    const cluster::World& m_world;
};

} // namespace understudy::faces
