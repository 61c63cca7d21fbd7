#include "labs/promql/Operators.h"

#include "labs/promql/Functions.h"
#include "labs/promql/Match.h"
#include "labs/promql/Math.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::promql {

Tabled quantiles(const std::vector<double>& q, const std::vector<Row>& rows) {
    struct Histogram {
        Labels labels;
        std::vector<std::pair<double, const Row*>> buckets;
    };
    std::map<Labels, std::size_t> numbers;
    std::vector<Histogram> histograms;
    for (const Row& row : rows) {
        const auto le = row.labels.find("le");
        const auto bound = le == row.labels.end() ? std::nullopt : readNumber(le->second);
        if (!bound)
            continue;
        Labels labels = withoutName(row.labels);
        labels.erase("le");
        auto [place, fresh] = numbers.emplace(std::move(labels), histograms.size());
        if (fresh)
            histograms.push_back({place->first, {}});
        histograms[place->second].buckets.emplace_back(*bound, &row);
    }
    Table table;
    std::vector<std::pair<double, double>> now;
    for (auto& histogram : histograms) {
        std::stable_sort(histogram.buckets.begin(), histogram.buckets.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        Row row{histogram.labels, std::vector<double>(q.size(), staleMark())};
        for (std::size_t i = 0; i < q.size(); ++i) {
            now.clear();
            for (const auto& [bound, bucket] : histogram.buckets)
                if (!missing(bucket->values[i]))
                    now.emplace_back(bound, bucket->values[i]);
            if (!now.empty())
                row.values[i] = histogramQuantile(q[i], now);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

namespace {

void setLabel(Labels& labels, const std::string& name, const std::string& value) {
    if (value.empty())
        labels.erase(name);
    else
        labels[name] = value;
}

Tabled replaced(const Expr& call, std::vector<Row> rows) {
    const std::string &target = call.args[1]->text, &replacement = call.args[2]->text,
                      &source = call.args[3]->text;
    const Pattern pattern(call.args[4]->text);
    if (!pattern.usable())
        return refused("invalid regular expression in label_replace(): " + call.args[4]->text);
    if (!labelName(target))
        return refused("invalid destination label name in label_replace(): " + target);
    for (Row& row : rows) {
        const auto value = row.labels.find(source);
        if (const auto text = pattern.expand(replacement, value == row.labels.end() ? "" : value->second))
            setLabel(row.labels, target, *text);
    }
    return united(std::move(rows));
}

Tabled joined(const Expr& call, std::vector<Row> rows) {
    const std::string &target = call.args[1]->text, &between = call.args[2]->text;
    if (!labelName(target))
        return refused("invalid destination label name in label_join(): " + target);
    for (std::size_t i = 3; i < call.args.size(); ++i)
        if (!labelName(call.args[i]->text))
            return refused("invalid source label name in label_join(): " + call.args[i]->text);
    for (Row& row : rows) {
        std::string text;
        for (std::size_t i = 3; i < call.args.size(); ++i) {
            const auto value = row.labels.find(call.args[i]->text);
            text += (i > 3 ? between : "") + (value == row.labels.end() ? "" : value->second);
        }
        setLabel(row.labels, target, text);
    }
    return united(std::move(rows));
}

} // namespace

Tabled relabeled(const Expr& call, std::vector<Row> rows) {
    return call.text == "label_join" ? joined(call, std::move(rows)) : replaced(call, std::move(rows));
}

Table absent(const Expr& of, const std::vector<Row>& rows, std::size_t steps) {
    Labels labels;
    std::set<std::string> given;
    if (of.kind == ExprKind::Selector)
        for (const auto& matcher : of.matchers) {
            if (matcher.name == "__name__")
                continue;
            if (matcher.op == MatchOp::Equal && given.insert(matcher.name).second)
                setLabel(labels, matcher.name, matcher.value);
            else
                labels.erase(matcher.name);
        }
    Row row{labels, std::vector<double>(steps, 1)};
    for (const Row& each : rows)
        for (std::size_t i = 0; i < steps; ++i)
            if (!missing(each.values[i]))
                row.values[i] = staleMark();
    Table table;
    table.rows.push_back(std::move(row));
    return table;
}

std::vector<Row> sorted(std::vector<Row> rows, bool down) {
    if (rows.empty() || rows[0].values.size() != 1)
        return rows;
    std::stable_sort(rows.begin(), rows.end(), [down](const Row& x, const Row& y) {
        const double a = x.values[0], b = y.values[0];
        if (std::isnan(a) || std::isnan(b))
            return !std::isnan(a) && std::isnan(b);
        return down ? a > b : a < b;
    });
    return rows;
}

} // namespace understudy::promql
