#include "labs/spdy/Connection.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy::spdy;

// The first byte chooses how the rest is cut into pieces: however it is cut, the same things must be heard.
namespace {

struct Told {
    std::string opened, data, frames;
    bool operator==(const Told&) const = default;
};

Told tellOf(std::string_view bytes, std::size_t piece) {
    Told told;
    Connection* self = nullptr;
    Connection connection({[&](auto id, const Headers& headers) {
                               told.opened += std::to_string(id) + valueOf(headers, "streamtype") + '\n';
                           },
                           [&](auto id, std::string_view part) {
                               told.data += part;
                               self->send(id, part);
                           },
                           [&](auto id) { self->end(id); },
                           {}});
    self = &connection;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        connection.receive(bytes.substr(at, piece));
    if (connection.streams() > 256)
        std::abort();
    told.frames = connection.problem();
    return told;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (!(tellOf(bytes, bytes.size()) == tellOf(bytes, static_cast<std::size_t>(data[0] % 16) + 1)))
        std::abort();
    return 0;
}
