// An expression is evaluated for all its moments at once, from the leaves up: each selector asks the storage
// once and turns one series after the other into a row of values, so that samples are never held longer than
// their series takes.
#include "labs/promql/Evaluator.h"

#include "labs/promql/Functions.h"
#include "labs/promql/Operators.h"

#include <algorithm>
#include <limits>

namespace understudy::promql {

namespace {

constexpr std::int64_t lookbackMs = 300'000;
constexpr double pi = 3.14159265358979323846;
constexpr const char* tooLong = "query timed out in expression evaluation";

} // namespace

void Allowance::fail(Refusal refusal) {
    if (!problem)
        problem = std::move(refusal);
}

bool Allowance::hold(std::size_t samples) {
    held += samples;
    if (samples > limits.samples || held > limits.samples)
        fail(refused(tooMany));
    return ok();
}

bool Allowance::look(std::size_t samples) {
    looks += samples;
    if (looks > limits.looks)
        fail({tooLong, Refusal::Kind::Timeout});
    return ok();
}

Table Allowance::take(Tabled made) {
    if (auto* refusal = std::get_if<Refusal>(&made)) {
        fail(std::move(*refusal));
        return {};
    }
    return std::get<Table>(std::move(made));
}

Table Evaluator::eval(const Expr& expr) {
    if (!m_allowance.ok())
        return {};
    switch (expr.kind) {
    case ExprKind::Number:
        return constant(expr.number);
    case ExprKind::Text: {
        Table table;
        table.type = ValueType::Text;
        table.text = expr.text;
        return table;
    }
    case ExprKind::Selector:
        return instant(expr, false);
    case ExprKind::Unary:
        return negative(expr);
    case ExprKind::Binary:
        return binary(expr);
    case ExprKind::Aggregate:
        return aggregate(expr);
    case ExprKind::Call:
        return call(expr);
    case ExprKind::Subquery:
        break;
    }
    return {};
}

void Evaluator::ranges(const Expr& expr, const TakeSeries& take) {
    const std::int64_t from = m_grid.startMs - expr.offsetMs - expr.rangeMs,
                       to = m_grid.last() - expr.offsetMs;
    if (expr.kind == ExprKind::Subquery)
        return steps(expr, from, to, take);
    std::vector<Sample> living;
    m_storage.each(expr.matchers, from, to, [&](const SeriesData& series) {
        if (!m_allowance.look(series.samples.size()))
            return;
        const auto ended = [](const Sample& sample) { return isStale(sample.value); };
        if (std::none_of(series.samples.begin(), series.samples.end(), ended))
            return take(series.labels, series.samples);
        living = series.samples;
        std::erase_if(living, ended);
        take(series.labels, living);
    });
}

Table Evaluator::constant(double number) {
    Table table;
    table.type = ValueType::Scalar;
    if (m_allowance.hold(m_grid.count))
        table.scalar.assign(m_grid.count, number);
    return table;
}

std::vector<double> Evaluator::moments() const {
    std::vector<double> seconds(m_grid.count);
    for (std::size_t i = 0; i < seconds.size(); ++i)
        seconds[i] = static_cast<double>(m_grid.at(i)) / 1000;
    return seconds;
}

Table Evaluator::instant(const Expr& expr, bool whens) {
    Table table;
    const std::int64_t from = m_grid.startMs - lookbackMs - expr.offsetMs, to = m_grid.last() - expr.offsetMs;
    m_storage.each(expr.matchers, from, to, [&](const SeriesData& series) {
        if (series.samples.empty() || !m_allowance.look(series.samples.size()) ||
            !m_allowance.hold(m_grid.count))
            return;
        Row row{series.labels, std::vector<double>(m_grid.count, staleMark())};
        bool any = false;
        auto next = series.samples.begin();
        for (std::size_t i = 0; i < m_grid.count; ++i) {
            const std::int64_t at = m_grid.at(i) - expr.offsetMs;
            while (next != series.samples.end() && next->ms <= at)
                ++next;
            if (next == series.samples.begin())
                continue;
            const Sample& last = *std::prev(next);
            if (last.ms < at - lookbackMs || isStale(last.value))
                continue;
            row.values[i] = whens ? static_cast<double>(last.ms) / 1000 : last.value;
            any = true;
        }
        if (any)
            table.rows.push_back(std::move(row));
    });
    return table;
}

void Evaluator::steps(const Expr& expr, std::int64_t from, std::int64_t to, const TakeSeries& take) {
    Grid grid;
    grid.stepMs = expr.stepMs > 0 ? expr.stepMs : m_allowance.limits.subqueryMs;
    grid.startMs = from / grid.stepMs * grid.stepMs;
    if (grid.startMs < from)
        grid.startMs += grid.stepMs;
    if (grid.startMs > to)
        return;
    grid.count = static_cast<std::size_t>((to - grid.startMs) / grid.stepMs) + 1;
    if (grid.count > m_allowance.limits.samples)
        return m_allowance.fail(refused(tooMany));
    const Table inner = Evaluator(m_storage, grid, m_allowance).eval(*expr.args[0]);
    std::vector<Sample> samples;
    for (const Row& row : inner.rows) {
        samples.clear();
        for (std::size_t i = 0; i < row.values.size(); ++i)
            if (!missing(row.values[i]))
                samples.push_back({grid.at(i), row.values[i]});
        take(row.labels, samples);
    }
}

Table Evaluator::negative(const Expr& expr) {
    Table table = eval(*expr.args[0]);
    for (double& value : table.scalar)
        value = -value;
    for (Row& row : table.rows) {
        for (double& value : row.values)
            value = missing(value) ? value : -value;
        row.labels.erase("__name__");
    }
    distinct(table);
    return table;
}

// Here Prometheus looks at whole series, whether or not they have values at the same moment.
void Evaluator::distinct(const Table& table) {
    std::map<Labels, int> seen;
    for (const Row& row : table.rows)
        if (++seen[row.labels] > 1)
            m_allowance.fail(refused("vector cannot contain metrics with the same labelset"));
}

Table Evaluator::binary(const Expr& expr) {
    Table left = eval(*expr.args[0]);
    Table right = eval(*expr.args[1]);
    if (!m_allowance.ok())
        return {};
    return m_allowance.take(combined(expr, std::move(left), std::move(right)));
}

Table Evaluator::aggregate(const Expr& expr) {
    Table parameter;
    if (expr.args.size() > 1)
        parameter = eval(*expr.args[0]);
    Table rows = eval(*expr.args.back());
    if (!m_allowance.ok())
        return {};
    return m_allowance.take(aggregated(expr, std::move(rows.rows), parameter.scalar, parameter.text));
}

Table Evaluator::call(const Expr& expr) {
    const std::string& f = expr.text;
    if (const auto function = overRangeNamed(f))
        return ranged(expr, *function);
    if (f == "absent_over_time")
        return absentOverTime(*expr.args[0]);
    if (f == "time" || f == "pi") {
        Table table = constant(pi);
        if (f == "time" && m_allowance.ok())
            table.scalar = moments();
        return table;
    }
    if (f == "vector" || (expr.args.empty() && ofNumber(f)))
        return single(expr);
    if (f == "timestamp" && expr.args[0]->kind == ExprKind::Selector)
        return nameless(instant(*expr.args[0], true));
    return ofVector(expr);
}

/// vector(s), and hour() and the like of the present.
Table Evaluator::single(const Expr& expr) {
    Table scalar = expr.args.empty() ? constant(0) : eval(*expr.args[0]);
    if (!m_allowance.ok())
        return {};
    Row row{{}, expr.args.empty() ? moments() : std::move(scalar.scalar)};
    if (expr.args.empty())
        for (double& value : row.values)
            value = ofNumber(expr.text)(value, 0, 0);
    Table table;
    table.rows.push_back(std::move(row));
    return table;
}

Table Evaluator::nameless(Table table) {
    for (Row& row : table.rows)
        row.labels.erase("__name__");
    return m_allowance.take(united(std::move(table.rows)));
}

Table Evaluator::ofVector(const Expr& expr) {
    const std::string& f = expr.text;
    std::vector<Table> args;
    for (const auto& arg : expr.args)
        args.push_back(eval(*arg));
    if (!m_allowance.ok())
        return {};
    if (f == "histogram_quantile")
        return m_allowance.take(quantiles(args[0].scalar, args[1].rows));
    if (f == "label_replace" || f == "label_join")
        return m_allowance.take(relabeled(expr, std::move(args[0].rows)));
    if (f == "absent")
        return absent(*expr.args[0], args[0].rows, m_grid.count);
    if (f == "scalar")
        return onlyOne(args[0].rows);
    if (f == "sort" || f == "sort_desc") {
        args[0].rows = sorted(std::move(args[0].rows), f == "sort_desc");
        return std::move(args[0]);
    }
    return ofNumbers(expr, std::move(args));
}

Table Evaluator::ofNumbers(const Expr& expr, std::vector<Table> args) {
    const OfNumber function = ofNumber(expr.text);
    const bool clamp = expr.text == "clamp";
    const auto argument = [&](std::size_t which, std::size_t i, double otherwise) {
        return which < args.size() ? args[which].scalar[i] : otherwise;
    };
    for (Row& row : args[0].rows)
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            const double a = argument(1, i, 1), b = argument(2, i, 0);
            double& value = row.values[i];
            if (missing(value))
                continue;
            if (clamp && b < a)
                value = staleMark();
            else
                value = function ? function(value, a, b) : static_cast<double>(m_grid.at(i)) / 1000;
        }
    return nameless(std::move(args[0]));
}

