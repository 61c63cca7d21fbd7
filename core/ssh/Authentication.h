#pragma once

#include "core/base/Result.h"
#include "core/ssh/Handles.h"
#include "core/ssh/Login.h"

#include <functional>

namespace understudy::ssh {

class Link;

/// Proves to the host who the trainee is: key file, agent, the server's own questions, password, in that
/// order and only as far as the server takes them. Each key is offered by itself (never the library's
/// automatic way).
class Authentication final {
public:
    explicit Authentication(Link& link);
    Result<void> run();

private:
    enum class Outcome { In, Next };

    Result<Outcome> tryIdentity();
    Result<Outcome> tryAgent();
    Result<Outcome> tryQuestions();
    Result<Outcome> tryPassword();
    Result<KeyHandle> readIdentity();
    Result<Outcome> verdict(const Result<int>& answer);
    Result<int> answerRound(int attempt);
    bool takes(int method) const;
    Error refusal() const;
    template <class Step>
    Result<int> complete(Step step);
    Result<QStringList> ask(const Prompt& prompt);

    Link& m_link;
    bool m_offeredKey = false;
    bool m_offeredPassword = false;
};

} // namespace understudy::ssh
