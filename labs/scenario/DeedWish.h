#pragma once

#include "labs/clock/Time.h"
#include "labs/scenario/StrictYaml.h"

namespace understudy::cluster {

/// What somebody shall have done or read, as it is found in a lab's journal. All that is said here must be
/// true of one and the same deed.
struct DeedWish {
    std::vector<std::string>
        verbs; ///< logs, top, promql, dwcp-cli, patch…: any of them; none: whatever it was
    std::vector<std::string> objects; ///< any of them is named in what was asked; none: whatever it was about
    std::vector<std::string> args;    ///< all of them are named in it
    std::string ns;                   ///< of Kubernetes; "" for any
    std::string before, after;        ///< the id of a condition or fault that began, or ""
    int least = 1;                    ///< so many deeds
    bool never = false;               ///< no such deed

    bool operator==(const DeedWish&) const = default;
};

/// The words that a deed can be called by.
const std::vector<std::string>& deedVerbs();

/// Reads {verb, object, args, namespace, before, after, min} or {never: "VERB OBJECT", before, after}.
DeedWish readDeedWish(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
