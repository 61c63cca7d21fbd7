#include "core/ssh/Key.h"

#include "core/ssh/Handles.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>

namespace understudy::ssh {

namespace {

Error keyError(Errc code, const char* sentence, const QString& detail) {
    return {code, QCoreApplication::translate("ssh", sentence), detail};
}

/// The type named inside the blob: it must agree with the one in front of it.
QString typeInside(const QByteArray& blob) {
    if (blob.size() < 4)
        return {};
    const auto byte = [&](int i) { return static_cast<quint32>(static_cast<unsigned char>(blob.at(i))); };
    const quint32 length = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
    if (length > 64 || static_cast<quint32>(blob.size()) < 4 + length)
        return {};
    return QString::fromLatin1(blob.mid(4, static_cast<qsizetype>(length)));
}

Result<void> writeWhole(const QString& file, const QByteArray& text, QFileDevice::Permissions permissions) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(permissions) ||
        out.write(text) != text.size() || !out.commit())
        return keyError(Errc::Io,
                        QT_TRANSLATE_NOOP("ssh", "The key could not be saved. Check the free space "
                                                 "and the rights of its folder."),
                        file + QStringLiteral(": ") + out.errorString());
    return {};
}

} // namespace

std::optional<PublicKey> PublicKey::fromLine(const QString& line) {
    const QStringList words = line.simplified().split(QLatin1Char(' '));
    if (words.size() < 2)
        return std::nullopt;
    const auto decoded =
        QByteArray::fromBase64Encoding(words.at(1).toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || typeInside(*decoded) != words.at(0))
        return std::nullopt;
    return PublicKey{words.at(0), *decoded};
}

QString PublicKey::line() const { return type + QLatin1Char(' ') + QString::fromLatin1(blob.toBase64()); }

QString PublicKey::fingerprint() const {
    const QByteArray hash = QCryptographicHash::hash(blob, QCryptographicHash::Sha256);
    return QStringLiteral("SHA256:") + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

Result<KeyPair> KeyPair::makeEd25519() {
    const auto failed = [] {
        return keyError(Errc::Io, QT_TRANSLATE_NOOP("ssh", "No key could be made. Try again."),
                        QStringLiteral("libssh"));
    };
    ssh_key raw = nullptr;
    if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &raw) != SSH_OK)
        return failed();
    const KeyHandle key(raw);
    char* privateText = nullptr;
    if (ssh_pki_export_privkey_base64(key.get(), nullptr, nullptr, nullptr, &privateText) != SSH_OK)
        return failed();
    const TextHandle secret(privateText);
    char* publicText = nullptr;
    if (ssh_pki_export_pubkey_base64(key.get(), &publicText) != SSH_OK)
        return failed();
    const TextHandle open(publicText);
    return KeyPair{{QStringLiteral("ssh-ed25519"), QByteArray::fromBase64(open.get())}, secret.get()};
}

Result<void> KeyPair::save(const QString& file) const {
    const auto mine = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (auto saved = writeWhole(file, privateKey, mine); !saved)
        return saved;
    return writeWhole(file + QStringLiteral(".pub"), publicKey.line().toLatin1() + '\n',
                      mine | QFileDevice::ReadGroup | QFileDevice::ReadOther);
}

} // namespace understudy::ssh
