#include "labs/cluster/Logs.h"

#include "labs/telemetry/TroubleLines.h"

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

std::string told(const std::string& service, const RequestLine& line) {
    return std::string("level=") + (line.failed() ? "error" : "info") + " service=" + service +
           " request=\"" + line.route + "\" status=" + std::to_string(line.status) +
           " duration=" + std::to_string(line.ms) + "ms trace=" + line.trace +
           (line.failed() ? " err=\"" + line.error + "\"" : "");
}

Micros paceOf(const std::string& app, const PrintingContainer& container) {
    return !container.first                                ? minute
           : app == "alertmanager"                         ? 10 * minute
           : app.starts_with("postgres") || app == "redis" ? 5 * minute
                                                           : RequestLines::pace;
}

} // namespace

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
            return told(work.name, m_requests.line(app, pod.meta.uid, states[*index], at, n));
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

void Logs::chatter(const Pod& pod, const PrintingContainer& container, Micros from, Micros to,
                   std::vector<LogLine>& out) const {
    const std::string app = appOf(pod);
    const Micros pace = paceOf(app, container);
    const std::string key = pod.meta.uid + (container.first ? "" : "/" + container.name);
    for (std::int64_t n = from / pace - 1;; ++n) {
        const Micros at = RequestLines::momentOf(m_noise, key, n, pace);
        if (at > to)
            return;
        if (at > from)
            out.push_back({at, container.first
                                   ? line(pod, app, at, n)
                                   : "level=info container=" + container.name + " msg=\"still at work\" n=" +
                                         std::to_string(1 + m_noise.below(90, "side/" + key, n))});
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
        // What a silence holds back is told to nobody.
        const auto heard = [&](Micros at) { return !m_telling.muted || !m_telling.muted(event.labels, at); };
        if (event.firing && heard(*event.firing))
            add(*event.firing, "firing");
        if (event.firing && event.resolved && heard(*event.resolved))
            add(*event.resolved, "resolved");
    }
}

std::vector<LogLine> Logs::lines(const Pod& pod, bool previous, Micros from, Micros to,
                                 std::int64_t epoch) const {
    if (pod.containers.empty())
        return {};
    const ContainerStatus& status = pod.containers[0];
    const bool last = previous || (status.state.run == Run::Waiting && status.last);
    if (last && !status.last)
        return {};
    return lines(pod, {status.name, status.image, last ? *status.last : status.state, true}, from, to, epoch);
}

std::vector<LogLine> Logs::lines(const Pod& pod, const PrintingContainer& container, Micros from, Micros to,
                                 std::int64_t epoch) const {
    std::vector<LogLine> out;
    const ContainerState& state = container.state;
    if (state.run == Run::Waiting)
        return out;
    const std::string who = container.first ? "service=" + appOf(pod) : "container=" + container.name;
    const Micros began = std::max(state.started, to - mostBack);
    const Micros ended = state.run == Run::Terminated ? std::min(to, state.finished) : to;
    if (state.started > from && state.started <= ended)
        out.push_back({state.started, "level=info " + who + " msg=\"starting\" image=" + container.image});
    chatter(pod, container, std::max(from, began), ended, out);
    const bool over = state.run == Run::Terminated && state.finished > from && state.finished <= to;
    if (over && state.exitCode != 0)
        out.push_back({state.finished, "level=fatal " + who + " msg=\"" +
                                           (state.message.empty() ? "cannot go on" : state.message) + "\""});
    else if (over && !container.first)
        out.push_back({state.finished, "level=info " + who + " msg=\"done\""});
    if (container.first)
        for (const auto& line : m_telling.logLines())
            if (line.ns == pod.meta.ns && line.name == appOf(pod) && line.at > from && line.at >= began &&
                line.at <= ended)
                out.push_back({line.at, line.text});
    if (container.first)
        TroubleLines(m_model, m_noise)
            .each(pod, appOf(pod), std::max(from, began - 1), ended, [&](Micros at, const std::string& text) {
                out.push_back({at, text});
            });
    if (container.first && appOf(pod) == "alertmanager")
        alertLines(from, ended, epoch, out);
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return out;
}

} // namespace understudy::cluster
