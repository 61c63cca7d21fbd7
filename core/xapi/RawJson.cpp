#include "core/xapi/RawJson.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

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
        m_at = std::min(m_text.find_first_not_of(blanks, m_at), m_text.size());
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    void step() { ++m_at; }

    /// One whole value.
    std::string_view value() {
        const char first = next();
        const auto begin = m_at;
        if (first == '"') {
            skipString();
        } else if (first == '{' || first == '[') {
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
        } else {
            m_at = std::min(m_text.find_first_of(",]} \t\r\n", m_at), m_text.size());
        }
        return m_text.substr(begin, m_at - begin);
    }

private:
    void skipString() {
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\')
                ++m_at;
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

/// The parser keeps the last of two members of one name, other readers the first: such a text has no one
/// meaning.
bool hasTwins(std::string_view text, const json::value& value) {
    if (const auto* object = value.if_object()) {
        const auto members = rawMembers(text);
        if (members.size() != object->size())
            return true;
        return std::any_of(members.begin(), members.end(), [&](const auto& member) {
            const auto* inner = object->if_contains(member.first);
            return !inner || (inner->is_structured() && hasTwins(member.second, *inner));
        });
    }
    if (const auto* array = value.if_array()) {
        const auto elements = rawElements(text);
        for (std::size_t i = 0; i < elements.size(); ++i) {
            if ((*array)[i].is_structured() && hasTwins(elements[i], (*array)[i]))
                return true;
        }
    }
    return false;
}

} // namespace

std::optional<json::value> parseJson(std::string_view text, std::string& reason) {
    json::parse_options options;
    options.max_depth = 64;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) {
        reason = "The text is not JSON: " + error.message() + ".";
        return std::nullopt;
    }
    if (hasTwins(trimmed(text), value)) {
        reason = "A member stands twice in one object.";
        return std::nullopt;
    }
    return value;
}

RawMembers rawMembers(std::string_view text) {
    RawMembers members;
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
    return json::serialize(json::string_view(text.data(), text.size()));
}

void appendName(std::string& out, std::string_view name) {
    if (out.size() > 1)
        out.push_back(',');
    out += jsonString(name);
    out.push_back(':');
}

} // namespace understudy::xapi
