#include "app/lab/FaceSet.h"

namespace understudy::lab {

namespace {

template <class Face>
http::Handler handlerOf(Face& face) {
    return [&face](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
        face.handle(request, exchange);
    };
}

} // namespace

FaceSet::FaceSet(cluster::Stage& stage, const Tokens& tokens, const std::function<std::int64_t()>& real,
                 const std::function<std::int64_t()>& wall)
    : m_stage(stage)
    , m_tokens(tokens)
    , m_kube(stage, tokens.kubernetes)
    , m_prometheus(stage)
    , m_alertmanager(stage)
    , m_jaeger(stage)
    , m_otlp(stage)
    , m_control(stage, tokens.control, real, wall)
    , m_dwcp(stage, tokens.dwcp) {
    m_control.hash = [this] { return hash().now(); };
}

replay::RunHash FaceSet::hash() {
    const auto& world = m_stage.world();
    const auto unix = [&world](cluster::Micros when) {
        return std::to_string((world.epoch() + when) / cluster::second);
    };
    const std::string range = "&start=" + unix(-world.scenario().history + cluster::minute) +
                              "&end=" + unix(world.now()) + "&step=900";
    std::vector<replay::HashedFace> faces;
    faces.push_back({"kubernetes", handlerOf(m_kube), "Bearer " + m_tokens.kubernetes, {}, true});
    faces.push_back(
        {"metrics",
         handlerOf(m_prometheus),
         "",
         {"/metrics", "/api/v1/rules", "/api/v1/alerts",
          "/api/v1/query_range?query=sum%20by%20(service,status)(increase(http_requests_total[15m]))" + range,
          "/api/v1/query_range?query=sum%20by%20(le)(increase("
          "http_request_duration_seconds_bucket%7Bservice=%22api-gateway%22%7D[15m]))" +
              range,
          "/api/v1/query_range?query=sum%20by%20(node)(increase(node_cpu_seconds_total%7Bmode=%22user%"
          "22%7D[15m]))" +
              range}});
    faces.push_back({"alertmanager", handlerOf(m_alertmanager), "", {"/api/v2/alerts"}});
    faces.push_back({"jaeger",
                     handlerOf(m_jaeger),
                     "",
                     {"/api/services", "/api/traces?service=api-gateway&limit=5",
                      "/api/traces?service=dwcp-v3&lookback=24h&limit=20"}});
    faces.push_back(
        {"control",
         handlerOf(m_control),
         "Bearer " + m_tokens.control,
         {"/lab/v1/annotations", "/lab/v1/backups", "/lab/v1/faults", "/lab/v1/messages", "/lab/v1/guards"}});
    faces.push_back(
        {"dwcp",
         handlerOf(m_dwcp),
         "Bearer " + m_dwcp.token(dwcp::DwcpFace::Role::Viewer),
         {"/v3/cluster/status", "/v3/nodes?limit=2000", "/v3/vms?limit=20000", "/v3/migrations?limit=10000",
          "/v3/ops/reputation/list", "/v3/ops/events/list?duration=24h"}});
    return {m_stage, std::move(faces)};
}

} // namespace understudy::lab
