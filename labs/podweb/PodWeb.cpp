#include "labs/podweb/PodWeb.h"

#include "labs/podweb/Vitals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace understudy::podweb {

using namespace cluster;

namespace {

std::string parameter(const std::string& query, const std::string& name) {
    std::size_t at = 0;
    while (at < query.size()) {
        const auto end = std::min(query.find('&', at), query.size());
        const std::string pair = query.substr(at, end - at);
        if (pair.starts_with(name + "="))
            return pair.substr(name.size() + 1);
        at = end + 1;
    }
    return {};
}

std::string shortNumber(double value) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

WebAnswer notFound() { return {404, "text/plain; charset=utf-8", "404 page not found\n", 300, {}}; }

} // namespace

std::string WebAnswer::reason(int status) {
    static const std::map<int, std::string> words{{200, "OK"},
                                                  {201, "Created"},
                                                  {202, "Accepted"},
                                                  {302, "Found"},
                                                  {400, "Bad Request"},
                                                  {401, "Unauthorized"},
                                                  {403, "Forbidden"},
                                                  {404, "Not Found"},
                                                  {405, "Method Not Allowed"},
                                                  {413, "Too Large"},
                                                  {500, "Internal Server Error"},
                                                  {502, "Bad Gateway"},
                                                  {503, "Service Unavailable"},
                                                  {504, "Gateway Timeout"}};
    const auto found = words.find(status);
    return found == words.end() ? "Unknown" : found->second;
}

std::string WebAnswer::http(const std::string& date, bool withBody) const {
    std::string out = "HTTP/1.1 " + std::to_string(status) + " " + reason(status) +
                      "\r\nContent-Type: " + type + "\r\nDate: " + date +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n";
    for (const auto& [name, value] : headers)
        out += name + ": " + value + "\r\n";
    return out + "\r\n" + (withBody ? body : std::string());
}

PodWeb::Port PodWeb::listens(const Pod& pod, int port, bool local) const {
    if (pod.containers.empty() || pod.containers[0].state.run != Run::Running)
        return Port::Closed;
    if (port == profilePort)
        return isGoService(pod) && local ? Port::Http : Port::Closed;
    if (isGoService(pod) && port == 8080)
        return Port::Http;
    for (const auto& container : pod.spec.containers)
        for (const auto& open : container.ports) {
            if (open.target != port)
                continue;
            const std::string& name = open.name;
            return name == "redis"                    ? Port::Redis
                   : name == "postgres"               ? Port::Postgres
                   : name == "kafka" || name == "dns" ? Port::Other
                                                      : Port::Http;
        }
    return Port::Closed;
}

WebAnswer PodWeb::ask(const Pod& pod, const WebRequest& request) const {
    const auto mark = request.target.find_first_of("?#");
    const std::string path = request.target.substr(0, mark);
    const std::string query = mark == std::string::npos ? "" : request.target.substr(mark + 1);
    if (request.port == profilePort)
        return path.starts_with("/debug/pprof") ? profile(pod, path, query) : notFound();
    if (path == "/metrics")
        return {200, "text/plain; version=0.0.4; charset=utf-8", metrics(pod), 4000, {}};
    if (path == "/health" || path == "/healthz" || path == "/ready" || path == "/readyz" ||
        path == "/livez" || path == "/-/healthy" || path == "/-/ready" || path == "/api/health")
        return health(pod, path);
    return work(pod, request, path);
}

WebAnswer PodWeb::profile(const Pod& pod, const std::string& path, const std::string& query) const {
    const pprof::GoProgram program(vitalsOf(m_world, pod));
    if (path == "/debug/pprof")
        return {302, "text/html; charset=utf-8", "", 200, {{"Location", "/debug/pprof/"}}};
    const std::string name = path.substr(std::string("/debug/pprof/").size());
    if (name.empty())
        return {200, "text/html; charset=utf-8", program.index(), 900, {}};
    if (name == "cmdline")
        return {200, "text/plain; charset=utf-8", "/app/" + appOf(pod), 200, {}};
    const std::string asked = parameter(query, "seconds");
    const int seconds = std::clamp(std::atoi(asked.c_str()), 0, 300);
    const Micros takes = 20'000 + program.goroutines() / 4;
    const auto file = [&](const pprof::Profile& profile, Micros after) {
        return WebAnswer{200,
                         "application/octet-stream",
                         pprof::gzipped(profile),
                         after,
                         {{"Content-Disposition", "attachment; filename=\"" + name + "\""}}};
    };
    if (name == "profile") {
        const int length = seconds > 0 ? seconds : 30;
        return file(program.cpu(length), length * second + takes);
    }
    const pprof::Profile found = program.profile(name);
    if (found.types.empty())
        return {404, "text/plain; charset=utf-8", "Unknown profile\n", 200, {{"X-Go-Pprof", "1"}}};
    if (const int debug = std::atoi(parameter(query, "debug").c_str()); debug > 0)
        return {200, "text/plain; charset=utf-8", program.text(name, debug), takes, {}};
    return file(found, seconds * second + takes);
}

