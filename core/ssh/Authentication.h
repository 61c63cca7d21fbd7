#pragma once

#include "core/base/Result.h"
#include "core/ssh/Handles.h"
#include "core/ssh/Login.h"

#include <functional>

namespace understudy::ssh {

class Link;
class SecretAnswers;

/// Proves to the host who the trainee is: key files, agent, the server's own questions, password, in that
/// order and only as far as the server takes them; several where it wants several. Each key is offered by
/// itself (never the library's automatic way).
class Authentication final {
public:
    explicit Authentication(Link& link);
    Result<void> run();

private:
    enum class Outcome { In, Next, Partial };

    Result<Outcome> tryAll();
    Result<Outcome> tryIdentities();
    Result<Outcome> tryIdentity(const QString& file);
    Result<Outcome> tryCertificate(const QString& file, ssh_key key);
    Result<Outcome> offer(ssh_key key);
    Result<Outcome> tryAgent();
    Result<Outcome> tryQuestions();
    Result<Outcome> tryPassword();
    Result<bool> wants(const QString& file);
    Result<KeyHandle> readIdentity(const QString& name);
    Result<Outcome> verdict(const Result<int>& answer);
    Result<int> answerRound(int attempt);
    bool takes(int method) const;
    Error refusal() const;
    template <class Step>
    Result<int> complete(Step step);
    Result<SecretAnswers> ask(const Prompt& prompt);

    Link& m_link;
    QString m_offered; ///< the last key file
    bool m_triedAgent = false;
    bool m_offeredPassword = false;
};

} // namespace understudy::ssh
