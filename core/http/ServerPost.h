#pragma once

#include "core/base/Threads.h"
#include "core/http/Server.h"

#include <memory>
#include <mutex>

namespace understudy::http {

/// Brings work to a server that is not there yet, or no longer: what nobody can take is dropped. What posts()
/// gave may be kept for longer than either.
class ServerPost final {
public:
    ServerPost() = default;
    ~ServerPost() { close(); }
    ServerPost(const ServerPost&) = delete;
    ServerPost& operator=(const ServerPost&) = delete;

    void open(Server& server) { m_place->set(&server); }
    /// Afterwards nobody touches the server any more.
    void close() { m_place->set(nullptr); }
    Post posts() const {
        return [place = m_place](std::function<void()> work) { place->post(std::move(work)); };
    }

private:
    struct Place {
        std::mutex mutex;
        Server* server = nullptr;

        void set(Server* now) {
            const std::lock_guard lock(mutex);
            server = now;
        }
        void post(std::function<void()> work) {
            const std::lock_guard lock(mutex);
            if (server)
                server->post(std::move(work));
        }
    };
    std::shared_ptr<Place> m_place = std::make_shared<Place>();
};

} // namespace understudy::http
