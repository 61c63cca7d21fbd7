#include "labs/promql/Functions.h"
#include "labs/promql/PromQl.h"

#include <cmath>
#include <cstdio>

namespace understudy::promql {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' || c == '\\' ? std::string("\\") + c
               : c == '\n'           ? "\\n"
               : c == '\t'           ? "\\t"
               : c == '\r'           ? "\\r"
                                     : std::string(1, c);
    return out + '"';
}

std::string listed(const std::vector<std::string>& names) {
    std::string out = "(";
    for (const auto& name : names)
        out += (out.size() > 1 ? ", " : "") + name;
    return out + ")";
}

std::string printNumber(double number) {
    const double size = std::abs(number);
    if (std::isfinite(number) && size != 0 && size < 1e-4) {
        char text[40];
        for (int digits = 0; digits < 18; ++digits) {
            std::snprintf(text, sizeof text, "%.*e", digits, number);
            if (readNumber(text) == number)
                break;
        }
        return text;
    }
    return printValue(number);
}

std::string printSelector(const Expr& expr) {
    std::string name, rest;
    for (const auto& matcher : expr.matchers) {
        if (name.empty() && matcher.name == "__name__" && matcher.op == MatchOp::Equal &&
            &matcher == &expr.matchers[0]) {
            name = matcher.value;
            continue;
        }
        static constexpr const char* signs[] = {"=", "!=", "=~", "!~"};
        rest += (rest.empty() ? "" : ",") + matcher.name + signs[static_cast<int>(matcher.op)] +
                quoted(matcher.value);
    }
    return name + (rest.empty() && !name.empty() ? "" : "{" + rest + "}");
}

std::string printTimes(const Expr& expr) {
    std::string out;
    if (expr.rangeMs > 0)
        out = "[" + printDurationMs(expr.rangeMs) +
              (expr.kind == ExprKind::Subquery
                   ? ":" + (expr.stepMs > 0 ? printDurationMs(expr.stepMs) : std::string())
                   : "") +
              "]";
    if (expr.offsetMs != 0)
        out += std::string(" offset ") + (expr.offsetMs < 0 ? "-" : "") +
               printDurationMs(expr.offsetMs < 0 ? -expr.offsetMs : expr.offsetMs);
    return out;
}

std::string printBinary(const Expr& expr) {
    const Matching& matching = expr.matching;
    std::string out = print(*expr.args[0]) + " " + expr.text + (expr.boolean ? " bool" : "");
    if (matching.given && (matching.on || !matching.labels.empty()))
        out += (matching.on ? " on " : " ignoring ") + listed(matching.labels);
    if (matching.card != Matching::Card::OneToOne)
        out += (matching.card == Matching::Card::ManyToOne ? " group_left " : " group_right ") +
               listed(matching.include);
    return out + " " + print(*expr.args[1]);
}

std::string printCall(const Expr& expr) {
    std::string out;
    for (const auto& arg : expr.args)
        out += (out.empty() ? "" : ", ") + print(*arg);
    out = "(" + out + ")";
    if (expr.kind == ExprKind::Aggregate && (expr.without || !expr.grouping.empty()))
        out = (expr.without ? " without " : " by ") + listed(expr.grouping) + " " + out;
    return expr.text + out;
}

std::string printBare(const Expr& expr) {
    switch (expr.kind) {
    case ExprKind::Number:
        return printNumber(expr.number);
    case ExprKind::Text:
        return quoted(expr.text);
    case ExprKind::Selector:
        return printSelector(expr) + printTimes(expr);
    case ExprKind::Subquery:
        return print(*expr.args[0]) + printTimes(expr);
    case ExprKind::Unary:
        return expr.text + print(*expr.args[0]);
    case ExprKind::Binary:
        return printBinary(expr);
    default:
        return printCall(expr);
    }
}

} // namespace

std::string print(const Expr& expr) { return expr.inParens ? "(" + printBare(expr) + ")" : printBare(expr); }

std::string printDurationMs(std::int64_t ms) {
    static constexpr std::pair<const char*, std::int64_t> units[] = {
        {"y", 31'536'000'000}, {"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000},
        {"m", 60'000},         {"s", 1000},        {"ms", 1}};
    if (ms == 0)
        return "0s";
    std::string out;
    for (const auto& [unit, size] : units) {
        // Years, weeks and days only when nothing is left over.
        if (ms < size || (size >= 86'400'000 && ms % size != 0))
            continue;
        out += std::to_string(ms / size) + unit;
        ms %= size;
    }
    return out;
}

} // namespace understudy::promql
