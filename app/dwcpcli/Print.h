#pragma once

#include "app/dwcpcli/Arguments.h"

#include <boost/json.hpp>

namespace understudy::dwcpcli {

namespace json = boost::json;

/// What the cluster told, as text: {"data", "view": [[title, key]…], "message"}.
std::string print(const json::object& told, Format format);

} // namespace understudy::dwcpcli
