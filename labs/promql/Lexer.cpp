#include "labs/promql/Lexer.h"

#include "labs/promql/PromQl.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace understudy::promql {

namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

class Lexer final {
public:
    explicit Lexer(const std::string& text)
        : m_text(text) {}

    std::variant<std::vector<Token>, std::string> run() {
        while (skipBlanks(), m_at < m_text.size()) {
            const std::size_t start = m_at;
            const char c = m_text[m_at];
            if (letter(c) || (c == ':' && !m_inRange && !m_inBraces))
                name();
            else if (digit(c) || (c == '.' && m_at + 1 < m_text.size() && digit(m_text[m_at + 1])))
                number();
            else if (c == '"' || c == '\'' || c == '`')
                quoted(c);
            else
                sign();
            if (!m_problem.empty())
                return m_problem;
            m_tokens.back().at = start;
        }
        m_tokens.push_back({Tok::End, "", 0, m_text.size()});
        return m_tokens;
    }

private:
    void skipBlanks() {
        while (m_at < m_text.size()) {
            if (m_text[m_at] == '#')
                while (m_at < m_text.size() && m_text[m_at] != '\n')
                    ++m_at;
            else if (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' ||
                     m_text[m_at] == '\r')
                ++m_at;
            else
                return;
        }
    }

