#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::vt {

/// The titles of the window (Window) and of its icon (Icon), and the stack on which a program can keep them.
/// Which titles an operation means: 0 both, 1 the icon's, 2 the window's.
class Titles final {
public:
    static constexpr std::size_t LongestTitle = 256; ///< bytes
    static constexpr std::size_t MostKept = 10;
    enum Title { Icon, Window };

    /// CSI > t and CSI > T: whether titles come and are told as hexadecimal digits (bits of set and query).
    enum Form : std::uint8_t { SetHex = 1, QueryHex = 2 };
    void setForm(std::uint8_t bits, bool on);
    void setForm() { m_form = 0; }

    /// @p text must be clean: no control characters. Returns whether the window's title has changed.
    bool set(int which, std::string text);
    void push();
    bool pop(int which); ///< whether the window's title has changed

    /// What a host sent as a title, digits decoded where it asked for that; nothing when they are none.
    std::optional<std::string> decoded(std::string_view text) const;
    const std::string& title(Title title) const { return m_titles[title]; }
    std::string told(Title title) const; ///< for a reply

private:
    std::array<std::string, 2> m_titles;
    std::vector<std::array<std::string, 2>> m_stack;
    std::uint8_t m_form = 0;
};

} // namespace understudy::vt
