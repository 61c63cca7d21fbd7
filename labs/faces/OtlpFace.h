#pragma once

#include "labs/cluster/Stage.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// Takes traces of the trainee's own programs: OTLP over HTTP as JSON, POST /v1/traces, an action "otlp" of
/// the stage. They are then found through Jaeger's API.
class OtlpFace final {
public:
    explicit OtlpFace(cluster::Stage& stage);
    void handle(const http::Request& request, const Exchange& exchange);

private:
    cluster::Stage& m_stage;
    std::size_t m_taken = 0; ///< bytes, of the journal's room for them, by this world
    int m_worlds = 0;
};

} // namespace understudy::faces
