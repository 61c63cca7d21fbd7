#pragma once

#include "core/base/Threads.h"
#include "core/connection/Connection.h"
#include "core/connection/Secrets.h"
#include "core/ssh/Session.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <vector>

namespace understudy::connection {

/// A question of the login: what is asked, how often it may still be asked, and whether the answer may be
/// kept.
struct SecretQuestion {
    ssh::Prompt prompt;
    QString host;             ///< as the trainee calls it
    int triesLeft = 3;        ///< this one counted
    bool mayKeep = false;     ///< in the keychain
    bool keptRefused = false; ///< what the keychain had was not taken
};
struct SecretAnswer {
    QStringList fields;
    bool keep = false;
};

/// How a link asks the trainee; each answer is given once, later or at once.
struct LinkQuestions {
    std::function<void(const ssh::HostQuestion&, std::function<void(ssh::HostAnswer)>)> host;
    std::function<void(const SecretQuestion&, std::function<void(std::optional<SecretAnswer>)>)> secret;
};

/// One login to a host, shared by all of its terminals: logs in when the first asks for a shell, and when the
/// connection is lost comes back by itself, after 1, 2, 4 … 30 seconds, as long as nothing has to be asked.
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
        Secrets* secrets = nullptr; ///< nullptr: nothing is kept
        QStringList knownHosts;     ///< as in ssh::Target
        QString localUser;
    };

    HostLink(const Connection& connection, Means means, LinkQuestions questions, QObject* parent = nullptr);
    ~HostLink() override;

    const Connection& connection() const { return m_connection; }
    /// For the next login; watch only counts at once.
    void setConnection(const Connection& connection);
    State state() const { return m_state; }
    bool triedByItself() const { return m_byItself; } ///< the login under way, or the last one that failed
    const std::optional<Error>& trouble() const { return m_trouble; } ///< of Lost and Failed
    /// Both keys, when the last login failed because the host showed another one.
    std::optional<ssh::HostKeyChange> hostKeyChange() const;

    /// Calls back with a shell as soon as there is a connection, and makes one if need be. Not called when
    /// the login fails or @p context is gone by then; asking again for the same context replaces the first.
    void shell(QObject* context, int columns, int rows,
               std::function<void(std::unique_ptr<terminal::ByteStream>)> take);
    /// Takes the key shown now for the known one, after the trainee compared it.
    Result<void> replaceHostKey();
    void close();
    /// The first pause before it is tried again; doubled up to thirty times that.
    void setPause(std::chrono::milliseconds first) { m_firstPause = first; }

Q_SIGNALS:
    void changed();
    void notKept(const understudy::Error& why); ///< the keychain did not take a secret

private:
    struct Waiting {
        QPointer<QObject> context;
        int columns, rows;
        std::function<void(std::unique_ptr<terminal::ByteStream>)> take;
    };
    using Reply = std::function<void(std::optional<QStringList>)>;

    void logIn();
    void lose(const Error& error);
    void waitAndRetry(const Error& error);
    void loggedIn(const Result<void>& result);
    void answer(const ssh::Prompt& prompt, const Reply& reply);
    void ask(const ssh::Prompt& prompt, const QString& name, const Reply& reply);
    void keep();
    void serveWaiting();
    void set(State state, std::optional<Error> trouble = {});
    QString secretName(const ssh::Prompt& prompt) const;

    Connection m_connection;
    std::shared_ptr<bool> m_watching;
    Means m_means;
    LinkQuestions m_questions;
    State m_state = State::Idle;
    std::optional<Error> m_trouble;
    std::unique_ptr<ssh::Session> m_session;
    std::vector<Waiting> m_waiting;
    QTimer m_retry;
    std::chrono::milliseconds m_firstPause{1'000};
    std::chrono::milliseconds m_pause{};
    bool m_byItself = false;   ///< nobody asked for this login, so nobody is asked anything
    bool m_unanswered = false; ///< and something would have had to be asked
    QString m_keptName;        ///< of what the keychain answered in this login
    QString m_newName;         ///< of what to keep when the login succeeds
    QString m_newSecret;
};

} // namespace understudy::connection
