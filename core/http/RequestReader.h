#pragma once

#include "core/http/BodyReader.h"
#include "core/http/Server.h"

#include <memory>
#include <string>

namespace understudy::http {

/// Takes bytes as they arrive and finds the requests in them (RFC 9112). What is ambiguous is refused rather
/// than guessed at: that is how requests get smuggled past a proxy.
class RequestReader final {
public:
    enum class State {
        NeedsMore,
        Expects, ///< the head is there and asks for 100 Continue; call read() again after answering
        Ready,   ///< take() the request
        Refused  ///< answer with status() and close
    };

    /// @p encodedBodies false: a body with a Content-Encoding is refused.
    RequestReader(std::size_t maxHead, std::size_t maxBody, bool encodedBodies = true);
    ~RequestReader();

    /// Takes what it can from the front of @p bytes and leaves the rest (a pipelined next request) in place.
    State read(std::string& bytes);
    int status() const { return m_status; }
    bool keepAlive() const { return m_keepAlive; } ///< of the request last taken
    bool oldClient() const { return m_oldClient; } ///< HTTP/1.0: knows no chunks
    bool isHead() const { return m_isHead; }
    bool started() const { return m_started; } ///< some bytes of a request have been taken
    bool inBody() const { return m_headSeen; } ///< the head of a request has been taken
    /// Bytes of memory, about: short headers cost many times what they are on the wire.
    std::size_t held() const { return m_body.held() + 8 * m_headBytes; }
    /// The request, and a fresh start for the next one.
    Request take();

private:
    struct Parser;
    State refuse(int status);
    State readHead(const std::string& bytes, std::size_t& at);
    State readBody(const std::string& bytes, std::size_t& at);
    State checkHead();
    State prepareBody();
    bool isEncoded() const;
    void fill();

    std::size_t m_maxHead;
    std::size_t m_maxBody;
    bool m_encodedBodies;
    std::unique_ptr<Parser> m_parser;
    Request m_request;
    BodyReader m_body;
    std::size_t m_headBytes = 0;
    int m_status = 400;
    bool m_started = false;
    bool m_headSeen = false;
    bool m_keepAlive = true;
    bool m_oldClient = false;
    bool m_isHead = false;
};

} // namespace understudy::http
