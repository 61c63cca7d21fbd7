#pragma once

#include "labs/promql/PromQl.h"

namespace understudy::promql {

/// What may stand in a call: one letter an argument (v vector, m matrix, s scalar, t text); those after '?'
/// may be left out, the one after '*' may come any number of times.
struct Signature {
    std::string arguments;
    ValueType result = ValueType::Vector;
};
/// Nothing when there is no such function here.
const Signature* signatureOf(const std::string& function);
/// What does not fit in the arguments of a call, or nothing.
std::optional<std::string> wrongArguments(const Expr& call, const Signature& signature);
const char* nameOf(ValueType type); ///< instant vector and so on

/// A function of one value, such as abs or hour; nothing when it is none of those. @p a and @p b are its
/// further arguments.
using OfNumber = double (*)(double value, double a, double b);
OfNumber ofNumber(const std::string& function);

bool labelName(const std::string& name);

} // namespace understudy::promql
