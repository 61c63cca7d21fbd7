#pragma once

#include "core/http/Server.h"
#include "core/lrs/Formats.h"
#include "core/store/Store.h"
#include "core/xapi/Shape.h"

#include <string>

namespace understudy::lrs {

/// Reads the parameters of a query over statements. "" or what is wrong with them, in a sentence.
std::string readParameters(const http::Pairs& parameters, xapi::Version version, store::Query& query);

/// The same for one statement by its id: "statementId" or "voidedStatementId", "format", "attachments".
std::string checkOne(const http::Pairs& parameters, xapi::Version version);

/// What was asked for, where the parameters are right.
Format formatOf(const http::Pairs& parameters);
bool wantsAttachments(const http::Pairs& parameters);

} // namespace understudy::lrs
