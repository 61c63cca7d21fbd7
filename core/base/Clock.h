#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace understudy {

/// A moment in UTC with the precision that goes over the wire: whole milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where the time comes from. Tests push it; everything that needs "now" gets one by its constructor.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    /// Minutes that local time is ahead of UTC at @p when.
    virtual int offsetMinutes(Instant when) const = 0;
};

/// The computer's clock.
class SystemClock final : public Clock {
public:
    Instant now() const override;
    int offsetMinutes(Instant when) const override;
};

/// RFC 3339 in UTC with milliseconds: 2025-11-10T09:00:00.000Z.
QString toIso(Instant when);
/// Reads RFC 3339 with any offset; nothing when the text is not a moment.
std::optional<Instant> fromIso(const QString& text);

} // namespace understudy
