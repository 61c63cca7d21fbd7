#include "views/charts/Grid.h"

#include "core/base/Clock.h"

#include <QLocale>

#include <cmath>
#include <limits>
#include <map>

namespace understudy::charts {

namespace {

QByteArray field(const QString& text) {
    QByteArray bytes = text.toUtf8();
    // A spreadsheet would run a title that starts like a formula.
    if (!bytes.isEmpty() && QByteArrayLiteral("=+-@\t").contains(bytes[0]))
        bytes.prepend('\'');
    if (!bytes.contains(',') && !bytes.contains('"') && !bytes.contains('\n') && !bytes.contains('\r'))
        return bytes;
    return '"' + bytes.replace('"', "\"\"") + '"';
}

QByteArray number(double value) {
    if (std::isnan(value))
        return {};
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

Grid gridOf(const std::vector<Column>& columns, qint64 from, qint64 to) {
    std::map<qint64, std::vector<double>> rows;
    Grid grid;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        grid.titles << columns[i].title;
        for (const metrics::Sample& sample : columns[i].series->samples()) {
            if (sample.at < from || sample.at > to)
                continue;
            auto& row = rows[sample.at];
            row.resize(columns.size(), std::numeric_limits<double>::quiet_NaN());
            row[i] = sample.value;
        }
    }
    for (auto& [at, values] : rows)
        grid.rows.push_back({at, std::move(values)});
    return grid;
}

QByteArray csvOf(const Grid& grid) {
    QByteArray csv = "time";
    for (const QString& title : grid.titles)
        csv += ',' + field(title);
    csv += "\r\n";
    for (const Grid::Row& row : grid.rows) {
        csv += toIso(Instant(std::chrono::milliseconds(row.at))).toUtf8();
        for (const double value : row.values)
            csv += ',' + number(value);
        csv += "\r\n";
    }
    return csv;
}

} // namespace understudy::charts
