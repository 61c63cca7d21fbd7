#include "core/xapi/RawJson.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <cstring>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Walks over valid JSON text.
class Walker final {
public:
    explicit Walker(std::string_view text)
        : m_text(text) {}
    char next() {
        while (m_at < m_text.size() && blanks.find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    void step() { ++m_at; }

    /// One whole value.
    std::string_view value() {
        const char first = next();
        const auto begin = m_at;
        if (first == '"')
            skipString();
        else if (first == '{' || first == '[')
            skipNested();
        else
            m_at = std::min(m_text.find_first_of(",]} \t\r\n", m_at), m_text.size());
        return m_text.substr(begin, std::min(m_at, m_text.size()) - begin);
    }

private:
    void skipNested() {
        int depth = 0;
        do {
            const char c = m_text[m_at];
            if (c == '"') {
                skipString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            ++m_at;
        } while (depth > 0 && m_at < m_text.size());
    }
    // Most of a statement is strings: they are leapt over from quote to quote.
    void skipString() {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const void* quote = std::memchr(m_text.data() + m_at, '"', m_text.size() - m_at);
            if (!quote) {
                m_at = m_text.size();
                return;
            }
            m_at = static_cast<std::size_t>(static_cast<const char*>(quote) - m_text.data());
            std::size_t slashes = 0;
            while (m_text[m_at - 1 - slashes] == '\\')
                ++slashes;
            if (slashes % 2 == 0)
                break;
        }
        ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::string decoded(std::string_view quotedText) {
    const auto plain = quotedText.substr(1, quotedText.size() - 2);
    if (plain.find('\\') == std::string_view::npos)
        return std::string(plain);
    boost::system::error_code error;
    const auto value = json::parse(quotedText, error);
    return value.is_string() ? std::string(value.get_string()) : std::string(plain);
}

constexpr std::size_t mostValues =
    1'000'000; // of one text: more than the largest batch of real statements has

/// Builds the values that the parser reports, and counts the members it saw: of two members of one name the
/// tree keeps the last, other readers the first, and such a text has no one meaning.
struct Builder {
    constexpr static std::size_t max_object_size = std::size_t(-1);
    constexpr static std::size_t max_array_size = std::size_t(-1);
    constexpr static std::size_t max_key_size = std::size_t(-1);
    constexpr static std::size_t max_string_size = std::size_t(-1);
    using Code = json::error_code;
    using Text = json::string_view;

    explicit Builder(json::storage_ptr memory) { stack.reset(std::move(memory)); }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code& code) { return counts(code); }
    bool on_object_end(std::size_t count, Code&) {
        members += count;
        stack.push_object(count);
        return true;
    }
    bool on_array_begin(Code& code) { return counts(code); }
    bool on_array_end(std::size_t count, Code&) {
        stack.push_array(count);
        return true;
    }
    bool on_key_part(Text text, std::size_t, Code&) {
        stack.push_chars(text);
        return true;
    }
    bool on_key(Text text, std::size_t, Code&) {
        stack.push_key(text);
        return true;
    }
    bool on_string_part(Text text, std::size_t, Code&) {
        stack.push_chars(text);
        return true;
    }
    bool on_string(Text text, std::size_t, Code& code) {
        stack.push_string(text);
        return counts(code);
    }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t number, Text, Code& code) {
        stack.push_int64(number);
        return counts(code);
    }
    bool on_uint64(std::uint64_t number, Text, Code& code) {
        stack.push_uint64(number);
        return counts(code);
    }
    bool on_double(double number, Text, Code& code) {
        stack.push_double(number);
        return counts(code);
    }
    bool on_bool(bool truth, Code& code) {
        stack.push_bool(truth);
        return counts(code);
    }
    bool on_null(Code& code) {
        stack.push_null();
        return counts(code);
    }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    /// A body of nothing but "0," would take twenty times its size.
    bool counts(Code& code) {
        if (++values > mostValues)
            code = json::make_error_code(json::error::array_too_large);
        return values <= mostValues;
    }

    json::value_stack stack;
    std::size_t members = 0;
    std::size_t values = 0;
};

std::size_t membersIn(const json::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object)
            if (member.value().is_structured())
                count += membersIn(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& element : *array)
            if (element.is_structured())
                count += membersIn(element);
    }
    return count;
}

} // namespace

std::optional<json::value> parseJson(std::string_view text, std::string& reason, json::storage_ptr memory) {
    json::parse_options options;
    options.max_depth = 64;
    json::basic_parser<Builder> parser(options, std::move(memory));
    json::error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size())
        error = json::error::extra_data;
    if (error) {
        reason = error == json::error::array_too_large ? "There is too much in one request. Send it in parts."
                                                       : "The text is not JSON: " + error.message() + ".";
        return std::nullopt;
    }
    auto value = parser.handler().stack.release();
    if (parser.handler().members != membersIn(value)) {
        reason = "A member stands twice in one object.";
        return std::nullopt;
    }
    return value;
}

RawMembers rawMembers(std::string_view text) {
    RawMembers members;
    members.reserve(12);
    Walker walker(text);
    walker.next();
    walker.step();
    while (walker.next() == '"') {
        auto name = decoded(walker.value());
        walker.next();
        walker.step(); // the colon
        members.emplace_back(std::move(name), walker.value());
        if (walker.next() == ',')
            walker.step();
    }
    return members;
}

std::vector<std::string_view> rawElements(std::string_view text) {
    std::vector<std::string_view> elements;
    Walker walker(text);
    walker.next();
    walker.step();
    while (walker.next() != ']' && walker.next() != '\0') {
        elements.push_back(walker.value());
        if (walker.next() == ',')
            walker.step();
    }
    return elements;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(begin);
    const auto end = text.find_last_not_of(blanks);
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

std::string jsonString(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    });
    if (!plain)
        return json::serialize(json::string_view(text.data(), text.size()));
    std::string out;
    out.reserve(text.size() + 2);
    return out.append("\"").append(text).append("\"");
}

void appendName(std::string& out, std::string_view name) {
    if (out.size() > 1)
        out.push_back(',');
    out += jsonString(name);
    out.push_back(':');
}

} // namespace understudy::xapi
