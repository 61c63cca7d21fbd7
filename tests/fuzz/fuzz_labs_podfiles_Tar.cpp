#include "labs/podfiles/Tar.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy::podshell;

// What was read once and packed again is read as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string trouble;
    const auto entries = unpackTar({reinterpret_cast<const char*>(data), size}, trouble);
    std::size_t bytes = 0;
    for (const auto& entry : entries)
        bytes += entry.bytes.size();
    if (bytes > size)
        std::abort();
    std::string none;
    const auto again = unpackTar(packTar(entries), none);
    if (!none.empty() || again.size() != entries.size())
        std::abort();
    for (std::size_t i = 0; i < again.size(); ++i)
        if (again[i].bytes != entries[i].bytes || again[i].folder != entries[i].folder)
            std::abort();
    return 0;
}
