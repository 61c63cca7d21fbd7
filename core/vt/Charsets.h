#pragma once

#include <array>
#include <cstdint>

namespace understudy::vt {

/// The character sets of ISO 2022 as DEC terminals have them: four places G0 to G3, one of them in use for
/// the codes below 0x80. Text above comes as UTF-8, so the right half is only remembered.
class Charsets final {
public:
    /// Designates a set for a place 0 to 3. @p second: the intermediate before the final byte, or 0. National
    /// sets act only while @p national (mode 42) is on; an unknown set changes nothing.
    void designate(int place, bool has96, char second, char final, bool national);
    void lock(int place) { m_left = static_cast<std::uint8_t>(place); }
    void lockRight(int place) { m_right = static_cast<std::uint8_t>(place); }
    void single(int place) { m_single = static_cast<std::int8_t>(place); }

    /// Whether every code below 0x80 means itself now.
    bool isAscii() const { return m_single < 0 && m_sets[m_left] == Ascii; }
    /// Whether the next character comes from a set of 96, which has one in the place of DEL.
    bool has96() const;
    /// What @p c (0x20 to 0x7E, with sets of 96 to 0x7F) means; a single shift is used up.
    char32_t translate(char32_t c);

    int left() const { return m_left; }
    int right() const { return m_right; }
    /// The final byte by which a place was designated, as reports name it.
    char name(int place) const { return m_names[static_cast<std::size_t>(place)]; }
    bool operator==(const Charsets&) const = default;

private:
    static constexpr std::uint16_t Ascii = 'B';

    std::array<std::uint16_t, 4> m_sets{Ascii, Ascii, Ascii, Ascii};
    std::array<char, 4> m_names{'B', 'B', 'B', 'B'};
    std::uint8_t m_left = 0;
    std::uint8_t m_right = 2;
    std::int8_t m_single = -1;
};

} // namespace understudy::vt
