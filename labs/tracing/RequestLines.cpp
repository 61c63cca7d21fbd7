#include "labs/tracing/RequestLines.h"

#include "labs/tracing/RequestTraces.h"
#include "labs/tracing/TraceId.h"

#include <algorithm>
#include <array>
#include <functional>

namespace understudy::cluster {

namespace {

constexpr std::uint64_t mark = 0x10f5;        ///< of these ids
constexpr std::int64_t linesBefore = 1 << 19; ///< lines before the start of the lab have numbers too
constexpr std::uint64_t podBits = (1U << 28) - 1, lineBits = (1U << 20) - 1;
constexpr std::array routes{"GET /v3/vms",      "GET /v3/nodes", "POST /v3/migrations", "GET /v3/migrations",
                            "GET /v3/sessions", "POST /v3/vms",  "GET /v3/metrics",     "PUT /v3/vms"};

// Of what was asked directly the id says the second, the route and the pod.
constexpr std::uint64_t directMark = 0x7eb1;
constexpr std::uint64_t secondBits = (1U << 20) - 1, routeBits = 15, fewPodBits = (1U << 24) - 1;

std::uint64_t idOfPod(const std::string& uid) { return hashOf(uid, 0) & podBits; }

/// Why a request was turned away at once.
std::string refusal(const ServiceModel& model, const std::string& app, Micros at) {
    const auto& circuits = model.circuits();
    for (std::size_t i = 0; i < circuits.calls().size(); ++i) {
        const Call& call = circuits.calls()[i];
        if (model.services()[call.caller]->name == app && circuits.state(i, at) != Circuits::State::Closed)
            return "circuit breaker open: " + model.services()[call.called]->name;
    }
    return "no healthy upstream";
}

} // namespace

Micros RequestLines::momentOf(const Noise& noise, const std::string& uid, std::int64_t n, Micros pace) {
    return n * pace + static_cast<Micros>(noise.uniform("pace/" + uid, n) * static_cast<double>(pace));
}

RequestLine RequestLines::line(const std::string& app, const std::string& uid, const ServiceState& state,
                               Micros at, std::int64_t n) const {
    const std::string key = "line/" + app + uid;
    const double draw = m_noise.uniform(key, n);
    const bool failed = m_noise.uniform(key + "/status", n) < std::max(state.error * 4, 0.0);
    RequestLine line;
    line.at = at;
    line.ms = std::max(1, static_cast<int>(state.shiftMs + state.p50Ms * (0.5 + 2.2 * draw * draw)));
    line.route = routes[static_cast<std::size_t>(m_noise.below(8, key + "/route", n))];
    line.trace = traceIdOf((mark << 48) | ((static_cast<std::uint64_t>(n + linesBefore) & lineBits) << 28) |
                           idOfPod(uid));
    if (!failed)
        return line;
    line.status = draw < 0.5 ? 500 : 503;
    if (m_noise.uniform(key + "/refused", n) * state.error < state.refused) {
        line.status = 503;
        line.error = refusal(m_model, app, at);
        return line;
    }
    for (const auto& release : m_model.disturbed.releases)
        if (line.error.empty() && release.app == app && release.holds(at))
            line.error = release.log;
    for (const auto& effect : m_model.disturbed.effects)
        if (line.error.empty() && effect.app == app && !effect.log.empty() && effect.holds(at))
            line.error = effect.log;
    if (line.error.empty())
        line.error = state.use > 1 ? "no worker free within 2s" : "upstream closed the connection";
    return line;
}

RequestLine RequestLines::answered(const std::string& path, const std::string& uid, const ServiceState& state,
                                   Micros at) const {
    const std::int64_t number = at / second;
    const auto known = std::find(routes.begin(), routes.end(), "GET " + path);
    const auto route = static_cast<std::uint64_t>(known - routes.begin());
    RequestLine line;
    line.route = known == routes.end() ? "GET /" : *known;
    line.ms = std::max(
        1, static_cast<int>(state.shiftMs + state.p50Ms * (0.5 + m_noise.uniform("direct/" + uid, number))));
    line.at = number * second + line.ms * Micros(1000);
    line.trace = traceIdOf((directMark << 48) | ((static_cast<std::uint64_t>(number) & secondBits) << 28) |
                           (std::min(route, routeBits) << 24) | (idOfPod(uid) & fewPodBits));
    return line;
}

std::optional<Trace> RequestLines::findAnswered(std::uint64_t plain, Micros now) const {
    const Micros at = static_cast<Micros>((plain >> 28) & secondBits) * second;
    const std::uint64_t route = (plain >> 24) & routeBits;
    const std::string path =
        route < routes.size() ? std::string(routes[static_cast<std::size_t>(route)]).substr(4) : "/";
    for (const PodLife& pod : m_ledger.pods()) {
        const auto service = m_model.indexOf(pod.ns, pod.app);
        if ((idOfPod(pod.uid) & fewPodBits) == (plain & fewPodBits) && service && at <= now &&
            pod.aliveAt(at))
            return make(answered(path, pod.uid, m_model.at(at)[*service], at), *service, pod, true);
    }
    return std::nullopt;
}

std::optional<Trace> RequestLines::find(const std::string& id, Micros now) const {
    const auto plain = plainOf(id);
    if (plain && (*plain >> 48) == directMark)
        return findAnswered(*plain, now);
    if (!plain || (*plain >> 48) != mark)
        return std::nullopt;
    const std::int64_t n = static_cast<std::int64_t>((*plain >> 28) & lineBits) - linesBefore;
    for (const PodLife& pod : m_ledger.pods()) {
        if (idOfPod(pod.uid) != (*plain & podBits))
            continue;
        const Micros at = momentOf(m_noise, pod.uid, n, pace);
        const auto service = m_model.indexOf(pod.ns, pod.app);
        if (!service || m_model.services()[*service]->load.share <= 0 || at > now || !pod.aliveAt(at))
            continue;
        return make(line(pod.app, pod.uid, m_model.at(at)[*service], at, n), *service, pod, false);
    }
    return std::nullopt;
}

/// One trace while it is put together.
struct RequestLines::Making {
    const RequestLine& line;
    std::vector<ServiceState> states;
    Trace trace;
    std::string parent; ///< the span that what comes next belongs to
};

// From the service that takes requests from outside down to the one that called it.
std::vector<std::size_t> RequestLines::wayTo(std::size_t service) const {
    std::vector<std::size_t> way;
    for (std::size_t at = service; way.size() < 8;) {
        const std::string& name = m_model.services()[at]->name;
        std::optional<std::size_t> caller;
        for (std::size_t i = 0; i < m_model.services().size() && !caller; ++i)
            for (const auto& [called, share] : m_model.services()[i]->load.calls)
                if (called == name && share > 0 && m_model.services()[i]->ns == "production")
                    caller = i;
        if (!caller)
            break;
        way.insert(way.begin(), *caller);
        at = *caller;
    }
    return way;
}

const PodLife* RequestLines::somePod(const Workload& work, const std::string& key, Micros when) const {
    std::vector<const PodLife*> alive;
    for (const PodLife& pod : m_ledger.pods())
        if (pod.ns == work.ns && pod.app == work.name && pod.aliveAt(when))
            alive.push_back(&pod);
    return alive.empty()
               ? nullptr
               : alive[static_cast<std::size_t>(m_noise.below(static_cast<int>(alive.size()), key, 0))];
}

void RequestLines::add(Making& making, std::size_t service, Micros start, Micros end,
                       const PodLife* pod) const {
    const Workload& work = *m_model.services()[service];
    const auto place = static_cast<std::int64_t>(making.trace.spans.size());
    const std::string key = "linespan/" + making.trace.id;
    Span span;
    span.id = sixteenDigits(m_noise.bits(key, place) | 1);
    span.parent = making.parent;
    span.service = work.name;
    // The service itself calls it as its log does.
    span.operation = pod ? making.line.route : RequestTraces::operationOf(work, making.line.route);
    span.start = start;
    span.duration = std::max<Micros>(1, end - start);
    if (!pod)
        pod = somePod(work, key + work.name, start);
    span.process = {{"hostname", pod ? pod->name : work.name}, {"image", pod ? pod->image : work.image}};
    const auto space = making.line.route.find(' ');
    span.tags = {{"span.kind", std::string("server")},
                 {"http.method", making.line.route.substr(0, space)},
                 {"http.target", making.line.route.substr(space + 1)},
                 {"http.status_code", std::int64_t(making.line.status)}};
    if (making.line.failed())
        span.tags.push_back({"error", true});
    making.parent = span.id;
    making.trace.spans.push_back(std::move(span));
}

// One after the other inside the service's own time, each with its share of it.
void RequestLines::addCalls(Making& making, std::size_t service, Micros start, Micros end) const {
    const std::string parent = making.parent;
    double whole = making.states[service].p50Ms;
    Micros at = start + (end - start) / 10;
    for (const auto& [name, share] : m_model.services()[service]->load.calls) {
        const auto called = m_model.indexOf("production", name);
        if (!called || m_noise.uniform("linecall/" + making.trace.id + name, 0) >= share)
            continue;
        const double part = std::min(0.8, making.states[*called].p50Ms / std::max(whole, 0.1)) *
                            static_cast<double>(end - start);
        const Micros until = std::min(at + std::max<Micros>(1, static_cast<Micros>(part)), end - 1);
        if (until <= at)
            break;
        making.parent = parent;
        add(making, *called, at, until, nullptr);
        Span& span = making.trace.spans.back();
        // What was called answered well: it is the caller whose line says what went wrong.
        std::erase_if(span.tags, [](const auto& tag) { return tag.first == "error"; });
        for (auto& [tag, value] : span.tags)
            if (tag == "http.status_code")
                value = std::int64_t(200);
        at = until;
    }
}

Trace RequestLines::make(const RequestLine& line, std::size_t service, const PodLife& pod,
                         bool direct) const {
    Making making{line, m_model.at(line.at), {}, {}};
    making.trace.id = line.trace;
    const Micros start = line.at - line.ms * Micros(1000);
    const auto way = direct ? std::vector<std::size_t>() : wayTo(service);
    for (std::size_t i = 0; i < way.size(); ++i) {
        const auto above = static_cast<Micros>(way.size() - i);
        add(making, way[i], start - above * 800, line.at + above * 500, nullptr);
    }
    add(making, service, start, line.at, &pod);
    if (line.failed())
        making.trace.spans.back().events.push_back(
            {line.at, {{"event", std::string("error")}, {"message", line.error}}});
    addCalls(making, service, start, line.at);
    return std::move(making.trace);
}

} // namespace understudy::cluster
