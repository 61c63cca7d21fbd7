#pragma once

#include "core/base/Id.h"
#include "core/course/Lab.h"
#include "core/course/LabFaults.h"

#include <QSet>

namespace understudy::session {

/// A company's cluster that a lab is worked through on, in the place of the one on this computer.
struct Elsewhere {
    Id id;                      ///< of its profile
    QString name;               ///< as the trainee calls it
    bool metrics = false;       ///< it has a Prometheus
    QSet<QString> conditions{}; ///< of the scenario, that can be seen from outside

    bool operator==(const Elsewhere&) const = default;
};

/// What cannot be done there, in a line.
QString limitsThere();
/// Why @p check cannot be decided there, in a sentence that says what to do; nothing when it can.
std::optional<QString> whyNotThere(const course::Check& check, const Elsewhere& place);
/// How many of the lab's checks can be decided there.
int checkableThere(const course::Lab& lab, const Elsewhere& place);
/// What to do in the place of a command that only the lab on this computer has, in a sentence; nothing when
/// it is a command like any other.
std::optional<QString> insteadOf(const QString& command, const std::vector<course::LabFault>& faults);
/// What has gone wrong already when the lab begins, for the mentor to cause; empty when nothing has.
QString wantedFaults(const std::vector<course::LabFault>& faults);
/// A fault in plain words: "a bad release of production/dwcp-api".
QString faultWords(const course::LabFault& fault);
/// The programs that @p command calls and a host may lack.
QStringList toolsOf(const QString& command);

} // namespace understudy::session
