#include "core/terminal/Cast.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

namespace understudy::terminal {
namespace {

/// Bytes of the UTF-8 character at the front of @p text: 0 for a broken one, one more than there are for one
/// that is not whole yet.
std::size_t characterLength(std::string_view text) {
    const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i) {
        const unsigned next = byte(i);
        const unsigned least = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        const unsigned most = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (next < least || next > most) {
            return 0;
        }
    }
    return length > text.size() ? text.size() + 1 : length;
}

void appendEscaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 0 || length > text.size()) {
            out += "\xEF\xBF\xBD";
            text.remove_prefix(1);
            continue;
        }
        if (first < 0x20 || first == 0x7F) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", unsigned(first));
            out += code;
        } else {
            out += first == '"' || first == '\\' ? "\\" : "";
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
}

std::string eventLine(std::int64_t ms, char kind, std::string_view data) {
    char start[48];
    std::snprintf(start, sizeof start, "[%lld.%03d, \"%c\", \"", static_cast<long long>(ms / 1000),
                  static_cast<int>(ms % 1000), kind);
    std::string line = start;
    appendEscaped(line, data);
    return line + "\"]\n";
}

/// Reads the few shapes of JSON that a recording is made of; every take says whether it was there.
class Reader final {
public:
    explicit Reader(std::string_view text)
        : m_text(text) {}

    bool take(char c) {
        space();
        if (m_text.empty() || m_text[0] != c) {
            return false;
        }
        m_text.remove_prefix(1);
        return true;
    }
    bool atEnd() {
        space();
        return m_text.empty();
    }
    std::optional<double> number() {
        space();
        double value = 0;
        const auto [end, fault] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
        if (fault != std::errc()) {
            return std::nullopt;
        }
        m_text.remove_prefix(static_cast<std::size_t>(end - m_text.data()));
        return value;
    }
    std::optional<std::string> string() {
        if (!take('"')) {
            return std::nullopt;
        }
        std::string out;
        while (!m_text.empty() && m_text[0] != '"') {
            const char c = m_text[0];
            m_text.remove_prefix(1);
            if (c != '\\') {
                out += c;
            } else if (!escape(out)) {
                return std::nullopt;
            }
        }
        return take('"') ? std::optional(out) : std::nullopt;
    }
    /// Any value, read over; objects and arrays at most @p depth deep.
    bool skip(int depth = 8) {
        space();
        if (m_text.empty() || depth == 0) {
            return false;
        }
        if (m_text[0] == '"') {
            return string().has_value();
        }
        const bool object = m_text[0] == '{';
        if (!object && m_text[0] != '[') {
            return word();
        }
        m_text.remove_prefix(1);
        const char end = object ? '}' : ']';
        if (take(end)) {
            return true;
        }
        do {
            if ((object && (!string() || !take(':'))) || !skip(depth - 1)) {
                return false;
            }
        } while (take(','));
        return take(end);
    }

private:
    void space() { m_text.remove_prefix(std::min(m_text.find_first_not_of(" \t\r"), m_text.size())); }
    bool word() { // a number, true, false or null
        const std::size_t length = std::min(m_text.find_first_of(",]} \t\r"), m_text.size());
        m_text.remove_prefix(length);
        return length > 0;
    }
    std::optional<unsigned> hex() {
        unsigned value = 0;
        if (m_text.size() < 4) {
            return std::nullopt;
        }
        const auto [end, fault] = std::from_chars(m_text.data(), m_text.data() + 4, value, 16);
        if (fault != std::errc() || end != m_text.data() + 4) {
            return std::nullopt;
        }
        m_text.remove_prefix(4);
        return value;
    }
    bool escape(std::string& out) {
        static constexpr std::string_view From = "\"\\/bfnrt";
        static constexpr std::string_view To = "\"\\/\b\f\n\r\t";
        if (m_text.empty()) {
            return false;
        }
        const char c = m_text[0];
        m_text.remove_prefix(1);
        if (const std::size_t which = From.find(c); which != std::string_view::npos) {
            out += To[which];
            return true;
        }
        if (c != 'u') {
            return false;
        }
        auto code = hex();
        if (code && *code >= 0xD800 && *code < 0xDC00 && m_text.substr(0, 2) == "\\u") {
            m_text.remove_prefix(2);
            const auto low = hex();
            code = low && *low >= 0xDC00 && *low < 0xE000
                       ? std::optional(0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00))
                       : std::nullopt;
        }
        if (code) {
            appendUtf8(out, *code >= 0xD800 && *code < 0xE000 ? U'\xFFFD' : static_cast<char32_t>(*code));
        }
        return code.has_value();
    }

    std::string_view m_text;
};

void setHeader(Cast& cast, const std::string& name, double value, double& version) {
    if (name == "version") {
        version = value;
    } else if (name == "timestamp") {
        cast.startedAt = static_cast<std::int64_t>(value);
    } else {
        (name == "width" ? cast.columns : cast.rows) =
            static_cast<int>(std::clamp(value, 1.0, double(Screen::MostColumns)));
    }
}

