#include "core/http/RequestReader.h"

#include "core/http/Message.h"
#include "core/http/Target.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace understudy::http {

namespace beast = boost::beast;

struct RequestReader::Parser {
    beast::http::request_parser<beast::http::string_body> parser;
};

RequestReader::RequestReader(std::size_t maxHead, std::size_t maxBody)
    : m_maxHead(maxHead)
    , m_maxBody(maxBody) {
    take();
}

RequestReader::~RequestReader() = default;

bool RequestReader::started() const { return m_parser->parser.got_some(); }

RequestReader::State RequestReader::refuse(int status) {
    m_status = status;
    return State::Refused;
}

RequestReader::State RequestReader::read(std::string& bytes) {
    auto& parser = m_parser->parser;
    // Empty lines before a request are to be overlooked (RFC 9112, section 2.2).
    if (!parser.got_some()) {
        const auto begin = bytes.find_first_not_of("\r\n");
        bytes.erase(0, std::min(begin, bytes.size()));
    }
    std::size_t taken = 0;
    State state = State::NeedsMore;
    while (state == State::NeedsMore && !parser.is_done()) {
        boost::system::error_code error;
        taken += parser.put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken), error);
        if (error == beast::http::error::need_more)
            break;
        if (error == beast::http::error::header_limit)
            state = refuse(431);
        else if (error == beast::http::error::body_limit)
            state = refuse(413);
        else if (error)
            state = refuse(400);
        else if (parser.is_header_done() && !m_headSeen)
            state = checkHead();
        else if (taken == bytes.size())
            break;
    }
    bytes.erase(0, taken);
    if (state != State::NeedsMore)
        return state;
    if (!parser.is_done() && bytes.size() > m_maxHead) // a head without end, or a chunk's head without end
        return refuse(parser.is_header_done() ? 400 : 431);
    return parser.is_done() ? State::Ready : State::NeedsMore;
}

RequestReader::State RequestReader::checkHead() {
    m_headSeen = true;
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
    const auto length = m_parser->parser.content_length();
    if (length && *length > m_maxBody)
        return refuse(413);
    const auto expect = m_request.header("expect");
    if (expect.empty() || m_oldClient || m_parser->parser.is_done())
        return State::NeedsMore;
    return equalsIgnoringCase(expect, "100-continue") ? State::Expects : refuse(417);
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
    Request taken = std::move(m_request);
    if (m_parser)
        taken.body = std::move(m_parser->parser.get().body());
    m_request = {};
    m_headSeen = false;
    m_parser = std::make_unique<Parser>();
    m_parser->parser.header_limit(static_cast<std::uint32_t>(m_maxHead));
    m_parser->parser.body_limit(m_maxBody);
    m_parser->parser.eager(false);
    return taken;
}

} // namespace understudy::http
