#pragma once

#include "core/http/Server.h"

#include <string>
#include <string_view>

namespace understudy::http {

/// How the end of an answer's body is told to the client.
enum class Framing {
    Length,   ///< Content-Length
    Chunked,  ///< Transfer-Encoding: chunked
    UntilEnd, ///< the connection closes (HTTP/1.0)
    None      ///< there is no body: 101, 204, 304
};

/// The status line and the headers of @p response, up to and with the empty line. Line breaks inside header
/// values are dropped, so that a value can never become a header.
std::string headOf(const Response& response, Framing framing, bool keepAlive);

/// One chunk of a chunked body; the empty text gives "", since an empty chunk would end the body.
std::string chunkOf(std::string_view bytes);

/// A short answer in words for a request that never reached a handler.
Response plainAnswer(int status);

/// True for 1xx, 204 and 304, which never have a body.
bool isBodiless(int status);

bool equalsIgnoringCase(std::string_view a, std::string_view b);

} // namespace understudy::http
