#include "core/http/Stream.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace understudy::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void closeSocket(tcp::socket& socket) {
    error_code ignored;
    socket.close(ignored);
}

std::string addressOf(const tcp::socket& socket) {
    error_code error;
    const auto end = socket.remote_endpoint(error);
    return error ? std::string() : end.address().to_string();
}

/// A socket as it is.
class PlainStream final : public Stream {
public:
    PlainStream(tcp::socket socket, Scratch& scratch)
        : m_socket(std::move(socket))
        , m_scratch(scratch) {
        error_code ignored;
        m_socket.non_blocking(true, ignored);
    }
    void start(Done done) override {
        asio::post(m_socket.get_executor(), [done = std::move(done)] { done({}, 0); });
    }
    void read(Got got) override {
        m_socket.async_wait(tcp::socket::wait_read, [this, got = std::move(got)](error_code error) mutable {
            const auto count = error ? 0 : m_socket.read_some(asio::buffer(m_scratch), error);
            if (error == asio::error::would_block)
                return read(std::move(got));
            got(error, {m_scratch.data(), count});
        });
    }
    void write(asio::const_buffer bytes, Done done) override {
        asio::async_write(m_socket, bytes, std::move(done));
    }
    void endWriting(Done done) override {
        error_code ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
        asio::post(m_socket.get_executor(), [done = std::move(done)] { done({}, 0); });
    }
    void close() override { closeSocket(m_socket); }
    bool secure() const override { return false; }
    std::string peer() const override { return addressOf(m_socket); }

private:
    tcp::socket m_socket;
    Scratch& m_scratch;
};

/// A socket behind TLS.
class TlsStream final : public Stream {
public:
    TlsStream(tcp::socket socket, asio::ssl::context& context)
        : m_stream(std::move(socket), context) {}
    void start(Done done) override {
        m_stream.async_handshake(asio::ssl::stream_base::server,
                                 [done = std::move(done)](error_code error) { done(error, 0); });
    }
    void read(Got got) override {
        m_stream.async_read_some(asio::buffer(m_buffer),
                                 [this, got = std::move(got)](error_code error, std::size_t count) {
                                     got(error, {m_buffer.data(), count});
                                 });
    }
    void write(asio::const_buffer bytes, Done done) override {
        asio::async_write(m_stream, bytes, std::move(done));
    }
    void endWriting(Done done) override {
        m_stream.async_shutdown([done = std::move(done)](error_code error) { done(error, 0); });
    }
    void close() override { closeSocket(m_stream.next_layer()); }
    bool secure() const override { return true; }
    std::string peer() const override { return addressOf(m_stream.next_layer()); }

private:
    asio::ssl::stream<tcp::socket> m_stream;
    std::array<char, 16384> m_buffer; // deciphered bytes may wait in it for their turn
};

} // namespace

std::unique_ptr<Stream> plainStream(tcp::socket socket, Stream::Scratch& scratch) {
    return std::make_unique<PlainStream>(std::move(socket), scratch);
}

std::unique_ptr<Stream> tlsStream(tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

} // namespace understudy::http
