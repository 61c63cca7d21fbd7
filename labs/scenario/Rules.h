#pragma once

#include "labs/clock/Time.h"
#include "labs/promql/PromQl.h"
#include "labs/scenario/AlertText.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace understudy::cluster {

struct Problem;

/// An alert of a rule file.
struct AlertRule {
    std::string name, expression;
    promql::ExprPtr parsed;
    Micros holds = 0;                                       ///< "for": how long it must be true
    std::map<std::string, std::string> labels, annotations; ///< as written
    std::map<std::string, AlertText> labelTexts, noteTexts; ///< the same, ready to be filled in
};

/// Alerts that are evaluated together.
struct RuleGroup {
    std::string name, file;
    Micros interval = 30 * second;
    std::vector<AlertRule> rules;
};

/// Reads a rule file as Prometheus 2.42 has it (groups, name, interval, rules: alert, expr, for, labels,
/// annotations), strictly. Recording rules are refused by name.
std::variant<std::vector<RuleGroup>, Problem> parseRules(const std::string& text, const std::string& file);

} // namespace understudy::cluster
