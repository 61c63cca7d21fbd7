#include "labs/spdy/Connection.h"

#include <algorithm>

namespace understudy::spdy {

namespace {

enum Type : unsigned { SynStream = 1, SynReply = 2, RstStream = 3, Ping = 6, GoAway = 7, HeadersFrame = 8 };
constexpr unsigned fin = 1;
constexpr std::uint32_t idMask = 0x7fffffff;
constexpr std::size_t head = 8;
enum Reset : std::uint32_t { Cancel = 5 };

} // namespace

void Connection::receive(std::string_view bytes) {
    while (!bytes.empty() && m_problem.empty())
        if (!step(bytes))
            return;
}

bool Connection::step(std::string_view& bytes) {
    if (m_inData) {
        takeData(bytes);
        return true;
    }
    const auto fill = [&](std::size_t wanted) {
        const std::size_t missing = std::min(wanted - std::min(wanted, m_in.size()), bytes.size());
        m_in.append(bytes.substr(0, missing));
        bytes.remove_prefix(missing);
        return m_in.size() >= wanted;
    };
    if (!fill(head))
        return false;
    const std::uint32_t first = numberAt(m_in, 0), second = numberAt(m_in, 4);
    const unsigned flags = second >> 24;
    const std::size_t length = second & 0xffffff;
    if (!(first >> 31)) {
        m_in.clear();
        m_dataStream = first & idMask;
        if (m_dataStream == 0 || m_dataStream > m_last) {
            fail("data for stream " + std::to_string(m_dataStream) + ", which was never opened");
            return false;
        }
        m_inData = true;
        m_dataLeft = length;
        m_dataEnds = flags & fin;
        if (length == 0)
            takeData(bytes);
        return true;
    }
    if ((first >> 16 & 0x7fff) != 3) {
        fail("a frame of version " + std::to_string(first >> 16 & 0x7fff));
        return false;
    }
    if (length > m_limits.controlFrame) {
        fail("a control frame of " + std::to_string(length) + " bytes");
        return false;
    }
    if (!fill(head + length))
        return false;
    const std::string whole = std::exchange(m_in, {});
    control(first & 0xffff, flags, std::string_view(whole).substr(head));
    return m_problem.empty();
}

void Connection::takeData(std::string_view& bytes) {
    const std::size_t part = std::min(m_dataLeft, bytes.size());
    const auto stream = m_streams.find(m_dataStream);
    const bool open = stream != m_streams.end() && stream->second.theirs;
    m_dataLeft -= part;
    const auto now = bytes.substr(0, part);
    bytes.remove_prefix(part);
    m_inData = m_dataLeft > 0;
    if (!open)
        return; // what was on its way when the stream ended
    const Id id = m_dataStream;
    if (part > 0 && m_events.data)
        m_events.data(id, now);
    if (!m_inData && m_dataEnds)
        theirEnd(id);
}

void Connection::control(unsigned type, unsigned flags, std::string_view payload) {
    switch (type) {
    case SynStream:
        return open(flags, payload);
    case SynReply:
    case HeadersFrame:
        if (payload.size() < 4 || !m_reader.read(payload.substr(4)))
            fail("a header block that cannot be read");
        return;
    case RstStream: {
        if (payload.size() != 8)
            return fail("a RST_STREAM of " + std::to_string(payload.size()) + " bytes");
        const Id id = numberAt(payload, 0) & idMask;
        if (m_streams.erase(id) > 0 && m_events.reset)
            m_events.reset(id);
        return;
    }
    case Ping:
        if (payload.size() != 4)
            return fail("a PING of " + std::to_string(payload.size()) + " bytes");
        // A client that asks faster than it reads gets no answer it could pile up here.
        if (m_out.size() < m_limits.controlFrame)
            frame(Ping, 0, payload);
        return;
    case GoAway:
        m_leaving = true;
        return;
    default: // SETTINGS, WINDOW_UPDATE and what is not known change nothing for us
        return;
    }
}

void Connection::open(unsigned flags, std::string_view payload) {
    if (payload.size() < 10)
        return fail("a SYN_STREAM of " + std::to_string(payload.size()) + " bytes");
    const Id id = numberAt(payload, 0) & idMask;
    const auto headers = m_reader.read(payload.substr(10));
    if (!headers)
        return fail("a header block that cannot be read");
    if (id % 2 == 0 || id <= m_last)
        return fail("stream " + std::to_string(id) + " after stream " + std::to_string(m_last));
    if (m_streams.size() >= m_limits.streams)
        return fail("more than " + std::to_string(m_limits.streams) + " streams at a time");
    m_last = id;
    m_streams[id] = {};
    std::string reply;
    appendNumber(reply, id);
    reply += m_writer.write({});
    frame(SynReply, 0, reply);
    if (m_events.opened)
        m_events.opened(id, *headers);
    if (flags & fin)
        theirEnd(id);
}

void Connection::theirEnd(Id stream) {
    const auto found = m_streams.find(stream);
    if (found == m_streams.end() || !found->second.theirs)
        return;
    found->second.theirs = false;
    if (m_events.ended)
        m_events.ended(stream);
    forget(stream);
}

void Connection::forget(Id stream) {
    const auto found = m_streams.find(stream);
    if (found != m_streams.end() && !found->second.theirs && !found->second.ours)
        m_streams.erase(found);
}

void Connection::send(Id stream, std::string_view bytes) {
    const auto found = m_streams.find(stream);
    if (found == m_streams.end() || !found->second.ours)
        return;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(maxData, bytes.size())))
        dataFrame(stream, 0, bytes.substr(0, maxData));
}

void Connection::end(Id stream) {
    const auto found = m_streams.find(stream);
    if (found == m_streams.end() || !found->second.ours)
        return;
    dataFrame(stream, fin, {});
    found->second.ours = false;
    forget(stream);
}

void Connection::reset(Id stream) {
    if (m_streams.erase(stream) == 0)
        return;
    std::string payload;
    appendNumber(payload, stream);
    appendNumber(payload, Cancel);
    frame(RstStream, 0, payload);
}

void Connection::fail(const std::string& why) {
    m_problem = "SPDY: " + why;
    std::string payload;
    appendNumber(payload, m_last);
    appendNumber(payload, 1); // PROTOCOL_ERROR
    frame(GoAway, 0, payload);
    m_streams.clear();
    m_in.clear();
}

void Connection::frame(unsigned type, unsigned flags, std::string_view payload) {
    appendNumber(m_out, 0x80030000u | type);
    appendNumber(m_out, flags << 24 | static_cast<std::uint32_t>(payload.size()));
    m_out += payload;
}

void Connection::dataFrame(Id stream, unsigned flags, std::string_view bytes) {
    appendNumber(m_out, stream);
    appendNumber(m_out, flags << 24 | static_cast<std::uint32_t>(bytes.size()));
    m_out += bytes;
}

} // namespace understudy::spdy
