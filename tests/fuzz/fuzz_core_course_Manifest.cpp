#include "core/base/Minisign.h"
#include "core/course/Diagram.h"
#include "core/course/Manifest.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// What comes with a pack before anything of it is believed: the list, the signature, keys, and a picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size - 1));
    switch (data[0] % 4) {
    case 0: {
        const auto manifest = course::Manifest::parse(bytes);
        if (!manifest.ok())
            break;
        for (const auto& file : manifest->files) {
            if (!course::isSafeName(file.name) || file.size < 0 || file.size > course::Files::largestFile)
                std::abort();
        }
        if (course::Manifest::parse(manifest->json()).value() != *manifest)
            std::abort();
        break;
    }
    case 1: {
        static const auto key = minisign::makeKey(systemRandomness());
        const auto signature = minisign::readSignature(bytes);
        if (signature.ok() && minisign::verify(key.publicKey, "message", *signature).ok())
            std::abort(); // nobody can guess a signature
        break;
    }
    case 2:
        (void)minisign::readPublicKey(bytes);
        break;
    default: {
        const auto svg = course::cleanSvg(bytes);
        if (svg.ok() &&
            (svg->contains("<script") || svg->contains("href") || course::cleanSvg(*svg).value() != *svg))
            std::abort();
        break;
    }
    }
    return 0;
}
