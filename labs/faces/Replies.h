#pragma once

#include "core/http/Server.h"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace understudy::faces {

using Exchange = std::shared_ptr<http::Exchange>;

void replyJson(const Exchange& exchange, int status, const boost::json::value& body);
void replyText(const Exchange& exchange, int status, std::string text);
/// The envelope of Prometheus: {"status": "success", "data": …}.
void succeed(const Exchange& exchange, boost::json::value data);
/// @p type: bad_data, execution, timeout, not_found.
void refuse(const Exchange& exchange, const char* type, const std::string& words);

/// First of that name, or "".
std::string field(const http::Pairs& form, std::string_view name);
std::vector<std::string> fields(const http::Pairs& form, std::string_view name);
/// What stands behind the question mark, and for POST the form too.
http::Pairs formOf(const http::Request& request);

} // namespace understudy::faces
