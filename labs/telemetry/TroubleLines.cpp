#include "labs/telemetry/TroubleLines.h"

namespace understudy::cluster {

namespace {

bool concerns(const Disturbances::Saying& saying, const Pod& pod, const std::string& app) {
    return saying.ns == pod.meta.ns && (saying.node.empty() || saying.node == pod.node) &&
           (saying.pod.empty() || saying.pod == pod.meta.name) &&
           (saying.app.empty() || saying.app == app || pod.meta.name.starts_with(saying.app + "-"));
}

const char* wordOf(Circuits::State state) {
    return state == Circuits::State::Open       ? "open"
           : state == Circuits::State::HalfOpen ? "half-open"
                                                : "closed";
}

} // namespace

void TroubleLines::each(const Pod& pod, const std::string& app, Micros from, Micros to,
                        const Take& take) const {
    for (const auto& saying : m_model.disturbed.sayings)
        if (concerns(saying, pod, app))
            says(saying, pod, from, to, take);
    breakers(pod, app, from, to, take);
}

void TroubleLines::says(const Disturbances::Saying& saying, const Pod& pod, Micros from, Micros to,
                        const Take& take) const {
    const auto prints = [&](Micros at, const std::string& text) {
        if (at > from && at <= to && saying.holds(at))
            take(at, text);
    };
    if (saying.every <= 0)
        return prints(saying.from, saying.texts.at(0));
    const Micros begin = std::max(from, saying.from), end = std::min(to, saying.until.value_or(to));
    const std::string key = "saying/" + pod.meta.uid + saying.texts.at(0);
    const auto count = static_cast<std::int64_t>(saying.texts.size());
    for (std::int64_t n = std::max<Micros>(0, (begin - saying.from) / saying.every - 1);; ++n) {
        const Micros at = saying.from + n * saying.every +
                          static_cast<Micros>(m_noise.uniform(key, n) * static_cast<double>(saying.every));
        if (at > end)
            return;
        prints(at, saying.texts[static_cast<std::size_t>(n % count)]);
    }
}

void TroubleLines::breakers(const Pod& pod, const std::string& app, Micros from, Micros to,
                            const Take& take) const {
    const auto service = m_model.indexOf(pod.meta.ns, app);
    if (!service)
        return;
    const auto& circuits = m_model.circuits();
    for (const auto& turn : circuits.turns(from - second, to)) {
        const Call& call = circuits.calls()[turn.call];
        // Each pod has a breaker of its own; they do not notice in the same moment.
        const Micros at =
            turn.at + static_cast<Micros>(m_noise.uniform("breaker/" + pod.meta.uid, turn.at) * second);
        if (call.caller != *service || at <= from || at > to)
            continue;
        take(at, std::string("level=") + (turn.to == Circuits::State::Open ? "warn" : "info") +
                     " service=" + app + " msg=\"circuit breaker " + wordOf(turn.to) +
                     "\" upstream=" + m_model.services()[call.called]->name +
                     " failed=" + std::to_string(static_cast<int>(turn.failed * 100)) + "%");
    }
}

} // namespace understudy::cluster
