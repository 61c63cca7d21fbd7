#include "labs/tracing/RequestTraces.h"

#include "labs/tracing/TraceId.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace understudy::cluster {

namespace {

constexpr double sampled = 0.01;
constexpr std::size_t mostLookedAt = 20'000;
constexpr std::size_t keptSeconds = 64;
constexpr std::uint32_t mostOfASecond = 1U << 20;
constexpr std::int64_t secondsBefore = 1 << 27; ///< moments before the start of the lab are numbers too
constexpr std::array routes{"GET /v3/vms",      "GET /v3/nodes", "POST /v3/migrations", "GET /v3/migrations",
                            "GET /v3/sessions", "POST /v3/vms",  "GET /v3/metrics",     "PUT /v3/vms"};

std::string databaseOf(const std::string& service) {
    return service.starts_with("postgres") ? "postgresql" : "";
}

} // namespace

/// One trace while it is put together.
struct RequestTraces::Making {
    const Second& of;
    std::string key; ///< of the noise
    std::string route;
    std::optional<std::size_t> culprit; ///< the service that fails
    Trace trace;
    Micros at = 0; ///< where the next piece of work begins
    bool failed = false;
    std::int64_t draws = 0;
};

std::string RequestTraces::operationOf(const Workload& work, const std::string& route) {
    if (work.name.starts_with("postgres") || work.name == "pgbouncer")
        return "SELECT users";
    if (work.name == "auth-service")
        return "POST /v3/sessions/check";
    return route;
}

RequestTraces::RequestTraces(const ServiceModel& model, const Noise& noise, Micros start)
    : m_model(model)
    , m_noise(noise)
    , m_start(start) {
    m_edge = model.indexOf("production", "ingress");
    if (!m_edge)
        m_edge = model.indexOf("production", "api-gateway");
}

std::map<std::string, std::vector<std::string>> RequestTraces::operations() const {
    std::map<std::string, std::vector<std::string>> all;
    if (!m_edge)
        return all;
    std::set<std::string> reached{m_model.services()[*m_edge]->name};
    for (auto at = m_model.services().rbegin(); at != m_model.services().rend(); ++at)
        if (reached.contains((*at)->name))
            for (const auto& [name, share] : (*at)->load.calls)
                reached.insert(name);
    for (const Workload* work : m_model.services()) {
        if (work->ns != "production" || !reached.contains(work->name))
            continue;
        std::set<std::string> names;
        for (const char* route : routes)
            names.insert(operationOf(*work, route));
        all[work->name].assign(names.begin(), names.end());
        if (work->load.sessionMs > 0)
            all[work->name].push_back("redis GET session");
    }
    return all;
}

std::map<std::pair<std::string, std::string>, double> RequestTraces::calls(Micros when) const {
    std::map<std::pair<std::string, std::string>, double> all;
    const auto states = m_model.at(when);
    for (std::size_t i = 0; i < states.size(); ++i)
        for (const auto& [name, share] : m_model.services()[i]->load.calls)
            if (const double rate = states[i].rps * weightOf(i, name, share, when); rate > 0)
                all[{m_model.services()[i]->name, name}] = rate;
    return all;
}

double RequestTraces::weightOf(std::size_t caller, const std::string&, double share, Micros when) const {
    const bool signsIn = m_model.services()[caller]->load.sessionMs > 0;
    return share * (signsIn ? std::min(1.0, m_model.databaseShare(when)) : 1);
}

