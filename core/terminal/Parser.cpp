#include "core/terminal/Parser.h"

#include <algorithm>
#include <bit>
#include <cstring>

// The state machine is Paul Williams' "A parser for DEC's ANSI-compatible video terminals", as a table of
// (action, next state) for each state and byte. Text in the ground state and inside strings takes a fast path
// beside the table. Bytes from 0x80 on are UTF-8 in text, kept in strings and ignored inside control
// sequences: there are no 8-bit controls here, since they would hide in broken UTF-8.
namespace understudy::terminal {
namespace {

using State = Parser::State;

enum class Act : std::uint8_t { None, Print, Execute, Clear, Collect, Parameter, Escape, Csi, Hook, Put };

struct Step {
    Act act = Act::None;
    State next = State::Ground;
};

using Table = std::array<std::array<Step, 256>, static_cast<std::size_t>(State::Count)>;

constexpr void put(Table& table, State state, int from, int to, Act act, State next) {
    for (int c = from; c <= to; ++c) {
        table[static_cast<std::size_t>(state)][static_cast<std::size_t>(c)] = {act, next};
    }
}

constexpr void controls(Table& table, State state) {
    put(table, state, 0x00, 0x1A, Act::Execute, state);
    put(table, state, 0x1C, 0x1F, Act::Execute, state);
}

constexpr void escapes(Table& t) {
    controls(t, State::Escape);
    controls(t, State::EscapeIntermediate);
    put(t, State::Escape, 0x20, 0x2F, Act::Collect, State::EscapeIntermediate);
    put(t, State::Escape, 0x30, 0x7E, Act::Escape, State::Ground);
    put(t, State::Escape, '[', '[', Act::Clear, State::CsiEntry);
    put(t, State::Escape, ']', ']', Act::Clear, State::OscString);
    put(t, State::Escape, 'P', 'P', Act::Clear, State::DcsEntry);
    put(t, State::Escape, 'X', 'X', Act::Clear, State::IgnoredString);
    put(t, State::Escape, '^', '_', Act::Clear, State::IgnoredString);
    put(t, State::EscapeIntermediate, 0x20, 0x2F, Act::Collect, State::EscapeIntermediate);
    put(t, State::EscapeIntermediate, 0x30, 0x7E, Act::Escape, State::Ground);
}

/// CSI and DCS have the same four states up to their final byte.
constexpr void sequence(Table& t, State entry, State parameter, State intermediate, State ignore, Act final,
                        State after, bool execute) {
    for (State state : {entry, parameter, intermediate}) {
        if (execute) {
            controls(t, state);
        }
        put(t, state, 0x20, 0x2F, Act::Collect, intermediate);
        put(t, state, 0x40, 0x7E, final, after);
    }
    put(t, entry, 0x30, 0x3B, Act::Parameter, parameter);
    put(t, entry, 0x3C, 0x3F, Act::Collect, parameter);
    put(t, parameter, 0x30, 0x3B, Act::Parameter, parameter);
    put(t, parameter, 0x3C, 0x3F, Act::None, ignore);
    put(t, intermediate, 0x30, 0x3F, Act::None, ignore);
}

constexpr Table makeTable() {
    Table t{};
    for (std::size_t state = 0; state < t.size(); ++state) {
        put(t, static_cast<State>(state), 0, 0xFF, Act::None, static_cast<State>(state));
    }
    controls(t, State::Ground);
    put(t, State::Ground, 0x20, 0x7E, Act::Print, State::Ground);
    escapes(t);
    sequence(t, State::CsiEntry, State::CsiParameter, State::CsiIntermediate, State::CsiIgnore, Act::Csi,
             State::Ground, true);
    controls(t, State::CsiIgnore);
    put(t, State::CsiIgnore, 0x40, 0x7E, Act::None, State::Ground);
    sequence(t, State::DcsEntry, State::DcsParameter, State::DcsIntermediate, State::DcsIgnore, Act::Hook,
             State::DcsPass, false);
    put(t, State::DcsPass, 0x00, 0xFF, Act::Put, State::DcsPass);
    put(t, State::OscString, 0x20, 0xFF, Act::Put, State::OscString);
    put(t, State::OscString, 0x07, 0x07, Act::None, State::Ground);
    for (std::size_t state = 0; state < t.size(); ++state) {
        put(t, static_cast<State>(state), 0x18, 0x18, Act::Execute, State::Ground); // CAN
        put(t, static_cast<State>(state), 0x1A, 0x1A, Act::Execute, State::Ground); // SUB
        put(t, static_cast<State>(state), 0x1B, 0x1B, Act::Clear, State::Escape);
    }
    return t;
}

constexpr Table Steps = makeTable();
constexpr char32_t Replacement = 0xFFFD;

/// The first byte that is not printable ASCII. Eight at a time: subtracting 0x20 from each borrows where one
/// is smaller, adding 1 carries into the upper bit of a DEL; the lowest bit found is always right.
const unsigned char* endOfAscii(const unsigned char* at, const unsigned char* end) {
    constexpr std::uint64_t Each = 0x0101010101010101u;
    static_assert(std::endian::native == std::endian::little);
    for (; end - at >= 8; at += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, at, sizeof eight);
        const std::uint64_t others = (eight | (eight - 0x20 * Each) | (eight + Each)) & 0x80 * Each;
        if (others != 0) {
            return at + std::countr_zero(others) / 8;
        }
    }
    while (at < end && *at >= 0x20 && *at < 0x7F) {
        ++at;
    }
    return at;
}

} // namespace

