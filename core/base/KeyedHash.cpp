#include "core/base/KeyedHash.h"

#include <sodium.h>

namespace understudy {

namespace {

unsigned char* raw(QByteArray& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

const unsigned char* raw(const QByteArray& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

std::size_t sizeOf(const QByteArray& bytes) { return static_cast<std::size_t>(bytes.size()); }

} // namespace

QByteArray keyedHash(const QByteArray& input, const QByteArray& key) {
    Q_ASSERT(sizeOf(key) >= crypto_generichash_KEYBYTES_MIN &&
             sizeOf(key) <= crypto_generichash_KEYBYTES_MAX);
    QByteArray out(crypto_generichash_BYTES, '\0');
    crypto_generichash(raw(out), sizeOf(out), raw(input), sizeOf(input), raw(key), sizeOf(key));
    return out;
}

QByteArray authTag(const QByteArray& message, const QByteArray& key) {
    Q_ASSERT(sizeOf(key) == crypto_auth_KEYBYTES);
    QByteArray out(crypto_auth_BYTES, '\0');
    crypto_auth(raw(out), raw(message), sizeOf(message), raw(key));
    return out;
}

bool isAuthTag(const QByteArray& tag, const QByteArray& message, const QByteArray& key) {
    Q_ASSERT(sizeOf(key) == crypto_auth_KEYBYTES);
    return sizeOf(tag) == crypto_auth_BYTES &&
           crypto_auth_verify(raw(tag), raw(message), sizeOf(message), raw(key)) == 0;
}

} // namespace understudy
