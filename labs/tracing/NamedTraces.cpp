#include "labs/tracing/NamedTraces.h"

#include "labs/clock/Noise.h"
#include "labs/tracing/Services.h"
#include "labs/tracing/TraceId.h"

#include <algorithm>
#include <set>

namespace understudy::cluster {

namespace {

Micros endOf(const Trace& trace) { return trace.spans[0].start + trace.spans[0].duration; }

void add(Trace& trace, const ScriptedSpan& scripted, const std::string& parent, Micros start) {
    Span span;
    span.id = sixteenDigits(hashOf(trace.id, trace.spans.size() + 1) | 1);
    span.parent = parent;
    span.service = scripted.service;
    span.operation = scripted.operation;
    span.start = start;
    span.duration = scripted.lasts;
    for (const auto& [key, value] : scripted.tags)
        span.tags.push_back({key, value});
    if (!scripted.error.empty()) {
        span.tags.push_back({"error", true});
        span.events.push_back(
            {start + scripted.lasts, {{"event", std::string("error")}, {"message", scripted.error}}});
    }
    span.process = {{"hostname", scripted.service + "-0"}};
    const std::string id = span.id;
    trace.spans.push_back(std::move(span));
    Micros next = start;
    for (const auto& child : scripted.spans) {
        const Micros from = child.after ? start + *child.after : next;
        add(trace, child, id, from);
        next = from + child.lasts;
    }
}

} // namespace

void NamedTraces::plan(const std::vector<ScriptedTrace>& scripted) {
    for (const auto& each : scripted) {
        Trace trace;
        trace.id = idOfAlias(each.alias);
        trace.alias = each.alias;
        add(trace, each.root, "", each.at);
        m_all.push_back(std::move(trace));
    }
    std::stable_sort(m_all.begin(), m_all.end(),
                     [](const Trace& a, const Trace& b) { return a.spans[0].start > b.spans[0].start; });
}

std::map<std::string, std::vector<std::string>> NamedTraces::operations() const {
    return operationsOf(m_all);
}

void NamedTraces::each(const std::string& service, Micros from, Micros to, const Take& take) const {
    for (const Trace& trace : m_all) {
        if (touches(trace, service) && trace.spans[0].start >= from && endOf(trace) <= to && !take(trace))
            return;
    }
}

std::optional<Trace> NamedTraces::find(const std::string& id, Micros now) const {
    for (const Trace& trace : m_all)
        if ((trace.id == id || trace.alias == id) && endOf(trace) <= now)
            return trace;
    return std::nullopt;
}

} // namespace understudy::cluster
