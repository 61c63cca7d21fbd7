#include "core/http/Utf8.h"

namespace understudy::http {

std::size_t utf8Character(std::string_view bytes) {
    const auto at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.empty())
        return 0;
    const unsigned char first = at(0);
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (bytes.size() < size)
        return 0;
    const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at(1) < low || at(1) > high)
        return 0;
    for (std::size_t i = 2; i < size; ++i)
        if ((at(i) & 0xc0) != 0x80)
            return 0;
    return size;
}

bool isUtf8(std::string_view bytes) {
    while (const std::size_t size = utf8Character(bytes))
        bytes.remove_prefix(size);
    return bytes.empty();
}

std::string asUtf8(std::string bytes) {
    if (isUtf8(bytes))
        return bytes;
    std::string out;
    for (std::string_view rest = bytes; !rest.empty();) {
        const std::size_t size = utf8Character(rest);
        out += size > 0 ? rest.substr(0, size) : std::string_view("\xef\xbf\xbd");
        rest.remove_prefix(size > 0 ? size : 1);
    }
    return out;
}

} // namespace understudy::http
