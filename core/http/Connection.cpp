#include "core/http/Connection.h"

#include "core/http/Exchange.h"

#include <algorithm>

namespace understudy::http {

namespace {

constexpr std::size_t maxHead = 64 * 1024;
constexpr std::size_t maxAhead = 64 * 1024;     // bytes of pipelined requests kept while one is answered
constexpr std::size_t bytesASecond = 16 * 1024; // a body slower than this for long is given up
constexpr std::size_t maxPiece = 256 * 1024;
constexpr std::size_t maxLinger = 2 * 1024 * 1024;
constexpr std::size_t smallBuffer = 4096;          // what a connection keeps of its buffers between requests
constexpr std::chrono::seconds headTime{20};       // for a head to come whole
constexpr std::chrono::milliseconds farewell{300}; // for one more request, when the server is closing

Crowd::Standing standingOf(Connection::State state) {
    using State = Connection::State;
    switch (state) {
    case State::Waiting:
        return Crowd::Standing::Idle;
    case State::Answering:
    case State::Streaming:
    case State::Raw:
        return Crowd::Standing::Busy;
    default:
        return Crowd::Standing::Slow;
    }
}

void release(std::string& buffer) {
    if (buffer.capacity() > smallBuffer)
        std::string().swap(buffer);
    buffer.clear();
}

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
    , m_reader(maxHead, house.options.maxBody, house.options.encodedBodies) {
    extend(std::chrono::seconds(house.options.idleSeconds));
}

void Connection::extend(std::chrono::milliseconds by) { m_deadline = std::chrono::steady_clock::now() + by; }

void Connection::enter(State state) {
    m_state = state;
    m_house.crowd.place(*this, standingOf(state));
}

void Connection::awaitRequest() {
    enter(State::Waiting);
    release(m_in);
    extend(m_house.closing ? farewell : std::chrono::seconds(m_house.options.idleSeconds));
}

void Connection::weigh() {
    const auto now = m_state == State::Closed ? 0
                                              : m_in.capacity() + m_reader.held() + m_pending.capacity() +
                                                    m_writing.capacity() + m_asked;
    m_house.crowd.weigh(std::exchange(m_weight, now), now);
}

bool Connection::answers(std::uint64_t exchange) const {
    return exchange == m_exchange && (m_state == State::Answering || m_state == State::Streaming);
}

void Connection::start() {
    m_stream->start([self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error)
            return self->close();
        if (self->m_state != State::Shaking)
            return;
        self->awaitRequest();
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
    weigh();
    m_house.crowd.remove(*this);
    if (const auto raw = std::exchange(m_raw, nullptr))
        raw->close();
}

void Connection::giveUp() {
    const bool listens = m_state == State::Receiving && m_writing.empty() && !m_parsing;
    release(m_in);
    m_reader.take();
    if (!listens)
        return close();
    fail(503);
    weigh();
}

void Connection::windDown() {
    if (m_state == State::Waiting)
        extend(farewell);
    else if (m_state == State::Raw)
        close();
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
    if (m_reading || m_inputEnded || m_state == State::Closed || full ||
        (m_state == State::Raw && m_rawPaused))
        return;
    m_reading = true;
    m_stream->read([self = shared_from_this()](boost::system::error_code error, std::string_view bytes) {
        self->m_reading = false;
        if (error == boost::asio::error::eof || (!error && bytes.empty()))
            return self->inputEnded();
        if (error)
            return self->close();
        self->received(bytes);
    });
}

/// Who has sent all it had to say and closed that half still wants its answer. Who reads a stream has left.
void Connection::inputEnded() {
    m_inputEnded = true;
    if (m_state != State::Answering && m_state != State::Draining)
        close();
}

void Connection::received(std::string_view bytes) {
    switch (m_state) {
    case State::Closed:
        return;
    case State::Lingering:
        m_lingered += bytes.size();
        if (m_lingered > maxLinger)
            return close();
        break;
    case State::Draining:
        if (m_keepAlive)
            m_in.append(bytes);
        break;
    case State::Raw:
        m_raw->receive(bytes);
        break;
    default:
        take(bytes);
    }
    readMore();
}

void Connection::take(std::string_view bytes) {
    if (m_state == State::Waiting) {
        enter(State::Receiving);
        extend(
            std::min<std::chrono::milliseconds>(headTime, std::chrono::seconds(m_house.options.idleSeconds)));
    }
    m_in.append(bytes);
    if (m_state == State::Receiving) {
        // The head has one deadline, however many bytes it comes in; a body earns time by coming.
        const bool inBody = m_reader.inBody();
        m_deadline +=
            std::chrono::microseconds(m_reader.started() ? 1000000 * bytes.size() / bytesASecond : 0);
        parse();
        if (m_state == State::Receiving && m_reader.inBody() && !inBody)
            extend(std::chrono::seconds(m_house.options.idleSeconds));
    }
    weigh();
    m_house.crowd.relieve();
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
                awaitRequest();
            break;
        }
    }
    m_parsing = false;
}

void Connection::dispatch() {
    m_keepAlive = m_reader.keepAlive();
    m_silentBody = m_reader.isHead();
    enter(State::Answering);
    Request request = m_reader.take();
    m_asked = request.body.size();
    request.secure = m_stream->secure();
    request.client = m_stream->peer();
    const auto exchange =
        std::make_shared<OpenExchange>(m_house.mailbox, weak_from_this(), m_shared, ++m_exchange);
    m_house.handler(request, exchange);
}

void Connection::fail(int status) {
    Response response = plainAnswer(status);
    m_keepAlive = false;
    enter(State::Draining);
    extend(std::chrono::seconds(m_house.options.idleSeconds));
    send(headOf(response, Framing::Length, false) + response.body);
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
    release(m_writing);
    weigh();
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
    if (m_in.empty()) {
        awaitRequest();
    } else {
        enter(State::Receiving);
        extend(std::chrono::seconds(m_house.options.idleSeconds));
        parse();
    }
    if (m_inputEnded && (m_state == State::Waiting || m_state == State::Receiving))
        return close(); // the rest of this request will never come
    readMore();
}

void Connection::linger() {
    // Closing a socket with unread bytes in it makes the kernel reset it, and the client may then never see
    // the answer: end our half first, and read on for a moment.
    enter(State::Lingering);
    release(m_in);
    m_reader.take();
    weigh();
    extend(m_house.closing ? farewell : std::chrono::seconds(2));
    m_stream->endWriting([self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (error || self->m_stream->secure() || self->m_inputEnded)
            self->close();
    });
    readMore();
}

} // namespace understudy::http
