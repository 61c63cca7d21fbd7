#include "labs/promql/Binary.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::promql {

namespace {

bool comparison(const std::string& op) {
    return op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=";
}

double arithmetic(const std::string& op, double a, double b) {
    switch (op[0]) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return a / b;
    case '%':
        return std::fmod(a, b);
    default:
        return std::pow(a, b);
    }
}

bool compare(const std::string& op, double a, double b) {
    if (op == "==")
        return a == b;
    if (op == "!=")
        return a != b;
    if (op == "<")
        return a < b;
    if (op == ">")
        return a > b;
    return op == "<=" ? a <= b : a >= b;
}

Labels keyOf(const Matching& matching, const Labels& labels) {
    Labels key;
    if (matching.on) {
        for (const auto& name : matching.labels)
            if (const auto found = labels.find(name); found != labels.end() && !found->second.empty())
                key.insert(*found);
        return key;
    }
    key = labels;
    key.erase("__name__");
    for (const auto& name : matching.labels)
        key.erase(name);
    return key;
}

Value mixed(const Expr& expr, const std::vector<Point>& points, double number, bool numberLeft) {
    Value result;
    result.type = ValueType::Vector;
    for (Point point : points) {
        const double a = numberLeft ? number : point.value, b = numberLeft ? point.value : number;
        if (comparison(expr.text)) {
            const bool holds = compare(expr.text, a, b);
            if (!holds && !expr.boolean)
                continue;
            if (expr.boolean) {
                point.value = holds ? 1 : 0;
                point.labels.erase("__name__");
            }
        } else {
            point.value = arithmetic(expr.text, a, b);
            point.labels.erase("__name__");
        }
        result.vector.push_back(std::move(point));
    }
    return result;
}

Value sets(const Expr& expr, const std::vector<Point>& left, const std::vector<Point>& right) {
    Value result;
    result.type = ValueType::Vector;
    std::set<Labels> keys;
    const bool either = expr.text == "or";
    for (const Point& point : either ? left : right)
        keys.insert(keyOf(expr.matching, point.labels));
    if (either)
        result.vector = left;
    for (const Point& point : either ? right : left)
        if (keys.contains(keyOf(expr.matching, point.labels)) == (expr.text == "and"))
            result.vector.push_back(point);
    return result;
}

Labels resultLabels(const Expr& expr, const Labels& many, const Labels& one) {
    Labels labels = many;
    if (!comparison(expr.text) || expr.boolean)
        labels.erase("__name__");
    const Matching& matching = expr.matching;
    if (matching.card == Matching::Card::OneToOne) {
        if (matching.on) {
            Labels kept;
            for (const auto& name : matching.labels)
                if (const auto found = labels.find(name); found != labels.end())
                    kept.insert(*found);
            return kept;
        }
        for (const auto& name : matching.labels)
            labels.erase(name);
    }
    for (const auto& name : matching.include) {
        const auto found = one.find(name);
        if (found != one.end() && !found->second.empty())
            labels[name] = found->second;
        else
            labels.erase(name);
    }
    return labels;
}

std::variant<Value, Refusal> matched(const Expr& expr, const std::vector<Point>& left,
                                     const std::vector<Point>& right) {
    const bool swapped = expr.matching.card == Matching::Card::OneToMany;
    const auto& many = swapped ? right : left;
    const auto& ones = swapped ? left : right;
    std::map<Labels, const Point*> byKey;
    for (const Point& point : ones)
        if (!byKey.emplace(keyOf(expr.matching, point.labels), &point).second)
            return Refusal{"found duplicate series for the match group on the " +
                           std::string(swapped ? "left" : "right") +
                           " hand-side of the operation; many-to-many matching not allowed: matching labels "
                           "must be unique "
                           "on one side"};
    Value result;
    result.type = ValueType::Vector;
    std::set<Labels> used, made;
    for (const Point& point : many) {
        const Labels key = keyOf(expr.matching, point.labels);
        const auto other = byKey.find(key);
        if (other == byKey.end())
            continue;
        const double a = swapped ? other->second->value : point.value,
                     b = swapped ? point.value : other->second->value;
        double value = 0;
        if (comparison(expr.text)) {
            const bool holds = compare(expr.text, a, b);
            if (!holds && !expr.boolean)
                continue;
            value = expr.boolean ? (holds ? 1 : 0) : a;
        } else {
            value = arithmetic(expr.text, a, b);
        }
        const bool single = expr.matching.card == Matching::Card::OneToOne;
        Labels labels = resultLabels(expr, point.labels, other->second->labels);
        if (single && !used.insert(key).second)
            return Refusal{"multiple matches for labels: many-to-one matching must be explicit "
                           "(group_left/group_right)"};
        if (!single && !made.insert(labels).second)
            return Refusal{"multiple matches for labels: grouping labels must ensure unique matches"};
        result.vector.push_back({std::move(labels), value, point.ms});
    }
    return result;
}

} // namespace

std::variant<Value, Refusal> combine(const Expr& expr, const Value& left, const Value& right) {
    const bool leftNumber = left.type == ValueType::Scalar, rightNumber = right.type == ValueType::Scalar;
    if (leftNumber && rightNumber) {
        Value result;
        result.scalar = comparison(expr.text) ? (compare(expr.text, left.scalar, right.scalar) ? 1 : 0)
                                              : arithmetic(expr.text, left.scalar, right.scalar);
        return result;
    }
    if (leftNumber)
        return mixed(expr, right.vector, left.scalar, true);
    if (rightNumber)
        return mixed(expr, left.vector, right.scalar, false);
    if (expr.text == "and" || expr.text == "or" || expr.text == "unless")
        return sets(expr, left.vector, right.vector);
    return matched(expr, left.vector, right.vector);
}

} // namespace understudy::promql
