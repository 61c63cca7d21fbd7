#pragma once

#include "labs/scenario/Topology.h"

namespace understudy::cluster {

/// One fault of a scenario: a kind, its parameters, and when it starts.
struct FaultSpec {
    std::string id, kind;
    std::optional<Micros> at;       ///< nothing: waits for `lab inject`
    std::optional<int> minuteOfDay; ///< instead of at: the last time it was that late, UTC
    std::optional<Micros> lasts;
    std::string ns, name; ///< on: NAMESPACE/NAME
    std::string image, message, severity = "warning", alert, backup, backupKind = "empty";
    double rps = 0, bytesPerHour = 0, error = 0.05;
    int exitCode = 1, high = 2, critical = 0;
    Micros after = 0;
};

/// What is special about production while a lab runs.
struct Scenario {
    std::string lab, base = "small", solution;
    std::string text; ///< the file it was read from, so that a journal can bring it back
    std::uint64_t seed = 1;
    Micros history = day;
    std::vector<FaultSpec> faults;

    static Loaded<Scenario> parse(const std::string& text, const std::string& file);
};

} // namespace understudy::cluster
