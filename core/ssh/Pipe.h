#pragma once

#include "core/base/Error.h"
#include "core/terminal/ByteStream.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace understudy::ssh {

/// What one channel carries between the session's thread and the owner: bytes both ways, the credit that
/// holds the host back, the size of the window, and the end.
class Pipe final {
public:
    struct End {
        terminal::StreamEnd stream;
        std::optional<Error> error; ///< set when the far program's own status is not known
    };
    struct Parcel {
        std::string output;
        std::string errors;
        bool outputEnded = false; ///< the host sends no more and still listens
        std::optional<End> end;
    };

    enum class Tell { Arrivals, AlsoDrained };

    /// @p tell is called on the session's thread and must have the owner collect() soon. With AlsoDrained it
    /// is also called when queued bytes have been taken.
    explicit Pipe(std::function<void()> tell, Tell when = Tell::Arrivals)
        : m_tell(std::move(tell))
        , m_when(when) {}

    // The owner's side.
    Parcel collect();
    void write(std::string_view bytes);
    void closeInput();
    bool grant(std::size_t bytes); ///< whether the session's thread waits for it: then it wants a ring
    void resize(int columns, int rows);
    void close();
    std::size_t queued() const; ///< bytes written and not yet taken by the session's thread

    // The session's side.
    struct Wishes {
        std::string input;
        bool inputClosed = false;
        bool closed = false;
        std::optional<std::pair<int, int>> size;
    };
    Wishes wishes(bool takeInput);
    std::size_t credit();
    void deliver(std::string_view bytes, bool errors);
    void endOutput(); ///< once is enough
    void finish(End end);

private:
    void tell(std::unique_lock<std::mutex>& lock);

    std::function<void()> m_tell;
    const Tell m_when;
    mutable std::mutex m_mutex;
    Parcel m_parcel;
    Wishes m_wishes;
    std::size_t m_credit = terminal::ByteStream::InitialCredit;
    bool m_starved = false; ///< the session's thread came for credit and found none
    bool m_told = false;
    bool m_outputEnded = false;
    bool m_finished = false;
};

} // namespace understudy::ssh
