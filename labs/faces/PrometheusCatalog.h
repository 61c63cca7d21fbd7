#pragma once

#include "labs/cluster/World.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// Which series, labels, metrics and targets there are, in the forms of Prometheus' HTTP API.
class PrometheusCatalog final {
public:
    explicit PrometheusCatalog(const cluster::World& world)
        : m_world(world) {}

    void series(const http::Pairs& form, const Exchange& exchange) const;
    /// The names of labels, or the values of one.
    void labels(const http::Pairs& form, const Exchange& exchange, const std::string& one) const;
    void metadata(const http::Pairs& form, const Exchange& exchange) const;
    void targets(const http::Pairs& form, const Exchange& exchange) const;
    /// Text format 0.0.4 of the latest samples.
    std::string exposition() const;
    /// Milliseconds since 1970 of seconds or RFC 3339; of nothing the present.
    std::optional<std::int64_t> moment(const std::string& text) const;

private:
    std::string each(const http::Pairs& form, const std::function<void(const promql::Labels&)>& take) const;
    const cluster::World& m_world;
};

} // namespace understudy::faces
