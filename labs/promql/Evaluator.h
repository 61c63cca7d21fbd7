#pragma once

#include "labs/promql/Math.h"
#include "labs/promql/Table.h"

namespace understudy::promql {

/// What a whole query may use and has used, and the first problem it met. After that everything gives
/// nothing.
struct Allowance {
    explicit Allowance(const Limits& most)
        : limits(most) {}
    const Limits& limits;
    std::size_t held = 0, looks = 0;
    std::optional<Refusal> problem;

    bool ok() const { return !problem; }
    void fail(Refusal refusal);
    bool hold(std::size_t samples); ///< false when that is too much
    bool look(std::size_t samples); ///< the same
    Table take(Tabled made);
};

/// Evaluates at the moments of one grid; a subquery makes another one of its own.
class Evaluator final {
public:
    Evaluator(const Storage& storage, const Grid& grid, Allowance& allowance)
        : m_storage(storage)
        , m_grid(grid)
        , m_allowance(allowance) {}

    Table eval(const Expr& expr);
    using TakeSeries = std::function<void(const Labels&, const std::vector<Sample>&)>;
    /// The series of a range selector or a subquery, each with all samples that any moment's range needs.
    void ranges(const Expr& expr, const TakeSeries& take);

private:
    Table constant(double number);
    std::vector<double> moments() const;
    Table instant(const Expr& expr, bool whens);
    void steps(const Expr& expr, std::int64_t from, std::int64_t to, const TakeSeries& take);
    Table negative(const Expr& expr);
    void distinct(const Table& table);
    Table binary(const Expr& expr);
    Table aggregate(const Expr& expr);
    Table call(const Expr& expr);
    Table single(const Expr& expr);
    Table nameless(Table table);
    Table ofVector(const Expr& expr);
    Table ofNumbers(const Expr& expr, std::vector<Table> args);
    Table onlyOne(const std::vector<Row>& rows);
    Table ranged(const Expr& expr, OverRange function);
    bool slide(OverRange function, const Expr& range, const std::vector<double>& parameter,
               const std::vector<Sample>& samples, const std::vector<const Sample*>& resets, Row& row);
    Table absentOverTime(const Expr& range);

    const Storage& m_storage;
    const Grid m_grid;
    Allowance& m_allowance;
};

} // namespace understudy::promql
