#pragma once

#include <QByteArray>

// Hashes that only those who share a key can make, by libsodium.
namespace understudy {

/// BLAKE2b of 32 bytes (crypto_generichash). @p key has 16 to 64 bytes.
QByteArray keyedHash(const QByteArray& input, const QByteArray& key);

/// HMAC-SHA512/256 (crypto_auth), 32 bytes. @p key has 32 bytes.
QByteArray authTag(const QByteArray& message, const QByteArray& key);
/// Whether @p tag is that of @p message; takes as long for a wrong one as for the right one.
bool isAuthTag(const QByteArray& tag, const QByteArray& message, const QByteArray& key);

} // namespace understudy
