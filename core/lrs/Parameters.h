#pragma once

#include "core/http/Server.h"
#include "core/store/Store.h"
#include "core/xapi/Shape.h"

#include <string>

namespace understudy::lrs {

/// Reads the parameters of a query over statements. "" or what is wrong with them, in a sentence.
std::string readParameters(const http::Pairs& parameters, xapi::Version version, store::Query& query);

/// The format asked for: exact or ids.
bool wantsIdsOnly(const http::Pairs& parameters);

/// The statement with nothing in its parties, activities and verb but what identifies them.
std::string idsOnly(const std::string& statement);

} // namespace understudy::lrs
