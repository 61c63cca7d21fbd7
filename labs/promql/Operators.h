#pragma once

#include "labs/promql/Table.h"

namespace understudy::promql {

/// What a binary operator makes of two tables over the same moments.
Tabled combined(const Expr& expr, Table left, Table right);
/// What an aggregation such as sum by (job) makes of the rows. @p parameter: that of topk, bottomk and
/// quantile at each moment; @p label: that of count_values.
Tabled aggregated(const Expr& expr, std::vector<Row> rows, const std::vector<double>& parameter,
                  const std::string& label);
/// histogram_quantile of the rows, each with the upper bound in its label le.
Tabled quantiles(const std::vector<double>& q, const std::vector<Row>& rows);
/// label_replace and label_join, by the texts the call was given.
Tabled relabeled(const Expr& call, std::vector<Row> rows);
/// A row with 1 wherever none of @p rows has a value, labeled as the selector @p of says.
Table absent(const Expr& of, const std::vector<Row>& rows, std::size_t steps);
/// At a single moment the rows by their value.
std::vector<Row> sorted(std::vector<Row> rows, bool down);

} // namespace understudy::promql
