#pragma once

#include "labs/clock/Time.h"
#include "labs/scenario/StrictYaml.h"

namespace understudy::cluster {

/// One piece of work in a trace that a scenario tells.
struct ScriptedSpan {
    std::string service, operation;
    Micros lasts = 0;
    std::optional<Micros> after; ///< since its parent's start; nothing: when the one before it is over
    std::string error;           ///< what went wrong, or ""
    std::vector<std::pair<std::string, std::string>> tags;
    std::vector<ScriptedSpan> spans;
};

/// A trace with a name of its own: what a customer or a log line of the story calls it by.
struct ScriptedTrace {
    std::string alias, place;
    Micros at = 0; ///< its start
    ScriptedSpan root;
};

/// The 16 hexadecimal digits of a trace of that name: those of the name, filled up with zeros.
std::string idOfAlias(const std::string& alias);
ScriptedTrace readScriptedTrace(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
