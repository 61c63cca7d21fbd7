#pragma once

#include "core/metrics/Series.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace understudy::charts {

/// The values of several charts side by side, a row a moment: for the table and for files.
struct Grid {
    struct Row {
        qint64 at = 0;              ///< milliseconds since 1970, UTC
        std::vector<double> values; ///< one a title, NaN where there is none
    };
    QStringList titles;
    std::vector<Row> rows; ///< in order of time
};

/// One chart's part of a grid.
struct Column {
    QString title;
    const metrics::Series* series;
};

/// All moments between @p from and @p to at which any column has a sample.
Grid gridOf(const std::vector<Column>& columns, qint64 from, qint64 to);

/// RFC 4180: comma, CRLF, quotes doubled; times in UTC as ISO 8601, numbers so that reading gives the same
/// number, gaps as empty fields.
QByteArray csvOf(const Grid& grid);

} // namespace understudy::charts
