#pragma once

#include "labs/session/ControlClient.h"

namespace understudy::session {

/// Something that happened in a lab, to go back to.
struct Moment {
    enum class Kind { Start, Action, Fault, Alert, Deployment, Clock };
    Instant at; ///< the lab's time
    Kind kind = Kind::Action;
    QString what; ///< "patch deployments production/dwcp-api", the fault's or the alert's words

    bool operator==(const Moment&) const = default;
};

/// What happened since @p started, in order of time: what the trainee changed, faults, alerts, deployments.
/// What was only read is left out.
std::vector<Moment> momentsOf(const std::vector<JournalEntry>& entries,
                              const std::vector<metrics::Annotation>& annotations, Instant started);

} // namespace understudy::session
