#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// One request, its target already split and percent-decoded.
struct Request {
    std::string method; ///< upper case
    std::string target; ///< as sent: /a%20b?x=1
    std::string path;   ///< decoded, always starts with '/', no '..' segments
    Pairs query;        ///< decoded, in order, repeats kept
    Pairs headers;      ///< names in lower case, in order
    std::string body;   ///< at most Options::maxBody bytes
    bool secure = false;
    std::string client; ///< address of the other end, without its port

    std::string header(std::string_view name) const;    ///< first of that name, or ""
    std::string parameter(std::string_view name) const; ///< first of that name, or ""
    bool hasParameter(std::string_view name) const;
    /// Fields of an application/x-www-form-urlencoded body.
    Pairs form() const;
};

struct Response {
    int status = 200;
    Pairs headers;
    std::string body;
};

/// The rest of an answer whose length is not known yet (a watch, a followed log). Thread-safe.
class BodyWriter {
public:
    virtual ~BodyWriter() = default; ///< ends the body
    virtual void write(std::string bytes) = 0;
    virtual bool gone() const = 0;          ///< the client has left; writing is harmless and useless
    virtual std::size_t queued() const = 0; ///< bytes not yet taken by the network
};

/// A connection after 101 Switching Protocols: plain bytes both ways (SPDY, for exec and port-forward).
/// Thread-safe.
class RawConnection {
public:
    virtual ~RawConnection() = default; ///< closes
    virtual void write(std::string bytes) = 0;
    virtual std::size_t queued() const = 0; ///< bytes not yet taken by the network
    virtual void pause(bool paused) = 0;    ///< while paused, nothing more is read from the client
    virtual void close() = 0;
};

/// What is told of an upgraded client, on the server's thread, for as long as its RawConnection is kept.
struct RawEvents {
    std::function<void(RawConnection& client, std::string_view bytes)> received;
    std::function<void()> closed; ///< by the client
};

/// One request waiting for its answer. Answered exactly once, by one of the three; from any thread, at any
/// time. Dropped unanswered, it is answered with 500.
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual void reply(Response response) = 0;
    virtual std::shared_ptr<BodyWriter> begin(Response head) = 0;
    virtual std::shared_ptr<RawConnection> upgrade(Response head, RawEvents events) = 0;
};

using Handler = std::function<void(const Request&, std::shared_ptr<Exchange>)>;

/// A small HTTP/1.1 server on one thread: keep-alive, chunked bodies, optional TLS 1.2+. HEAD is answered as
/// GET without the body: the handler sees GET. Malformed, oversized or slow requests get 400, 413, 431 or 408
/// and never reach the handler. When there are too many clients or too much is on its way, who has been
/// longest about it is let go.
class Server {
public:
    struct Options {
        std::string address = "127.0.0.1";
        std::uint16_t port = 0;     ///< 0: any free one
        std::string certificatePem; ///< both empty: plain HTTP
        std::string privateKeyPem;
        std::size_t maxBody = 16 * 1024 * 1024;
        std::size_t maxConnections = 512;
        std::size_t maxHeld =
            128 * 1024 * 1024; ///< bytes of requests and answers on their way, of all clients
        int idleSeconds = 75;
        int graceSeconds = 0;      ///< how long stop() lets requests that are under way finish
        bool encodedBodies = true; ///< false: a body with a Content-Encoding is refused with 415
        bool sharePort = false; ///< other servers may listen on the same port: the kernel shares clients out
        int listenSocket = -1;  ///< one that listens already, such as systemd's; taken over
        /// Called on the server's thread when stop() begins to let requests finish: what is held back on
        /// purpose is to be answered now.
        std::function<void()> stopping = {};
    };

    static Result<std::unique_ptr<Server>> open(Options options, Handler handler);
    virtual ~Server() = default;
    virtual std::uint16_t port() const = 0;
    virtual void run() = 0; ///< serves until stop(); on a thread of the caller's
    /// From any thread or a signal. A second time: at once.
    virtual void stop() = 0;
    virtual void post(std::function<void()> work) = 0; ///< runs on the server's thread
    virtual void after(int milliseconds, std::function<void()> work) = 0;
    /// Serves new clients with another certificate; an error keeps the old one. On the server's thread.
    virtual Result<void> renew(const std::string& certificatePem, const std::string& privateKeyPem) = 0;
    virtual std::size_t clients() const = 0; ///< that are connected; on the server's thread
};

/// A self-signed authority and a certificate for 127.0.0.1, ::1 and localhost made by it, as PEM.
struct LocalCertificate {
    std::string authorityPem;
    std::string certificatePem;
    std::string privateKeyPem;
};
Result<LocalCertificate> makeLocalCertificate(int days = 10); ///< valid for so many days

} // namespace understudy::http
