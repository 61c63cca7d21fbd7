#include "labs/promql/Operators.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::promql {

namespace {

enum class Op { Add, Sub, Mul, Div, Mod, Pow, Atan2, Eq, Ne, Lt, Gt, Le, Ge };

Op opOf(const std::string& text) {
    static const std::map<std::string, Op> all{
        {"+", Op::Add}, {"-", Op::Sub}, {"*", Op::Mul},       {"/", Op::Div}, {"%", Op::Mod},
        {"^", Op::Pow}, {"<", Op::Lt},  {"atan2", Op::Atan2}, {"==", Op::Eq}, {"!=", Op::Ne},
        {">", Op::Gt},  {"<=", Op::Le}, {">=", Op::Ge}};
    return all.at(text);
}

bool compares(Op op) { return op >= Op::Eq; }

double arithmetic(Op op, double a, double b) {
    switch (op) {
    case Op::Add:
        return a + b;
    case Op::Sub:
        return a - b;
    case Op::Mul:
        return a * b;
    case Op::Div:
        return a / b;
    case Op::Mod:
        return std::fmod(a, b);
    case Op::Pow:
        return std::pow(a, b);
    default:
        return std::atan2(a, b);
    }
}

bool holds(Op op, double a, double b) {
    switch (op) {
    case Op::Eq:
        return a == b;
    case Op::Ne:
        return a != b;
    case Op::Lt:
        return a < b;
    case Op::Gt:
        return a > b;
    case Op::Le:
        return a <= b;
    default:
        return a >= b;
    }
}

Labels keyOf(const Matching& matching, const Labels& labels) {
    Labels key;
    if (matching.on) {
        for (const auto& name : matching.labels)
            if (const auto found = labels.find(name); found != labels.end())
                key.insert(*found);
        return key;
    }
    key = withoutName(labels);
    for (const auto& name : matching.labels)
        key.erase(name);
    return key;
}

Tabled mixed(const Expr& expr, std::vector<Row> rows, const std::vector<double>& numbers, bool numberLeft) {
    const Op op = opOf(expr.text);
    for (Row& row : rows) {
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            double& value = row.values[i];
            if (missing(value))
                continue;
            const double a = numberLeft ? numbers[i] : value, b = numberLeft ? value : numbers[i];
            if (!compares(op))
                value = arithmetic(op, a, b);
            else if (expr.boolean)
                value = holds(op, a, b) ? 1 : 0;
            else if (!holds(op, a, b))
                value = staleMark();
        }
        if (!compares(op) || expr.boolean)
            row.labels.erase("__name__");
    }
    return united(std::move(rows));
}

/// The rows of both sides numbered by what they are matched by.
struct Groups {
    std::map<Labels, std::size_t> numbers;
    std::vector<std::size_t> left, right;

    Groups(const Matching& matching, const std::vector<Row>& a, const std::vector<Row>& b) {
        for (const auto& [rows, into] : {std::pair{&a, &left}, std::pair{&b, &right}})
            for (const Row& row : *rows)
                into->push_back(numbers.emplace(keyOf(matching, row.labels), numbers.size()).first->second);
    }
};

Tabled sets(const Expr& expr, std::vector<Row> left, std::vector<Row> right) {
    const Groups groups(expr.matching, left, right);
    const bool either = expr.text == "or", both = expr.text == "and";
    const std::size_t steps = !left.empty()   ? left[0].values.size()
                              : right.empty() ? 0
                                              : right[0].values.size();
    std::vector<std::size_t> seen(groups.numbers.size(), 0);
    for (std::size_t i = 0; i < steps; ++i) {
        const auto& asked = either ? left : right;
        for (std::size_t row = 0; row < asked.size(); ++row)
            if (!missing(asked[row].values[i]))
                seen[(either ? groups.left : groups.right)[row]] = i + 1;
        auto& cut = either ? right : left;
        for (std::size_t row = 0; row < cut.size(); ++row)
            if ((seen[(either ? groups.right : groups.left)[row]] == i + 1) != both)
                cut[row].values[i] = staleMark();
    }
    if (either)
        for (Row& row : right)
            left.push_back(std::move(row));
    return united(std::move(left));
}

/// Arithmetic and comparison between two vectors, moment by moment.
class Matched final {
public:
    Matched(const Expr& expr, const std::vector<Row>& left, const std::vector<Row>& right)
        : m_expr(expr)
        , m_op(opOf(expr.text))
        , m_swapped(expr.matching.card == Matching::Card::OneToMany)
        , m_single(expr.matching.card == Matching::Card::OneToOne)
        , m_many(m_swapped ? right : left)
        , m_ones(m_swapped ? left : right)
        , m_groups(expr.matching, m_many, m_ones)
        , m_steps(left.empty() ? 0 : left[0].values.size()) {}

