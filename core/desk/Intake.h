#pragma once

#include "core/access/Access.h"
#include "core/access/Sessions.h"
#include "core/cohort/Roster.h"
#include "core/desk/RosterPage.h"

#include <map>

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
    /// A name for one taking over. Asked for with the same one again by the same person, as by a second
    /// click, nothing more is done, and for a quarter of an hour the answer is the same.
    static QString token();
    /// The good lines of @p file. @p who and @p from go into the audit.
    void take(const RosterFile& file, const std::string& who, const std::string& from,
              std::function<void(const Result<Taken>&)> done, const QString& token = Intake::token());
    /// A code for everybody of the roster who has no device. Codes they have stay good.
    void invite(const std::string& who, const std::string& from,
                std::function<void(const Result<std::vector<Invitation>>&)> done);
    /// How many people are as they were before; those who were removed meanwhile are passed over. An error
    /// for a token that is none.
    void undo(const QString& token, const std::string& who, const std::string& from,
              std::function<void(const Result<int>&)> done);

private:
    struct Work;
    using Done = std::function<void(const Result<Taken>&)>;
    struct Answer {
        std::int64_t since = 0; ///< microseconds
        std::optional<Taken> taken;
        std::vector<Done> waiting;
    };
    using Name = std::pair<std::string, QString>; ///< who asks, token
    /// False when the same was asked for already.
    bool isFirst(const Name& name, Done done);
    void answer(const Name& name, const Result<Taken>& taken);
    Result<void> claim(store::Sql& sql, const QString& token) const;
    Result<std::vector<Invitation>> inviteAll(store::Sql& sql) const;
    Result<void> takeOne(store::Sql& sql, Member member, Work& work) const;
    Result<void> keep(store::Sql& sql, const Work& work) const;
    Result<int> undoAll(store::Sql& sql, const std::string& token) const;

    access::Change m_change;
    const Clock& m_clock;
    std::string m_homePage;
    std::map<Name, Answer> m_answers;
};

} // namespace understudy::desk
