#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace understudy::ssh {

/// A public key as OpenSSH writes it: a type and the blob in base64.
struct PublicKey {
    QString type;    ///< ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa ...
    QByteArray blob; ///< decoded; RFC 4253 section 6.6

    bool operator==(const PublicKey&) const = default;

    /// Reads "ssh-ed25519 AAAA… comment".
    static std::optional<PublicKey> fromLine(const QString& line);
    QString line() const;
    /// SHA256:… without padding, as `ssh-keygen -lf` prints.
    QString fingerprint() const;
    bool isEmpty() const { return blob.isEmpty(); }
};

/// A key pair just made or read, in OpenSSH's private key format.
struct KeyPair {
    PublicKey publicKey;
    QByteArray privateKey; ///< PEM text, secret

    static Result<KeyPair> makeEd25519();
    /// Writes FILE (0600) and FILE.pub, both whole or not at all.
    Result<void> save(const QString& file) const;
};

} // namespace understudy::ssh
