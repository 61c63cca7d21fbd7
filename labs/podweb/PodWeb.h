#pragma once

#include "labs/cluster/World.h"

namespace understudy::podweb {

struct WebRequest {
    std::string method = "GET", target = "/";
    int port = 80;
    bool local = false; ///< it comes by the pod's own loopback
};

struct WebAnswer {
    int status = 200;
    std::string type = "text/plain; charset=utf-8", body;
    cluster::Micros takes = 0; ///< virtual time until it is there
    std::vector<std::pair<std::string, std::string>> headers;

    /// "OK", "Not Found".
    static std::string reason(int status);
    /// The whole answer as HTTP/1.1, after which the connection closes. @p date: of the answer.
    std::string http(const std::string& date, bool withBody) const;
};

/// What the containers of production answer to HTTP: health, metrics, profiles, and the service itself with
/// the latency and the errors it has at the moment.
class PodWeb final {
public:
    explicit PodWeb(const cluster::World& world)
        : m_world(world) {}

    enum class Port { Closed, Http, Redis, Postgres, Other };
    /// What listens on that port of the pod. The profiles of Go services are for the loopback only.
    Port listens(const cluster::Pod& pod, int port, bool local) const;
    WebAnswer ask(const cluster::Pod& pod, const WebRequest& request) const;
    static constexpr int profilePort = 6060;

private:
    WebAnswer profile(const cluster::Pod& pod, const std::string& path, const std::string& query) const;
    WebAnswer health(const cluster::Pod& pod, const std::string& path) const;
    WebAnswer work(const cluster::Pod& pod, const WebRequest& request, const std::string& path) const;
    std::string metrics(const cluster::Pod& pod) const;

    const cluster::World& m_world;
};

} // namespace understudy::podweb
