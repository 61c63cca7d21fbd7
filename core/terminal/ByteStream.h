#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace understudy::terminal {

/// Why a stream is over.
struct StreamEnd {
    bool lost = false;    ///< the connection broke; false: the far program ended
    int exitStatus = 0;   ///< of the far program, when it ended
    std::string sentence; ///< for the trainee, empty when the program just ended with 0
};

/// The far end of a terminal: a shell over SSH, a recording, a test. All calls and callbacks happen on the
/// thread that owns the stream (the gui thread in the application).
///
/// Flow control: the far end sends at most the credit it was granted (64 KiB at the start). The receiver
/// grants what it has digested, so a flood waits at the host and never in our queues.
class ByteStream {
public:
    static constexpr std::size_t InitialCredit = 64 * 1024;

    virtual ~ByteStream() = default;
    virtual void write(std::string_view bytes) = 0;
    virtual void resize(int columns, int rows) = 0;
    virtual void grant(std::size_t bytes) = 0;
    virtual void close() = 0;

    std::function<void(std::string_view bytes)> received;
    std::function<void(const StreamEnd& end)> ended;
    /// Called only by a stream that comes back by itself: the connection is gone, maybe said several times, …
    std::function<void(const StreamEnd& why)> interrupted;
    /// … and a new shell is there, @p gap after the last sign of the host.
    std::function<void(std::chrono::milliseconds gap)> resumed;
};

} // namespace understudy::terminal
