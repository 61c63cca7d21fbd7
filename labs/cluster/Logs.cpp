#include "labs/cluster/Logs.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace understudy::cluster {

namespace {

constexpr Micros mostBack = 2 * day;

std::string appOf(const Pod& pod) {
    const auto label = pod.meta.labels.find("app");
    return label == pod.meta.labels.end() ? pod.meta.name : label->second;
}

std::string hex(std::uint64_t bits) {
    std::array<char, 20> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(bits));
    return text.data();
}

constexpr std::array<const char*, 8> routes{"GET /v3/vms",        "GET /v3/nodes",    "POST /v3/migrations",
                                            "GET /v3/migrations", "GET /v3/sessions", "POST /v3/vms",
                                            "GET /v3/metrics",    "PUT /v3/vms"};

} // namespace

std::string Logs::requestLine(const Pod& pod, const std::string& app, const Workload& work,
                              const ServiceState& state, Micros at, std::int64_t n) const {
    const std::string key = "line/" + app + pod.meta.uid;
    const double draw = m_noise.uniform(key, n);
    const bool failed = m_noise.uniform(key + "/status", n) < std::max(state.error * 4, 0.0);
    const int ms = std::max(1, static_cast<int>(state.shiftMs + state.p50Ms * (0.5 + 2.2 * draw * draw)));
    const char* route = routes[static_cast<std::size_t>(m_noise.below(8, key + "/route", n))];
    std::string text = std::string("level=") + (failed ? "error" : "info") + " service=" + work.name +
                       " request=\"" + route +
                       "\" status=" + (failed ? (draw < 0.5 ? "500" : "503") : "200") +
                       " duration=" + std::to_string(ms) + "ms trace=" + hex(m_noise.bits(key + "/trace", n));
    if (!failed)
        return text;
    for (const auto& release : m_model.disturbed.releases)
        if (release.app == app && release.holds(at))
            return text + " err=\"" + release.log + "\"";
    for (const auto& effect : m_model.disturbed.effects)
        if (effect.app == app && !effect.log.empty() && effect.holds(at))
            return text + " err=\"" + effect.log + "\"";
    return text +
           (state.use > 1 ? " err=\"no worker free within 2s\"" : " err=\"upstream closed the connection\"");
}

std::string Logs::line(const Pod& pod, const std::string& app, Micros at, std::int64_t n) const {
    const auto index = m_model.indexOf(pod.meta.ns, app);
    const std::string key = "chat/" + pod.meta.uid;
    if (index) {
        const Workload& work = *m_model.services()[*index];
        const auto states = m_model.at(at);
        if (app == "auth-service" && !m_model.cacheUp(at) && n % 2 == 0)
            return "level=warn service=auth-service msg=\"session cache unreachable, reading the session "
                   "from the user "
                   "database\" cache=redis:6379 extra=60ms";
        if (work.load.share > 0)
            return requestLine(pod, app, work, states[*index], at, n);
    }
    if (app == "redis")
        return "1:M * 100 changes in 300 seconds. Saving... background saving started by pid " +
               std::to_string(200 + m_noise.below(800, key, n));
    if (app.starts_with("postgres"))
        return "LOG:  checkpoint complete: wrote " + std::to_string(400 + m_noise.below(900, key, n)) +
               " buffers";
    if (app == "leaky-service")
        return "level=info service=leaky-service msg=\"poll done\" open_connections=" +
               std::to_string(40 + m_noise.below(30, key, n));
    if (app == "dwcp-workers")
        return "level=info component=worker msg=\"task done\" task=" + hex(m_noise.bits(key, n)).substr(8) +
               " duration=" + std::to_string(120 + m_noise.below(900, key, n)) + "ms";
    if (app == "alertmanager")
        return "level=info component=cluster msg=\"gossip settled\" polls=" +
               std::to_string(2 + m_noise.below(4, key, n));
    return "level=info service=" + app +
           " msg=\"health check passed\" duration=" + std::to_string(1 + m_noise.below(9, key, n)) + "ms";
}

void Logs::chatter(const Pod& pod, Micros from, Micros to, std::vector<LogLine>& out) const {
    const std::string app = appOf(pod);
    const Micros pace = app == "alertmanager"                           ? 10 * minute
                        : app.starts_with("postgres") || app == "redis" ? 5 * minute
                                                                        : 7 * second;
    const std::string key = "pace/" + pod.meta.uid;
    for (std::int64_t n = from / pace - 1;; ++n) {
        const Micros at = n * pace + static_cast<Micros>(m_noise.uniform(key, n) * static_cast<double>(pace));
        if (at > to)
            return;
        if (at > from)
            out.push_back({at, line(pod, app, at, n)});
    }
}

void Logs::alertLines(Micros from, Micros to, std::int64_t epoch, std::vector<LogLine>& out) const {
    for (const auto& event : m_alerts.events()) {
        const auto add = [&](Micros at, const char* state) {
            if (at > from && at <= to)
                out.push_back({at, "ts=" + toRfc3339(epoch + at) +
                                       " caller=notify.go level=info component=dispatcher receiver=pager "
                                       "alertname=" +
                                       event.name + " severity=" + event.severity + " status=" + state +
                                       " msg=\"" + event.text + "\""});
        };
        if (event.firing) {
            add(*event.firing, "firing");
            if (event.resolved)
                add(*event.resolved, "resolved");
        }
    }
}

std::vector<LogLine> Logs::lines(const Pod& pod, bool previous, Micros from, Micros to,
                                 std::int64_t epoch) const {
    std::vector<LogLine> out;
    if (pod.containers.empty())
        return out;
    const ContainerStatus& status = pod.containers[0];
    const bool waiting = status.state.run == Run::Waiting;
    const bool last = previous || (waiting && status.last);
    if (last && !status.last)
        return out;
    const ContainerState& state = last ? *status.last : status.state;
    if (state.run == Run::Waiting)
        return out;
    const Micros began = std::max(state.started, to - mostBack);
    const Micros ended = state.run == Run::Terminated ? std::min(to, state.finished) : to;
    if (state.started > from && state.started <= ended)
        out.push_back(
            {state.started, "level=info service=" + appOf(pod) + " msg=\"starting\" image=" + status.image});
    chatter(pod, std::max(from, began), ended, out);
    if (state.run == Run::Terminated && state.finished > from && state.finished <= to && state.exitCode != 0)
        out.push_back({state.finished, "level=fatal service=" + appOf(pod) + " msg=\"" +
                                           (state.message.empty() ? "cannot go on" : state.message) + "\""});
    for (const auto& line : m_telling.logLines())
        if (line.ns == pod.meta.ns && line.name == appOf(pod) && line.at > from && line.at >= began &&
            line.at <= ended)
            out.push_back({line.at, line.text});
    if (appOf(pod) == "alertmanager")
        alertLines(from, ended, epoch, out);
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return out;
}

} // namespace understudy::cluster
