#include "core/base/Clock.h"

#include <QDateTime>
#include <QTimeZone>

namespace understudy {

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

int SystemClock::offsetMinutes(Instant when) const {
    const auto local = QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count());
    return local.offsetFromUtc() / 60;
}

QString toIso(Instant when) {
    const auto utc = QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count(), Qt::UTC);
    return utc.toString(Qt::ISODateWithMs);
}

std::optional<Instant> fromIso(const QString& text) {
    const auto moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    // Without an offset the text names a wall clock somewhere, not a moment.
    if (!moment.isValid() || moment.timeSpec() == Qt::LocalTime)
        return std::nullopt;
    return Instant(std::chrono::milliseconds(moment.toMSecsSinceEpoch()));
}

} // namespace understudy
