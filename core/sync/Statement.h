#pragma once

#include "core/base/Result.h"
#include "core/journal/Fact.h"
#include "core/sync/Account.h"

#include <QJsonObject>

namespace understudy::sync {

/// The root of every IRI that is ours.
inline constexpr auto Base = "https://understudy.example/xapi";

/// Who learns what: the parts of a statement that are not in the fact.
struct Context {
    QString homePage; ///< the trainee's xAPI account
    QString name;
    Id registration; ///< one for each enrollment, the same on all devices of a person
    QString course;  ///< id of the course pack's track, "" when none is known
};

/// The same for the same person on every device, so that their statements meet in one registration.
Id registrationFor(const QString& homePage, const QString& name, const QString& course);

/// The fact as an xAPI statement. The whole fact is in it, so that another device rebuilds it exactly.
QJsonObject toStatement(const journal::Fact& fact, const Context& context);

/// The fact in a statement of ours; an error for statements that hold none (of other programs, or hurt ones).
Result<journal::Fact> toFact(const QJsonObject& statement);

} // namespace understudy::sync
