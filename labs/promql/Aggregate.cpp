#include "labs/promql/Operators.h"

#include "labs/promql/Functions.h"
#include "labs/promql/Math.h"

#include <algorithm>
#include <cmath>

namespace understudy::promql {

namespace {

Labels keyOf(const Expr& expr, const Labels& labels) {
    Labels key;
    if (expr.without) {
        key = withoutName(labels);
        for (const auto& name : expr.grouping)
            key.erase(name);
        return key;
    }
    for (const auto& name : expr.grouping)
        if (const auto found = labels.find(name); found != labels.end())
            key.insert(*found);
    return key;
}

struct Group {
    Labels labels;
    std::vector<const Row*> members;
};

std::vector<Group> grouped(const Expr& expr, const std::vector<Row>& rows) {
    std::map<Labels, std::size_t> numbers;
    std::vector<Group> groups;
    for (const Row& row : rows) {
        auto [place, fresh] = numbers.emplace(keyOf(expr, row.labels), groups.size());
        if (fresh)
            groups.push_back({place->first, {}});
        groups[place->second].members.push_back(&row);
    }
    return groups;
}

enum class Fold { Sum, Avg, Min, Max, Count, Group, Stddev, Stdvar, Quantile };

/// One value out of the members of a group, taken in their order.
class Folding final {
public:
    explicit Folding(Fold fold)
        : m_fold(fold) {}
    void begin() {
        m_count = m_value = m_mean = 0;
        m_values.clear();
    }
    void add(double v) {
        m_count += 1;
        const bool first = m_count == 1;
        switch (m_fold) {
        case Fold::Sum:
            m_value += v;
            break;
        case Fold::Avg:
            if (first)
                m_mean = v;
            else if (!std::isinf(m_mean) || std::isnan(v) || (std::isinf(v) && (m_mean > 0) != (v > 0)))
                m_mean += v / m_count - m_mean / m_count;
            break;
        case Fold::Min:
            m_value = first || v < m_value || std::isnan(m_value) ? v : m_value;
            break;
        case Fold::Max:
            m_value = first || v > m_value || std::isnan(m_value) ? v : m_value;
            break;
        case Fold::Stddev:
        case Fold::Stdvar:
            if (first) {
                m_mean = v;
            } else {
                const double delta = v - m_mean;
                m_mean += delta / m_count;
                m_value += delta * (v - m_mean);
            }
            break;
        case Fold::Quantile:
            m_values.push_back(v);
            break;
        default:
            break;
        }
    }
    double end(double parameter) {
        switch (m_fold) {
        case Fold::Avg:
            return m_mean;
        case Fold::Count:
            return m_count;
        case Fold::Group:
            return 1;
        case Fold::Stdvar:
            return m_value / m_count;
        case Fold::Stddev:
            return std::sqrt(m_value / m_count);
        case Fold::Quantile:
            return quantileOf(parameter, m_values);
        default:
            return m_value;
        }
    }
    bool any() const { return m_count > 0; }

private:
    Fold m_fold;
    double m_count = 0, m_value = 0, m_mean = 0;
    std::vector<double> m_values;
};

Fold foldNamed(const std::string& name) {
    static const std::map<std::string, Fold> all{
        {"sum", Fold::Sum},       {"avg", Fold::Avg},       {"min", Fold::Min},
        {"max", Fold::Max},       {"count", Fold::Count},   {"group", Fold::Group},
        {"stddev", Fold::Stddev}, {"stdvar", Fold::Stdvar}, {"quantile", Fold::Quantile}};
    return all.at(name);
}

Tabled folded(const Expr& expr, const std::vector<Row>& rows, const std::vector<double>& parameter) {
    Folding folding(foldNamed(expr.text));
    Table table;
    for (const Group& group : grouped(expr, rows)) {
        Row row{group.labels, {}};
        const std::size_t steps = group.members[0]->values.size();
        row.values.assign(steps, staleMark());
        for (std::size_t i = 0; i < steps; ++i) {
            folding.begin();
            for (const Row* member : group.members)
                if (!missing(member->values[i]))
                    folding.add(member->values[i]);
            if (folding.any())
                row.values[i] = folding.end(parameter.empty() ? 0 : parameter[i]);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// The rows of one group at one moment, the best first.
std::vector<std::size_t> ranked(const std::vector<const Row*>& members, std::size_t step, bool top) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < members.size(); ++i)
        if (!missing(members[i]->values[step]))
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
        const double a = members[x]->values[step], b = members[y]->values[step];
        if (std::isnan(a) || std::isnan(b))
            return !std::isnan(a) && std::isnan(b);
        return top ? a > b : a < b;
    });
    return order;
}

Tabled best(const Expr& expr, const std::vector<Row>& rows, const std::vector<double>& parameter) {
    for (const double k : parameter)
        if (!(k >= -9.3e18 && k <= 9.2e18))
            return refused("Scalar value " + printValue(k) + " overflows int64");
    Table table;
    for (const Group& group : grouped(expr, rows)) {
        const std::size_t steps = parameter.size();
        std::vector<Row> kept(group.members.size());
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < steps; ++i) {
            order = ranked(group.members, i, expr.text == "topk");
            const double k = std::max(0.0, std::trunc(parameter[i]));
            for (std::size_t at = 0; at < order.size() && static_cast<double>(at) < k; ++at) {
                auto& row = kept[order[at]];
                row.values.resize(steps, staleMark());
                row.values[i] = group.members[order[at]]->values[i];
            }
        }
        // At a single moment the best comes first; over many there is no such order.
        if (steps != 1) {
            order.resize(kept.size());
            for (std::size_t i = 0; i < order.size(); ++i)
                order[i] = i;
        }
        for (const std::size_t at : order)
            if (!kept[at].values.empty())
                table.rows.push_back({group.members[at]->labels, std::move(kept[at].values)});
    }
    return table;
}

Tabled countedValues(const Expr& expr, const std::vector<Row>& rows, const std::string& label) {
    if (!labelName(label))
        return refused("invalid label name \"" + label + "\"");
    std::map<Labels, std::size_t> numbers;
    Table table;
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            if (missing(row.values[i]))
                continue;
            Labels labels = row.labels;
            labels[label] = printValue(row.values[i], true);
            Labels key = keyOf(expr, labels);
            if (!expr.without)
                key[label] = labels[label];
            auto [place, fresh] = numbers.emplace(std::move(key), table.rows.size());
            if (fresh) {
                if (table.rows.size() * row.values.size() > mostCells)
                    return refused(tooMany);
                table.rows.push_back({place->first, std::vector<double>(row.values.size(), staleMark())});
            }
            double& count = table.rows[place->second].values[i];
            count = missing(count) ? 1 : count + 1;
        }
    return table;
}

} // namespace

Tabled aggregated(const Expr& expr, std::vector<Row> rows, const std::vector<double>& parameter,
                  const std::string& label) {
    if (expr.text == "topk" || expr.text == "bottomk")
        return best(expr, rows, parameter);
    if (expr.text == "count_values")
        return countedValues(expr, rows, label);
    return folded(expr, rows, parameter);
}

} // namespace understudy::promql