WebAnswer PodWeb::health(const Pod& pod, const std::string& path) const {
    const bool ready = pod.ready() && !pod.meta.deleted;
    const bool asksReady = path.find("ready") != std::string::npos;
    const std::string version = pod.containers[0].image.substr(pod.containers[0].image.find(':') + 1);
    if (!isGoService(pod))
        return {asksReady && !ready ? 503 : 200,
                "text/plain; charset=utf-8",
                asksReady && !ready ? "Service Unavailable\n" : "OK\n",
                900,
                {}};
    const std::string body = std::string("{\"status\":\"") + (asksReady && !ready ? "DOWN" : "UP") +
                             "\",\"service\":\"" + appOf(pod) + "\",\"version\":\"" + version + "\"}\n";
    return {asksReady && !ready ? 503 : 200, "application/json", body, 1200, {}};
}

WebAnswer PodWeb::work(const Pod& pod, const WebRequest& request, const std::string& path) const {
    const auto index = m_world.model().indexOf(pod.meta.ns, appOf(pod));
    const std::string key = "web/" + pod.meta.uid + request.method + request.target;
    const Noise noise = m_world.noise();
    WebAnswer out{200, "application/json", "", 1500, {}};
    if (!index)
        return notFound();
    const ServiceState state = m_world.model().at(m_world.now())[*index];
    const double ms =
        state.shiftMs + state.p50Ms * std::exp(ServiceModel::sigma * noise.normal(key, m_world.now()));
    out.takes = static_cast<Micros>(std::max(0.2, ms) * 1000);
    if (noise.uniform(key + "/error", m_world.now()) < state.error) {
        out.status = noise.uniform(key + "/kind", m_world.now()) < 0.5 ? 500 : 503;
        if (noise.uniform(key + "/refused", m_world.now()) * state.error < state.refused)
            out.status = 503;
        out.body = "{\"error\":\"" + WebAnswer::reason(out.status) + "\"}\n";
        return out;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        out.status = 401; // nothing in production is changed from inside a pod without a token
        out.body = "{\"error\":\"a token is needed\"}\n";
        return out;
    }
    // What the header names, Jaeger shows.
    const RequestLine line = m_world.traces().lines().answered(path, pod.meta.uid, state, m_world.now());
    out.takes = line.ms * Micros(1000);
    out.headers.emplace_back("X-Trace-Id", line.trace);
    out.body =
        "{\"service\":\"" + appOf(pod) + "\",\"path\":\"" + path + "\",\"pod\":\"" + pod.meta.name + "\"}\n";
    return out;
}

std::string PodWeb::metrics(const Pod& pod) const {
    std::string out;
    const auto gauge = [&out](const std::string& name, const char* type, const char* help, double value,
                              const std::string& labels = {}) {
        out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n" + name + labels + " " +
               shortNumber(value) + "\n";
    };
    const auto usage = m_world.usage(pod);
    const Micros started = pod.containers[0].state.started;
    gauge("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.",
          static_cast<double>(m_world.epoch() + started) / 1e6);
    gauge("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.",
          usage ? std::floor(usage->second) : 0);
    if (isGoService(pod)) {
        const pprof::Vitals vitals = vitalsOf(m_world, pod);
        const pprof::GoProgram program(vitals);
        gauge("go_goroutines", "gauge", "Number of goroutines that currently exist.",
              static_cast<double>(program.goroutines()));
        gauge("go_memstats_heap_alloc_bytes", "gauge", "Number of heap bytes allocated and still in use.",
              static_cast<double>(program.heapBytes()));
        gauge("http_requests_total", "counter", "Requests answered by this pod.",
              std::floor(vitals.requests));
        if (vitals.leaky)
            gauge("leaky_open_connections", "gauge", "Connections to the message bus that are open.",
                  static_cast<double>(vitals.openConnections + 12));
    }
    gauge("up", "gauge", "This pod answers.", 1);
    return out;
}

} // namespace understudy::podweb
