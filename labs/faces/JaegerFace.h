#pragma once

#include "labs/cluster/Stage.h"
#include "labs/faces/Replies.h"
#include "labs/signals/TraceSource.h"

namespace understudy::faces {

/// The query API of Jaeger over the lab's traces.
class JaegerFace final {
public:
    explicit JaegerFace(cluster::Stage& stage)
        : m_stage(stage) {}
    void handle(const http::Request& request, const Exchange& exchange) const;

private:
    /// That somebody looked for traces: checks ask for it.
    void note(const http::Request& request, const std::string& name) const;
    void operations(const std::string& service, bool plain, const Exchange& exchange) const;
    void search(const http::Pairs& form, const Exchange& exchange) const;
    void trace(const std::string& id, const Exchange& exchange) const;
    void dependencies(const http::Pairs& form, const Exchange& exchange) const;
    std::optional<cluster::Trace> find(const std::string& id) const;

    cluster::Stage& m_stage;
};

} // namespace understudy::faces
