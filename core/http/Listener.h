#pragma once

#include "core/http/Connection.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace understudy::http {

/// The server: accepts clients and keeps their number and their patience within limits.
class Listener final : public Server {
public:
    Listener(Options options, Handler handler);
    ~Listener() override;
    Result<void> listen();

    std::uint16_t port() const override { return m_port; }
    void run() override;
    void stop() override;
    void post(std::function<void()> work) override;
    void after(int milliseconds, std::function<void()> work) override;
    Result<void> renew(const std::string& certificatePem, const std::string& privateKeyPem) override;
    std::size_t clients() const override { return m_crowd.size(); }

private:
    Result<void> loadCertificate();
    Result<void> openWakePipe();
    boost::system::error_code bind();
    void accept();
    void accepted(boost::asio::ip::tcp::socket socket);
    void tick();
    void awaitStop();
    void windDown();

    Options m_options;
    Handler m_handler;
    Stream::Scratch m_scratch;
    Crowd m_crowd;
    boost::asio::io_context m_context{1};
    std::shared_ptr<Mailbox> m_mailbox = std::make_shared<Mailbox>(m_context);
    std::optional<boost::asio::ssl::context> m_tls;
    boost::asio::ip::tcp::acceptor m_acceptor{m_context};
    boost::asio::posix::stream_descriptor m_wakeEnd{m_context};
    int m_wakePipe = -1;
    boost::asio::steady_timer m_timer{m_context};
    Connection::House m_house;
    Connection::Moment m_closeBy;
    std::uint16_t m_port = 0;
    char m_wakeByte = 0;
};

} // namespace understudy::http
