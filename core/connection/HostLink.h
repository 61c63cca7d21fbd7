#pragma once

#include "core/connection/Connection.h"
#include "core/connection/Forwards.h"
#include "core/connection/LoginAnswers.h"
#include "core/ssh/LastingSession.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <set>
#include <vector>

namespace understudy::connection {

/// One login to a host, shared by all of its terminals: logs in when the first asks for a shell, and when the
/// connection is lost comes back by itself as a LastingSession does, as long as nothing has to be asked.
class HostLink final : public QObject {
    Q_OBJECT
public:
    enum class State {
        Idle,
        Connecting,
        Connected,
        Lost,  ///< it was connected; tried again by itself
        Failed ///< it never was, or did not come back; see trouble()
    };
    /// What a link works with; outlives it.
    struct Means {
        Threads& threads;
        Post post;
        const Clock& clock;
        Secrets* secrets = nullptr; ///< nullptr: nothing is kept
        QStringList knownHosts;     ///< as in ssh::Target
        QString localUser;
        QString userConfig; ///< ~/.ssh/config; empty: none is read
        QString command{};  ///< run in the place of the login shell; empty: none
    };
    /// The shell is cut off and comes back with the link, as ByteStream has it.
    using TakeShell = std::function<void(std::unique_ptr<terminal::ByteStream> stream)>;

    HostLink(const Connection& connection, Means means, LinkQuestions questions, QObject* parent = nullptr);

    const Connection& connection() const { return m_connection; }
    /// For the next login; watch only counts at once.
    void setConnection(const Connection& connection);
    State state() const { return m_state; }
    bool triedByItself() const { return m_session.triedByItself(); } ///< the login under way, or the last one
    const std::optional<Error>& trouble() const { return m_trouble; }      ///< of Lost and Failed
    std::optional<Instant> nextTry() const { return m_session.nextTry(); } ///< of Lost
    /// Both keys, when the last login failed because the host showed another one.
    std::optional<ssh::HostKeyChange> hostKeyChange() const;
    /// The connection asks for tmux and the host has none: its shells end with the connection.
    bool lacksTmux() const { return m_lacksTmux; }

    /// Calls back with a shell as soon as there is a connection, and makes one if need be. Not called when
    /// the login fails or @p context is gone by then; asking again for the same context replaces the first.
    void shell(QObject* context, int columns, int rows, TakeShell take);
    /// Logs in without a shell, for what goes beside them; does nothing while it is on its way or connected.
    void start();
    /// Ends the pause of Lost.
    void tryNow() { m_session.tryNow(); }
    /// The network changed or the computer woke up: finds out at once, without asking the trainee anything.
    void hurry() { m_session.hurry(); }
    /// The login of the moment, for what goes beside the shells (files, charts); nullptr while there is none.
    ssh::Session* session() const { return m_session.session(); }
    /// The ports here that lead to the host; none while it is only watched. Remembered ones open with the
    /// first login.
    Forwards& forwards() { return m_forwards; }
    /// What its lines in ~/.ssh/config would forward, to be offered.
    std::vector<ssh::LocalForward> offeredForwards() const;
    /// Takes the key shown now for the known one, after the trainee compared it.
    Result<void> replaceHostKey();
    void close();
    /// The first pause before it is tried again; doubled up to thirty times that.
    void setPause(std::chrono::milliseconds first) { m_session.setPauses({first, 30 * first}); }

Q_SIGNALS:
    void changed();
    void notKept(const understudy::Error& why);      ///< the keychain did not take a secret
    void notForwarded(const understudy::Error& why); ///< a remembered port could not be opened

private:
    struct Waiting {
        QPointer<QObject> context;
        int columns, rows;
        TakeShell take;
    };

    Result<ssh::Target> targetOf(const Connection& connection) const;
    void logIn();
    void follow();
    void stop(const Error& error);
    void lookForTmux();
    void openForwards();
    void serveWaiting();
    std::unique_ptr<terminal::ByteStream> openShell(int columns, int rows);
    void set(State state, std::optional<Error> trouble = {});

    Connection m_connection;
    std::shared_ptr<bool> m_watching;
    Means m_means;
    ssh::Target m_target; ///< of the login under way, or the last one
    ssh::LastingSession m_session;
    Forwards m_forwards;
    bool m_forwardsOpened = false;
    LoginAnswers m_answers;
    State m_state = State::Idle;
    std::optional<Error> m_trouble;
    std::vector<Waiting> m_waiting;
    std::shared_ptr<std::set<int>> m_numbers = std::make_shared<std::set<int>>(); ///< of tmux sessions in use
    bool m_lacksTmux = false;
    bool m_left = false; ///< being closed, so that its end is no failure
};

} // namespace understudy::connection
