#pragma once

#include "core/base/Clock.h"
#include "core/base/Id.h"
#include "core/journal/Journal.h"
#include "core/sync/Account.h"
#include "core/sync/Network.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace understudy::sync {

/// What the status bar says. Computed from what the server has acknowledged, never from hope.
struct Status {
    enum class State {
        Unenrolled, ///< no server is set up: everything is kept here
        Offline,    ///< the server does not answer; it is tried again by itself
        Syncing,
        Synced,
        Refused ///< the server said no; the trainee has to do something, the sentence says what
    };
    State state = State::Unenrolled;
    QString sentence;
    int waiting = 0;                      ///< facts of this device that no server has acknowledged
    int parked = 0;                       ///< facts that the server refuses for good; they are kept
    std::vector<journal::Parked> refused; ///< those facts and the server's words, oldest first
    std::optional<Instant> oldest;        ///< when the first of those that wait happened
    std::chrono::seconds clockOffset{0};  ///< how far the server's clock is ahead of ours
    std::optional<Instant> lastSynced;

    bool operator==(const Status&) const = default;
};

/// How long the engine rests when nobody calls it.
struct Pauses {
    std::chrono::milliseconds gathering{1000}; ///< facts come in small bursts: one request for each burst
    std::chrono::milliseconds betweenPulls{60'000};
    std::chrono::milliseconds afterRefusal{3600'000}; ///< whoever runs the server may have set it right
};

/// Carries the facts of this device to the server and brings those of others, as xAPI statements over a
/// network that loses, doubles and delays. Everything happens on the thread that made it, in its event loop,
/// with a journal connection of its own.
class Engine final {
public:
    Engine(journal::Journal& journal, Network& network, const Clock& clock, Randomness random,
           const Pauses& pauses = {});
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Sets or changes the server. For another server or person than before everything is sent again. While
    /// the journal cannot be written nothing is sent, and it is tried again.
    void setAccount(const Account& account);
    void syncNow(); ///< at once, whatever the back-off says: "Try now", after waking up, on a new network
    void noteNewFacts(); ///< something was appended: sent a second later, unless the server has refused us
    /// What the server refused is sent again, now: one fact, or all without an id.
    void retryParked(const Id& fact = {});
    const Status& status() const;
    /// The name under which the journal keeps as whose its facts were sent last: "endpoint homePage name".
    static QString accountName() { return QStringLiteral("sync.account"); }

    std::function<void(const Status&)> statusChanged; ///< on the engine's thread
    std::function<void(int)> pulled;                  ///< so many new facts of other devices came in
    std::function<void()> copied; ///< a copy of this journal is in use elsewhere; see journal::Journal::merge

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::sync