    void name() {
        const std::size_t start = m_at;
        while (m_at < m_text.size() &&
               (letter(m_text[m_at]) || digit(m_text[m_at]) || (m_text[m_at] == ':' && !m_inBraces)))
            ++m_at;
        const std::string word = m_text.substr(start, m_at - start);
        std::string lower = word;
        for (char& c : lower)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower == "inf")
            m_tokens.push_back({Tok::Number, word, std::numeric_limits<double>::infinity(), 0});
        else if (lower == "nan")
            m_tokens.push_back({Tok::Number, word, std::numeric_limits<double>::quiet_NaN(), 0});
        else
            m_tokens.push_back({Tok::Name, word, 0, 0});
    }

    void number() {
        const std::size_t start = m_at;
        if (m_text.compare(m_at, 2, "0x") == 0 || m_text.compare(m_at, 2, "0X") == 0) {
            for (m_at += 2; m_at < m_text.size() && std::isxdigit(static_cast<unsigned char>(m_text[m_at]));)
                ++m_at;
            if (m_at < m_text.size() && letter(m_text[m_at]))
                ++m_at;
            return pushNumber(m_text.substr(start, m_at - start));
        }
        while (m_at < m_text.size() && digit(m_text[m_at]))
            ++m_at;
        if (m_at < m_text.size() && letter(m_text[m_at]) && m_text[m_at] != 'e' && m_text[m_at] != 'E') {
            while (m_at < m_text.size() && (letter(m_text[m_at]) || digit(m_text[m_at])))
                ++m_at;
            m_tokens.push_back({Tok::Duration, m_text.substr(start, m_at - start), 0, 0});
            return;
        }
        if (m_at < m_text.size() && m_text[m_at] == '.')
            while (++m_at < m_text.size() && digit(m_text[m_at])) {}
        if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
            std::size_t next = m_at + 1;
            if (next < m_text.size() && (m_text[next] == '+' || m_text[next] == '-'))
                ++next;
            if (next < m_text.size() && digit(m_text[next]))
                for (m_at = next; m_at < m_text.size() && digit(m_text[m_at]);)
                    ++m_at;
        }
        if (m_at < m_text.size() && (letter(m_text[m_at]) || m_text[m_at] == '.')) {
            m_problem = "bad number or duration: \"" + m_text.substr(start, m_at + 1 - start) + "\"";
            return;
        }
        pushNumber(m_text.substr(start, m_at - start));
    }

    void pushNumber(const std::string& digits) {
        const auto value = readNumber(digits);
        if (!value)
            m_problem = "bad number or duration: \"" + digits + "\"";
        m_tokens.push_back({Tok::Number, digits, value.value_or(0), 0});
    }

    void quoted(char quote) {
        std::string value;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (m_text[m_at] == '\n' && quote != '`')
                break;
            if (m_text[m_at] != '\\' || quote == '`') {
                value += m_text[m_at];
                continue;
            }
            if (++m_at >= m_text.size())
                break;
            if (!escape(quote, value)) {
                m_problem = "unknown escape sequence in a string";
                return;
            }
        }
        if (m_at >= m_text.size() || m_text[m_at] != quote) {
            m_problem = "unterminated quoted string";
            return;
        }
        ++m_at;
        m_tokens.push_back({Tok::Text, value, 0, 0});
    }

    /// What stands behind a backslash, as Go reads it; leaves its last character to the caller.
    bool escape(char quote, std::string& value) {
        static const std::string names = "abfnrtv\\", meant = "\a\b\f\n\r\t\v\\";
        const char c = m_text[m_at];
        if (const auto which = names.find(c); which != std::string::npos) {
            value += meant[which];
            return true;
        }
        if (c == quote) {
            value += c;
            return true;
        }
        const bool octal = c >= '0' && c <= '7';
        const std::size_t digits = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        const std::size_t first = octal ? m_at : m_at + 1;
        if (digits == 0 || first + digits > m_text.size())
            return false;
        std::uint32_t code = 0;
        const char* from = m_text.data() + first;
        const auto [end, wrong] = std::from_chars(from, from + digits, code, octal ? 8 : 16);
        if (wrong != std::errc() || end != from + digits || (octal && code > 255) || code > 0x10ffff ||
            (c != 'x' && !octal && code >= 0xd800 && code < 0xe000))
            return false;
        m_at = first + digits - 1;
        if (octal || c == 'x')
            value += static_cast<char>(code);
        else
            appendUtf8(code, value);
        return true;
    }

    static void appendUtf8(std::uint32_t code, std::string& value) {
        const auto tail = [&](int shift) { value += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
        if (code < 0x80) {
            value += static_cast<char>(code);
        } else if (code < 0x800) {
            value += static_cast<char>(0xc0 | (code >> 6));
            tail(0);
        } else if (code < 0x10000) {
            value += static_cast<char>(0xe0 | (code >> 12));
            tail(6);
            tail(0);
        } else {
            value += static_cast<char>(0xf0 | (code >> 18));
            tail(12);
            tail(6);
            tail(0);
        }
    }

    void sign() {
        for (const char* two : {"==", "!=", "<=", ">=", "=~", "!~"})
            if (m_text.compare(m_at, 2, two) == 0) {
                m_tokens.push_back({Tok::Op, two, 0, 0});
                m_at += 2;
                return;
            }
        const char c = m_text[m_at];
        if (std::string("+-*/%^<>=(){}[],:@").find(c) == std::string::npos) {
            m_problem = std::string("unexpected character: '") + c + "'";
            return;
        }
        if (c == '[' || c == ']')
            m_inRange = c == '['; // where a colon parts the steps of a subquery and begins no name
        if (c == '{' || c == '}')
            m_inBraces = c == '{';
        m_tokens.push_back({Tok::Op, std::string(1, c), 0, 0});
        ++m_at;
    }

    const std::string& m_text;
    std::size_t m_at = 0;
    bool m_inRange = false, m_inBraces = false;
    std::vector<Token> m_tokens;
    std::string m_problem;
};

} // namespace

std::variant<std::vector<Token>, std::string> lex(const std::string& text) { return Lexer(text).run(); }

std::optional<std::int64_t> parseDurationMs(const std::string& text) {
    std::int64_t total = 0;
    std::size_t at = 0;
    std::int64_t last = 1'000'000'000'000;
    while (at < text.size()) {
        std::int64_t number = 0;
        const std::size_t start = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 10)
            number = number * 10 + (text[at++] - '0');
        if (at == start || at >= text.size())
            return std::nullopt;
        std::int64_t scale = 0;
        if (text.compare(at, 2, "ms") == 0)
            scale = 1, at += 2;
        else {
            const std::string units = "smhdwy";
            const std::int64_t scales[] = {1000, 60'000, 3'600'000, 86'400'000, 604'800'000, 31'536'000'000};
            const auto which = units.find(text[at++]);
            if (which == std::string::npos)
                return std::nullopt;
            scale = scales[which];
        }
        if (scale >= last || number > 1'000'000'000'000 / scale)
            return std::nullopt;
        last = scale;
        total += number * scale;
    }
    return at == 0 ? std::nullopt : std::optional(total);
}

} // namespace understudy::promql
