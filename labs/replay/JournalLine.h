#pragma once

#include "labs/cluster/Journal.h"

#include <optional>
#include <string>
#include <string_view>

namespace understudy::replay {

/// The first line of a journal's file, without its end: what the world is made from.
std::string lineOf(const cluster::Beginning& beginning);
/// One entry as one line of JSON, without its end.
std::string lineOf(const cluster::Entry& entry);
/// Nothing when the line is not what lineOf() writes.
std::optional<cluster::Beginning> readBeginning(std::string_view line);
std::optional<cluster::Entry> readEntry(std::string_view line);

} // namespace understudy::replay
