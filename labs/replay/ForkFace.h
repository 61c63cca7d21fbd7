#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"
#include "labs/replay/Futures.h"

namespace understudy::replay {

/// The part of the control API that keeps futures and goes back to them. See labs/catalog/README.md.
class ForkFace final {
public:
    /// What a lab's world is made from.
    struct Made {
        cluster::Topology topology;
        cluster::Scenario scenario;
    };
    using Maker = std::function<Result<Made>(const cluster::Beginning& beginning)>;
    using Now = std::function<std::int64_t()>;

    /// @p folder: the lab's home. @p real gives steady microseconds, @p wall microseconds since 1970.
    ForkFace(cluster::Stage& stage, const QString& folder, std::string token, Maker maker, Now real,
             Now wall);
    /// False, and nothing done, for a request of another part.
    bool handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    std::function<void()> moved; ///< time has jumped; told before the answer goes out

private:
    using Exchange = std::shared_ptr<http::Exchange>;
    void fork(const http::Request& request, const Exchange& exchange);
    void list(const Exchange& exchange) const;
    void drop(const QString& name, const Exchange& exchange) const;
    void open(const QString& name, const http::Request& request, const Exchange& exchange);
    std::string stamp(std::int64_t epoch, cluster::Micros when) const;

    cluster::Stage& m_stage;
    Futures m_futures;
    std::string m_token;
    Maker m_maker;
    Now m_real, m_wall;
};

} // namespace understudy::replay
