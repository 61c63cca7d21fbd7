#include "core/desk/Intake.h"

#include "core/access/Audit.h"

#include <QCoreApplication>
#include <QUuid>

namespace understudy::desk {

namespace {

constexpr std::size_t mostUndos = 20;

} // namespace

struct Intake::Work {
    Steps steps;
    std::vector<Invitation> invitations;
};

Result<void> Intake::takeOne(store::Sql& sql, Member member, Work& work) const {
    access::Access people(sql, m_clock, m_homePage);
    const auto known = people.person(member.name.toStdString());
    if (!known)
        return known.error();
    Step step;
    Invitation invitation;
    access::Person person;
    if (*known) {
        person = **known;
    } else {
        const auto added =
            people.addPerson(member.name.toStdString(), member.fullName.toStdString(), access::Role::Trainee);
        if (!added)
            return added.error();
        const auto code = people.makeCode(added->id);
        if (!code)
            return code.error();
        person = *added;
        step.isNew = true;
        invitation.code = QString::fromStdString(*code);
    }
    member.person = person.id;
    member.account = QString::fromStdString(person.account);
    const auto before = Roster(sql, m_homePage).put(member);
    if (!before)
        return before.error();
    step.now = member;
    step.before = *before;
    invitation.member = std::move(member);
    work.steps.push_back(std::move(step));
    work.invitations.push_back(std::move(invitation));
    return {};
}

void Intake::take(const RosterFile& file, const std::string& who, const std::string& from,
                  std::function<void(const Result<Taken>&)> done) {
    auto work = std::make_shared<Work>();
    std::vector<Member> members;
    for (const auto& line : file.lines)
        if (line.wrong.isEmpty())
            members.push_back(line.member);
    m_change(
        [this, work, members = std::move(members), who, from](store::Sql& sql) -> Result<void> {
            *work = {};
            for (const auto& member : members)
                if (auto taken = takeOne(sql, member, *work); !taken)
                    return taken;
            return access::Audit(sql, m_clock)
                .note(who, "roster.take", std::to_string(members.size()) + " people", from);
        },
        [this, work, done = std::move(done)](const Result<void>& changed) {
            if (!changed)
                return done(changed.error());
            // It begins with the time: the first in the map is the oldest.
            const auto token = QString::number(m_clock.now().time_since_epoch().count()) + u'-' +
                               QUuid::createUuid().toString(QUuid::Id128);
            m_undo.emplace(token, std::move(work->steps));
            if (m_undo.size() > mostUndos)
                m_undo.erase(m_undo.begin());
            done(Taken{std::move(work->invitations), token});
        });
}

void Intake::undo(const QString& token, const std::string& who, const std::string& from,
                  std::function<void(const Result<int>&)> done) {
    const auto found = m_undo.find(token);
    if (found == m_undo.end())
        return done(
            Error{Errc::NotFound,
                  QCoreApplication::translate("cohort", "This can no longer be taken back. Put the roster "
                                                        "in again as it was before."),
                  {}});
    const auto steps = std::make_shared<Steps>(std::move(found->second));
    m_undo.erase(found); // while it is under way nobody does it again
    m_change(
        [this, steps, who, from](store::Sql& sql) -> Result<void> {
            Roster roster(sql, m_homePage);
            access::Access people(sql, m_clock, m_homePage);
            for (const auto& step : *steps) {
                if (step.before) {
                    if (const auto put = roster.put(*step.before); !put)
                        return put.error();
                } else if (auto removed = roster.remove(step.now.person); !removed) {
                    return removed;
                }
                if (!step.isNew)
                    continue;
                if (auto withdrawn = people.withdrawCodes(step.now.person); !withdrawn)
                    return withdrawn;
            }
            return access::Audit(sql, m_clock)
                .note(who, "roster.undo", std::to_string(steps->size()) + " people", from);
        },
        [this, token, steps, done = std::move(done)](const Result<void>& changed) {
            if (!changed) {
                m_undo.emplace(token, std::move(*steps));
                return done(changed.error());
            }
            done(static_cast<int>(steps->size()));
        });
}

} // namespace understudy::desk