Parser::Parser(Actions& actions)
    : m_actions(actions) {}

void Parser::reset() {
    m_state = State::Ground;
    m_missing = 0;
    clear();
}

void Parser::feed(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* end = at + bytes.size();
    while (at < end) {
        if (m_state == State::Ground) {
            if (m_missing > 0 || *at >= 0x20) {
                at = text(at, end);
            } else if (*at == 0x1B) {
                at = sequence(at, end);
            } else {
                m_actions.control(*at++);
            }
        } else if (m_state == State::OscString || m_state == State::DcsPass) {
            at = string(at, end);
        } else {
            byte(*at++);
        }
    }
}

/// ESC in the ground state. Most bytes of most sequences are those of a short CSI: they stay out of the
/// table.
const unsigned char* Parser::sequence(const unsigned char* at, const unsigned char* end) {
    if (end - at < 2 || at[1] != '[') {
        byte(*at++);
        return at;
    }
    at += 2;
    m_state = State::CsiEntry;
    forgetParameters();
    Parameters& p = m_parameters;
    int value = -1;
    for (; at < end; ++at) {
        const unsigned digit = *at - unsigned('0');
        if (digit < 10) {
            value = value < 0 ? int(digit) : std::min(65535, value * 10 + int(digit));
        } else if ((*at == ';' || *at == ':') && p.count + 2 < Parameters::Most) {
            p.values.data()[p.count++] = value;
            p.joined |= *at == ':' ? 1u << p.count : 0u;
            value = -1;
            m_state = State::CsiParameter;
        } else {
            break;
        }
    }
    if (value >= 0 || p.count > 0) {
        p.values.data()[p.count++] = value;
        m_state = State::CsiParameter;
    }
    if (at < end && *at >= 0x40 && *at <= 0x7E) {
        m_state = State::Ground;
        m_actions.csi(p, static_cast<char>(*at++));
    }
    return at;
}

const unsigned char* Parser::text(const unsigned char* at, const unsigned char* end) {
    if (m_missing > 0 || *at >= 0x80) {
        return characters(at, end);
    }
    const unsigned char* const stop = endOfAscii(at, end);
    if (stop == at) {
        m_actions.control(*at);
        return at + 1;
    }
    m_actions.printAscii({reinterpret_cast<const char*>(at), static_cast<std::size_t>(stop - at)});
    return stop;
}

