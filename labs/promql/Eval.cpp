#include "labs/promql/Evaluator.h"
#include "labs/promql/Functions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace understudy::promql {

Labels withoutName(Labels labels) {
    labels.erase("__name__");
    return labels;
}

Tabled united(std::vector<Row> rows) {
    std::map<Labels, std::size_t> places;
    Table table;
    for (Row& row : rows) {
        const auto [place, fresh] = places.emplace(row.labels, table.rows.size());
        if (fresh) {
            table.rows.push_back(std::move(row));
            continue;
        }
        auto& values = table.rows[place->second].values;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (missing(row.values[i]))
                continue;
            if (!missing(values[i]))
                return refused("vector cannot contain metrics with the same labelset");
            values[i] = row.values[i];
        }
    }
    return table;
}

std::variant<Value, Refusal> evaluate(const Expr& expr, const Storage& storage, std::int64_t ms,
                                      const Limits& limits) {
    Allowance allowance(limits);
    Evaluator evaluator(storage, {ms, 1, 1}, allowance);
    Value value;
    value.type = expr.type;
    if (expr.type == ValueType::Matrix) {
        evaluator.ranges(expr, [&](const Labels& labels, const std::vector<Sample>& samples) {
            if (!samples.empty() && allowance.hold(samples.size()))
                value.matrix.push_back({labels, samples});
        });
    } else {
        const Table table = evaluator.eval(expr);
        value.text = table.text;
        value.scalar = table.scalar.empty() ? 0 : table.scalar[0];
        for (const Row& row : table.rows)
            if (!missing(row.values[0]))
                value.vector.push_back({row.labels, row.values[0], ms});
    }
    if (allowance.problem)
        return *allowance.problem;
    return value;
}

std::variant<Value, Refusal> evaluateRange(const Expr& expr, const Storage& storage, std::int64_t startMs,
                                           std::int64_t endMs, std::int64_t stepMs, const Limits& limits) {
    if (expr.type != ValueType::Scalar && expr.type != ValueType::Vector)
        return Refusal{std::string("invalid expression type \"") + nameOf(expr.type) +
                       "\" for range query, must be Scalar or instant Vector"};
    if (endMs < startMs || stepMs <= 0)
        return Refusal{"end timestamp must not be before start time"};
    Allowance allowance(limits);
    const Grid grid{startMs, stepMs, static_cast<std::size_t>((endMs - startMs) / stepMs) + 1};
    if (grid.count > limits.samples)
        return refused(tooMany);
    Table table = Evaluator(storage, grid, allowance).eval(expr);
    if (allowance.problem)
        return *allowance.problem;
    if (table.type == ValueType::Scalar)
        table.rows.push_back({{}, std::move(table.scalar)});
    std::sort(table.rows.begin(), table.rows.end(),
              [](const Row& a, const Row& b) { return a.labels < b.labels; });
    Value result;
    result.type = ValueType::Matrix;
    for (Row& row : table.rows) {
        SeriesData series{std::move(row.labels), {}};
        for (std::size_t i = 0; i < row.values.size(); ++i)
            if (!missing(row.values[i]))
                series.samples.push_back({grid.at(i), row.values[i]});
        if (!series.samples.empty())
            result.matrix.push_back(std::move(series));
    }
    return result;
}

std::optional<double> readNumber(const std::string& text) {
    const char* first = text.data();
    const char* last = first + text.size();
    const bool negative = first != last && *first == '-';
    if (first != last && (*first == '-' || *first == '+'))
        ++first;
    const bool hex = last - first > 2 && first[0] == '0' && (first[1] == 'x' || first[1] == 'X');
    double value = 0;
    const auto [end, wrong] = std::from_chars(hex ? first + 2 : first, last, value,
                                              hex ? std::chars_format::hex : std::chars_format::general);
    if (first == last || *first == '-' || wrong == std::errc::invalid_argument || end != last)
        return std::nullopt;
    if (wrong == std::errc::result_out_of_range)
        value = std::abs(std::strtod(std::string(first, last).c_str(), nullptr));
    return negative ? -value : value;
}

std::string printValue(double value, bool plain) {
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 400> text{};
    const double size = std::abs(value);
    const auto printed = [&](std::chars_format form) {
        return std::string(text.data(),
                           std::to_chars(text.data(), text.data() + text.size(), value, form).ptr);
    };
    if (!plain && size != 0 && (size < 1e-6 || size >= 1e21))
        return printed(std::chars_format::scientific);
    if (size < 1e17)
        return printed(std::chars_format::fixed);
    // Go fills up with zeros behind the digits that make the number, where C++ prints all it has.
    const std::string digits = printed(std::chars_format::scientific);
    const auto e = digits.find('e');
    std::string out = digits.substr(0, e);
    auto zeros = std::stoul(digits.substr(e + 1));
    if (const auto dot = out.find('.'); dot != std::string::npos) {
        zeros -= out.size() - dot - 1;
        out.erase(dot, 1);
    }
    return out + std::string(zeros, '0');
}

} // namespace understudy::promql
