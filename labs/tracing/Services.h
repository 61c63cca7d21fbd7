#pragma once

#include "labs/signals/TraceSource.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace understudy::cluster {

/// Which operations the services of some traces have, both in order.
template <typename Traces>
std::map<std::string, std::vector<std::string>> operationsOf(const Traces& traces) {
    std::map<std::string, std::set<std::string>> names;
    for (const Trace& trace : traces)
        for (const Span& span : trace.spans)
            names[span.service].insert(span.operation);
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& [service, operations] : names)
        all[service].assign(operations.begin(), operations.end());
    return all;
}

/// Whether a span of the trace is of that service.
inline bool touches(const Trace& trace, const std::string& service) {
    return std::any_of(trace.spans.begin(), trace.spans.end(),
                       [&](const Span& span) { return span.service == service; });
}

} // namespace understudy::cluster
