#pragma once

#include "core/base/Error.h"
#include "core/base/Threads.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace understudy::ssh {

class Mailbox;
class Pipe;

/// A TCP connection made from the far side for somebody who minds what is under way: both directions are held
/// back when the reader is slow, and each ends on its own. Calls and callbacks happen on the owner's thread,
/// and a callback may destroy it.
class Conduit final {
public:
    /// As much as waits here for the host (the line it goes by holds as much again), and as much as comes
    /// from the host before grant().
    static constexpr std::size_t Most = 256 * 1024;

    Conduit(const Post& post, std::shared_ptr<Mailbox> mailbox, const QString& host, quint16 port);
    ~Conduit(); ///< closes it
    Conduit(const Conduit&) = delete;
    Conduit& operator=(const Conduit&) = delete;

    void write(std::string_view bytes);
    std::size_t queued() const; ///< bytes written that still wait here; write no more at Most
    void finishInput();         ///< nothing more is written; what the host sends still comes
    void grant(std::size_t bytes);

    std::function<void(std::string_view bytes)> received;
    std::function<void()> drained;     ///< some of what was queued() is on its way
    std::function<void()> outputEnded; ///< the host sends no more; it may still listen
    std::function<void(const std::optional<Error>& why)> ended; ///< both ways, the last that is called

private:
    struct Ear {
        Conduit* conduit = nullptr;
    };
    void collect();

    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<Ear> m_ear;
    std::shared_ptr<Pipe> m_pipe;
    bool m_outputEnded = false;
};

} // namespace understudy::ssh
