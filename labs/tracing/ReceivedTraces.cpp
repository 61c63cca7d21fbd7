#include "labs/tracing/ReceivedTraces.h"

#include "labs/tracing/Services.h"

#include <algorithm>
#include <set>

namespace understudy::cluster {

namespace {

/// The root first: a span whose parent is none of the trace's, the earliest of them.
Trace ordered(Trace trace) {
    std::set<std::string> ids;
    for (const Span& span : trace.spans)
        ids.insert(span.id);
    std::stable_sort(trace.spans.begin(), trace.spans.end(), [&](const Span& a, const Span& b) {
        const bool rootA = !ids.contains(a.parent), rootB = !ids.contains(b.parent);
        return rootA != rootB ? rootA : a.start < b.start;
    });
    return trace;
}

} // namespace

std::size_t ReceivedTraces::add(std::vector<Sent> spans) {
    std::size_t refused = 0;
    for (Sent& sent : spans) {
        auto trace = std::find_if(m_traces.rbegin(), m_traces.rend(),
                                  [&](const Trace& each) { return each.id == sent.trace; });
        if (trace == m_traces.rend()) {
            m_traces.push_back({sent.trace, "", {}});
            trace = m_traces.rbegin();
        }
        auto& known = trace->spans;
        const auto again = std::find_if(known.begin(), known.end(),
                                        [&](const Span& each) { return each.id == sent.span.id; });
        if (again != known.end()) {
            *again = std::move(sent.span);
        } else if (known.size() >= mostSpansOfOne) {
            ++refused;
        } else {
            known.push_back(std::move(sent.span));
            ++m_spans;
        }
        while (m_traces.size() > 1 && (m_traces.size() > mostTraces || m_spans > mostSpans)) {
            m_spans -= m_traces.front().spans.size();
            m_traces.pop_front();
        }
    }
    return refused;
}

std::map<std::string, std::vector<std::string>> ReceivedTraces::operations() const {
    return operationsOf(m_traces);
}

void ReceivedTraces::each(const std::string& service, Micros from, Micros to, const Take& take) const {
    std::vector<Trace> found;
    for (const Trace& trace : m_traces) {
        if (!touches(trace, service))
            continue;
        Trace each = ordered(trace);
        if (each.spans[0].start >= from && each.spans[0].start <= to)
            found.push_back(std::move(each));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Trace& a, const Trace& b) { return a.spans[0].start > b.spans[0].start; });
    for (const Trace& trace : found)
        if (!take(trace))
            return;
}

std::optional<Trace> ReceivedTraces::find(const std::string& id, Micros) const {
    for (const Trace& trace : m_traces)
        if (trace.id == id && !trace.spans.empty())
            return ordered(trace);
    return std::nullopt;
}

} // namespace understudy::cluster