const unsigned char* Parser::characters(const unsigned char* at, const unsigned char* end) {
    std::array<char32_t, 128> run;
    std::size_t count = 0;
    const auto print = [this, &run, &count](char32_t c) {
        run.data()[count++] = c;
        if (count == run.size()) {
            m_actions.print({run.data(), count});
            count = 0;
        }
    };
    const auto goesOn = [](unsigned char c) { return (c & 0xC0) == 0x80; };
    while (at < end) {
        const unsigned char c = *at;
        if (m_missing == 0) {
            if (c < 0x80) {
                break;
            }
            // Whole characters that can't be overlong, surrogates or too large.
            if (c > 0xE0 && c < 0xF0 && c != 0xED && end - at > 2 && goesOn(at[1]) && goesOn(at[2])) {
                print((c & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu));
                at += 3;
            } else if (c >= 0xC2 && c < 0xE0 && end - at > 1 && goesOn(at[1])) {
                print((c & 0x1Fu) << 6 | (at[1] & 0x3Fu));
                at += 2;
            } else if (c == 0xF0 && end - at > 3 && at[1] >= 0x90 && goesOn(at[1]) && goesOn(at[2]) &&
                       goesOn(at[3])) {
                print((at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 | (at[3] & 0x3Fu));
                at += 4;
            } else {
                ++at;
                if (!startUtf8(c)) {
                    print(Replacement);
                }
            }
        } else if (c >= m_lower && c <= m_upper) {
            m_codePoint = m_codePoint << 6 | (*at++ & 0x3Fu);
            m_lower = 0x80;
            m_upper = 0xBF;
            if (--m_missing == 0) {
                print(m_codePoint);
            }
        } else {
            m_missing = 0; // the character breaks off here; this byte is looked at again
            print(Replacement);
        }
    }
    if (count > 0) {
        m_actions.print({run.data(), count});
    }
    return at;
}

bool Parser::startUtf8(unsigned char c) {
    m_lower = 0x80;
    m_upper = 0xBF;
    if (c >= 0xC2 && c <= 0xDF) {
        m_missing = 1;
        m_codePoint = c & 0x1Fu;
    } else if (c >= 0xE0 && c <= 0xEF) {
        m_missing = 2;
        m_codePoint = c & 0x0Fu;
        m_lower = c == 0xE0 ? 0xA0 : 0x80; // no overlong forms
        m_upper = c == 0xED ? 0x9F : 0xBF; // no surrogates
    } else if (c >= 0xF0 && c <= 0xF4) {
        m_missing = 3;
        m_codePoint = c & 0x07u;
        m_lower = c == 0xF0 ? 0x90 : 0x80;
        m_upper = c == 0xF4 ? 0x8F : 0xBF; // nothing past U+10FFFF
    } else {
        return false;
    }
    return true;
}

const unsigned char* Parser::string(const unsigned char* at, const unsigned char* end) {
    const unsigned char* stop = at;
    while (stop < end && *stop >= 0x20) {
        ++stop;
    }
    if (stop == at) {
        byte(*at);
        return at + 1;
    }
    const auto length = static_cast<std::size_t>(stop - at);
    if (m_string.size() + length > LongestString) {
        m_tooLong = true;
        m_string.clear();
        m_string.shrink_to_fit();
    }
    if (!m_tooLong) {
        m_string.append(reinterpret_cast<const char*>(at), length);
    }
    return stop;
}

void Parser::byte(unsigned char c) {
    const Step step = Steps[static_cast<std::size_t>(m_state)][c];
    if (step.next != m_state && (m_state == State::OscString || m_state == State::DcsPass)) {
        leaveString(c);
    }
    m_state = step.next;
    switch (step.act) {
    case Act::Execute:
        m_actions.control(c);
        break;
    case Act::Clear:
        clear();
        break;
    case Act::Collect:
        collect(c);
        break;
    case Act::Parameter:
        parameter(c);
        break;
    case Act::Escape:
        m_actions.escape(m_parameters.intermediate, m_second, static_cast<char>(c));
        break;
    case Act::Csi:
        m_parameters.count = std::min(m_parameters.count, Parameters::Most);
        m_actions.csi(m_parameters, static_cast<char>(c));
        break;
    case Act::Hook:
        m_final = static_cast<char>(c);
        break;
    case Act::None:
    case Act::Print:
    case Act::Put:
        break;
    }
}

void Parser::forgetParameters() {
    m_parameters.count = 0; // values are set as they come
    m_parameters.joined = 0;
    m_parameters.prefix = 0;
    m_parameters.intermediate = 0;
    m_second = 0;
}

void Parser::clear() {
    forgetParameters();
    m_string.clear();
    m_tooLong = false;
    m_final = 0;
}

void Parser::collect(unsigned char c) {
    if (c >= 0x3C) {
        m_parameters.prefix = static_cast<char>(c);
    } else {
        if (m_parameters.intermediate == 0) {
            m_parameters.intermediate = static_cast<char>(c);
        } else if (m_state == State::EscapeIntermediate) {
            m_second = m_second == 0 ? static_cast<char>(c) : '\x7f';
        } else {
            m_parameters.intermediate = '\x7f';
        }
    }
}

void Parser::parameter(unsigned char c) {
    Parameters& p = m_parameters;
    if (p.count == 0) {
        p.values[0] = -1;
        p.count = 1;
    }
    if (c == ';' || c == ':') {
        if (p.count < Parameters::Most) {
            p.joined |= c == ':' ? 1u << p.count : 0u;
            p.values[static_cast<std::size_t>(p.count)] = -1;
        }
        p.count = std::min(p.count + 1, Parameters::Most + 1); // one past: more than we keep
        return;
    }
    if (p.count > Parameters::Most) {
        return;
    }
    int& value = p.values[static_cast<std::size_t>(p.count - 1)];
    value = std::min(65535, std::max(value, 0) * 10 + (c - '0'));
}

void Parser::leaveString(unsigned char by) {
    const bool whole = by == 0x1B || by == 0x07;
    m_parameters.count = std::min(m_parameters.count, Parameters::Most);
    if (whole && !m_tooLong) {
        if (m_state == State::OscString) {
            m_actions.osc(m_string, by == 0x07);
        } else {
            m_actions.dcs(m_parameters, m_final, m_string);
        }
    }
    if (m_string.capacity() > 4096) {
        std::string().swap(m_string);
    }
}

} // namespace understudy::terminal