Table Evaluator::onlyOne(const std::vector<Row>& rows) {
    Table table = constant(0);
    for (std::size_t i = 0; i < table.scalar.size(); ++i) {
        std::size_t there = 0;
        double value = 0;
        for (const Row& row : rows)
            if (!missing(row.values[i])) {
                ++there;
                value = row.values[i];
            }
        table.scalar[i] = there == 1 ? value : std::numeric_limits<double>::quiet_NaN();
    }
    return table;
}

Table Evaluator::ranged(const Expr& expr, OverRange function) {
    const Expr *range = nullptr, *number = nullptr;
    for (const auto& arg : expr.args)
        (arg->type == ValueType::Matrix ? range : number) = arg.get();
    const Table parameter = number ? eval(*number) : Table{};
    if (!m_allowance.ok())
        return {};
    const bool counter = function == OverRange::Rate || function == OverRange::Increase;
    Table table;
    ranges(*range, [&](const Labels& labels, const std::vector<Sample>& samples) {
        if (samples.empty() || !m_allowance.hold(m_grid.count))
            return;
        Row row{function == OverRange::Last ? labels : withoutName(labels),
                std::vector<double>(m_grid.count, staleMark())};
        std::vector<const Sample*> resets;
        for (std::size_t i = 1; counter && i < samples.size(); ++i)
            if (samples[i].value < samples[i - 1].value)
                resets.push_back(&samples[i]);
        if (slide(function, *range, parameter.scalar, samples, resets, row))
            table.rows.push_back(std::move(row));
    });
    if (m_allowance.ok())
        distinct(table);
    return table;
}