const RequestTraces::Second& RequestTraces::second(std::int64_t number) const {
    for (const Second& each : m_seconds)
        if (each.number == number)
            return each;
    if (m_seconds.size() >= keptSeconds)
        m_seconds.pop_front();
    Second fresh;
    fresh.number = number;
    fresh.states = m_model.at(number * cluster::second);
    const ServiceState& edge = fresh.states[*m_edge];
    const auto whole = [&](double count, const char* name) {
        const double low = std::floor(count);
        return static_cast<std::uint32_t>(
            std::clamp(low + (m_noise.uniform(name, number) < count - low ? 1 : 0), 0.0, 100'000.0));
    };
    fresh.sound = whole(edge.rps * (1 - edge.error) * sampled, "traces/sound");
    fresh.failed = whole(edge.rps * edge.error, "traces/failed");
    m_seconds.push_back(std::move(fresh));
    return m_seconds.back();
}

void RequestTraces::each(const std::string& service, Micros from, Micros to, const Take& take) const {
    if (!m_edge || !operations().contains(service))
        return;
    std::size_t looked = 0;
    const Micros first = std::max(from, m_start);
    for (std::int64_t number = to / cluster::second; number * cluster::second >= first - cluster::second;
         --number) {
        const Second of = second(number);
        std::vector<Trace> traces;
        for (std::uint32_t index = 0; index < of.sound + of.failed; ++index) {
            Trace trace = make(of, index);
            const Micros at = trace.spans[0].start;
            const bool there = std::any_of(trace.spans.begin(), trace.spans.end(),
                                           [&](const Span& span) { return span.service == service; });
            if (there && at >= from && at + trace.spans[0].duration <= to)
                traces.push_back(std::move(trace));
            if (++looked >= mostLookedAt)
                break;
        }
        std::stable_sort(traces.begin(), traces.end(),
                         [](const Trace& a, const Trace& b) { return a.spans[0].start > b.spans[0].start; });
        for (const Trace& trace : traces)
            if (!take(trace))
                return;
        if (looked >= mostLookedAt)
            return;
    }
}

std::optional<Trace> RequestTraces::find(const std::string& id, Micros now) const {
    const auto read = plainOf(id);
    if (!m_edge || !read)
        return std::nullopt;
    const std::uint64_t plain = *read;
    const auto index = static_cast<std::uint32_t>(plain & (mostOfASecond - 1));
    const auto number = static_cast<std::int64_t>((plain >> 20) & 0xfffffffULL) - secondsBefore;
    if ((plain >> 48) != 0x5ead || number * cluster::second < m_start || number * cluster::second > now)
        return std::nullopt;
    const Second of = second(number);
    if (index >= of.sound + of.failed)
        return std::nullopt;
    Trace trace = make(of, index);
    if (trace.spans[0].start + trace.spans[0].duration > now)
        return std::nullopt;
    return trace;
}

/// The service whose own work fails, by how often each does.
std::size_t RequestTraces::culprit(const Second& of, const std::string& key) const {
    std::size_t at = *m_edge;
    for (int depth = 0; depth < 10; ++depth) {
        const double all = of.states[at].error;
        double draw = m_noise.uniform(key + "/culprit", depth) * all;
        std::optional<std::size_t> next;
        for (const auto& [name, share] : m_model.services()[at]->load.calls) {
            const auto called = m_model.indexOf("production", name);
            if (!called)
                continue;
            draw -= weightOf(at, name, share, of.number * cluster::second) * of.states[*called].error;
            if (draw < 0) {
                next = called;
                break;
            }
        }
        if (!next)
            return at;
        at = *next;
    }
    return at;
}

Trace RequestTraces::make(const Second& of, std::uint32_t index) const {
    Making making{
        of, "trace/" + std::to_string(of.number) + "/" + std::to_string(index), {}, {}, {}, 0, false, 0};
    const std::uint64_t place = static_cast<std::uint64_t>(of.number + secondsBefore);
    making.trace.id = traceIdOf((0x5eadULL << 48) | (place << 20) | index);
    making.route =
        routes[static_cast<std::size_t>(m_noise.below(static_cast<int>(routes.size()), making.key, 0))];
    making.at = of.number * cluster::second +
                static_cast<Micros>(m_noise.uniform(making.key, 1) * static_cast<double>(cluster::second));
    if (index >= of.sound)
        making.culprit = culprit(of, making.key);
    span(making, *m_edge, "");
    return std::move(making.trace);
}

void RequestTraces::cacheSpan(Making& making, const std::string& parent, double ms) const {
    Span span;
    span.id = sixteenDigits(
        m_noise.bits(making.key + "/span", static_cast<std::int64_t>(making.trace.spans.size())));
    span.parent = parent;
    span.service = making.trace.spans.back().service;
    span.operation = "redis GET session";
    span.process = making.trace.spans.back().process;
    span.start = making.at;
    span.duration = static_cast<Micros>(ms * 1000);
    span.tags = {{"span.kind", std::string("client")}, {"db.system", std::string("redis")}};
    if (ms > 5) {
        span.tags.push_back({"error", true});
        span.events.push_back({making.at + span.duration,
                               {{"event", std::string("error")},
                                {"message", std::string("dial tcp redis:6379: i/o timeout")}}});
    }
    making.at += span.duration;
    making.trace.spans.push_back(std::move(span));
}

void RequestTraces::span(Making& making, std::size_t service, const std::string& parent) const {
    const Workload& work = *m_model.services()[service];
    const ServiceState& state = making.of.states[service];
    const Micros when = making.of.number * cluster::second;
    const std::size_t place = making.trace.spans.size();
    making.trace.spans.emplace_back();
    {
        Span& span = making.trace.spans.back();
        span.id = sixteenDigits(m_noise.bits(making.key + "/span", static_cast<std::int64_t>(place)));
        span.parent = parent;
        span.service = work.name;
        span.operation = operationOf(work, making.route);
        span.start = making.at;
        span.process = {
            {"hostname", work.name + "-" +
                             std::to_string(m_noise.below(std::max(1, state.ready), making.key + "/pod",
                                                          static_cast<std::int64_t>(place)))},
            {"image", work.image}};
    }
    const std::string id = making.trace.spans[place].id;
    double ownMs = state.p50Ms, ownShift = state.shiftMs;
    std::vector<std::pair<std::size_t, double>> calls;
    for (const auto& [name, share] : work.load.calls)
        if (const auto called = m_model.indexOf("production", name)) {
            const double weight = weightOf(service, name, share, when);
            ownMs -= weight * making.of.states[*called].p50Ms;
            ownShift -= weight * making.of.states[*called].shiftMs;
            calls.emplace_back(*called, weight);
        }
    const double spread =
        std::exp(ServiceModel::sigma * m_noise.normal(making.key + "/own", static_cast<std::int64_t>(place)));
    double own = std::max(0.05, ownMs) * spread;
    const bool signsIn = work.load.sessionMs > 0;
    making.at += static_cast<Micros>(own * 400);
    if (signsIn) {
        const bool down = !m_model.cacheUp(when);
        cacheSpan(making, id, down ? work.load.sessionMs : 0.4);
        ownShift -= down ? work.load.sessionMs : 0;
    }
    own += std::max(0.0, ownShift);
    bool stopped = making.culprit == service;
    for (const auto& [called, weight] : calls) {
        if (stopped || m_noise.uniform(making.key + "/call", ++making.draws) >= weight)
            continue;
        span(making, called, id);
        stopped = making.failed; // what failed is not gone on with
    }
    making.at += static_cast<Micros>(std::max(0.0, own - std::max(0.05, ownMs) * spread * 0.4) * 1000);
    making.failed = making.failed || making.culprit == service;
    Span& span = making.trace.spans[place];
    span.duration = std::max<Micros>(1, making.at - span.start);
    const std::string database = databaseOf(work.name);
    span.tags = {{"span.kind", std::string("server")}};
    if (!database.empty()) {
        span.tags.push_back({"db.system", database});
        span.tags.push_back({"db.statement", std::string("SELECT * FROM users WHERE id = $1")});
    } else {
        const auto space = making.route.find(' ');
        span.tags.push_back({"http.method", making.route.substr(0, space)});
        span.tags.push_back({"http.target", making.route.substr(space + 1)});
        span.tags.push_back({"http.status_code", std::int64_t(making.failed ? 500 : 200)});
    }
    if (making.failed)
        span.tags.push_back({"error", true});
    if (making.culprit == service)
        span.events.push_back(
            {making.at,
             {{"event", std::string("error")},
              {"message", std::string(state.use > 1 ? "no worker free within 2s"
                                                    : "the request failed in " + work.name)}}});
}

} // namespace understudy::cluster
