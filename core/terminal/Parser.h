#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::terminal {

/// The parameters of a control sequence: at most 32, each -1 (left out) to 65535.
struct Parameters {
    static constexpr int Most = 32;

    std::array<int, Most> values{};
    std::uint32_t joined = 0; ///< bit i: value i came after a colon, it belongs to the one before
    int count = 0;
    char prefix = 0;       ///< one of < = > ? or 0
    char intermediate = 0; ///< 0x20 to 0x2F or 0; two of them are kept as 0x7F, which nothing knows

    /// Value @p i, or @p fallback when it was left out or is 0.
    int orDefault(int i, int fallback) const {
        return i < count && values[static_cast<std::size_t>(i)] > 0 ? values[static_cast<std::size_t>(i)]
                                                                    : fallback;
    }
    /// Value @p i, 0 when it was left out.
    int at(int i) const {
        return i < count && values[static_cast<std::size_t>(i)] > 0 ? values[static_cast<std::size_t>(i)] : 0;
    }
    bool isJoined(int i) const { return i < Most && (joined >> i & 1u) != 0; }
};

/// What the parser finds in the bytes.
class Actions {
public:
    virtual ~Actions() = default;
    virtual void printAscii(std::string_view run) = 0;                   ///< 0x20 to 0x7E only, not empty
    virtual void print(std::u32string_view run) = 0;                     ///< from 0x80 on, not empty
    virtual void control(unsigned char c) = 0;                           ///< C0 or DEL
    virtual void escape(char intermediate, char second, char final) = 0; ///< intermediates are 0 when absent
    virtual void csi(const Parameters& parameters, char final) = 0;
    virtual void osc(std::string_view text, bool endedByBell) = 0;
    virtual void dcs(const Parameters& parameters, char final, std::string_view text) = 0;
};

/// Splits what a host sends into text and control functions: the published VT500 state machine with UTF-8
/// text, colons in parameters, and BEL as an end of OSC. Feeding byte by byte or in any chunks gives the same
/// actions.
class Parser final {
public:
    /// A longer OSC or DCS string is thrown away whole; it is the most the parser ever holds.
    static constexpr std::size_t LongestString = 128 * 1024;

    explicit Parser(Actions& actions);
    void feed(std::string_view bytes);
    void reset();

    enum class State : std::uint8_t {
        Ground,
        Escape,
        EscapeIntermediate,
        CsiEntry,
        CsiParameter,
        CsiIntermediate,
        CsiIgnore,
        DcsEntry,
        DcsParameter,
        DcsIntermediate,
        DcsPass,
        DcsIgnore,
        OscString,
        IgnoredString,
        Count
    };

private:
    const unsigned char* text(const unsigned char* at, const unsigned char* end);
    const unsigned char* characters(const unsigned char* at, const unsigned char* end);
    const unsigned char* sequence(const unsigned char* at, const unsigned char* end);
    const unsigned char* string(const unsigned char* at, const unsigned char* end);
    void byte(unsigned char c);
    bool startUtf8(unsigned char c);
    void clear();
    void forgetParameters();
    void collect(unsigned char c);
    void parameter(unsigned char c);
    void leaveString(unsigned char by);

    Actions& m_actions;
    State m_state = State::Ground;
    Parameters m_parameters;
    std::string m_string;
    bool m_tooLong = false;
    char m_final = 0;
    char32_t m_codePoint = 0;
    int m_missing = 0;
    unsigned char m_lower = 0x80;
    unsigned char m_upper = 0xBF;
    char m_second = 0; ///< a second intermediate of an escape sequence
};

} // namespace understudy::terminal
