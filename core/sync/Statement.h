#pragma once

#include "core/base/Result.h"
#include "core/journal/Fact.h"
#include "core/sync/Account.h"

#include <QJsonObject>

#include <vector>

namespace understudy::sync {

/// The root of every IRI that is ours.
inline constexpr auto Base = "https://understudy.example/xapi";

/// Who learns what: the parts of a statement that are not in the fact.
struct Context {
    QString homePage; ///< the trainee's xAPI account
    QString name;
    QString course = QStringLiteral("dwcp-v3"); ///< what the statements are grouped under
    bool oldIds = false;                        ///< the store takes ids of versions 1 to 5 only
};
Context contextOf(const Account& account);

/// One registration for each person and course, the same on all of their devices without their talking.
Id registrationFor(const Context& context);

/// The id that a fact has at the server: its own, or for an old store the same with the version 4 in it.
Id wireId(const Id& fact, const Context& context);
/// The ids of which a fact may be that has this one at the server.
std::vector<Id> factIds(const Id& onWire);

/// The fact as an xAPI statement. The whole fact is in it, so that another device rebuilds it exactly.
QJsonObject toStatement(const journal::Fact& fact, const Context& context);

/// The same for a statement whose id turned out to be taken: under an id derived from the fact's, and saying
/// so.
QJsonObject toReissuedStatement(const journal::Fact& fact, const Context& context);
/// The id of the fact that such a statement is of; "" for other statements.
Id reissuedFrom(const QJsonObject& statement);

/// Whether the person of @p account did what the statement tells. A server finds by a person also what
/// somebody else did to them, what a group did that they are in, and what refers to theirs: none of it is
/// their record.
bool isBy(const QJsonObject& statement, const Account& account);

/// The fact in a statement of ours; an error for statements that hold none (of other programs, or hurt ones).
Result<journal::Fact> toFact(const QJsonObject& statement);

} // namespace understudy::sync
