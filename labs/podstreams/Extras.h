#pragma once

#include "labs/cluster/World.h"

#include <boost/json.hpp>

namespace understudy::podstreams {

/// A container that somebody sits in front of: one that kubectl debug added to a running pod, or a pod's own
/// that was started to be typed into.
struct Extra {
    std::string name;
    std::vector<std::string> command; ///< sh, when its image decides
};

/// Those that kubectl debug added.
std::vector<Extra> extrasOf(const cluster::Pod& pod);
/// The pod's own container, when it reads what is typed (stdin: true).
std::optional<Extra> typedInto(const cluster::Pod& pod, const std::string& container);

/// As the API shows and takes them. Adding leaves those that are there as they are.
boost::json::object extrasJson(const cluster::Pod& pod, const boost::json::object& meta);
void addExtras(cluster::World& world, const std::string& ns, const std::string& name,
               const boost::json::array& containers);

} // namespace understudy::podstreams
