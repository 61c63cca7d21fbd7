#include "core/base/Minisign.h"

#include <QCoreApplication>
#include <QList>

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace understudy::minisign {
namespace {

constexpr char untrusted[] = "untrusted comment: ";
constexpr char trusted[] = "trusted comment: ";

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::minisign)
};

QString hexOf(const KeyId& id) {
    // minisign prints the number as a little-endian 64-bit integer.
    QByteArray bytes(reinterpret_cast<const char*>(id.data()), static_cast<qsizetype>(id.size()));
    std::reverse(bytes.begin(), bytes.end());
    return QString::fromLatin1(bytes.toHex().toUpper());
}

template <std::size_t N>
void take(std::array<unsigned char, N>& into, const QByteArray& from, qsizetype at) {
    std::memcpy(into.data(), from.constData() + at, N);
}

template <std::size_t N>
void put(QByteArray& into, const std::array<unsigned char, N>& bytes) {
    into.append(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(N));
}

std::optional<QByteArray> base64(const QByteArray& text, qsizetype size) {
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    // Compared with its own encoding: two texts for the same bytes would let a file change unseen.
    if (!decoded || decoded.decoded.size() != size || decoded.decoded.toBase64() != text)
        return std::nullopt;
    return decoded.decoded;
}

Error malformed(const QString& what) { return {Errc::BadInput, what, {}}; }

std::array<unsigned char, 64> digest(const QByteArray& message) {
    std::array<unsigned char, 64> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(message.constData()),
                       static_cast<unsigned long long>(message.size()), nullptr, 0);
    return hash;
}

QByteArray signedComment(const std::array<unsigned char, 64>& signature, const QByteArray& comment) {
    QByteArray both;
    put(both, signature);
    return both + comment;
}

std::array<unsigned char, 64> ed25519(const SecretKey& key, const unsigned char* bytes, qsizetype count) {
    std::array<unsigned char, 64> out{};
    crypto_sign_detached(out.data(), nullptr, bytes, static_cast<unsigned long long>(count), key.key.data());
    return out;
}

const unsigned char* raw(const QByteArray& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

} // namespace

QString PublicKey::text() const {
    QByteArray bytes("Ed");
    put(bytes, id);
    put(bytes, key);
    return QString::fromLatin1(bytes.toBase64());
}

QString PublicKey::idText() const { return hexOf(id); }

QString Signature::idText() const { return hexOf(id); }

SecretKey::~SecretKey() { sodium_memzero(key.data(), key.size()); }

SecretKey makeKey(const Randomness& random) {
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    random(seed.data(), seed.size());
    SecretKey made;
    crypto_sign_seed_keypair(made.publicKey.key.data(), made.key.data(), seed.data());
    random(made.publicKey.id.data(), made.publicKey.id.size());
    sodium_memzero(seed.data(), seed.size());
    return made;
}

Result<PublicKey> readPublicKey(const QByteArray& text) {
    const auto lines = text.trimmed().split('\n');
    const auto bytes = lines.size() <= 2 ? base64(lines.last().trimmed(), 42) : std::nullopt;
    if (!bytes || !bytes->startsWith("Ed"))
        return malformed(
            Words::tr("This is not a public key of minisign. Expected is one line of 56 characters, "
                      "with or without a comment line before it."));
    PublicKey key;
    take(key.id, *bytes, 2);
    take(key.key, *bytes, 10);
    return key;
}

QByteArray publicKeyFile(const PublicKey& key) {
    return untrusted + QByteArray("minisign public key ") + key.idText().toLatin1() + '\n' +
           key.text().toLatin1() + '\n';
}

QByteArray sign(const SecretKey& key, const QByteArray& message, const QByteArray& trustedComment) {
    const auto hash = digest(message);
    const auto signature = ed25519(key, hash.data(), static_cast<qsizetype>(hash.size()));
    const QByteArray both = signedComment(signature, trustedComment);
    QByteArray line("ED");
    put(line, key.publicKey.id);
    put(line, signature);
    QByteArray global;
    put(global, ed25519(key, raw(both), both.size()));
    return untrusted + QByteArray("signature from understudy, key ") + key.publicKey.idText().toLatin1() +
           '\n' + line.toBase64() + '\n' + trusted + trustedComment + '\n' + global.toBase64() + '\n';
}

Result<Signature> readSignature(const QByteArray& file) {
    const QString broken = Words::tr("The signature file is damaged. Get it again, or sign again.");
    auto lines = file.split('\n');
    if (lines.size() == 5 && lines.last().isEmpty())
        lines.removeLast();
    if (lines.size() != 4 || !lines[0].startsWith(untrusted) || !lines[2].startsWith(trusted))
        return malformed(broken);
    const auto first = base64(lines[1], 74);
    const auto second = base64(lines[3], 64);
    if (!first || !second)
        return malformed(broken);
    if (first->startsWith("Ed"))
        return Error{Errc::Unsupported,
                     Words::tr("The signature was made in minisign's legacy form. Sign again without -l."),
                     {}};
    if (!first->startsWith("ED"))
        return malformed(broken);
    Signature out;
    take(out.id, *first, 2);
    take(out.signature, *first, 10);
    take(out.globalSignature, *second, 0);
    out.trustedComment = lines[2].mid(static_cast<qsizetype>(std::strlen(trusted)));
    return out;
}

Result<void> verify(const PublicKey& key, const QByteArray& message, const Signature& signature) {
    if (key.id != signature.id)
        return Error{Errc::Refused, Words::tr("Another key signed this: %1.").arg(signature.idText()), {}};
    const auto hash = digest(message);
    if (crypto_sign_verify_detached(signature.signature.data(), hash.data(), hash.size(), key.key.data()) !=
        0)
        return Error{
            Errc::Refused, Words::tr("The signature does not fit the file. One of them was changed."), {}};
    const QByteArray both = signedComment(signature.signature, signature.trustedComment);
    if (crypto_sign_verify_detached(signature.globalSignature.data(), raw(both),
                                    static_cast<unsigned long long>(both.size()), key.key.data()) != 0)
        return Error{Errc::Refused, Words::tr("The comment of the signature was changed after signing."), {}};
    return {};
}

} // namespace understudy::minisign
