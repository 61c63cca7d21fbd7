#pragma once

#include "core/http/Server.h"
#include "core/xapi/Draft.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace understudy::lrs {

/// One part of a multipart body; its content is a view into the body.
struct Part {
    http::Pairs headers; ///< names in lower case
    std::string_view content;

    std::string header(std::string_view name) const; ///< first of that name, or ""
};

/// A media type without its parameters, in lower case: "application/json".
std::string mediaOf(std::string_view contentType);

/// The boundary that a Content-Type names, or "" (RFC 2046, section 5.1.1).
std::string boundaryOf(std::string_view contentType);

/// The parts of a multipart body; the text says what is wrong with it. Lines may end in CRLF or LF. At most
/// 1,000 parts of at most 32 headers.
std::variant<std::vector<Part>, std::string> readParts(std::string_view body, std::string_view boundary);

/// Drawn at random, so that no attachment can hold it.
std::string freshBoundary();

/// Statements as JSON and their attachments, each once, as multipart/mixed.
std::string writeParts(const std::string& boundary, const std::string& json,
                       const std::vector<xapi::Attachment>& attachments);

} // namespace understudy::lrs
