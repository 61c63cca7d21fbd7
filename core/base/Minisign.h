#pragma once

#include "core/base/Id.h"
#include "core/base/Result.h"

#include <QByteArray>

#include <array>

// Signatures in the format of minisign (https://jedisct1.github.io/minisign/): Ed25519 over the BLAKE2b-512
// of the message, and over signature and trusted comment together. Files are readable by Debian's minisign
// and the other way.
namespace understudy::minisign {

using KeyId = std::array<unsigned char, 8>;

/// Who may sign: 32 bytes of Ed25519 and the key's 8-byte number.
struct PublicKey {
    KeyId id{};
    std::array<unsigned char, 32> key{};

    /// The key file's second line: base64, 56 characters.
    QString text() const;
    /// As minisign writes it: 16 upper-case hexadecimal digits.
    QString idText() const;
    bool operator==(const PublicKey&) const = default;
};

/// The 64 secret bytes and the public half. Wiped when destroyed.
struct SecretKey {
    PublicKey publicKey;
    std::array<unsigned char, 64> key{};

    SecretKey() = default;
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();
};

/// What a .minisig file says. Nothing in it is believed before verify() agrees.
struct Signature {
    KeyId id{};
    std::array<unsigned char, 64> signature{};
    std::array<unsigned char, 64> globalSignature{};
    QByteArray trustedComment;

    QString idText() const;
};

/// What scrypt costs when a secret key is locked with a password: operations, and bytes of memory.
struct LockCost {
    quint64 operations = 1u << 25;
    quint64 memory = 1u << 30;
};

SecretKey makeKey(const Randomness& random);

/// Reads a whole key file or only its base64 line.
Result<PublicKey> readPublicKey(const QByteArray& text);
QByteArray publicKeyFile(const PublicKey& key);

/// Reads a secret key file of minisign; @p password is used when the file is locked. Refused with "wrong
/// password" and Unsupported apart.
Result<SecretKey> readSecretKey(const QByteArray& file, const QByteArray& password = {});
bool secretKeyIsLocked(const QByteArray& file);
/// An empty password leaves the file unlocked, as `minisign -G -W` does.
Result<QByteArray> secretKeyFile(const SecretKey& key, const QByteArray& password, const Randomness& random,
                                 LockCost cost = {});

/// Makes the four lines of a .minisig file. Comments must be one line.
QByteArray sign(const SecretKey& key, const QByteArray& message, const QByteArray& trustedComment);
Result<Signature> readSignature(const QByteArray& file);
/// Refused when the message, the comment or the signature is not what the owner of @p key signed.
Result<void> verify(const PublicKey& key, const QByteArray& message, const Signature& signature);

} // namespace understudy::minisign
