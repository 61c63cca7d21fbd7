#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <mutex>

namespace understudy::http {

/// Brings work to the server's thread for as long as there is a server. Answers may outlive it: what they
/// post then is dropped.
class Mailbox final {
public:
    explicit Mailbox(boost::asio::io_context& context)
        : m_context(&context) {}
    /// False when the server is gone.
    bool post(std::function<void()> work) {
        const std::lock_guard lock(m_mutex);
        if (!m_context)
            return false;
        boost::asio::post(*m_context, std::move(work));
        return true;
    }
    void close() {
        const std::lock_guard lock(m_mutex);
        m_context = nullptr;
    }

private:
    std::mutex m_mutex;
    boost::asio::io_context* m_context;
};

} // namespace understudy::http