bool readHeader(std::string_view line, Cast& cast) {
    Reader reader(line);
    double version = 0;
    if (!reader.take('{')) {
        return false;
    }
    do {
        const auto name = reader.string();
        if (!name || !reader.take(':')) {
            return false;
        }
        if (*name == "title") {
            cast.title = reader.string().value_or("");
        } else if (*name == "version" || *name == "width" || *name == "height" || *name == "timestamp") {
            const auto value = reader.number();
            if (!value || !(*value >= 0 && *value < 1e12)) {
                return false;
            }
            setHeader(cast, *name, *value, version);
        } else if (!reader.skip()) {
            return false;
        }
    } while (reader.take(','));
    return reader.take('}') && reader.atEnd() && version == 2;
}

bool readEvent(std::string_view line, Cast& cast) {
    Reader reader(line);
    if (!reader.take('[')) {
        return false;
    }
    const auto seconds = reader.number();
    const auto kind = reader.take(',') ? reader.string() : std::nullopt;
    auto data = reader.take(',') ? reader.string() : std::nullopt;
    if (!seconds || !(*seconds >= 0 && *seconds < 1e9) || !kind || !data || !reader.take(']') ||
        !reader.atEnd()) {
        return false;
    }
    if (*kind == "o" || *kind == "r") {
        const auto ms = std::max(static_cast<std::int64_t>(*seconds * 1000 + 0.5), cast.lengthMs());
        cast.events.push_back({ms, (*kind)[0], std::move(*data)});
    }
    return true;
}

} // namespace

Cast readCast(std::string_view text, int& badLine) {
    Cast cast;
    badLine = 0;
    int number = 0;
    text = text.substr(0, Cast::MostBytes);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        const bool blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
        if (number == 1 ? !readHeader(line, cast) : !blank && !readEvent(line, cast)) {
            badLine = number;
            return number == 1 ? Cast{} : cast;
        }
    }
    badLine = number == 0 ? 1 : 0;
    return cast;
}

std::string CastWriter::header(const Cast& cast) const {
    std::string line = "{\"version\": 2, \"width\": " + std::to_string(cast.columns) +
                       ", \"height\": " + std::to_string(cast.rows) +
                       ", \"timestamp\": " + std::to_string(cast.startedAt) + ", \"title\": \"";
    appendEscaped(line, cast.title);
    return line + "\", \"env\": {\"TERM\": \"xterm-256color\"}}\n";
}

std::string CastWriter::output(std::int64_t ms, std::string_view bytes) {
    m_rest += bytes;
    std::size_t whole = m_rest.size();
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, m_rest.size()); ++back) {
        const std::string_view tail = std::string_view(m_rest).substr(m_rest.size() - back);
        if (static_cast<unsigned char>(tail[0]) >= 0xC0) {
            whole -= characterLength(tail) > tail.size() ? back : 0;
            break;
        }
    }
    const std::string rest = m_rest.substr(whole);
    m_rest.resize(whole);
    std::string line = m_rest.empty() ? std::string() : eventLine(ms, 'o', m_rest);
    m_rest = rest;
    return line;
}

std::string CastWriter::resized(std::int64_t ms, int columns, int rows) {
    return eventLine(ms, 'r', std::to_string(columns) + "x" + std::to_string(rows));
}

namespace {

void appendColor(std::string& out, Paint paint, int base) {
    if (isIndexed(paint)) {
        out += ";" + std::to_string(base + 8) + ";5;" + std::to_string(paint & 0xFFu);
    } else if (isRgb(paint)) {
        out += ";" + std::to_string(base + 8) + ";2;" + std::to_string(paint >> 16 & 0xFFu) + ";" +
               std::to_string(paint >> 8 & 0xFFu) + ";" + std::to_string(paint & 0xFFu);
    }
}

std::string lookOf(const Cell& cell) {
    std::string out = "\x1b[0";
    for (const auto& [bit, code] : {std::pair(Bold, ";1"),
                                    {Faint, ";2"},
                                    {Italic, ";3"},
                                    {Reverse, ";7"},
                                    {Invisible, ";8"},
                                    {Strike, ";9"}}) {
        out += cell.attributes & bit ? code : "";
    }
    out += underlineOf(cell.attributes) != Underline::None ? ";4" : "";
    appendColor(out, cell.fg, 30);
    appendColor(out, cell.bg, 40);
    return out + "m";
}

} // namespace

std::string repaint(const Screen& screen) {
    std::string out = screen.modes().alternate ? "\x1b[?1049h" : "";
    out += "\x1b[0m\x1b[2J";
    for (int y = 0; y < screen.rows(); ++y) {
        const Row& row = screen.row(y);
        const int used = std::min(row.used, screen.columns());
        if (used == 0) {
            continue;
        }
        out += "\x1b[" + std::to_string(y + 1) + ";1H";
        std::string look;
        for (int x = 0; x < used; ++x) {
            const Cell& cell = row.cells[static_cast<std::size_t>(x)];
            if (const std::string wanted = lookOf(cell); wanted != look) {
                out += look = wanted;
            }
            screen.symbols().append(out, cell);
        }
    }
    const Place at = screen.cursor();
    return out + "\x1b[0m\x1b[" + std::to_string(at.y + 1) + ";" + std::to_string(at.x + 1) + "H" +
           (screen.modes().cursorVisible ? "" : "\x1b[?25l");
}

} // namespace understudy::terminal
