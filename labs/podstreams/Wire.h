#pragma once

#include "core/http/Server.h"

#include <mutex>

namespace understudy::podstreams {

/// An upgraded client: its bytes come on the server's thread and are taken on the one that owns the world.
class Wire final {
public:
    static constexpr std::size_t mostQueued = 4 * 1024 * 1024; ///< bytes the network has not taken yet

    /// @p wake is called on the server's thread when there is something to take.
    Wire(http::Exchange& exchange, http::Response head, std::function<void()> wake);

    std::string take();
    void write(std::string bytes) { m_raw->write(std::move(bytes)); }
    /// How much may be written without making a client that does not read grow us.
    std::size_t room() const;
    bool closed() const; ///< by the client

private:
    struct Inbox {
        std::mutex mutex;
        std::string bytes;
        bool closed = false, paused = false;
    };
    std::shared_ptr<Inbox> m_inbox = std::make_shared<Inbox>();
    std::shared_ptr<http::RawConnection> m_raw;
};

} // namespace understudy::podstreams
