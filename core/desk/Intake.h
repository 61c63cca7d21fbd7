#pragma once

#include "core/access/Access.h"
#include "core/access/Sessions.h"
#include "core/cohort/Roster.h"
#include "core/desk/RosterPage.h"

namespace understudy::desk {

/// Takes rosters over, and takes that back: people who are new get a code, everybody their plan.
class Intake final {
public:
    Intake(access::Change change, const Clock& clock, std::string homePage)
        : m_change(std::move(change))
        , m_clock(clock)
        , m_homePage(std::move(homePage)) {}

    struct Taken {
        std::vector<Invitation> invitations;
        QString undo; ///< a token, good for an hour, once, with any server on these data
    };
    /// The good lines of @p file. @p who and @p from go into the audit.
    void take(const RosterFile& file, const std::string& who, const std::string& from,
              std::function<void(const Result<Taken>&)> done);
    /// How many people are as they were before; those who were removed meanwhile are passed over. An error
    /// for a token that is none.
    void undo(const QString& token, const std::string& who, const std::string& from,
              std::function<void(const Result<int>&)> done);

private:
    struct Work;
    Result<void> takeOne(store::Sql& sql, Member member, Work& work) const;
    Result<void> keep(store::Sql& sql, const Work& work) const;
    Result<int> undoAll(store::Sql& sql, const std::string& token) const;

    access::Change m_change;
    const Clock& m_clock;
    std::string m_homePage;
};

} // namespace understudy::desk
