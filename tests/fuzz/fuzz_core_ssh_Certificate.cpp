#include "core/ssh/Certificate.h"
#include "core/ssh/Signature.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// A host's certificate, and a signature: bytes that come before the host is trusted. Nothing made up is
// genuine.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key = ssh::KeyPair::makeEd25519().value().publicKey;
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (ssh::verifySignature(key, "text", bytes))
        std::abort();
    const auto certificate = ssh::Certificate::fromBlob(bytes);
    if (!certificate)
        return 0;
    const auto word = certificate->vouches(QStringLiteral("bastion"), certificate->subject, 1'763'370'000);
    if (!word.ok() && word.error().sentence.isEmpty())
        std::abort();
    (void)certificate->genuine();
    return 0;
}
