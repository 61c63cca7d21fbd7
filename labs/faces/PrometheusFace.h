#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"
#include "labs/promql/PromQl.h"

#include <boost/json.hpp>

namespace understudy::faces {

/// The HTTP API of Prometheus over the lab's metrics, and their exposition at /metrics.
class PrometheusFace final {
public:
    explicit PrometheusFace(cluster::Stage& stage)
        : m_stage(stage) {}
    void handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    /// Text format 0.0.4 of the latest samples.
    std::string exposition() const;

private:
    using Exchange = std::shared_ptr<http::Exchange>;
    void query(const http::Pairs& form, const Exchange& exchange);
    void queryRange(const http::Pairs& form, const Exchange& exchange);
    void series(const http::Pairs& form, const Exchange& exchange);
    void labels(const http::Pairs& form, const Exchange& exchange, const std::string& one);
    void rules(const Exchange& exchange) const;
    void alerts(const Exchange& exchange) const;
    boost::json::array alertList(const std::string& rule) const;
    std::optional<std::int64_t> moment(const std::string& text) const;
    std::vector<promql::SeriesData> matching(const http::Pairs& form, std::string& problem) const;

    cluster::Stage& m_stage;
};

} // namespace understudy::faces
