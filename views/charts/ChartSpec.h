#pragma once

#include <QString>

#include <optional>

namespace understudy::charts {

/// What one chart shows: a query, how to draw it, and what is normal.
struct ChartSpec {
    QString title; ///< "API p95"
    QString query; ///< PromQL; the first series of the answer is drawn
    QString
        unit; ///< ms, s, percent (0 to 100), percentunit (0 to 1), reqps, bytes; others are shown as they are
    int series = 1;                                    ///< colour and dash of the design system, 1 to 8
    std::optional<double> normalFrom, normalTo, limit; ///< in the query's own unit
    QString words;                                     ///< shown in the header: "limit 200"

    /// Where the dashed line is: the limit, else the upper end of what is normal.
    std::optional<double> line() const { return limit ? limit : normalTo; }
    bool operator==(const ChartSpec&) const = default;
};

/// How a value stands to what is normal.
enum class Standing { Unknown, Normal, AboveNormal, BelowNormal, OverLimit };
Standing standingOf(const ChartSpec& spec, std::optional<double> value);

/// "412 ms", "4.8%", "1.2 GiB": for headers and the cursor. An en dash for nothing.
QString valueText(std::optional<double> value, const QString& unit);
/// "400", "5%", "1.5 GiB": for the axis, shorter.
QString tickText(double value, const QString& unit);

} // namespace understudy::charts
