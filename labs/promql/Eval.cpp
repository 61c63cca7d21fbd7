#include "labs/promql/PromQl.h"

#include "labs/promql/Binary.h"
#include "labs/promql/Match.h"
#include "labs/promql/Math.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace understudy::promql {

namespace {

constexpr std::int64_t lookbackMs = 300'000;
constexpr std::int64_t defaultStepMs = 15'000;
constexpr std::size_t mostWork = 20'000'000; ///< samples looked at by one query
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Labels withoutName(Labels labels) {
    labels.erase("__name__");
    return labels;
}

/// Evaluates one expression at many moments. Each selector asks the storage once, for all moments together.
class Evaluator final {
public:
    Evaluator(const Storage& storage, std::int64_t from, std::int64_t to)
        : m_storage(storage) {
        m_from = from;
        m_to = to;
    }

    void prepare(const Expr& expr) { fetch(expr, m_from, m_to); }
    const std::string& problem() const { return m_problem; }

    Value eval(const Expr& expr, std::int64_t ms) {
        if (!m_problem.empty())
            return {};
        switch (expr.kind) {
        case ExprKind::Number:
            return scalar(expr.number);
        case ExprKind::Text: {
            Value value;
            value.type = ValueType::Text;
            value.text = expr.text;
            return value;
        }
        case ExprKind::Selector:
            return expr.rangeMs > 0 ? matrix(expr, ms) : instant(expr, ms);
        case ExprKind::Subquery:
            return subquery(expr, ms);
        case ExprKind::Unary:
            return negative(expr, ms);
        case ExprKind::Binary:
            return binary(expr, ms);
        case ExprKind::Aggregate:
            return aggregate(expr, ms);
        case ExprKind::Call:
            return call(expr, ms);
        }
        return {};
    }

private:
    struct Fetched {
        std::vector<SeriesData> series;
    };

    static Value scalar(double number) {
        Value value;
        value.scalar = number;
        return value;
    }
    static Value vectorOf(std::vector<Point> points) {
        Value value;
        value.type = ValueType::Vector;
        value.vector = std::move(points);
        return value;
    }
    void fail(const std::string& words) {
        if (m_problem.empty())
            m_problem = words;
    }
    bool work(std::size_t samples) {
        m_work += samples;
        if (m_work > mostWork)
            fail("query processing would load too many samples into memory in query execution");
        return m_problem.empty();
    }

    void fetch(const Expr& expr, std::int64_t from, std::int64_t to) {
        if (expr.kind == ExprKind::Selector) {
            if (!MatcherSet(expr.matchers).usable())
                fail("parse error: a regular expression of the selector cannot be read");
            const std::int64_t back = expr.rangeMs > 0 ? expr.rangeMs : lookbackMs;
            m_fetched[&expr].series =
                m_storage.select(expr.matchers, from - back - expr.offsetMs, to - expr.offsetMs);
            for (const auto& series : m_fetched[&expr].series)
                work(series.samples.size());
        }
        const std::int64_t more = expr.kind == ExprKind::Subquery ? expr.rangeMs : 0;
        const std::int64_t off = expr.kind == ExprKind::Subquery ? expr.offsetMs : 0;
        for (const auto& arg : expr.args)
            fetch(*arg, from - more - off, to - off);
    }

    Value instant(const Expr& expr, std::int64_t ms) {
        std::vector<Point> points;
        const std::int64_t at = ms - expr.offsetMs;
        for (const auto& series : m_fetched[&expr].series) {
            const auto after =
                std::upper_bound(series.samples.begin(), series.samples.end(), at,
                                 [](std::int64_t t, const Sample& each) { return t < each.ms; });
            if (after == series.samples.begin())
                continue;
            const Sample& last = *std::prev(after);
            if (last.ms > at - lookbackMs && !isStale(last.value))
                points.push_back({series.labels, last.value, last.ms});
        }
        work(points.size());
        return vectorOf(std::move(points));
    }

    Value matrix(const Expr& expr, std::int64_t ms) {
        Value value;
        value.type = ValueType::Matrix;
        const std::int64_t to = ms - expr.offsetMs, from = to - expr.rangeMs;
        for (const auto& series : m_fetched[&expr].series) {
            SeriesData part{series.labels, {}};
            auto each = std::lower_bound(series.samples.begin(), series.samples.end(), from,
                                         [](const Sample& sample, std::int64_t t) { return sample.ms < t; });
            for (; each != series.samples.end() && each->ms <= to; ++each)
                if (!isStale(each->value))
                    part.samples.push_back(*each);
            if (!part.samples.empty() && work(part.samples.size()))
                value.matrix.push_back(std::move(part));
        }
        return value;
    }

