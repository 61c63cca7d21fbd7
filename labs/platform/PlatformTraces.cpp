#include "labs/platform/PlatformTraces.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace understudy::cluster {

namespace {

std::string hex(std::uint64_t bits) {
    char text[24];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return text;
}

Micros micros(double seconds) { return static_cast<Micros>(std::llround(seconds * second)); }

/// Builds a trace span by span; each gets an id of its own.
class Builder final {
public:
    Builder(const Migration& one, const Noise& noise, Micros now)
        : m_one(one)
        , m_noise(noise)
        , m_now(now) {}
    /// What did not begin yet is left out, what still runs lasts until now. Returns the id.
    std::string add(const char* operation, const std::string& parent, Micros start, Micros duration,
                    const std::string& node, const char* component, Tags more = {}) {
        const std::string id = hex(m_noise.bits("span/" + m_one.id + operation, 0) | 1);
        if (start > m_now)
            return id;
        Span span{id, parent, "dwcp-v3", operation, start, std::min(duration, m_now - start), {}, {}, {}};
        span.tags = {{"vm.id", m_one.vm},
                     {"source.node", m_one.source},
                     {"dest.node", m_one.target},
                     {"network.mode", std::string(nameOf(m_one.mode))},
                     {"component", std::string(component)},
                     {"migration.id", m_one.id}};
        for (auto& tag : more)
            span.tags.push_back(std::move(tag));
        span.process = {{"hostname", node}, {"version", std::string("v3.0.0")}};
        m_trace.spans.push_back(std::move(span));
        return id;
    }
    Trace take(std::string id) {
        m_trace.id = std::move(id);
        m_trace.alias = m_one.id;
        return std::move(m_trace);
    }

private:
    const Migration& m_one;
    const Noise& m_noise;
    Micros m_now;
    Trace m_trace;
};

void decide(Builder& build, const Migration& one, const std::string& root, const std::string& leader) {
    const Micros placed = micros(one.placement), predicted = micros(one.prediction), vote = micros(one.vote);
    Micros at = one.started;
    const auto placement = build.add("placement_decision", root, at, placed, leader, "itp");
    build.add("resource_discovery", placement, at, placed / 4, leader, "itp");
    build.add("constraint_solving", placement, at + placed / 4, placed * 6 / 10, leader, "itp");
    build.add("target_selection", placement, at + placed / 4 + placed * 6 / 10,
              placed - placed / 4 - placed * 6 / 10, leader, "itp");
    at += placed;
    const auto prediction = build.add("network_prediction", root, at, predicted, leader, "pba");
    build.add("metrics_collection", prediction, at, predicted / 5, leader, "pba");
    build.add("lstm_inference", prediction, at + predicted / 5, predicted - predicted / 5, leader, "pba");
    at += predicted;
    const Micros edge = std::min<Micros>(100'000, vote / 20);
    const auto voting = build.add("consensus_voting", root, at, vote, leader, "acp");
    build.add("propose_request", voting, at, edge, leader, "acp");
    build.add("vote_collection", voting, at + edge, vote - 2 * edge, leader, "acp");
    build.add("commit_decision", voting, at + vote - edge, edge, leader, "acp");
}

void move(Builder& build, const Migration& one, const std::string& root) {
    if (one.transferFrom == 0)
        return;
    const Micros end = one.transferTo != 0 ? one.transferTo : one.ended.value_or(one.transferFrom + day);
    const Micros lasts = end - one.transferFrom;
    const Tags sent{{"bytes.wire", static_cast<std::int64_t>(one.wireMbit * 125000)},
                    {"amst.streams", static_cast<std::int64_t>(one.streams)},
                    {"hde.level", static_cast<std::int64_t>(one.level)}};
    const auto transfer =
        build.add("memory_transfer", root, one.transferFrom, lasts, one.source, "amst", sent);
    // The parts of the pipeline run side by side; the line is what they wait for.
    build.add("compression", transfer, one.transferFrom, lasts * 19 / 100, one.source, "hde");
    build.add("deduplication", transfer, one.transferFrom, lasts * 12 / 100, one.source, "hde");
    build.add("amst_transmission", transfer, one.transferFrom + lasts / 100, lasts * 96 / 100, one.source,
              "amst", sent);
    build.add("decompression", transfer, one.transferFrom + lasts * 85 / 100, lasts * 12 / 100, one.target,
              "hde");
    if (one.transferTo == 0)
        return;
    const auto update =
        build.add("state_update", root, one.transferTo, micros(startSeconds), one.target, "ass");
    build.add("local_update", update, one.transferTo, 10'000, one.target, "ass");
    build.add("gossip_propagation", update, one.transferTo + 10'000, micros(startSeconds) - 10'000,
              one.target, "ass");
}

} // namespace

std::map<std::string, std::vector<std::string>> PlatformTraces::operations() const {
    if (!m_platform.on())
        return {};
    return {
        {"dwcp-v3", {"amst_transmission",  "commit_decision",    "compression",          "consensus_voting",
                     "constraint_solving", "decompression",      "deduplication",        "gossip_propagation",
                     "local_update",       "lstm_inference",     "memory_transfer",      "metrics_collection",
                     "network_prediction", "placement_decision", "propose_request",      "resource_discovery",
                     "state_update",       "target_selection",   "vm_migration_request", "vote_collection"}}};
}

std::string PlatformTraces::idOf(const Migration& one) const {
    return hex(m_platform.noise().bits("trace/" + one.id, one.started)) +
           hex(m_platform.noise().bits("trace/" + one.id, one.started + 1));
}

Trace PlatformTraces::traceOf(const Migration& one, Micros now) const {
    Builder build(one, m_platform.noise(), now);
    const auto& controllers = m_platform.members.controllers();
    const std::string leader = controllers.front().id;
    Tags outcome{{"migration.status", std::string(nameOf(one.phase))}};
    if (one.phase == Migration::Phase::Failed) {
        outcome.push_back({"error", true});
        outcome.push_back({"error.message", one.why});
    }
    const auto root = build.add("vm_migration_request", "", one.started,
                                one.ended.value_or(std::max(now, one.started)) - one.started, leader,
                                "orchestrator", outcome);
    decide(build, one, root, leader);
    move(build, one, root);
    return build.take(idOf(one));
}

void PlatformTraces::each(const std::string& service, Micros from, Micros to, const Take& take) const {
    if (service != "dwcp-v3")
        return;
    std::vector<const Migration*> found;
    for (const auto& one : m_platform.migrations.all())
        if (one.started >= from && one.started <= to)
            found.push_back(&one);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->started > b->started; });
    for (const auto* one : found)
        if (!take(traceOf(*one, m_platform.now())))
            return;
}

std::optional<Trace> PlatformTraces::find(const std::string& id, Micros now) const {
    for (const auto& one : m_platform.migrations.all())
        if (one.started <= now && (one.id == id || idOf(one) == id))
            return traceOf(one, now);
    return std::nullopt;
}

} // namespace understudy::cluster
