#include "core/http/RequestReader.h"

#include "core/http/Message.h"
#include "core/http/Target.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>

namespace understudy::http {

namespace beast = boost::beast;

struct RequestReader::Parser {
    beast::http::request_parser<beast::http::empty_body> parser;
};

namespace {

constexpr std::size_t maxHeaders = 200;

} // namespace

RequestReader::RequestReader(std::size_t maxHead, std::size_t maxBody, bool encodedBodies)
    : m_maxHead(maxHead)
    , m_maxBody(maxBody)
    , m_encodedBodies(encodedBodies) {
    take();
}

RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::refuse(int status) {
    m_status = status;
    return State::Refused;
}

RequestReader::State RequestReader::read(std::string& bytes) {
    std::size_t at = 0;
    // Empty lines before a request are to be overlooked (RFC 9112, section 2.2).
    if (!m_started)
        at = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    State state = State::NeedsMore;
    if (!m_headSeen && at < bytes.size()) {
        m_started = true;
        state = readHead(bytes, at);
    }
    if (state == State::NeedsMore && m_headSeen)
        state = readBody(bytes, at);
    bytes.erase(0, at);
    return state;
}

RequestReader::State RequestReader::readHead(const std::string& bytes, std::size_t& at) {
    auto& parser = m_parser->parser;
    boost::system::error_code error;
    const auto taken = parser.put(boost::asio::buffer(bytes.data() + at, bytes.size() - at), error);
    at += taken;
    m_headBytes += taken;
    const auto& fields = parser.get();
    if (std::distance(fields.begin(), fields.end()) > static_cast<std::ptrdiff_t>(maxHeaders))
        return refuse(431);
    if (error == beast::http::error::header_limit)
        return refuse(431);
    if (error && error != beast::http::error::need_more)
        return refuse(400);
    if (!parser.is_header_done())
        return bytes.size() - at > m_maxHead ? refuse(431) : State::NeedsMore;
    m_headSeen = true;
    return checkHead();
}

RequestReader::State RequestReader::readBody(const std::string& bytes, std::size_t& at) {
    switch (m_body.read(bytes, at)) {
    case BodyReader::State::Done:
        return State::Ready;
    case BodyReader::State::Malformed:
        return refuse(400);
    case BodyReader::State::TooLarge:
        return refuse(413);
    default:
        return State::NeedsMore;
    }
}

RequestReader::State RequestReader::checkHead() {
    const auto& message = m_parser->parser.get();
    m_oldClient = message.version() < 11;
    m_keepAlive = m_parser->parser.keep_alive();
    if (message.version() != 10 && message.version() != 11)
        return refuse(400);
    const auto hosts = message.count(beast::http::field::host);
    if (hosts > 1 || (hosts == 0 && !m_oldClient))
        return refuse(400);
    const auto encodings = message.count(beast::http::field::transfer_encoding);
    if (encodings > 0) {
        const auto encoding = message[beast::http::field::transfer_encoding];
        if (m_oldClient || message.count(beast::http::field::content_length) > 0)
            return refuse(400);
        if (encodings > 1 || !equalsIgnoringCase({encoding.data(), encoding.size()}, "chunked"))
            return refuse(501);
    }
    const auto target = message.target();
    auto parsed = parseTarget({target.data(), target.size()});
    if (!parsed)
        return refuse(400);
    m_request.path = std::move(parsed->path);
    m_request.query = std::move(parsed->query);
    fill();
    return prepareBody();
}

RequestReader::State RequestReader::prepareBody() {
    const auto length = m_parser->parser.content_length();
    const bool chunked = m_parser->parser.chunked();
    if (length && *length > m_maxBody)
        return refuse(413);
    // Unpacking would let some kilobytes become gigabytes.
    if (!m_encodedBodies && isEncoded())
        return refuse(415);
    if (chunked)
        m_body.startChunks(m_maxBody);
    else
        m_body.startLength(static_cast<std::size_t>(length.value_or(0)));
    const auto expect = m_request.header("expect");
    if (expect.empty() || m_oldClient || (!chunked && length.value_or(0) == 0))
        return State::NeedsMore;
    return equalsIgnoringCase(expect, "100-continue") ? State::Expects : refuse(417);
}

bool RequestReader::isEncoded() const {
    const auto encoding = m_request.header("content-encoding");
    return !encoding.empty() && !equalsIgnoringCase(encoding, "identity");
}

void RequestReader::fill() {
    const auto& message = m_parser->parser.get();
    m_request.method = std::string(message.method_string());
    m_isHead = m_request.method == "HEAD";
    if (m_isHead)
        m_request.method = "GET";
    m_request.target = std::string(message.target());
    for (const auto& field : message) {
        std::string name(field.name_string());
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        m_request.headers.emplace_back(std::move(name), std::string(field.value()));
    }
}

Request RequestReader::take() {
    Request taken = std::exchange(m_request, {});
    taken.body = m_body.take();
    m_body.startLength(0);
    m_started = false;
    m_headSeen = false;
    m_headBytes = 0;
    m_parser = std::make_unique<Parser>();
    m_parser->parser.header_limit(static_cast<std::uint32_t>(m_maxHead));
    m_parser->parser.body_limit(boost::none);
    m_parser->parser.skip(true);
    return taken;
}

} // namespace understudy::http
