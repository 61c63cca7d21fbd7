#pragma once

#include "labs/kubernetes/PodTemplate.h"

#include <cstdint>
#include <optional>

namespace understudy::cluster {

/// An amount of Kubernetes ("500m", "8Gi", "12") in thousandths, so that sums are exact; nothing when it is
/// none.
std::optional<std::int64_t> thousandths(const std::string& quantity);
/// The shortest form of an amount; bytes in units of 1024 where they come out even.
std::string quantityOf(std::int64_t thousandths, bool bytes);
bool countsBytes(const std::string& resource);

/// What the containers ask for or may use, by resource, in thousandths; what only a limit says is asked for,
/// too.
std::map<std::string, std::int64_t> requestsOf(const PodTemplate& pods);
std::map<std::string, std::int64_t> limitsOf(const PodTemplate& pods);

} // namespace understudy::cluster
