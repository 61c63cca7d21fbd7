#include "core/front/RequestLog.h"

#include "core/xapi/RawJson.h"

#include <cstdio>

namespace understudy::front {

namespace {

constexpr std::size_t longest = 200;

/// Printable ASCII without quotes; everything else as %XX, as it would stand in a target.
std::string tame(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (out.size() >= longest)
            return out + "...";
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 32 && byte < 127 && c != '"' && c != '\\' && c != '%' && c != '=') {
            out.push_back(c);
        } else {
            char escape[4];
            std::snprintf(escape, sizeof escape, "%%%02X", byte);
            out += escape;
        }
    }
    return out;
}

std::string milliseconds(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", seconds * 1000);
    return text;
}

/// Each field by its name; @p quoted: a text, not a number.
template <typename Field>
void eachField(const Served& served, Field field) {
    field("time", toIso(served.when).toStdString(), true);
    field("id", tame(served.id), true);
    field("client", tame(served.client), true);
    field("method", tame(served.method), true);
    field("path", tame(served.path), true);
    if (!served.parameters.empty())
        field("parameters", tame(served.parameters), true);
    if (!served.credential.empty())
        field("credential", tame(served.credential), true);
    field("status", std::to_string(served.status), false);
    field("received", std::to_string(served.received), false);
    field("sent", std::to_string(served.sent), false);
    field("ms", milliseconds(served.seconds), false);
}

} // namespace

std::optional<RequestLog::Format> RequestLog::formatNamed(const std::string& name) {
    if (name == "json")
        return Format::Json;
    if (name == "logfmt")
        return Format::Logfmt;
    return name == "none" ? std::optional(Format::None) : std::nullopt;
}

void RequestLog::add(const Served& served) const {
    if (m_format != Format::None)
        m_write(m_format == Format::Json ? json(served) : logfmt(served));
}

std::string RequestLog::json(const Served& served) {
    std::string line = "{";
    eachField(served, [&](const char* name, const std::string& value, bool quoted) {
        line += (line.size() > 1 ? ",\"" : "\"") + std::string(name) +
                "\":" + (quoted ? xapi::jsonString(value) : value);
    });
    return line + "}";
}

std::string RequestLog::logfmt(const Served& served) {
    std::string line;
    eachField(served, [&](const char* name, const std::string& value, bool) {
        line += (line.empty() ? "" : " ") + std::string(name) + '=' + (value.empty() ? "-" : value);
    });
    return line;
}

} // namespace understudy::front
