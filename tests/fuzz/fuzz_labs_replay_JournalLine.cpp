#include "labs/replay/JournalLine.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace understudy::replay;

// A line of a journal as it lies on a disk: what is taken is written as it was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    if (const auto entry = readEntry(line); entry && readEntry(lineOf(*entry)) != entry)
        std::abort();
    if (const auto beginning = readBeginning(line);
        beginning && readBeginning(lineOf(*beginning)) != beginning)
        std::abort();
    return 0;
}