    Value subquery(const Expr& expr, std::int64_t ms) {
        const std::int64_t step = expr.stepMs > 0 ? expr.stepMs : defaultStepMs;
        const std::int64_t to = ms - expr.offsetMs;
        std::int64_t at = (to - expr.rangeMs) / step * step;
        if (at < to - expr.rangeMs)
            at += step;
        std::map<Labels, std::vector<Sample>> rows;
        for (; at <= to && m_problem.empty(); at += step)
            for (auto& point : eval(*expr.args[0], at).vector) {
                rows[point.labels].push_back({at, point.value});
                work(1);
            }
        Value value;
        value.type = ValueType::Matrix;
        for (auto& [labels, samples] : rows)
            value.matrix.push_back({labels, std::move(samples)});
        return value;
    }

    Value negative(const Expr& expr, std::int64_t ms) {
        Value value = eval(*expr.args[0], ms);
        value.scalar = -value.scalar;
        for (auto& point : value.vector) {
            point.value = -point.value;
            point.labels.erase("__name__");
        }
        return value;
    }

    Value binary(const Expr& expr, std::int64_t ms) {
        const Value left = eval(*expr.args[0], ms);
        const Value right = eval(*expr.args[1], ms);
        if (!m_problem.empty())
            return {};
        auto combined = combine(expr, left, right);
        if (auto* refusal = std::get_if<Refusal>(&combined)) {
            fail(refusal->words);
            return {};
        }
        return std::get<Value>(std::move(combined));
    }

    Labels group(const Expr& expr, const Labels& labels) const {
        Labels key;
        if (expr.without) {
            key = withoutName(labels);
            for (const auto& name : expr.grouping)
                key.erase(name);
        } else {
            for (const auto& name : expr.grouping)
                if (const auto found = labels.find(name); found != labels.end())
                    key.insert(*found);
        }
        return key;
    }

    Value aggregate(const Expr& expr, std::int64_t ms) {
        const double parameter = expr.args.size() > 1 ? eval(*expr.args[0], ms).scalar : 0;
        std::map<Labels, std::vector<Point>> groups;
        for (auto& point : eval(*expr.args.back(), ms).vector)
            groups[group(expr, point.labels)].push_back(std::move(point));
        std::vector<Point> points;
        for (auto& [labels, members] : groups) {
            if (expr.text == "topk" || expr.text == "bottomk") {
                const bool top = expr.text == "topk";
                std::stable_sort(members.begin(), members.end(), [top](const Point& a, const Point& b) {
                    if (std::isnan(a.value) || std::isnan(b.value))
                        return !std::isnan(a.value) && std::isnan(b.value);
                    return top ? a.value > b.value : a.value < b.value;
                });
                const double k = std::isnan(parameter) ? 0 : std::max(0.0, std::min(parameter, 1e6));
                members.resize(std::min(members.size(), static_cast<std::size_t>(k)));
                points.insert(points.end(), members.begin(), members.end());
                continue;
            }
            points.push_back({labels, fold(expr.text, members, parameter), ms});
        }
        return vectorOf(std::move(points));
    }

    Value call(const Expr& expr, std::int64_t ms) {
        const std::string& f = expr.text;
        if (f == "time")
            return scalar(static_cast<double>(ms) / 1000);
        if (!expr.args.empty() && expr.args.back()->type == ValueType::Matrix)
            return ranged(expr, ms, expr.args.size() > 1 ? eval(*expr.args[0], ms).scalar : 0,
                          *expr.args.back());
        if (f == "predict_linear")
            return ranged(expr, ms, eval(*expr.args[1], ms).scalar, *expr.args[0]);
        if (f == "histogram_quantile")
            return histogram(eval(*expr.args[0], ms).scalar, eval(*expr.args[1], ms).vector);
        if (f == "vector")
            return vectorOf({{{}, eval(*expr.args[0], ms).scalar, ms}});
        Value in = eval(*expr.args[0], ms);
        if (f == "scalar")
            return scalar(in.vector.size() == 1 ? in.vector[0].value : nan);
        if (f == "absent")
            return absent(*expr.args[0], in.vector.empty(), ms);
        if (f == "sort" || f == "sort_desc") {
            std::stable_sort(in.vector.begin(), in.vector.end(), [&](const Point& a, const Point& b) {
                if (std::isnan(a.value) || std::isnan(b.value))
                    return !std::isnan(a.value) && std::isnan(b.value);
                return f == "sort" ? a.value < b.value : a.value > b.value;
            });
            return in;
        }
        if (f == "label_replace")
            return replaced(expr, std::move(in), ms);
        double a = f == "round" ? 1 : 0, b = 0;
        if (expr.args.size() > 1)
            a = eval(*expr.args[1], ms).scalar;
        if (expr.args.size() > 2)
            b = eval(*expr.args[2], ms).scalar;
        if (f == "clamp" && b < a)
            return vectorOf({});
        for (auto& point : in.vector) {
            point.value =
                f == "timestamp" ? static_cast<double>(point.ms) / 1000 : ofNumber(f, point.value, a, b);
            point.labels.erase("__name__");
        }
        return in;
    }

