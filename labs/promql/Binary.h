#pragma once

#include "labs/promql/PromQl.h"

namespace understudy::promql {

/// What a binary operator makes of two values that were evaluated at the same moment.
std::variant<Value, Refusal> combine(const Expr& expr, const Value& left, const Value& right);

} // namespace understudy::promql
