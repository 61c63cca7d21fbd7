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
    QString course = QStringLiteral("dwcp-v3"); ///< what the statements are grouped under
};

/// One registration for each person and course, the same on all of their devices without their talking.
Id registrationFor(const Context& context);

/// The fact as an xAPI statement. The whole fact is in it, so that another device rebuilds it exactly.
QJsonObject toStatement(const journal::Fact& fact, const Context& context);

/// The same for a statement whose id turned out to be taken: under an id derived from the fact's, and saying
/// so.
QJsonObject toReissuedStatement(const journal::Fact& fact, const Context& context);
/// The id of the fact that such a statement is of; "" for other statements.
Id reissuedFrom(const QJsonObject& statement);

/// The fact in a statement of ours; an error for statements that hold none (of other programs, or hurt ones).
Result<journal::Fact> toFact(const QJsonObject& statement);

} // namespace understudy::sync
