#include "core/http/Connection.h"

#include "core/http/Exchange.h"

#include <algorithm>

namespace understudy::http {

namespace {

constexpr std::size_t maxHead = 64 * 1024;
constexpr std::size_t maxAhead = 64 * 1024;     // bytes of pipelined requests kept while one is answered
constexpr std::size_t bytesASecond = 16 * 1024; // a body slower than this for long is given up
constexpr std::size_t maxPiece = 256 * 1024;
constexpr std::size_t maxLinger = 256 * 1024;

} // namespace

void Upgraded::receive(std::string_view bytes) const {
    if (const auto client = owner.lock(); client && events.received)
        events.received(*client, bytes);
}

void Upgraded::close() const {
    if (const auto client = owner.lock(); client && events.closed)
        events.closed();
}

Connection::Connection(House& house, std::unique_ptr<Stream> stream)
    : m_house(house)
    , m_stream(std::move(stream))
    , m_reader(maxHead, house.options.maxBody) {
    extend(std::chrono::seconds(house.options.idleSeconds));
}

void Connection::extend(std::chrono::seconds by) { m_deadline = std::chrono::steady_clock::now() + by; }

bool Connection::answers(std::uint64_t exchange) const {
    return exchange == m_exchange && (m_state == State::Answering || m_state == State::Streaming);
}

void Connection::start() {
    m_stream->start([self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error)
            return self->close();
        if (self->m_state != State::Shaking)
            return;
        self->m_state = State::Waiting;
        self->readMore();
    });
}

void Connection::refuse(int status) {
    m_stream->start([self = shared_from_this(), status](boost::system::error_code error, std::size_t) {
        if (error)
            return self->close();
        if (self->m_state != State::Shaking)
            return;
        self->fail(status);
        self->readMore();
    });
}

void Connection::close() {
    if (m_state == State::Closed)
        return;
    const auto self = shared_from_this();
    m_state = State::Closed;
    m_shared->gone = true;
    m_shared->queued = 0;
    m_stream->close();
    if (const auto raw = std::exchange(m_raw, nullptr))
        raw->close();
    m_house.left(this);
}

void Connection::tick(Moment now) {
    if (now < m_deadline || m_state == State::Closed)
        return;
    const bool writing = !m_writing.empty();
    switch (m_state) {
    case State::Receiving:
        return fail(408);
    case State::Answering:
    case State::Streaming:
    case State::Raw:
        // We are the slow ones, or nothing is due; unless the client does not take what it asked for.
        if (writing)
            close();
        return;
    default:
        return close();
    }
}

void Connection::readMore() {
    const bool full = m_state != State::Raw && m_state != State::Lingering && m_in.size() > maxAhead;
    if (m_reading || m_state == State::Closed || full || (m_state == State::Raw && m_rawPaused))
        return;
    m_reading = true;
    m_stream->read(boost::asio::buffer(m_buffer),
                   [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                       self->m_reading = false;
                       if (error || count == 0)
                           return self->close();
                       self->received(count);
                   });
}

void Connection::received(std::size_t count) {
    const std::string_view bytes(m_buffer.data(), count);
    switch (m_state) {
    case State::Closed:
        return;
    case State::Lingering:
        m_lingered += count;
        if (m_lingered > maxLinger)
            return close();
        break;
    case State::Draining:
        break;
    case State::Raw:
        m_raw->receive(bytes);
        break;
    case State::Waiting:
        m_state = State::Receiving;
        extend(std::chrono::seconds(m_house.options.idleSeconds));
        [[fallthrough]];
    default:
        m_in.append(bytes);
    }
    if (m_state == State::Receiving) {
        // The head has one deadline, however many bytes it comes in; a body earns time by coming.
        m_deadline += std::chrono::milliseconds(m_reader.started() ? 1000 * count / bytesASecond : 0);
        parse();
    }
    readMore();
}

