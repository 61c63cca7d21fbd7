#pragma once

#include "labs/tracing/NamedTraces.h"
#include "labs/tracing/ReceivedTraces.h"
#include "labs/tracing/RequestLines.h"
#include "labs/tracing/RequestTraces.h"

namespace understudy::cluster {

/// All traces there are: of requests, those that a scenario names, of other parts of the model, and those
/// that were sent in.
class TraceBook final {
public:
    TraceBook(const ServiceModel& model, const Ledger& ledger, const Noise& noise, Micros start)
        : m_requests(model, noise, start)
        , m_lines(model, ledger, noise)
        , m_sources{&m_requests, &m_lines, &m_named, &m_received} {}
    TraceBook(const TraceBook&) = delete;
    TraceBook& operator=(const TraceBook&) = delete;

    /// Another part's; it must live as long.
    void add(const TraceSource& source) { m_sources.push_back(&source); }
    ReceivedTraces& received() { return m_received; }
    NamedTraces& named() { return m_named; }
    const RequestTraces& requests() const { return m_requests; }
    const RequestLines& lines() const { return m_lines; }
    const std::vector<const TraceSource*>& sources() const { return m_sources; }

private:
    RequestTraces m_requests;
    RequestLines m_lines;
    NamedTraces m_named;
    ReceivedTraces m_received;
    std::vector<const TraceSource*> m_sources;
};

} // namespace understudy::cluster
