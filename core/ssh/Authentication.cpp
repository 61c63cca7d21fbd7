#include "core/ssh/Authentication.h"

#include "core/ssh/Link.h"
#include "core/ssh/Secret.h"
#include "core/ssh/Sentences.h"

#include <QFile>

namespace understudy::ssh {

namespace {

using namespace std::chrono_literals;
constexpr int Tries = 3;
constexpr int MostFactors = 4; // a host that wants ever more is not worth it
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
    for (int factor = 0; factor < MostFactors; ++factor) {
        const Result<Outcome> outcome = tryAll();
        if (!outcome)
            return outcome.error();
        if (*outcome == Outcome::In)
            return {};
        if (*outcome == Outcome::Next)
            break;
    }
    return refusal();
}

Result<Authentication::Outcome> Authentication::tryAll() {
    for (auto way : {&Authentication::tryIdentities, &Authentication::tryAgent, &Authentication::tryQuestions,
                     &Authentication::tryPassword}) {
        const Result<Outcome> outcome = (this->*way)();
        if (!outcome || *outcome != Outcome::Next)
            return outcome;
    }
    return Outcome::Next;
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
    return *answer == SSH_AUTH_PARTIAL ? Outcome::Partial : Outcome::Next;
}

Result<Authentication::Outcome> Authentication::tryIdentities() {
    const QStringList& files = m_link.target().identities;
    for (const QString& file : files) {
        if (!takes(SSH_AUTH_METHOD_PUBLICKEY))
            break;
        if (files.size() > 1 && !QFile::exists(file))
            continue; // a list, as in ssh_config, names places to look at
        const Result<Outcome> outcome = tryIdentity(file);
        if (!outcome || *outcome != Outcome::Next)
            return outcome;
    }
    return Outcome::Next;
}

Result<Authentication::Outcome> Authentication::tryIdentity(const QString& file) {
    const Result<KeyHandle> key = readIdentity(file);
    if (!key)
        return key.error();
    m_offered = file;
    if (!*key)
        return Outcome::Next;
    const Result<Outcome> certified = tryCertificate(file, key->get());
    if (!certified || *certified != Outcome::Next)
        return certified;
    return offer(key->get());
}

Result<Authentication::Outcome> Authentication::offer(ssh_key key) {
    return verdict(complete([&] { return ssh_userauth_publickey(m_link.session(), nullptr, key); }));
}

Result<Authentication::Outcome> Authentication::tryCertificate(const QString& file, ssh_key key) {
    ssh_key raw = nullptr;
    const QByteArray path = (file + QStringLiteral("-cert.pub")).toLocal8Bit();
    if (ssh_pki_import_cert_file(path.constData(), &raw) != SSH_OK)
        return Outcome::Next;
    const KeyHandle certificate(raw);
    const KeyHandle both(ssh_key_dup(key));
    if (!both || ssh_pki_copy_cert_to_privkey(certificate.get(), both.get()) != SSH_OK)
        return Outcome::Next;
    return offer(both.get());
}

/// False when the host says beforehand that it does not want the key, so that nobody is asked for a
/// passphrase in vain. Needs the public half beside the file.
Result<bool> Authentication::wants(const QString& file) {
    ssh_key raw = nullptr;
    const QByteArray path = (file + QStringLiteral(".pub")).toLocal8Bit();
    if (QFile::exists(file + QStringLiteral("-cert.pub")) ||
        ssh_pki_import_pubkey_file(path.constData(), &raw) != SSH_OK)
        return true;
    const KeyHandle key(raw);
    const Result<int> answer =
        complete([&] { return ssh_userauth_try_publickey(m_link.session(), nullptr, key.get()); });
    if (const auto outcome = verdict(answer); !outcome)
        return outcome.error();
    return *answer == SSH_AUTH_SUCCESS;
}

/// The key, or none when the host would not take it anyway.
Result<KeyHandle> Authentication::readIdentity(const QString& name) {
    const QByteArray file = name.toLocal8Bit();
    bool wanted = false;
    ssh_key raw = nullptr;
    int read = ssh_pki_import_privkey_file(file.constData(), nullptr, notePassphraseWanted, &wanted, &raw);
    if (read != SSH_OK && wanted) {
        const Result<bool> worthAsking = wants(name);
        if (!worthAsking)
            return worthAsking.error();
        if (!*worthAsking)
            return KeyHandle();
    }
    for (int attempt = 1; read != SSH_OK && wanted && attempt <= Tries; ++attempt) {
        const auto answers = ask({Prompt::Kind::Passphrase, name, {}, {{QString(), false}}, attempt});
        if (!answers)
            return answers.error();
        read = ssh_pki_import_privkey_file(file.constData(), answers->at(0).data(), nullptr, nullptr, &raw);
    }
    if (read != SSH_OK)
        return Sentences::identityUnreadable(name);
    KeyHandle key(raw);
    if (!strong(key.get()))
        return Sentences::weakIdentity(name);
    return key;
}

Result<Authentication::Outcome> Authentication::tryAgent() {
    if (!m_link.target().agent || !takes(SSH_AUTH_METHOD_PUBLICKEY) ||
        qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK"))
        return Outcome::Next;
    m_triedAgent = true;
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
        if (!outcome || *outcome != Outcome::Next || !asked)
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
    const auto answers = ask(prompt);
    if (!answers)
        return answers.error();
    for (int i = 0; i < count; ++i)
        ssh_userauth_kbdint_setanswer(session, static_cast<unsigned int>(i), answers->at(i).data());
    return count;
}

Result<Authentication::Outcome> Authentication::tryPassword() {
    const Target& target = m_link.target();
    for (int attempt = 1; attempt <= Tries && takes(SSH_AUTH_METHOD_PASSWORD); ++attempt) {
        const QString title = target.user + QLatin1Char('@') + target.host;
        const auto answers = ask({Prompt::Kind::Password, title, {}, {{QString(), false}}, attempt});
        if (!answers)
            return answers.error();
        m_offeredPassword = true;
        const SecretBytes password = answers->at(0);
        const Result<int> said =
            complete([&] { return ssh_userauth_password(m_link.session(), nullptr, password.data()); });
        const auto outcome = verdict(said);
        if (!outcome || *outcome != Outcome::Next)
            return outcome;
    }
    return Outcome::Next;
}

Result<SecretAnswers> Authentication::ask(const Prompt& prompt) {
    auto answer =
        m_link.ask<std::optional<QStringList>>([&](std::function<void(std::optional<QStringList>)> reply) {
            m_link.outlet().prompt(prompt, std::move(reply));
        });
    if (!answer)
        return answer.error();
    if (!*answer)
        return Sentences::canceled();
    return SecretAnswers(std::move(**answer));
}

Error Authentication::refusal() const {
    if (m_offeredPassword)
        return Sentences::passwordRefused(m_link.target());
    if (m_triedAgent || !m_offered.isEmpty())
        return Sentences::keyRefused(m_link.target(), m_offered);
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
