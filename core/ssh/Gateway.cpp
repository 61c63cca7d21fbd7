#include "core/ssh/Gateway.h"

#include "core/ssh/Sentences.h"

#include <poll.h>

namespace understudy::ssh {

Gateway::Gateway(const Target& jump, const Outlet& outlet, Threads& threads, std::shared_ptr<Mailbox> owner)
    : m_target(jump)
    , m_owner(std::move(owner)) {
    Outlet own = outlet;
    own.ready = [news = m_news, to = m_owner] {
        news->ready = true;
        to->wake().ring();
    };
    own.over = [news = m_news, to = m_owner](const Error& reason, std::chrono::milliseconds) {
        {
            const std::lock_guard lock(news->mutex);
            news->over = reason;
        }
        to->wake().ring();
    };
    threads.start("ssh-jump", [target = jump, mailbox = m_mailbox, own = std::move(own), &threads] {
        Link(target, mailbox, own, threads).run();
    });
}

Gateway::~Gateway() { m_mailbox->cancel(); }

Result<void> Gateway::waitUntilReady() {
    while (!m_news->ready) {
        if (m_owner->canceled())
            return Sentences::canceled();
        if (const auto reason = trouble())
            return *reason;
        pollfd wait{m_owner->wake().descriptor(), POLLIN, 0};
        ::poll(&wait, 1, -1);
        m_owner->wake().quiet();
    }
    return {};
}

std::optional<Error> Gateway::trouble() const {
    const std::lock_guard lock(m_news->mutex);
    return m_news->over;
}

} // namespace understudy::ssh
