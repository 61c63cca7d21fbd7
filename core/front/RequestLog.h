#pragma once

#include "core/base/Clock.h"

#include <functional>
#include <optional>
#include <string>

namespace understudy::front {

/// One answered request, as far as the log may know it: no body, no secret, no value of a parameter (those
/// name people).
struct Served {
    Instant when{};
    std::string id;
    std::string client;
    std::string method;
    std::string path;
    std::string parameters; ///< their names alone: "agent,limit"
    std::string credential; ///< a device's name, "bearer", "session" or ""
    int status = 0;
    std::size_t received = 0; ///< bytes of the body
    std::size_t sent = 0;
    double seconds = 0;
};

/// Writes one line for each request, as JSON or as logfmt. What a client chose is cut short and escaped: no
/// request can begin a line of its own.
class RequestLog final {
public:
    enum class Format { None, Json, Logfmt };
    static std::optional<Format> formatNamed(const std::string& name);

    RequestLog(Format format, std::function<void(const std::string& line)> write)
        : m_format(format)
        , m_write(std::move(write)) {}
    void add(const Served& served) const;

    static std::string json(const Served& served);
    static std::string logfmt(const Served& served);

private:
    Format m_format;
    std::function<void(const std::string& line)> m_write;
};

} // namespace understudy::front
