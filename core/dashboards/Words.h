#pragma once

#include "core/dashboards/Dashboard.h"
#include "core/metrics/Series.h"

namespace understudy::dashboards {

/// The time a dashboard shows and the distance of samples in it, in milliseconds.
struct Window {
    qint64 from = 0, to = 0, step = 15'000;

    bool operator==(const Window&) const = default;
};

/// @p query with its variables ($name, ${name}, [[name]]) and Grafana's own ($__interval, $__rate_interval,
/// $__range and their forms in ms and s) put in. Several values become (a|b), as regular expressions have it.
/// Words that are no variable stay.
QString filledIn(const QString& query, const std::vector<Variable>& variables, const Window& window);

/// "{{pod}} of {{namespace}}" with the labels put in; all of them when @p legend is empty.
QString legendOf(const QString& legend, const metrics::Labels& labels);

/// What a query variable asks for: label_values(label), label_values(selector, label), query_result(expr).
struct ValueQuery {
    QString label, selector; ///< of label_values
    QString expr;            ///< of query_result

    bool operator==(const ValueQuery&) const = default;
};
/// Nothing when it is something else.
std::optional<ValueQuery> valueQueryFrom(const QString& definition);
/// The values a variable takes out of those that a server knows, by its pattern; each once, in their order.
QStringList optionsFrom(const QStringList& values, const QString& pattern);

} // namespace understudy::dashboards
