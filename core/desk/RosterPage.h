#pragma once

#include "core/cohort/Roster.h"
#include "core/desk/Frame.h"

#include <QHash>

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
    /// The full names of those of a file who are people already, by their short ones.
    using Known = QHash<QString, QString>;
    /// @p token: for taking this over once.
    QString preview(const RosterFile& file, const QString& text, const Known& known,
                    const QString& token) const;
    QString taken(const std::vector<Invitation>& invitations, const QString& server,
                  const QString& undo) const;
    QString undone(int people) const;
    QString invited(const std::vector<Invitation>& invitations, const QString& server) const;

private:
    QString hidden() const;
    QString renewal() const;

    const course::Course& m_course;
    const Visitor& m_visitor;
};

} // namespace understudy::desk
