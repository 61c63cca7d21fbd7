#pragma once

#include "core/ssh/Key.h"

namespace understudy::ssh {

/// True when @p key made @p signature (RFC 4253 section 6.6, RFC 8332, RFC 5656, RFC 8709) over @p text. RSA
/// with SHA-1 and RSA keys under 2048 bits are never good.
bool verifySignature(const PublicKey& key, const QByteArray& text, const QByteArray& signature);

} // namespace understudy::ssh
