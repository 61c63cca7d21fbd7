#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace understudy::vt {

/// What the terminal owes the host in answers, bounded: an answer that has no room is not given, so that a
/// host which asks and never reads costs nothing.
class Replies final {
public:
    static constexpr std::size_t Most = 4096; ///< bytes between two take()

    /// Adds an answer written with 7-bit controls; they become single bytes while S8C1T is on.
    void add(std::string_view answer);
    /// Adds an answer printed by the pattern of printf; numbers only.
    template <typename... Numbers>
    void format(const char* pattern, Numbers... numbers) {
        char out[128];
        const int length = print(out, sizeof out, pattern, numbers...);
        add({out, static_cast<std::size_t>(length)});
    }
    std::string take();

    void setEightBit(bool on) { m_eightBit = on; }
    bool isEightBit() const { return m_eightBit; }

private:
    [[gnu::format(printf, 3, 4)]] static int print(char* out, std::size_t size, const char* pattern, ...);

    std::string m_bytes;
    bool m_eightBit = false;
};

} // namespace understudy::vt