/// Moves the range over the samples of one series; true when it had a value somewhere.
bool Evaluator::slide(OverRange function, const Expr& range, const std::vector<double>& parameter,
                      const std::vector<Sample>& samples, const std::vector<const Sample*>& resets,
                      Row& row) {
    bool any = false;
    std::size_t first = 0, end = 0;
    for (std::size_t i = 0; i < m_grid.count; ++i) {
        const std::int64_t to = m_grid.at(i) - range.offsetMs, from = to - range.rangeMs;
        while (end < samples.size() && samples[end].ms <= to)
            ++end;
        while (first < end && samples[first].ms < from)
            ++first;
        if (first == end || !m_allowance.look(looksAtAll(function) ? end - first : 1))
            continue;
        const Window window{{samples.data() + first, end - first}, from, to, m_grid.at(i), resets};
        if (const auto value = overRange(function, window, parameter.empty() ? 0 : parameter[i])) {
            row.values[i] = *value;
            any = true;
        }
    }
    return any;
}

Table Evaluator::absentOverTime(const Expr& range) {
    std::vector<Row> rows(1);
    if (m_allowance.hold(m_grid.count))
        rows[0].values.assign(m_grid.count, staleMark());
    ranges(range, [&](const Labels& labels, const std::vector<Sample>& samples) {
        Row row{labels, std::vector<double>(m_grid.count, staleMark())};
        if (slide(OverRange::Present, range, {}, samples, {}, row))
            for (std::size_t i = 0; i < m_grid.count; ++i)
                rows[0].values[i] = missing(row.values[i]) ? rows[0].values[i] : 1;
    });
    return m_allowance.ok() ? absent(range, rows, m_grid.count) : Table{};
}

} // namespace understudy::promql
