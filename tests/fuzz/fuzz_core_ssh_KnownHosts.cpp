#include "core/ssh/KnownHosts.h"

#include "tests/fuzz/MemoryFile.h"

using namespace understudy;
using namespace understudy::fuzz;

// known_hosts may come from another computer. Whatever it holds, a key that nobody wrote down is never known.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto stranger = ssh::KeyPair::makeEd25519().value().publicKey;
    const ssh::KnownHosts hosts({fileOf(data, size)});
    for (const char* host : {"bastion", "bastion.example", "127.0.0.1", "::1"}) {
        for (const quint16 port : {quint16(22), quint16(2222)}) {
            const auto verdict = hosts.judge(QLatin1String(host), port, stranger);
            demand(verdict.word != ssh::KnownHosts::Word::Known);
            demand(verdict.word != ssh::KnownHosts::Word::Changed || !verdict.known.isEmpty());
            (void)hosts.typesFor(QLatin1String(host), port);
        }
    }
    const auto key = ssh::PublicKey::fromLine(
        QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<int>(size)));
    demand(!key || ssh::PublicKey::fromLine(key->line()) == key);
    return 0;
}
