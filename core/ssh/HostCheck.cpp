#include "core/ssh/HostCheck.h"

#include "core/ssh/Certificate.h"
#include "core/ssh/CertificateProbe.h"
#include "core/ssh/Link.h"
#include "core/ssh/Sentences.h"
#include "core/ssh/SideWay.h"

#include <QDateTime>

#include <algorithm>

namespace understudy::ssh {

namespace {

PublicKey shownKey(ssh_session session) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session, &raw) != SSH_OK)
        return {};
    const KeyHandle key(raw);
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key.get(), &text) != SSH_OK)
        return {};
    const TextHandle blob(text);
    const char* type = ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P256 ||
                               ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P384 ||
                               ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P521
                           ? ssh_pki_key_ecdsa_name(key.get())
                           : ssh_key_type_to_char(ssh_key_type(key.get()));
    return {QString::fromLatin1(type), QByteArray::fromBase64(blob.get())};
}

} // namespace

HostCheck::HostCheck(Link& link)
    : m_link(link)
    , m_target(link.target())
    , m_hosts(link.target().knownHosts)
    , m_shown(shownKey(link.session())) {}

Result<void> HostCheck::run() {
    if (m_shown.isEmpty())
        return Sentences::notSsh(m_target, m_link.libraryError());
    if (!m_target.hostKey.isEmpty())
        return checkPinned();
    const KnownHosts::Verdict verdict = m_hosts.judge(m_target.host, m_target.port, m_shown);
    if (verdict.word == KnownHosts::Word::Known)
        return {};
    if (verdict.word == KnownHosts::Word::Revoked)
        return Sentences::revokedKey(m_target, m_shown, verdict.where);
    const Result<bool> vouched = certified();
    if (!vouched)
        return vouched.error();
    if (*vouched)
        return {};
    if (verdict.word == KnownHosts::Word::Changed) {
        const HostKeyChange change{m_target.host, m_target.port, verdict.known, m_shown, verdict.where};
        m_link.outlet().changed(change);
        return Sentences::changedKey(change);
    }
    return ask();
}

Result<void> HostCheck::checkPinned() const {
    const auto pinned = PublicKey::fromLine(m_target.hostKey);
    if (pinned && *pinned == m_shown)
        return {};
    return Sentences::unpinnedKey(m_target, pinned.value_or(PublicKey{}), m_shown);
}

Result<bool> HostCheck::certified() const {
    const std::vector<PublicKey> authorities = m_hosts.authoritiesFor(m_target.host, m_target.port);
    if (authorities.empty())
        return false;
    const Result<QByteArray> blob = fetchCertificate();
    if (!blob)
        return blob.error();
    const auto certificate = Certificate::fromBlob(*blob);
    if (!certificate)
        return false; // the host has none: its key is judged as any other
    const auto revoked = m_hosts.judge(m_target.host, m_target.port, certificate->authority);
    if (revoked.word == KnownHosts::Word::Revoked)
        return Sentences::revokedKey(m_target, certificate->authority, revoked.where);
    if (std::find(authorities.begin(), authorities.end(), certificate->authority) == authorities.end())
        return false;
    const auto now = static_cast<quint64>(QDateTime::currentSecsSinceEpoch());
    if (auto spoken = certificate->vouches(m_target.host, m_shown, now); !spoken)
        return spoken.error();
    return true;
}

Result<QByteArray> HostCheck::fetchCertificate() const {
    CertificateProbe probe(m_shown.type, systemRandomness());
    auto way = m_link.sideWay();
    if (!way)
        return way.error();
    const auto deadline = std::chrono::steady_clock::now() + m_target.patience;
    while (!probe.over()) {
        const Result<QByteArray> heard = (*way)->exchange(probe.takeOutput(), deadline);
        if (!heard)
            return heard.error();
        if (heard->isEmpty())
            break;
        probe.receive(*heard);
    }
    return probe.blob();
}

Result<void> HostCheck::ask() {
    const auto answer = m_link.ask<HostAnswer>([&](std::function<void(HostAnswer)> reply) {
        m_link.outlet().host({m_target.host, m_target.port, m_shown}, std::move(reply));
    });
    if (!answer)
        return answer.error();
    if (*answer == HostAnswer::Refuse)
        return Sentences::hostRefused(m_target, m_shown);
    if (*answer == HostAnswer::Remember) // asked again next time if it failed
        (void)m_hosts.remember(m_target.host, m_target.port, m_shown).ok();
    return {};
}

} // namespace understudy::ssh
