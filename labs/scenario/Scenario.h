#pragma once

#include "labs/scenario/FaultSpec.h"
#include "labs/scenario/ScriptedTrace.h"
#include "labs/scenario/Story.h"
#include "labs/scenario/Topology.h"

namespace understudy::cluster {

/// What is special about production while a lab runs.
struct Scenario {
    std::string lab, base = "small", solution;
    std::string text; ///< the file it was read from, so that a journal can bring it back
    std::uint64_t seed = 1;
    Micros history = day;
    std::vector<FaultSpec> faults;
    std::vector<ScriptLine> script;
    std::vector<ScriptedTrace> traces;
    std::vector<Guard> guards;
    std::vector<NamedCondition> conditions;
    std::vector<WrongFix> wrong;
    Access access;
    std::vector<std::pair<std::string, std::string>> config; ///< reputation.threshold to 0.3

    static Loaded<Scenario> parse(const std::string& text, const std::string& file);
    /// What names something that the topology does not have: "file:line:column: sentence", or "".
    std::string unfit(const Topology& topology) const;
    /// True when a condition asks what somebody did or read.
    bool asksForDeeds() const;
};

} // namespace understudy::cluster
