#pragma once

#include "core/xapi/Values.h"

#include <string>

namespace understudy::lrs {

/// Mon, 10 Nov 2025 09:00:00 GMT
std::string httpDate(xapi::Micros when);

} // namespace understudy::lrs
