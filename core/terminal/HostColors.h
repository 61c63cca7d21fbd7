#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace understudy::terminal {

/// Colors that a program has put in the place of the terminal's own, 0xRRGGBB: 0 to 255 of the palette, the
/// special ones from Special on (bold, underline, blink, reverse, italic: OSC 5), and the dynamic ones by the
/// number of their OSC (10 text, 11 background, 12 cursor, 17 selection, 19 selected text) from Dynamic on.
class HostColors final {
public:
    static constexpr int Special = 256;
    static constexpr int Dynamic = 1000;

    std::optional<std::uint32_t> color(int number) const {
        const auto known = m_colors.find(number);
        return known == m_colors.end() ? std::nullopt : std::optional(known->second);
    }
    std::optional<std::uint32_t> dynamic(int osc) const { return color(Dynamic + osc); }
    bool isEmpty() const { return m_colors.empty(); }

    void set(int number, std::uint32_t color) { m_colors[number] = color; }
    void forget(int number) { m_colors.erase(number); }
    /// Forgets those from @p first up to before @p last.
    void forget(int first, int last) {
        m_colors.erase(m_colors.lower_bound(first), m_colors.lower_bound(last));
    }
    bool operator==(const HostColors&) const = default;

private:
    std::map<int, std::uint32_t> m_colors; ///< numbers are checked by the caller, so it is small
};

} // namespace understudy::terminal
