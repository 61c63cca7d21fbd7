#pragma once

#include "labs/dwcpapi/Told.h"

namespace understudy::dwcp {

/// Minutes of the day from which to which migrations may begin; the end may lie on the next day.
struct Window {
    int from = 0, to = 0;
    bool has(int minute) const {
        return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
    }
};

std::optional<Window> readWindow(const std::string& text); ///< 02:00-04:00
std::optional<int> readZone(const std::string& text);      ///< UTC or +01:00, in minutes
/// Why no migration may begin now, by `placement set-schedule`.
std::optional<cluster::Denial> outsideWindow(const Scene& scene);
/// The region that the names of the API lead to at that moment.
std::string dnsTarget(const cluster::Platform& platform, cluster::Micros when);

} // namespace understudy::dwcp