    Value ranged(const Expr& expr, std::int64_t ms, double parameter, const Expr& range) {
        const Value in = eval(range, ms);
        if (expr.text == "absent_over_time")
            return absent(range, in.matrix.empty(), ms);
        std::vector<Point> points;
        for (const auto& series : in.matrix) {
            Window window{series.samples, ms - range.offsetMs - range.rangeMs, ms - range.offsetMs};
            if (const auto value = overRange(expr.text, window, parameter))
                points.push_back(
                    {expr.text == "last_over_time" ? series.labels : withoutName(series.labels), *value, ms});
        }
        return vectorOf(std::move(points));
    }

    Value histogram(double q, const std::vector<Point>& in) {
        std::map<Labels, std::vector<std::pair<double, double>>> groups;
        for (const Point& point : in) {
            const auto le = point.labels.find("le");
            if (le == point.labels.end())
                continue;
            char* end = nullptr;
            const double bound = std::strtod(le->second.c_str(), &end);
            if (le->second.empty() || *end != 0)
                continue;
            Labels labels = withoutName(point.labels);
            labels.erase("le");
            groups[labels].emplace_back(bound, point.value);
        }
        std::vector<Point> points;
        for (auto& [labels, buckets] : groups)
            points.push_back({labels, histogramQuantile(q, std::move(buckets)), 0});
        return vectorOf(std::move(points));
    }

    static Value absent(const Expr& of, bool none, std::int64_t ms) {
        if (!none)
            return vectorOf({});
        Labels labels;
        std::set<std::string> twice;
        if (of.kind == ExprKind::Selector)
            for (const auto& matcher : of.matchers) {
                if (matcher.name == "__name__")
                    continue;
                if (matcher.op == MatchOp::Equal && !labels.contains(matcher.name) &&
                    !twice.contains(matcher.name))
                    labels[matcher.name] = matcher.value;
                else
                    labels.erase(matcher.name);
                twice.insert(matcher.name);
            }
        return vectorOf({{labels, 1, ms}});
    }

    Value replaced(const Expr& expr, Value in, std::int64_t) {
        const std::string &target = expr.args[1]->text, &replacement = expr.args[2]->text,
                          &source = expr.args[3]->text;
        const QRegularExpression pattern(
            QRegularExpression::anchoredPattern(QString::fromStdString(expr.args[4]->text)));
        if (!pattern.isValid())
            fail("invalid regular expression in label_replace(): " + expr.args[4]->text);
        for (auto& point : in.vector) {
            const auto value = point.labels.find(source);
            const auto found =
                pattern.match(QString::fromStdString(value == point.labels.end() ? "" : value->second));
            if (!found.hasMatch())
                continue;
            QString text = QString::fromStdString(replacement);
            for (int group = found.lastCapturedIndex(); group >= 0; --group) {
                text.replace(QStringLiteral("${%1}").arg(group), found.captured(group));
                text.replace(QStringLiteral("$%1").arg(group), found.captured(group));
            }
            if (text.isEmpty())
                point.labels.erase(target);
            else
                point.labels[target] = text.toStdString();
        }
        return in;
    }

    const Storage& m_storage;
    std::int64_t m_from = 0, m_to = 0;
    std::map<const Expr*, Fetched> m_fetched;
    std::size_t m_work = 0;
    std::string m_problem;
};

} // namespace

std::variant<Value, Refusal> evaluate(const Expr& expr, const Storage& storage, std::int64_t ms) {
    Evaluator evaluator(storage, ms, ms);
    evaluator.prepare(expr);
    Value value = evaluator.eval(expr, ms);
    if (!evaluator.problem().empty())
        return Refusal{evaluator.problem()};
    for (auto& point : value.vector)
        point.ms = ms;
    return value;
}

std::variant<Value, Refusal> evaluateRange(const Expr& expr, const Storage& storage, std::int64_t startMs,
                                           std::int64_t endMs, std::int64_t stepMs) {
    if (expr.type != ValueType::Scalar && expr.type != ValueType::Vector)
        return Refusal{"invalid expression type for range query, must be Scalar or instant Vector"};
    Evaluator evaluator(storage, startMs, endMs);
    evaluator.prepare(expr);
    std::map<Labels, std::vector<Sample>> rows;
    for (std::int64_t ms = startMs; ms <= endMs && evaluator.problem().empty(); ms += stepMs) {
        const Value value = evaluator.eval(expr, ms);
        if (expr.type == ValueType::Scalar)
            rows[{}].push_back({ms, value.scalar});
        for (const auto& point : value.vector) {
            auto& row = rows[point.labels];
            if (!row.empty() && row.back().ms == ms)
                return Refusal{"vector cannot contain metrics with the same labelset"};
            row.push_back({ms, point.value});
        }
    }
    if (!evaluator.problem().empty())
        return Refusal{evaluator.problem()};
    Value result;
    result.type = ValueType::Matrix;
    for (auto& [labels, samples] : rows)
        result.matrix.push_back({labels, std::move(samples)});
    return result;
}

std::string printValue(double value) {
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 400> text{};
    const double size = std::abs(value);
    const auto form =
        size != 0 && (size < 1e-6 || size >= 1e21) ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, form).ptr;
    return {text.data(), end};
}

} // namespace understudy::promql
