// What the owner of an answer does to its connection.
#include "core/http/Connection.h"

namespace understudy::http {

void Connection::reply(std::uint64_t exchange, Response response) {
    if (!answers(exchange) || m_state != State::Answering)
        return;
    const auto framing = isBodiless(response.status) ? Framing::None : Framing::Length;
    m_keepAlive = m_keepAlive && !m_house.closing;
    std::string bytes = headOf(response, framing, m_keepAlive);
    if (framing == Framing::Length && !m_silentBody)
        bytes += response.body;
    m_asked = 0;
    enter(State::Draining);
    send(std::move(bytes));
    weigh();
    m_house.crowd.relieve();
}

void Connection::begin(std::uint64_t exchange, Response head) {
    if (!answers(exchange) || m_state != State::Answering)
        return;
    m_framing = isBodiless(head.status) ? Framing::None
                : m_reader.oldClient()  ? Framing::UntilEnd
                                        : Framing::Chunked;
    if (m_framing == Framing::UntilEnd)
        m_keepAlive = false;
    if (m_framing == Framing::None)
        m_silentBody = true;
    if (m_inputEnded)
        return close();
    m_asked = 0;
    enter(State::Streaming);
    send(headOf(head, m_framing, m_keepAlive));
}

void Connection::body(std::uint64_t exchange, std::string bytes) {
    const auto counted = bytes.size();
    if (!answers(exchange) || m_state != State::Streaming)
        return;
    if (m_silentBody)
        m_shared->queued -= counted;
    else
        send(m_framing == Framing::Chunked ? chunkOf(bytes) : std::move(bytes), counted);
}

void Connection::endBody(std::uint64_t exchange) {
    if (!answers(exchange) || m_state != State::Streaming)
        return;
    enter(State::Draining);
    if (m_framing == Framing::Chunked && !m_silentBody)
        send("0\r\n\r\n");
    else if (m_writing.empty())
        answerFinished();
}

void Connection::switchProtocols(std::uint64_t exchange, Response head, std::shared_ptr<Upgraded> raw) {
    if (!answers(exchange) || m_state != State::Answering || m_inputEnded) {
        raw->close();
        return;
    }
    head.status = 101;
    m_raw = std::move(raw);
    m_asked = 0;
    enter(State::Raw);
    send(headOf(head, Framing::None, true));
    const std::string early = std::exchange(m_in, {});
    if (!early.empty())
        m_raw->receive(early);
    readMore();
}

void Connection::rawWrite(std::string bytes) {
    const auto counted = bytes.size();
    if (m_state == State::Raw)
        send(std::move(bytes), counted);
}

void Connection::rawPause(bool paused) {
    m_rawPaused = paused;
    readMore();
}

void Connection::rawClose() {
    if (m_state != State::Raw)
        return;
    m_keepAlive = false;
    enter(State::Draining);
    if (m_writing.empty())
        answerFinished();
}

} // namespace understudy::http
