#include "core/ssh/Authentication.h"

#include "core/ssh/Link.h"
#include "core/ssh/Sentences.h"

#include <QFileInfo>

namespace understudy::ssh {

namespace {

using namespace std::chrono_literals;
constexpr int Tries = 3;
constexpr auto Patience = 30s; // a server may slow wrong passwords down

/// Text of the server's, without anything that could pretend to be ours.
QString cleaned(const char* text) {
    QString kept;
    for (const QChar c : QString::fromUtf8(text ? text : "").left(512))
        if (c.category() != QChar::Other_Control && c.category() != QChar::Other_Format)
            kept += c;
    return kept.simplified();
}

/// Bits of an RSA modulus, from the public blob (RFC 4253: type, e, n).
qsizetype rsaBits(const QByteArray& blob) {
    qsizetype at = 0;
    qsizetype length = 0;
    for (int field = 0; field < 3; ++field) {
        at += length;
        if (at + 4 > blob.size())
            return 0;
        length = 0;
        for (int i = 0; i < 4; ++i)
            length = length << 8 | static_cast<unsigned char>(blob.at(at + i));
        at += 4;
    }
    const bool sign = length > 0 && at < blob.size() && blob.at(at) == 0;
    return (length - (sign ? 1 : 0)) * 8;
}

bool strong(ssh_key key) {
    if (ssh_key_type(key) == SSH_KEYTYPE_DSS)
        return false;
    if (ssh_key_type(key) != SSH_KEYTYPE_RSA)
        return true;
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return false;
    const TextHandle blob(text);
    return rsaBits(QByteArray::fromBase64(blob.get())) >= 2048;
}

int notePassphraseWanted(const char*, char*, size_t, int, int, void* wanted) {
    *static_cast<bool*>(wanted) = true;
    return -1;
}

} // namespace

Authentication::Authentication(Link& link)
    : m_link(link) {}

template <class Step>
Result<int> Authentication::complete(Step step) {
    return m_link.complete(step, SSH_AUTH_AGAIN, std::chrono::steady_clock::now() + Patience);
}

Result<void> Authentication::run() {
    const auto none = verdict(complete([this] { return ssh_userauth_none(m_link.session(), nullptr); }));
    if (!none)
        return none.error();
    if (*none == Outcome::In)
        return {};
    for (auto way : {&Authentication::tryIdentity, &Authentication::tryAgent, &Authentication::tryQuestions,
                     &Authentication::tryPassword}) {
        const Result<Outcome> outcome = (this->*way)();
        if (!outcome)
            return outcome.error();
        if (*outcome == Outcome::In)
            return {};
    }
    return refusal();
}

bool Authentication::takes(int method) const {
    return (ssh_userauth_list(m_link.session(), nullptr) & method) != 0;
}

Result<Authentication::Outcome> Authentication::verdict(const Result<int>& answer) {
    // The end may be seen by the library's call or, on a busy computer, by the wait before it.
    const bool ended = answer ? *answer == SSH_AUTH_ERROR && ssh_is_connected(m_link.session()) == 0
                              : answer.error().code == Errc::Unreachable;
    if (ended)
        return m_offeredPassword ? Sentences::passwordRefused(m_link.target())
                                 : Sentences::closedEarly(m_link.target(), m_link.libraryError());
    if (!answer)
        return answer.error();
    if (*answer == SSH_AUTH_SUCCESS)
        return Outcome::In;
    return Outcome::Next;
}

Result<Authentication::Outcome> Authentication::tryIdentity() {
    if (m_link.target().identity.isEmpty() || !takes(SSH_AUTH_METHOD_PUBLICKEY))
        return Outcome::Next;
    const Result<KeyHandle> key = readIdentity();
    if (!key)
        return key.error();
    m_offeredKey = true;
    return verdict(complete([&] { return ssh_userauth_publickey(m_link.session(), nullptr, key->get()); }));
}

Result<KeyHandle> Authentication::readIdentity() {
    const Target& target = m_link.target();
    const QByteArray file = target.identity.toLocal8Bit();
    bool wanted = false;
    ssh_key raw = nullptr;
    int read = ssh_pki_import_privkey_file(file.constData(), nullptr, notePassphraseWanted, &wanted, &raw);
    for (int attempt = 1; read != SSH_OK && wanted && attempt <= Tries; ++attempt) {
        const auto answer =
            ask({Prompt::Kind::Passphrase, target.identity, {}, {{QString(), false}}, attempt});
        if (!answer)
            return answer.error();
        read = ssh_pki_import_privkey_file(file.constData(), answer->value(0).toUtf8().constData(), nullptr,
                                           nullptr, &raw);
    }
    if (read != SSH_OK)
        return Sentences::identityUnreadable(target);
    KeyHandle key(raw);
    if (!strong(key.get()))
        return Sentences::weakIdentity(target);
    return key;
}

Result<Authentication::Outcome> Authentication::tryAgent() {
    if (!m_link.target().agent || !takes(SSH_AUTH_METHOD_PUBLICKEY) ||
        qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK"))
        return Outcome::Next;
    m_offeredKey = true;
    return verdict(complete([this] { return ssh_userauth_agent(m_link.session(), nullptr); }));
}

Result<Authentication::Outcome> Authentication::tryQuestions() {
    for (int attempt = 1; attempt <= Tries && takes(SSH_AUTH_METHOD_INTERACTIVE); ++attempt) {
        Result<int> answer =
            complete([this] { return ssh_userauth_kbdint(m_link.session(), nullptr, nullptr); });
        bool asked = false;
        while (answer && *answer == SSH_AUTH_INFO) {
            asked = asked || ssh_userauth_kbdint_getnprompts(m_link.session()) > 0;
            if (const auto filled = answerRound(attempt); !filled)
                return filled.error();
            m_offeredPassword = asked;
            answer = complete([this] { return ssh_userauth_kbdint(m_link.session(), nullptr, nullptr); });
        }
        const auto outcome = verdict(answer);
        if (!outcome || *outcome == Outcome::In || !asked || *answer == SSH_AUTH_PARTIAL)
            return outcome;
    }
    return Outcome::Next;
}

Result<int> Authentication::answerRound(int attempt) {
    ssh_session session = m_link.session();
    const int count = ssh_userauth_kbdint_getnprompts(session);
    if (count <= 0)
        return 0;
    Prompt prompt{Prompt::Kind::Keyboard,
                  cleaned(ssh_userauth_kbdint_getname(session)),
                  cleaned(ssh_userauth_kbdint_getinstruction(session)),
                  {},
                  attempt};
    for (int i = 0; i < count; ++i) {
        char echo = 0;
        const char* text = ssh_userauth_kbdint_getprompt(session, static_cast<unsigned int>(i), &echo);
        prompt.fields.push_back({cleaned(text), echo != 0});
    }
    const auto answer = ask(prompt);
    if (!answer)
        return answer.error();
    for (int i = 0; i < count; ++i)
        ssh_userauth_kbdint_setanswer(session, static_cast<unsigned int>(i),
                                      answer->value(i).toUtf8().constData());
    return count;
}

Result<Authentication::Outcome> Authentication::tryPassword() {
    const Target& target = m_link.target();
    for (int attempt = 1; attempt <= Tries && takes(SSH_AUTH_METHOD_PASSWORD); ++attempt) {
        const QString title = target.user + QLatin1Char('@') + target.host;
        const auto answer = ask({Prompt::Kind::Password, title, {}, {{QString(), false}}, attempt});
        if (!answer)
            return answer.error();
        m_offeredPassword = true;
        const QByteArray password = answer->value(0).toUtf8();
        const Result<int> said =
            complete([&] { return ssh_userauth_password(m_link.session(), nullptr, password.constData()); });
        const auto outcome = verdict(said);
        if (!outcome || *outcome == Outcome::In || *said == SSH_AUTH_PARTIAL)
            return outcome;
    }
    return Outcome::Next;
}

Result<QStringList> Authentication::ask(const Prompt& prompt) {
    const auto answer =
        m_link.ask<std::optional<QStringList>>([&](std::function<void(std::optional<QStringList>)> reply) {
            m_link.outlet().prompt(prompt, std::move(reply));
        });
    if (!answer)
        return answer.error();
    if (!*answer)
        return Sentences::canceled();
    return **answer;
}

Error Authentication::refusal() const {
    if (m_offeredPassword)
        return Sentences::passwordRefused(m_link.target());
    if (m_offeredKey)
        return Sentences::keyRefused(m_link.target());
    const int methods = ssh_userauth_list(m_link.session(), nullptr);
    QStringList offered;
    if (methods & SSH_AUTH_METHOD_PUBLICKEY)
        offered += QStringLiteral("publickey");
    if (methods & SSH_AUTH_METHOD_PASSWORD)
        offered += QStringLiteral("password");
    if (methods & SSH_AUTH_METHOD_INTERACTIVE)
        offered += QStringLiteral("keyboard-interactive");
    return Sentences::noWayIn(m_link.target(), offered.join(QStringLiteral(", ")));
}

} // namespace understudy::ssh
