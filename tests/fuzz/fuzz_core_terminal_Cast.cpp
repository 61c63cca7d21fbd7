#include "core/terminal/Cast.h"

#include <cstdlib>

using namespace understudy::terminal;

namespace {

std::string written(const Cast& cast) {
    CastWriter writer;
    std::string text = writer.header(cast);
    for (const CastEvent& event : cast.events)
        if (event.kind == 'o')
            text += writer.output(event.ms, event.data);
    return text;
}

std::string shown(const Cast& cast) {
    std::string text;
    for (const CastEvent& event : cast.events)
        text += event.data;
    return text;
}

} // namespace

// A recording that somebody else made: what was read of it can be written, and that reads and writes the
// same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    int badLine = 0;
    const Cast cast = readCast({reinterpret_cast<const char*>(data), size}, badLine);
    std::int64_t before = 0;
    for (const CastEvent& event : cast.events) {
        if (event.ms < before)
            std::abort();
        before = event.ms;
    }
    if (cast.columns < 1 || cast.rows < 1)
        std::abort();
    const Cast own = readCast(written(cast), badLine);
    if (badLine != 0 || shown(readCast(written(own), badLine)) != shown(own))
        std::abort();
    return 0;
}
