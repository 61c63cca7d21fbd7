#include "core/connection/LoginAnswers.h"

#include <QPointer>

#include <algorithm>

namespace understudy::connection {

namespace {

constexpr int tries = 3; // as core/ssh counts them

void wipe(QString& secret) {
    secret.fill(QChar(0)); // detaches only when shared, so callers hand over their copies
    secret.clear();
}

} // namespace

LoginAnswers::LoginAnswers(LinkQuestions questions, Secrets* secrets, std::function<bool()> mayAsk)
    : m_questions(std::move(questions))
    , m_secrets(secrets)
    , m_mayAsk(std::move(mayAsk)) {}

LoginAnswers::~LoginAnswers() { wipe(m_newSecret); }

void LoginAnswers::begin(const QString& name, const ssh::Target& target) {
    m_name = name;
    m_target = target;
    m_unanswered = false;
    m_keptName.clear();
    m_newName.clear();
    wipe(m_newSecret);
}

ssh::Questions LoginAnswers::questions() {
    const QPointer<LoginAnswers> alive(this);
    ssh::Questions questions;
    questions.host = m_questions.host;
    questions.prompt = [alive](const ssh::Prompt& prompt, const Reply& reply) {
        if (alive)
            alive->answer(prompt, reply);
        else
            reply(std::nullopt);
    };
    return questions;
}

/// One name for each secret: a passphrase belongs to a file, a password to an account.
QString LoginAnswers::secretName(const ssh::Prompt& prompt) const {
    const bool doubled =
        std::any_of(m_target.jumps.begin(), m_target.jumps.end(), [this](const ssh::Target& hop) {
            return hop.host.compare(m_target.host, Qt::CaseInsensitive) == 0;
        });
    switch (prompt.kind) {
    case ssh::Prompt::Kind::Password:
        // The question does not tell two servers of one host apart, and neither may hear the other's
        // password.
        return doubled ? QString()
                       : QStringLiteral("password %1:%2").arg(prompt.title, QString::number(m_target.port));
    case ssh::Prompt::Kind::Passphrase:
        return QStringLiteral("passphrase %1").arg(prompt.title);
    case ssh::Prompt::Kind::Keyboard:
        break; // good once
    }
    return {};
}

void LoginAnswers::answer(const ssh::Prompt& prompt, const Reply& reply) {
    const QString name = m_secrets ? secretName(prompt) : QString();
    if (name.isEmpty() || prompt.attempt > 1) {
        if (!name.isEmpty() && name == m_keptName)
            m_secrets->forget(name); // it opens nothing any more
        ask(prompt, name, reply);
        return;
    }
    const QPointer<LoginAnswers> alive(this);
    m_secrets->read(name, [alive, prompt, name, reply](const std::optional<QString>& secret) {
        if (!alive)
            return reply(std::nullopt);
        if (!secret)
            return alive->ask(prompt, name, reply);
        alive->m_keptName = name;
        reply(QStringList{*secret});
    });
}

void LoginAnswers::ask(const ssh::Prompt& prompt, const QString& name, const Reply& reply) {
    m_unanswered = !m_mayAsk();
    if (!m_questions.secret || m_unanswered)
        return reply(std::nullopt);
    SecretQuestion question;
    question.prompt = prompt;
    question.host = m_name;
    question.triesLeft = std::max(1, tries + 1 - prompt.attempt);
    question.mayKeep = !name.isEmpty();
    question.keptRefused = prompt.attempt == 2 && !name.isEmpty() && name == m_keptName;
    const QPointer<LoginAnswers> alive(this);
    m_questions.secret(question, [alive, name, reply](const std::optional<SecretAnswer>& given) {
        if (!alive || !given)
            return reply(std::nullopt);
        if (given->keep && !name.isEmpty()) {
            alive->m_newName = name;
            alive->m_newSecret = given->fields.value(0);
        }
        reply(given->fields);
    });
}

void LoginAnswers::keep() {
    if (m_newName.isEmpty() || !m_secrets)
        return;
    const QPointer<LoginAnswers> alive(this);
    m_secrets->write(m_newName, m_newSecret, [alive](const Result<void>& result) {
        if (alive && !result)
            Q_EMIT alive->notKept(result.error());
    });
    m_newName.clear();
    wipe(m_newSecret);
}

} // namespace understudy::connection
