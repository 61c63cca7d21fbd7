#pragma once

#include "core/connection/Secrets.h"
#include "core/ssh/Login.h"

#include <QObject>

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

/// Answers the prompts of logins to one host: from the keychain, else by the trainee, and keeps what the
/// trainee wants kept once it was right.
class LoginAnswers final : public QObject {
    Q_OBJECT
public:
    using Reply = std::function<void(std::optional<QStringList>)>;

    /// Without @p secrets nothing is kept. The trainee is asked while @p mayAsk says so.
    LoginAnswers(LinkQuestions questions, Secrets* secrets, std::function<bool()> mayAsk);
    ~LoginAnswers() override;

    /// A login to @p target begins, which the trainee calls @p name.
    void begin(const QString& name, const ssh::Target& target);
    /// For ssh::Questions; what is still asked when this is gone is answered with no.
    ssh::Questions questions();
    /// The login was let in: what the trainee wanted kept is given to the keychain.
    void keep();
    /// Something would have had to be asked in this login, and nobody was there to ask.
    bool isUnanswered() const { return m_unanswered; }

Q_SIGNALS:
    void notKept(const understudy::Error& why);

private:
    void answer(const ssh::Prompt& prompt, const Reply& reply);
    void ask(const ssh::Prompt& prompt, const QString& name, const Reply& reply);
    QString secretName(const ssh::Prompt& prompt) const;

    const LinkQuestions m_questions;
    Secrets* const m_secrets;
    const std::function<bool()> m_mayAsk;
    QString m_name;
    ssh::Target m_target;
    bool m_unanswered = false;
    QString m_keptName; ///< of what the keychain answered in this login
    QString m_newName;  ///< of what to keep when the login succeeds
    QString m_newSecret;
};

} // namespace understudy::connection
