#include "labs/podweb/RawPort.h"

#include "labs/podweb/PodWeb.h"
#include "labs/podweb/Redis.h"

namespace understudy::podweb {

using namespace cluster;

namespace {

constexpr std::size_t mostHead = 64 * 1024, mostBody = 1024 * 1024;

} // namespace

RawPort::RawPort(const World& world, std::shared_ptr<const Pod> pod, int port, bool local)
    : m_world(world)
    , m_pod(std::move(pod))
    , m_port(port)
    , m_local(local)
    , m_reader(mostHead, mostBody) {
    const auto found = m_pod ? PodWeb(world).listens(*m_pod, port, local) : PodWeb::Port::Closed;
    m_kind = found == PodWeb::Port::Closed  ? Kind::Closed
             : found == PodWeb::Port::Http  ? Kind::Http
             : found == PodWeb::Port::Redis ? Kind::Redis
                                            : Kind::Other;
}

RawPort::Reply RawPort::receive(std::string_view bytes) {
    m_in += bytes;
    return m_kind == Kind::Http ? http() : m_kind == Kind::Redis ? redis() : Reply{"", 0, true};
}

RawPort::Reply RawPort::http() {
    Reply reply;
    for (;;) {
        const auto state = m_reader.read(m_in);
        if (state == http::RequestReader::State::Expects) {
            reply.bytes += "HTTP/1.1 100 Continue\r\n\r\n";
            continue;
        }
        if (state == http::RequestReader::State::NeedsMore)
            return reply;
        const std::string date = toRfc3339(m_world.epoch() + m_world.now());
        reply.closes = true;
        if (state == http::RequestReader::State::Refused) {
            WebAnswer answer{m_reader.status(), "text/plain; charset=utf-8", "", 0, {}};
            answer.body = WebAnswer::reason(answer.status) + "\n";
            reply.bytes += answer.http(date, true);
            return reply;
        }
        const bool head = m_reader.isHead();
        const http::Request request = m_reader.take();
        const WebAnswer answer =
            PodWeb(m_world).ask(*m_pod, {head ? "HEAD" : request.method, request.target, m_port, m_local});
        reply.bytes += answer.http(date, !head);
        reply.takes = answer.takes;
        return reply;
    }
}

RawPort::Reply RawPort::redis() {
    Reply reply;
    for (;;) {
        const auto command = takeRedisCommand(m_in);
        if (!command) {
            reply.closes = reply.closes || m_in.size() > mostHead;
            return reply;
        }
        if (command->empty())
            continue;
        reply.bytes += Redis(m_world, *m_pod).answer(*command);
        reply.takes = 400;
        if (reply.bytes.size() > mostBody) {
            reply.closes = true;
            return reply;
        }
    }
}

} // namespace understudy::podweb
