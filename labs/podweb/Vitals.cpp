#include "labs/podweb/Vitals.h"

#include <algorithm>

namespace understudy::podweb {

using namespace cluster;

namespace {

constexpr double leakyRps = 20; ///< leaky-service takes no part in the requests at the edge

double leakedBytes(const World& world, const Pod& pod, Micros started) {
    double bytes = 0;
    for (const auto& leak : world.model().disturbed.leaks) {
        if (leak.ns != pod.meta.ns || leak.app != appOf(pod) || leak.image != pod.containers[0].image)
            continue;
        const Micros from = std::max(started, leak.from);
        const Micros to = leak.until ? std::min(world.now(), *leak.until) : world.now();
        if (to > from)
            bytes += leak.bytesPerHour * static_cast<double>(to - from) / static_cast<double>(hour);
    }
    return bytes;
}

/// Requests that one of the service's pods answered since that moment.
double answeredSince(const World& world, std::size_t service, Micros from) {
    const auto& timeline = world.series().timeline();
    const auto last = timeline.tickAt(world.now());
    if (!last)
        return 0;
    const auto& counts = timeline.services()[service];
    const auto sum = [&counts](std::size_t tick) {
        return counts.ok[tick] + counts.notFound[tick] + counts.failed[tick] + counts.unavailable[tick];
    };
    const auto first = timeline.tickAt(from);
    // Divided by the pods the service was made for, not by those there are now: a counter never falls.
    const int pods = std::max(1, world.model().services()[service]->replicas);
    return (sum(*last) - (first ? sum(*first) : 0)) / pods;
}

} // namespace

std::string appOf(const Pod& pod) {
    const auto label = pod.meta.labels.find("app");
    return label == pod.meta.labels.end() ? pod.meta.name : label->second;
}

bool isGoService(const Pod& pod) {
    return !pod.spec.containers.empty() && pod.spec.containers[0].image.starts_with("dwcp/") &&
           !pod.spec.containers[0].image.starts_with("dwcp/kafka") &&
           !pod.spec.containers[0].image.starts_with("dwcp/pgbouncer");
}

pprof::Vitals vitalsOf(const World& world, const Pod& pod) {
    pprof::Vitals out;
    out.app = appOf(pod);
    out.binary = "/app/" + out.app;
    out.leaky = out.app == "leaky-service";
    out.unixNanos = (world.epoch() + world.now()) * 1000;
    const Micros started = pod.containers.empty() ? world.now() : pod.containers[0].state.started;
    out.uptimeNanos = (world.now() - started) * 1000;
    if (pod.containers.empty())
        return out;
    const double leaked = leakedBytes(world, pod, started);
    out.openConnections = static_cast<std::int64_t>(leaked) / pprof::connectionBytes;
    if (const auto usage = world.usage(pod)) {
        out.cores = usage->first;
        out.baseBytes = std::max(usage->second - leaked, 16.0 * 1048576);
    }
    const auto service = world.model().indexOf(pod.meta.ns, out.app);
    if (out.leaky || !service) {
        out.rps = out.leaky ? leakyRps : 0.1;
        out.requests = out.rps * static_cast<double>(world.now() - started) / static_cast<double>(second);
        return out;
    }
    const auto& timeline = world.series().timeline();
    if (const auto tick = timeline.tickAt(world.now())) {
        const ServiceState& state = timeline.state(*tick, *service);
        out.rps = state.ready > 0 ? state.rps / state.ready : 0;
        out.requests = answeredSince(world, *service, started);
    }
    return out;
}

} // namespace understudy::podweb
