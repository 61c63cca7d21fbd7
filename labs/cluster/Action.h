#pragma once

#include "labs/clock/Time.h"

#include <functional>
#include <string>

namespace understudy::cluster {

class World;

/// Something asked of production. With the seed, all actions that change it decide all that happens.
struct Action {
    std::int64_t n = 0; ///< its number in the journal, given by the stage
    Micros at = 0;      ///< when it was asked, given by the stage
    std::string via;    ///< kubernetes, dwcp, alertmanager, control, shell, pod…
    std::string user, verb, path;
    std::string type; ///< of the body, as HTTP's Content-Type
    std::string body;
    std::string resource, ns, name; ///< what it is about, as checks call it; not needed to perform it

    bool operator==(const Action&) const = default;
};

/// What an action came to, as the one who asked is told.
struct Outcome {
    int status = 200;
    std::string body, type = "application/json";
};

/// The status of an action that could not be written down and so was not performed; its body is a sentence.
inline constexpr int notKept = 507;

/// Performs the actions of one face: a function of the world and the action alone.
using Performer = std::function<Outcome(World&, const Action&)>;

} // namespace understudy::cluster
