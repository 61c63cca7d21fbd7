#pragma once

#include "labs/openapi/Schema.h"

namespace understudy::openapi {

/// The API described as kubectl asks for it at /openapi/v2: an OpenAPI 2 document in protobuf (gnostic's
/// openapi.v2.Document). Made once.
const std::string& document();
std::string documentOf(const std::vector<Type>& types);

} // namespace understudy::openapi
