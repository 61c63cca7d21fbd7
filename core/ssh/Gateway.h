#pragma once

#include "core/base/Threads.h"
#include "core/ssh/Link.h"

#include <atomic>

namespace understudy::ssh {

/// The connection to a jump host, on a thread of its own, that other connections go through. Asks the
/// trainee by the same outlet as the connection it is made for.
class Gateway final {
public:
    /// @p jump may have jumps of its own. @p owner is rung when something has changed.
    Gateway(const Target& jump, const Outlet& outlet, Threads& threads, std::shared_ptr<Mailbox> owner);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Waits until somebody is logged in there: for as long as the trainee thinks, or until canceled.
    Result<void> waitUntilReady();
    const Target& target() const { return m_target; }
    Mailbox& mailbox() { return *m_mailbox; }
    /// Why the connection is over, nothing while it is not.
    std::optional<Error> trouble() const;

private:
    struct News {
        std::atomic<bool> ready = false;
        std::mutex mutex;
        std::optional<Error> over;
    };
    const Target m_target;
    const std::shared_ptr<Mailbox> m_owner;
    const std::shared_ptr<Mailbox> m_mailbox = std::make_shared<Mailbox>();
    const std::shared_ptr<News> m_news = std::make_shared<News>();
};

} // namespace understudy::ssh
