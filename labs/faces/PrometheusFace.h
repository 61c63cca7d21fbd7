#pragma once

#include "labs/cluster/Stage.h"
#include "labs/faces/PrometheusCatalog.h"
#include "labs/faces/PrometheusRules.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// The HTTP API of Prometheus 2.42 over the lab's metrics, and their exposition at /metrics.
class PrometheusFace final {
public:
    explicit PrometheusFace(cluster::Stage& stage)
        : m_stage(stage) {}
    void handle(const http::Request& request, const Exchange& exchange);
    /// Text format 0.0.4 of the latest samples.
    std::string exposition() const { return PrometheusCatalog(m_stage.world()).exposition(); }

private:
    bool page(const std::string& path, const Exchange& exchange) const;
    void ask(const std::string& call, const http::Pairs& form, const Exchange& exchange) const;
    void noteQuery(const std::string& path, const std::string& query) const;
    void query(const http::Pairs& form, const Exchange& exchange) const;
    void queryRange(const http::Pairs& form, const Exchange& exchange) const;

    cluster::Stage& m_stage;
};

} // namespace understudy::faces