void Connection::parse() {
    // A handler may answer at once, and the next pipelined request must then not be parsed inside this one's
    // call.
    if (m_parsing)
        return;
    m_parsing = true;
    while (m_state == State::Receiving) {
        const auto found = m_reader.read(m_in);
        if (found == RequestReader::State::Refused) {
            fail(m_reader.status());
        } else if (found == RequestReader::State::Expects) {
            send("HTTP/1.1 100 Continue\r\n\r\n");
        } else if (found == RequestReader::State::Ready) {
            dispatch();
        } else {
            if (m_in.empty() && !m_reader.started())
                m_state = State::Waiting;
            break;
        }
    }
    m_parsing = false;
}

void Connection::dispatch() {
    m_keepAlive = m_reader.keepAlive();
    m_silentBody = m_reader.isHead();
    m_state = State::Answering;
    Request request = m_reader.take();
    request.secure = m_stream->secure();
    request.client = m_stream->peer();
    const auto exchange =
        std::make_shared<OpenExchange>(m_house.mailbox, weak_from_this(), m_shared, ++m_exchange);
    m_house.handler(request, exchange);
}

void Connection::fail(int status) {
    Response response = plainAnswer(status);
    m_keepAlive = false;
    m_state = State::Draining;
    extend(std::chrono::seconds(m_house.options.idleSeconds));
    send(headOf(response, Framing::Length, false) + response.body);
}

void Connection::reply(std::uint64_t exchange, Response response) {
    if (!answers(exchange) || m_state != State::Answering)
        return;
    const auto framing = isBodiless(response.status) ? Framing::None : Framing::Length;
    std::string bytes = headOf(response, framing, m_keepAlive);
    if (framing == Framing::Length && !m_silentBody)
        bytes += response.body;
    m_state = State::Draining;
    send(std::move(bytes));
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
    m_state = State::Streaming;
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
    m_state = State::Draining;
    if (m_framing == Framing::Chunked && !m_silentBody)
        send("0\r\n\r\n");
    else if (m_writing.empty())
        answerFinished();
}

void Connection::switchProtocols(std::uint64_t exchange, Response head, std::shared_ptr<Upgraded> raw) {
    if (!answers(exchange) || m_state != State::Answering) {
        raw->close();
        return;
    }
    head.status = 101;
    m_raw = std::move(raw);
    m_state = State::Raw;
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
    m_state = State::Draining;
    if (m_writing.empty())
        answerFinished();
}

void Connection::send(std::string bytes, std::size_t counted) {
    if (m_state == State::Closed)
        return;
    if (m_pending.empty())
        m_pending = std::move(bytes);
    else
        m_pending += bytes;
    m_pendingCounted += counted;
    flush();
}

void Connection::flush() {
    if (!m_writing.empty() || m_pending.empty())
        return;
    m_writing = std::exchange(m_pending, {});
    m_writingCounted = std::exchange(m_pendingCounted, 0);
    m_written = 0;
    writeMore();
}

void Connection::writeMore() {
    // In pieces, so that a slow client which does take bytes is told from one that takes none.
    const auto piece = std::min(m_writing.size() - m_written, maxPiece);
    if (m_state != State::Receiving)
        extend(std::chrono::seconds(m_house.options.idleSeconds));
    m_stream->write(boost::asio::buffer(m_writing.data() + m_written, piece),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                        if (error)
                            return self->close();
                        self->sent(count);
                    });
}

void Connection::sent(std::size_t count) {
    if (m_state == State::Closed)
        return;
    m_written += count;
    if (m_written < m_writing.size())
        return writeMore();
    m_writing.clear();
    m_shared->queued -= std::exchange(m_writingCounted, 0);
    if (!m_pending.empty())
        return flush();
    if (m_state == State::Draining)
        answerFinished();
}

void Connection::answerFinished() {
    m_shared->queued = 0;
    if (!m_keepAlive)
        return linger();
    extend(std::chrono::seconds(m_house.options.idleSeconds));
    m_state = m_in.empty() ? State::Waiting : State::Receiving;
    parse();
    readMore();
}

void Connection::linger() {
    // Closing a socket with unread bytes in it makes the kernel reset it, and the client may then never see
    // the answer: end our half first, and read on for a moment.
    m_state = State::Lingering;
    m_in.clear();
    extend(std::chrono::seconds(2));
    m_stream->endWriting([self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error || self->m_stream->secure())
            self->close();
    });
    readMore();
}

} // namespace understudy::http
