#pragma once

#include "labs/tracing/ReceivedTraces.h"
#include "labs/tracing/RequestTraces.h"

namespace understudy::cluster {

/// All traces there are: of requests, of other parts of the model, and those that were sent in.
class TraceBook final {
public:
    TraceBook(const ServiceModel& model, const Noise& noise, Micros start)
        : m_requests(model, noise, start)
        , m_sources{&m_requests, &m_received} {}
    TraceBook(const TraceBook&) = delete;
    TraceBook& operator=(const TraceBook&) = delete;

    /// Another part's; it must live as long.
    void add(const TraceSource& source) { m_sources.push_back(&source); }
    ReceivedTraces& received() { return m_received; }
    const RequestTraces& requests() const { return m_requests; }
    const std::vector<const TraceSource*>& sources() const { return m_sources; }

private:
    RequestTraces m_requests;
    ReceivedTraces m_received;
    std::vector<const TraceSource*> m_sources;
};

} // namespace understudy::cluster
