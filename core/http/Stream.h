#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace understudy::http {

/// The bytes of one client, plain or through TLS. At most one read and one write run at a time; the callbacks
/// keep whoever owns the stream alive.
class Stream {
public:
    using Done = std::function<void(boost::system::error_code, std::size_t)>;
    /// The bytes are there during the call only.
    using Got = std::function<void(boost::system::error_code, std::string_view)>;
    /// Where plain bytes arrive, one for a whole server: thousands of clients who say nothing need none.
    using Scratch = std::array<char, 64 * 1024>;

    virtual ~Stream() = default;
    virtual void start(Done done) = 0; ///< the TLS handshake, where there is one
    virtual void read(Got got) = 0;
    virtual void write(boost::asio::const_buffer bytes, Done done) = 0; ///< all of them
    virtual void endWriting(Done done) = 0; ///< tells the client that no more will come
    virtual void close() = 0;
    virtual bool secure() const = 0;
    virtual std::string peer() const = 0; ///< the address of the other end
};

std::unique_ptr<Stream> plainStream(boost::asio::ip::tcp::socket socket, Stream::Scratch& scratch);
std::unique_ptr<Stream> tlsStream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context);

} // namespace understudy::http
