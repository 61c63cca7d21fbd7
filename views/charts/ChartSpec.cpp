#include "views/charts/ChartSpec.h"

#include <QLocale>

#include <array>
#include <cmath>

namespace understudy::charts {

namespace {

/// Three significant digits at most, no trailing zeros, groups of thousands: 1,234  41.2  4.8  0.08.
QString plain(double value) {
    const double size = std::abs(value);
    const int decimals = size >= 100 || value == std::floor(value) ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
    QString text = QLocale(QLocale::English, QLocale::UnitedStates).toString(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

QString bytes(double value) {
    static constexpr std::array Units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t unit = 0;
    while (std::abs(value) >= 1024 && unit + 1 < Units.size()) {
        value /= 1024;
        ++unit;
    }
    return plain(value) + QLatin1Char(' ') + QLatin1String(Units[unit]);
}

QString thousands(double value) {
    if (std::abs(value) >= 1e6)
        return plain(value / 1e6) + QLatin1Char('M');
    return std::abs(value) >= 10000 ? plain(value / 1e3) + QLatin1Char('k') : plain(value);
}

} // namespace

Standing standingOf(const ChartSpec& spec, std::optional<double> value) {
    if (!value)
        return Standing::Unknown;
    if (spec.limit && *value > *spec.limit)
        return Standing::OverLimit;
    if (spec.normalTo && *value > *spec.normalTo)
        return Standing::AboveNormal;
    return spec.normalFrom && *value < *spec.normalFrom ? Standing::BelowNormal : Standing::Normal;
}

QString valueText(std::optional<double> value, const QString& unit) {
    if (!value || !std::isfinite(*value))
        return QStringLiteral("–");
    if (unit == QLatin1String("percent"))
        return plain(*value) + QLatin1Char('%');
    if (unit == QLatin1String("percentunit"))
        return plain(*value * 100) + QLatin1Char('%');
    if (unit == QLatin1String("bytes"))
        return bytes(*value);
    if (unit == QLatin1String("reqps"))
        return plain(*value) + QStringLiteral("/s");
    return unit.isEmpty() ? plain(*value) : plain(*value) + QLatin1Char(' ') + unit;
}

QString tickText(double value, const QString& unit) {
    if (unit == QLatin1String("percent"))
        return plain(value) + QLatin1Char('%');
    if (unit == QLatin1String("percentunit"))
        return plain(value * 100) + QLatin1Char('%');
    return unit == QLatin1String("bytes") ? bytes(value).remove(QLatin1Char(' ')).remove(QLatin1Char('i'))
                                          : thousands(value);
}

} // namespace understudy::charts
