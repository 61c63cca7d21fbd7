#pragma once

#include "core/cohort/Roster.h"
#include "core/desk/Frame.h"

namespace understudy::desk {

/// Somebody who was added, and the code for their workstation.
struct Invitation {
    Member member;
    QString code; ///< "" when they were known before
};

/// The roster: paste or choose a table, look at what would happen, take it over, print the codes, take it
/// back.
class RosterPage final {
public:
    RosterPage(const course::Course& course, const Visitor& visitor)
        : m_course(course)
        , m_visitor(visitor) {}

    /// With what was wrong with @p text, or nothing yet.
    QString start(int members, const QString& problem = {}, const QString& text = {}) const;
    /// @p known: names of @p file that are people already.
    QString preview(const RosterFile& file, const QString& text, const QStringList& known, int members) const;
    QString taken(const std::vector<Invitation>& invitations, const QString& server,
                  const QString& undo) const;
    QString undone(int people) const;

private:
    QString hidden() const;

    const course::Course& m_course;
    const Visitor& m_visitor;
};

} // namespace understudy::desk
