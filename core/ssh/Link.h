#pragma once

#include "core/base/Result.h"
#include "core/base/Threads.h"
#include "core/ssh/Handles.h"
#include "core/ssh/Line.h"
#include "core/ssh/Login.h"
#include "core/ssh/Mailbox.h"
#include "core/ssh/Outlet.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace understudy::ssh {

class AgentDoor;
class Gateway;
class Passage;
class SideWay;

/// One connection from first byte to last, on a thread of its own (a libssh session is never shared).
class Link final {
public:
    enum class Woke { Ready, Late, Canceled, Gone };
    using Time = Line::Time;

    Link(Target target, std::shared_ptr<Mailbox> mailbox, Outlet outlet, Threads& threads);
    ~Link();

    void run();
    void add(Line::Order order, std::shared_ptr<Pipe> pipe); ///< by a Mailbox's work
    void askWhetherThere(); ///< at once, and no longer than the last word takes

    ssh_session session() const { return m_session.get(); }
    const Target& target() const { return m_target; }
    const Outlet& outlet() const { return m_outlet; }
    Woke wait(Time deadline);
    Error gone(Woke why) const;
    QString libraryError() const;
    /// Another connection to the host, by the same way.
    Result<std::unique_ptr<SideWay>> sideWay();

    /// Repeats a non-blocking call of libssh until it is done or the time is over.
    template <class Step>
    Result<int> complete(Step step, int again, Time deadline) {
        while (true) {
            if (const int done = step(); done != again)
                return done;
            if (const Woke woke = wait(deadline); woke != Woke::Ready)
                return gone(woke);
        }
    }

    /// Asks the owner and waits, while the connection is served, for as long as the trainee thinks.
    template <class Answer, class Ask>
    Result<Answer> ask(Ask question) {
        struct Slot {
            std::mutex mutex;
            std::optional<Answer> value;
        };
        const auto slot = std::make_shared<Slot>();
        question([slot, mailbox = m_mailbox](Answer answer) {
            const std::lock_guard lock(slot->mutex);
            slot->value = std::move(answer);
            mailbox->wake().ring();
        });
        while (true) {
            {
                const std::lock_guard lock(slot->mutex);
                if (slot->value)
                    return std::move(*slot->value);
            }
            if (const Woke woke = wait(Time::max()); woke != Woke::Ready)
                return gone(woke);
        }
    }

private:
    Result<void> start();
    Result<void> openSession();
    Result<int> reach();
    Result<void> exchangeKeys();
    Error serve();
    void turnLines();
    bool alive();
    Time silentAt() const;
    int pollTime() const;
    void poll(int milliseconds);
    void pump();
    void hangUp(const Error& reason);

    const Target m_target;
    const std::shared_ptr<Mailbox> m_mailbox;
    const Outlet m_outlet;
    Threads& m_threads;
    std::unique_ptr<Gateway> m_gateway; ///< with jumps
    std::unique_ptr<Passage> m_passage;
    SessionHandle m_session;
    EventHandle m_event;
    std::unique_ptr<AgentDoor> m_agentDoor; ///< where the target asks for it
    std::vector<std::unique_ptr<Line>> m_lines;
    ssh_counter_struct m_heard{};
    uint64_t m_heardBytes = 0;
    Time m_askAt;
    std::optional<Time> m_giveUpAt; ///< asked, and not heard since
    std::chrono::milliseconds m_slept{};
    std::chrono::milliseconds m_heardAt{}; ///< on a clock that counts sleep
    bool m_flood = false;                  ///< much came at the last look, and all of it was taken
    int m_socket = -1;
    uint64_t m_identity = 0;
};

/// Hands work to a connection's thread; without one the pipe ends at once with the reason.
void send(Mailbox& mailbox, Line::Order order, const std::shared_ptr<Pipe>& pipe);

} // namespace understudy::ssh
