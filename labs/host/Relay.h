#pragma once

#include "core/base/Threads.h"

#include <functional>
#include <memory>

namespace understudy::host {

/// Passes TCP connections on to another socket, byte by byte in both directions, on one thread of its own. No
/// more is read than the other side has taken. The destructor cuts all connections and waits for the thread.
class Relay final {
public:
    /// Makes the socket that a connection is passed on to: connected or about to be, non-blocking, -1 when
    /// that cannot be. Called on the relay's thread.
    using Reach = std::function<int()>;

    explicit Relay(Threads& threads);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    /// Who connects to @p listener, a listening non-blocking socket that is closed by this object, is passed
    /// on. Returns a number for close().
    int open(int listener, Reach reach);
    /// Nobody can connect there any more; who is through stays. Closed doors may be closed again.
    void close(int door);

    struct Shared;

private:
    std::shared_ptr<Shared> m_shared;
};

} // namespace understudy::host
