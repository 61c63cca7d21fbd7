#include "core/lrs/Multipart.h"

#include "core/xapi/Base64.h"
#include "core/xapi/RawJson.h"

#include <sodium.h>

#include <algorithm>

namespace understudy::lrs {

namespace {

constexpr std::size_t mostParts = 1000;
constexpr std::size_t mostHeaders = 32;
constexpr std::size_t longestBoundary = 70; // RFC 2046

bool mayBeInBoundary(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

/// The value at the front of @p text, quoted or not; what follows it is left in @p text.
std::string parameterValue(std::string_view& text) {
    std::string value;
    if (!text.starts_with('"')) {
        const auto end = std::min(text.find(';'), text.size());
        value = xapi::trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return value;
    }
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        value.push_back(text[at]);
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return value;
}

/// Walks from delimiter to delimiter.
class Reader final {
public:
    Reader(std::string_view body, std::string_view boundary)
        : m_body(body)
        , m_mark("--" + std::string(boundary)) {}

    /// Goes behind the next delimiter; what stood before it is @p before. False: there is none.
    bool next(std::string_view& before) {
        for (auto from = m_at;; ++from) {
            from = m_body.find(m_mark, from);
            if (from == std::string_view::npos)
                return false;
            if (from > 0 && m_body[from - 1] != '\n')
                continue;
            const auto rest = m_body.substr(from + m_mark.size());
            const bool last = rest.starts_with("--");
            const auto line = std::min(rest.find_first_not_of(" \t", last ? 2 : 0), rest.size());
            const auto end = rest.substr(line);
            if (!last && !end.starts_with("\r\n") && !end.starts_with('\n'))
                continue;
            before = withoutLineEnd(m_body.substr(m_at, from - m_at));
            m_at = from + m_mark.size() + line +
                   (end.starts_with("\r\n") ? 2
                    : end.starts_with('\n') ? 1
                                            : 0);
            m_ended = last;
            return true;
        }
    }
    bool ended() const { return m_ended; }

private:
    static std::string_view withoutLineEnd(std::string_view text) {
        if (text.ends_with('\n'))
            text.remove_suffix(1);
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        return text;
    }

    std::string_view m_body;
    std::string m_mark;
    std::size_t m_at = 0;
    bool m_ended = false;
};

bool readHeaders(std::string_view text, Part& part) {
    while (!text.empty()) { // a part may end with its headers
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            break;
        const auto colon = line.find(':');
        if (colon == 0 || colon == std::string_view::npos || part.headers.size() == mostHeaders)
            return false;
        part.headers.emplace_back(xapi::lowered(xapi::trimmed(line.substr(0, colon))),
                                  xapi::trimmed(line.substr(colon + 1)));
    }
    part.content = text;
    return true;
}

/// Fit to be the value of a header.
std::string oneLine(std::string text) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return text;
}

} // namespace

std::string Part::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

std::string mediaOf(std::string_view contentType) {
    return xapi::lowered(xapi::trimmed(contentType.substr(0, contentType.find(';'))));
}

std::string boundaryOf(std::string_view contentType) {
    contentType.remove_prefix(std::min(contentType.find(';'), contentType.size()));
    while (contentType.starts_with(';')) {
        contentType.remove_prefix(1);
        const auto equals = contentType.find_first_of("=;");
        if (equals == std::string_view::npos || contentType[equals] == ';') {
            contentType.remove_prefix(std::min(equals, contentType.size()));
            continue;
        }
        const auto name = xapi::lowered(xapi::trimmed(contentType.substr(0, equals)));
        contentType.remove_prefix(equals + 1);
        const auto value = parameterValue(contentType);
        contentType.remove_prefix(std::min(contentType.find(';'), contentType.size()));
        if (name == "boundary") {
            const bool fit = value.size() <= longestBoundary &&
                             std::all_of(value.begin(), value.end(), mayBeInBoundary) &&
                             !value.ends_with(' ');
            return fit ? value : std::string();
        }
    }
    return {};
}

std::variant<std::vector<Part>, std::string> readParts(std::string_view body, std::string_view boundary) {
    Reader reader(body, boundary);
    std::string_view text;
    if (boundary.empty() || !reader.next(text))
        return std::string("The body has no part that begins with the boundary of its Content-Type.");
    std::vector<Part> parts;
    while (!reader.ended()) {
        if (!reader.next(text))
            return std::string("The body does not end with its boundary.");
        Part part;
        // A part without headers begins with an empty line, which may be the one that ended the boundary.
        if (!readHeaders(text, part))
            return "The headers of part " + std::to_string(parts.size() + 1) + " are not right.";
        if (parts.size() == mostParts)
            return std::string("The body has too many parts.");
        parts.push_back(std::move(part));
    }
    return parts;
}

std::string freshBoundary() {
    std::string bytes(24, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return "understudy-" + xapi::toBase64Url(bytes);
}

std::string writeParts(const std::string& boundary, const std::string& json,
                       const std::vector<xapi::Attachment>& attachments) {
    std::size_t size = json.size() + 200;
    for (const auto& one : attachments)
        size += one.content.size() + one.type.size() + 400;
    std::string out;
    out.reserve(size);
    out += "--" + boundary + "\r\nContent-Type: application/json\r\n\r\n" + json;
    for (const auto& one : attachments) {
        out += "\r\n--" + boundary + "\r\nContent-Type: " + oneLine(one.type) +
               "\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: " + one.sha2 + "\r\n\r\n";
        out += one.content;
    }
    return out += "\r\n--" + boundary + "--\r\n";
}

} // namespace understudy::lrs
