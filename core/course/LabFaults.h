#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace understudy::course {

/// What goes wrong in a lab by its scenario, as far as people have to know it.
struct LabFault {
    QString id;
    QString kind;           ///< "bad_release"
    QString on;             ///< "production/dwcp-api"; empty: the kind says it
    bool byTrainee = false; ///< waits until it is asked for: `lab inject ID`

    bool operator==(const LabFault&) const = default;
};

/// The faults of a scenario.yaml, in order. What cannot be read is left out: whoever runs the scenario checks
/// it.
std::vector<LabFault> faultsOf(const QByteArray& scenario);

} // namespace understudy::course
