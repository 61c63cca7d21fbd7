// Secret key files of minisign: 158 bytes, of which 104 (key number, secret key, checksum) are hidden under a
// stream made from the password by scrypt, or lie open when the key has no password.
#include "core/base/Minisign.h"

#include <QCoreApplication>
#include <QList>

#include <sodium.h>

#include <cstring>
#include <optional>

namespace understudy::minisign {
namespace {

constexpr qsizetype fileSize = 158, hiddenAt = 54, hiddenSize = 104, saltAt = 6, costAt = 38;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::minisign)
};

const unsigned char* raw(const QByteArray& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

quint64 littleEndian(const QByteArray& bytes, qsizetype at) {
    quint64 value = 0;
    for (int i = 7; i >= 0; --i)
        value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

void putLittleEndian(QByteArray& bytes, quint64 value) {
    for (int i = 0; i < 8; ++i)
        bytes.append(static_cast<char>(value >> (8 * i)));
}

QByteArray checksum(const QByteArray& numberAndKey) {
    const QByteArray input = "Ed" + numberAndKey;
    QByteArray out(32, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), 32, raw(input),
                       static_cast<unsigned long long>(input.size()), nullptr, 0);
    return out;
}

/// Hides or uncovers: the same exclusive-or both ways.
std::optional<QByteArray> crossed(const QByteArray& bytes, const QByteArray& salt, const QByteArray& password,
                                  LockCost cost) {
    QByteArray stream(hiddenSize, '\0');
    if (crypto_pwhash_scryptsalsa208sha256(reinterpret_cast<unsigned char*>(stream.data()),
                                           static_cast<unsigned long long>(hiddenSize), password.constData(),
                                           static_cast<unsigned long long>(password.size()), raw(salt),
                                           cost.operations, static_cast<std::size_t>(cost.memory)) != 0)
        return std::nullopt;
    for (qsizetype i = 0; i < hiddenSize; ++i)
        stream[i] = static_cast<char>(stream[i] ^ bytes[i]);
    return stream;
}

std::optional<QByteArray> content(const QByteArray& file) {
    const auto lines = file.trimmed().split('\n');
    const auto bytes =
        QByteArray::fromBase64Encoding(lines.last().trimmed(), QByteArray::AbortOnBase64DecodingErrors);
    if (lines.size() > 2 || !bytes || bytes.decoded.size() != fileSize || !bytes.decoded.startsWith("Ed"))
        return std::nullopt;
    return bytes.decoded;
}

Error noMemory() {
    return {Errc::Unsupported,
            Words::tr(
                "The password of the key takes more memory than this computer has. Use a computer with more, "
                "or a key without a password."),
            {}};
}

Error damaged() {
    return {Errc::Corrupt, Words::tr("The secret key file is damaged. Take it from your copy."), {}};
}

} // namespace

bool secretKeyIsLocked(const QByteArray& file) {
    const auto bytes = content(file);
    return bytes && bytes->mid(2, 2) == "Sc";
}

Result<SecretKey> readSecretKey(const QByteArray& file, const QByteArray& password) {
    const auto bytes = content(file);
    if (!bytes || bytes->mid(4, 2) != "B2")
        return Error{Errc::BadInput,
                     Words::tr("This is not a secret key file of minisign. Name the file that "
                               "\"course keygen\" wrote, ending in .key."),
                     {}};
    QByteArray open = bytes->mid(hiddenAt, hiddenSize);
    if (bytes->mid(2, 2) == "Sc") {
        const LockCost cost{littleEndian(*bytes, costAt), littleEndian(*bytes, costAt + 8)};
        if (cost.memory > (quint64(1) << 32))
            return noMemory();
        const auto uncovered = crossed(open, bytes->mid(saltAt, 32), password, cost);
        if (!uncovered)
            return noMemory();
        open = *uncovered;
    } else if (bytes->mid(2, 2) != QByteArray(2, '\0')) {
        return Error{Errc::Unsupported,
                     Words::tr("The secret key is locked in a way this program does not know."),
                     {}};
    }
    const bool locked = secretKeyIsLocked(file);
    // minisign leaves the checksum of an unlocked key at zero; then the public half must still follow from
    // the seed.
    if (checksum(open.left(72)) != open.mid(72) && (locked || open.mid(72) != QByteArray(32, '\0')))
        return locked ? Error{Errc::Refused,
                              Words::tr("The password does not open this key. Type it again."),
                              {}}
                      : damaged();
    SecretKey key;
    std::memcpy(key.publicKey.id.data(), open.constData(), 8);
    std::memcpy(key.key.data(), open.constData() + 8, 64);
    std::array<unsigned char, 64> derived{};
    crypto_sign_seed_keypair(key.publicKey.key.data(), derived.data(), key.key.data());
    if (sodium_memcmp(derived.data(), key.key.data(), derived.size()) != 0)
        return damaged();
    sodium_memzero(derived.data(), derived.size());
    sodium_memzero(open.data(), static_cast<std::size_t>(open.size()));
    return key;
}

Result<QByteArray> secretKeyFile(const SecretKey& key, const QByteArray& password, const Randomness& random,
                                 LockCost cost) {
    QByteArray open(reinterpret_cast<const char*>(key.publicKey.id.data()), 8);
    open.append(reinterpret_cast<const char*>(key.key.data()), 64);
    open += checksum(open);
    QByteArray bytes("Ed");
    QByteArray salt(32, '\0');
    if (password.isEmpty()) {
        bytes += QByteArray(2, '\0') + "B2" + salt + QByteArray(16, '\0') + open;
    } else {
        random(reinterpret_cast<unsigned char*>(salt.data()), 32);
        const auto hidden = crossed(open, salt, password, cost);
        if (!hidden)
            return noMemory();
        bytes += "ScB2" + salt;
        putLittleEndian(bytes, cost.operations);
        putLittleEndian(bytes, cost.memory);
        bytes += *hidden;
    }
    sodium_memzero(open.data(), static_cast<std::size_t>(open.size()));
    const char* kind = password.isEmpty() ? "unencrypted" : "encrypted";
    return QByteArray("untrusted comment: minisign ") + kind + " secret key\n" + bytes.toBase64() + '\n';
}

} // namespace understudy::minisign
