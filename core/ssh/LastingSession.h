#pragma once

#include "core/base/Clock.h"
#include "core/ssh/LastingShell.h"
#include "core/ssh/Session.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <vector>

namespace understudy::ssh {

/// A session that comes back by itself when its connection breaks (sleep, another network, a host that
/// restarts): after 1, 2, 4 … 30 seconds. It stops where trying again cannot help or could harm: a refused
/// login, another host key, an answer of No, and a connection that was asked for and never came about.
class LastingSession final : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Connecting, Ready, Waiting, Stopped };
    struct Pauses {
        std::chrono::milliseconds first{1'000}; ///< doubled after each try
        std::chrono::milliseconds most{30'000};
    };

    LastingSession(Threads& threads, Post post, const Clock& clock, Pauses pauses, QObject* parent = nullptr);
    ~LastingSession() override;

    void setPauses(Pauses pauses) { m_pauses = pauses; } ///< from the next interruption on
    /// Connects, also again after it has stopped or in the middle of a pause; when that fails, it stops.
    /// @p questions are asked at each login.
    void start(const Target& target, Questions questions);
    void setTarget(const Target& target) { m_target = target; } ///< from the next login on
    /// Ends a pause, for an impatient trainee.
    void tryNow();
    /// The computer woke up or its network changed: ends a pause, too, and asks a connection that looks alive
    /// whether it is.
    void hurry();
    void stop();

    State state() const { return m_state; }
    /// Why it is Waiting or Stopped, when something went wrong.
    const std::optional<Error>& trouble() const { return m_trouble; }
    /// When it is Stopped because of another host key.
    std::optional<HostKeyChange> hostKeyChange() const { return m_change; }
    std::optional<Instant> nextTry() const; ///< while Waiting
    /// Nobody asked for the login under way, or the last one that failed.
    bool triedByItself() const { return m_byItself; }
    /// nullptr unless Ready.
    Session* session() const { return m_state == State::Ready ? m_session.get() : nullptr; }

    /// A shell that is opened anew, with the window's size of then, whenever the session is back. May
    /// outlive this object. @p command takes the place of the login shell; see attachCommand().
    std::unique_ptr<LastingShell> openShell(int columns, int rows, const QString& command = {});

Q_SIGNALS:
    void changed(); ///< of state()
    /// The session is back; @p gap since anything was heard of the host. After the shells were told.
    void resumed(std::chrono::milliseconds gap);

private:
    friend class LastingShell;
    void tryOnce();
    void tried(const Result<void>& result);
    void lose(const Error& error);
    void giveUp(const Error& error);
    void set(State state);
    template <class Call>
    void tellShells(Call call);

    Threads& m_threads;
    const Post m_post;
    const Clock& m_clock;
    Pauses m_pauses;
    Target m_target;
    Questions m_questions;
    State m_state = State::Idle;
    std::unique_ptr<Session> m_session;
    std::optional<Error> m_trouble;
    std::optional<HostKeyChange> m_change;
    std::optional<Instant> m_silentSince; ///< once it was connected and while it is not
    std::chrono::milliseconds m_pause{};
    bool m_byItself = false;
    bool m_once = false; ///< the login under way was asked for by start()
    QTimer m_timer;
    std::vector<LastingShell*> m_shells;
};

} // namespace understudy::ssh
