#include "labs/podstreams/Wire.h"

#include <utility>

namespace understudy::podstreams {

namespace {
constexpr std::size_t mostAhead = 512 * 1024; ///< bytes that came and were not taken yet
}

Wire::Wire(http::Exchange& exchange, http::Response head, std::function<void()> wake) {
    http::RawEvents events;
    events.received = [inbox = m_inbox, wake](http::RawConnection& client, std::string_view bytes) {
        {
            const std::lock_guard lock(inbox->mutex);
            inbox->bytes += bytes;
            if (inbox->bytes.size() > mostAhead && !inbox->paused) {
                inbox->paused = true;
                client.pause(true);
            }
        }
        if (wake)
            wake();
    };
    events.closed = [inbox = m_inbox, wake] {
        {
            const std::lock_guard lock(inbox->mutex);
            inbox->closed = true;
        }
        if (wake)
            wake();
    };
    m_raw = exchange.upgrade(std::move(head), std::move(events));
}

std::string Wire::take() {
    const std::lock_guard lock(m_inbox->mutex);
    if (std::exchange(m_inbox->paused, false))
        m_raw->pause(false);
    return std::exchange(m_inbox->bytes, {});
}

std::size_t Wire::room() const {
    const std::size_t queued = m_raw->queued();
    return queued < mostQueued ? mostQueued - queued : 0;
}

bool Wire::closed() const {
    const std::lock_guard lock(m_inbox->mutex);
    return m_inbox->closed;
}

} // namespace understudy::podstreams
