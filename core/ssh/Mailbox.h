#pragma once

#include "core/base/Error.h"
#include "core/ssh/Wake.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace understudy::ssh {

class Link;

/// Work that a session's owner hands to the session's thread, in order.
class Mailbox final {
public:
    /// Work gets the link, or nullptr and the reason when there is none any more; then it runs at once.
    using Work = std::function<void(Link* link, const Error& reason)>;

    void send(Work work) {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_finished) {
                m_work.push_back(std::move(work));
                m_wake.ring();
                return;
            }
        }
        work(nullptr, m_reason);
    }
    std::vector<Work> take() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_work, {});
    }
    void finish(const Error& reason) {
        std::vector<Work> left;
        {
            const std::lock_guard lock(m_mutex);
            m_reason = reason;
            m_finished = true;
            left = std::exchange(m_work, {});
        }
        for (const Work& work : left)
            work(nullptr, reason);
    }
    void cancel() {
        m_canceled = true;
        m_wake.ring();
    }
    bool canceled() const { return m_canceled; }
    Wake& wake() { return m_wake; }

private:
    Wake m_wake;
    std::mutex m_mutex;
    std::vector<Work> m_work;
    std::atomic<bool> m_canceled = false;
    bool m_finished = false;
    Error m_reason;
};

} // namespace understudy::ssh
