#pragma once

#include "core/base/Clock.h"
#include "core/base/Id.h"

#include <tuple>

namespace understudy::progress {

/// When something happened, with the order that all devices agree on: by time, then id.
struct Moment {
    Instant at{};
    Id fact;
    int offsetMinutes = 0;
    bool operator<(const Moment& other) const { return std::tie(at, fact) < std::tie(other.at, other.fact); }
    bool operator==(const Moment& other) const { return at == other.at && fact == other.fact; }
};

} // namespace understudy::progress
