#pragma once

#include "core/http/Server.h"

#include <thread>

namespace understudy::tests {

/// A server with a thread of its own, for as long as the object lives.
class RunningServer final {
public:
    explicit RunningServer(http::Handler handler, http::Server::Options options = {}) {
        auto opened = http::Server::open(std::move(options), std::move(handler));
        if (!opened) {
            qFatal("%s", qPrintable(opened.error().sentence + opened.error().detail));
        }
        m_server = std::move(*opened);
        m_thread = std::thread([this] { m_server->run(); });
    }
    ~RunningServer() {
        m_server->stop();
        m_thread.join();
    }
    http::Server& operator*() { return *m_server; }
    http::Server* operator->() { return m_server.get(); }
    std::uint16_t port() const { return m_server->port(); }

private:
    std::unique_ptr<http::Server> m_server;
    std::thread m_thread;
};

} // namespace understudy::tests
