#pragma once

#include "labs/faces/PromQl.h"

namespace understudy::faces::promql {

/// What a binary operator makes of two values that were evaluated at the same moment.
std::variant<Value, Refusal> combine(const Expr& expr, const Value& left, const Value& right);

} // namespace understudy::faces::promql