    Tabled run() {
        if (m_many.empty() || m_ones.empty())
            return Table{};
        std::vector<std::size_t> one(m_groups.numbers.size());
        for (std::size_t i = 0; i < m_steps; ++i) {
            const auto there = [i](const Row& row) { return !missing(row.values[i]); };
            if (std::none_of(m_many.begin(), m_many.end(), there))
                continue;
            std::fill(one.begin(), one.end(), none);
            for (std::size_t row = 0; row < m_ones.size(); ++row) {
                if (!there(m_ones[row]))
                    continue;
                auto& place = one[m_groups.right[row]];
                if (place != none)
                    return refused(std::string("found duplicate series for the match group on the ") +
                                   (m_swapped ? "left" : "right") +
                                   " hand-side of the operation;many-to-many matching not allowed: matching "
                                   "labels must be unique on one side");
                place = row;
            }
            if (auto problem = step(i, one); !problem.empty())
                return refused(problem);
            if (m_rows.size() * m_steps > mostCells)
                return refused(tooMany);
        }
        return united(std::move(m_rows));
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string step(std::size_t i, const std::vector<std::size_t>& one) {
        for (std::size_t row = 0; row < m_many.size(); ++row) {
            const std::size_t group = m_groups.left[row], other = one[group];
            if (missing(m_many[row].values[i]) || other == none)
                continue;
            double a = m_many[row].values[i], b = m_ones[other].values[i];
            if (m_swapped)
                std::swap(a, b);
            double value = a;
            if (!compares(m_op)) {
                value = arithmetic(m_op, a, b);
            } else {
                const bool is = holds(m_op, a, b);
                if (!is && !m_expr.boolean)
                    continue;
                value = m_expr.boolean ? (is ? 1 : 0) : a;
            }
            Made& made = madeOf(row, other);
            auto& last = m_single ? m_used[group] : m_taken[{group, made.row}];
            if (last == i + 1)
                return m_single ? "multiple matches for labels: many-to-one matching must be explicit "
                                  "(group_left/group_right)"
                                : "multiple matches for labels: grouping labels must ensure unique matches";
            last = i + 1;
            double& place = m_rows[made.row].values[i];
            if (!missing(place))
                return "vector cannot contain metrics with the same labelset";
            place = value;
        }
        return {};
    }

    struct Made {
        std::size_t row = none;
    };
    Made& madeOf(std::size_t many, std::size_t one) {
        Made& made = m_made[{many, one}];
        if (made.row == none) {
            auto [place, fresh] =
                m_byLabels.emplace(resultLabels(m_many[many].labels, m_ones[one].labels), m_rows.size());
            if (fresh)
                m_rows.push_back({place->first, std::vector<double>(m_steps, staleMark())});
            made.row = place->second;
        }
        return made;
    }

    Labels resultLabels(const Labels& many, const Labels& one) const {
        Labels labels = many;
        const Matching& matching = m_expr.matching;
        if (!compares(m_op))
            labels.erase("__name__");
        if (m_single && matching.on)
            std::erase_if(labels, [&](const auto& each) {
                return std::find(matching.labels.begin(), matching.labels.end(), each.first) ==
                       matching.labels.end();
            });
        else if (m_single)
            for (const auto& name : matching.labels)
                labels.erase(name);
        for (const auto& name : matching.include) {
            const auto found = one.find(name);
            if (found != one.end())
                labels[name] = found->second;
            else
                labels.erase(name);
        }
        if (m_expr.boolean)
            labels.erase("__name__");
        return labels;
    }

    const Expr& m_expr;
    const Op m_op;
    const bool m_swapped, m_single;
    const std::vector<Row>& m_many;
    const std::vector<Row>& m_ones;
    const Groups m_groups;
    const std::size_t m_steps;
    std::vector<Row> m_rows;
    std::map<Labels, std::size_t> m_byLabels;
    std::map<std::pair<std::size_t, std::size_t>, Made> m_made;
    std::map<std::size_t, std::size_t> m_used; ///< group: the last moment it had a match
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> m_taken; ///< group and result row: the same
};

Table numbers(const Expr& expr, const std::vector<double>& left, const std::vector<double>& right) {
    const Op op = opOf(expr.text);
    Table result;
    result.type = ValueType::Scalar;
    for (std::size_t i = 0; i < left.size(); ++i)
        result.scalar.push_back(compares(op) ? (holds(op, left[i], right[i]) ? 1 : 0)
                                             : arithmetic(op, left[i], right[i]));
    return result;
}

} // namespace

Tabled combined(const Expr& expr, Table left, Table right) {
    const bool leftNumber = left.type == ValueType::Scalar, rightNumber = right.type == ValueType::Scalar;
    if (leftNumber && rightNumber)
        return numbers(expr, left.scalar, right.scalar);
    if (leftNumber)
        return mixed(expr, std::move(right.rows), left.scalar, true);
    if (rightNumber)
        return mixed(expr, std::move(left.rows), right.scalar, false);
    if (expr.text == "and" || expr.text == "or" || expr.text == "unless")
        return sets(expr, std::move(left.rows), std::move(right.rows));
    return Matched(expr, left.rows, right.rows).run();
}

} // namespace understudy::promql
