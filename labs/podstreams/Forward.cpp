#include "labs/podstreams/Forward.h"

#include <algorithm>

namespace understudy::podstreams {

using namespace cluster;

namespace {
constexpr Micros shortWait = 250'000; ///< of virtual time: not worth waiting for a beat
}

Forward::Forward(std::unique_ptr<Wire> wire, podshell::Place place)
    : Session(std::move(wire))
    , m_connection({[this](Id id, const spdy::Headers& headers) { opened(id, headers); },
                    [this](Id id, std::string_view bytes) { received(id, bytes); },
                    [this](Id id) { ended(id); },
                    [this](Id id) {
                        std::erase_if(m_links, [id](const auto& each) { return each.second.data == id; });
                    }})
    , m_place(std::move(place)) {}

void Forward::opened(Id stream, const spdy::Headers& headers) {
    Link& link = m_links[spdy::valueOf(headers, "requestid")];
    link.port = std::atoi(spdy::valueOf(headers, "port").c_str());
    if (spdy::valueOf(headers, "streamtype") == "error") {
        link.errors = stream;
    } else {
        link.data = stream;
        connect(link);
    }
}

void Forward::connect(Link& link) {
    link.end = std::make_unique<podweb::RawPort>(m_place.now(), m_place.here(), link.port, true);
    if (link.end->speaks())
        return;
    const std::string port = std::to_string(link.port);
    const std::string why = !link.end->listens()
                                ? "connect: connection refused"
                                : "the lab does not speak what this port speaks; use kubectl exec";
    if (link.errors)
        m_connection.send(*link.errors, "error forwarding port " + port + " to pod " + m_place.uid +
                                            ", uid : failed to dial " + port +
                                            ": dial tcp4 127.0.0.1:" + port + ": " + why);
    link.closes = true;
}

void Forward::received(Id stream, std::string_view bytes) {
    for (auto& [request, link] : m_links) {
        if (link.data != stream || !link.end || link.closes || !m_place.alive())
            continue;
        const auto reply = link.end->receive(bytes);
        link.waiting += reply.bytes;
        link.closes = link.closes || reply.closes;
        link.due = m_place.now().now() + (reply.takes <= shortWait ? 0 : reply.takes);
    }
}

void Forward::ended(Id stream) {
    for (auto& [request, link] : m_links)
        if (link.data == stream)
            link.closes = true;
}

void Forward::close(Link& link) {
    if (link.data)
        m_connection.end(*link.data);
    if (link.errors)
        m_connection.end(*link.errors);
}

void Forward::work(std::size_t room) {
    m_gone = !m_place.here();
    const Micros now = m_place.now().now();
    for (auto each = m_links.begin(); each != m_links.end();) {
        Link& link = each->second;
        if (link.data && !link.waiting.empty() && link.due <= now) {
            const std::size_t part = std::min(room, link.waiting.size());
            m_connection.send(*link.data, std::string_view(link.waiting).substr(0, part));
            link.waiting.erase(0, part);
            room -= part;
        }
        const bool over = m_gone || (link.data && link.closes && link.waiting.empty());
        if (over)
            close(link);
        each = over ? m_links.erase(each) : std::next(each);
    }
}

} // namespace understudy::podstreams
