#pragma once

#include "labs/clock/Time.h"
#include "labs/scenario/Condition.h"

namespace understudy::cluster {

/// Something that is said or happens at a moment of a lab, whatever the trainee does.
struct ScriptLine {
    enum class Kind { Log, Page, Chat, Event };
    Micros at = 0;
    Kind kind = Kind::Chat;
    std::string place;    ///< where it stands: "file:line:column: "
    std::string ns, name; ///< log: of the pods with that label app; event: of the object
    std::string object;   ///< event: deployment, node, pod…
    std::string from, alert, severity, reason, type;
    std::string text;
};

/// Damage that is not allowed: something that must hold all the time.
struct Guard {
    std::string id, says;
    Condition must;
    Micros after = 0; ///< looked at from here on
    Micros lasts = 0; ///< broken when it does not hold for that long
};

/// A condition with a name, for checks of lab.yaml and for other conditions: whether and since when it holds.
struct NamedCondition {
    std::string id;
    Condition must;
    Micros lasts = 0;             ///< it counts when it has held for that long
    std::string of;               ///< in time: so long after this fault or condition began, or the lab
    std::optional<Micros> within; ///< nothing: at any time
};

/// What somebody might try instead of the solution: it must fail.
struct WrongFix {
    std::string name, script, fails; ///< the check or guard that must say so
};

/// Who the trainee is in this lab.
struct Access {
    std::string ns = "production", role = "admin";
    bool shell = true;
};

ScriptLine readScriptLine(StrictYaml& yaml, const YAML::Node& node);
Guard readGuard(StrictYaml& yaml, const YAML::Node& node);
NamedCondition readNamedCondition(StrictYaml& yaml, const YAML::Node& node);
WrongFix readWrongFix(StrictYaml& yaml, const YAML::Node& node);
Access readAccess(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
