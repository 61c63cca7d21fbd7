#include "core/desk/Intake.h"

#include "core/access/Audit.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>

namespace understudy::desk {

namespace {

constexpr std::int64_t undoLasts = 3600LL * 1000000; // microseconds
constexpr std::int64_t answerLasts = 900LL * 1000000;

std::int64_t micros(const Clock& clock) { return clock.now().time_since_epoch().count() * 1000; }

/// What was done with one person. No name is in it: it goes with the person.
struct Step {
    std::int64_t person = 0;
    bool isNew = false;
    std::optional<Member> before;
};

QJsonObject jsonOf(const Step& step) {
    QJsonObject json{{QStringLiteral("person"), QString::number(step.person)},
                     {QStringLiteral("new"), step.isNew}};
    if (step.before)
        json[QStringLiteral("before")] =
            QJsonArray{step.before->cohort, step.before->team, step.before->track,
                       step.before->start.toString(Qt::ISODate), step.before->mentor};
    return json;
}

Step stepOf(const QJsonObject& json) {
    Step step{
        json[QStringLiteral("person")].toString().toLongLong(), json[QStringLiteral("new")].toBool(), {}};
    if (json.contains(QStringLiteral("before"))) {
        const auto was = json[QStringLiteral("before")].toArray();
        const auto text = [&](int at) { return was[at].toString(); };
        step.before.emplace();
        step.before->person = step.person;
        step.before->cohort = text(0);
        step.before->team = text(1);
        step.before->track = text(2);
        step.before->start = QDate::fromString(text(3), Qt::ISODate);
        step.before->mentor = text(4);
    }
    return step;
}

Result<void> undoOne(Roster& roster, access::Access& people, Step step) {
    if (step.isNew) {
        if (auto withdrawn = people.withdrawCodes(step.person); !withdrawn)
            return withdrawn;
    }
    if (!step.before)
        return roster.remove(step.person);
    const auto put = roster.put(*step.before);
    return put ? Result<void>() : put.error();
}

Error gone() {
    return {Errc::NotFound,
            QCoreApplication::translate(
                "cohort", "This can no longer be taken back. Put the roster in again as it was before."),
            {}};
}

} // namespace

struct Intake::Work {
    std::vector<Step> steps;
    std::vector<Invitation> invitations;
    QString undo;
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
        const auto told = member.fullName.toStdString();
        if (told != person.name && told != person.fullName) { // without a name in full it is the short one
            if (auto renamed = people.rename(person.id, told); !renamed)
                return renamed;
            person.fullName = told;
        }
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
    member.fullName = QString::fromStdString(person.fullName);
    member.account = QString::fromStdString(person.account);
    const auto before = Roster(sql, m_homePage).put(member);
    if (!before)
        return before.error();
    step.person = member.person;
    step.before = *before;
    invitation.member = std::move(member);
    work.steps.push_back(std::move(step));
    work.invitations.push_back(std::move(invitation));
    return {};
}

QString Intake::token() { return QUuid::createUuid().toString(QUuid::Id128); }

bool Intake::isFirst(const Name& name, Done done) {
    const auto now = micros(m_clock);
    std::erase_if(m_answers, [now](const auto& one) {
        return one.second.taken && one.second.since <= now - answerLasts;
    });
    auto& answer = m_answers[name];
    if (answer.taken)
        return done(*answer.taken), false;
    answer.since = now;
    answer.waiting.push_back(std::move(done));
    return answer.waiting.size() == 1;
}

void Intake::answer(const Name& name, const Result<Taken>& taken) {
    auto& known = m_answers[name];
    const auto waiting = std::exchange(known.waiting, {});
    if (taken)
        known.taken = *taken;
    else
        m_answers.erase(name);
    for (const auto& done : waiting)
        done(taken);
}

void Intake::take(const RosterFile& file, const std::string& who, const std::string& from,
                  std::function<void(const Result<Taken>&)> done, const QString& token) {
    const Name name{who, token};
    if (!isFirst(name, std::move(done)))
        return;
    auto work = std::make_shared<Work>();
    std::vector<Member> members;
    for (const auto& line : file.lines)
        if (line.wrong.isEmpty())
            members.push_back(line.member);
    m_change(
        [this, work, token, members = std::move(members), who, from](store::Sql& sql) -> Result<void> {
            *work = {{}, {}, token};
            if (auto claimed = claim(sql, token); !claimed)
                return claimed;
            for (const auto& member : members)
                if (auto taken = takeOne(sql, member, *work); !taken)
                    return taken;
            if (auto kept = keep(sql, *work); !kept)
                return kept;
            return access::Audit(sql, m_clock)
                .note(who, "roster.take", std::to_string(members.size()) + " people", from);
        },
        [this, work, name](const Result<void>& changed) {
            if (changed)
                answer(name, Taken{std::move(work->invitations), work->undo});
            else
                answer(name, changed.error());
        });
}

/// Once for each token, whichever of several servers is asked. Forgets what is too old to be taken back.
Result<void> Intake::claim(store::Sql& sql, const QString& token) const {
    const auto now = micros(m_clock);
    const auto old = sql.run("DELETE FROM roster_undo WHERE taken <= $1", {now - undoLasts});
    if (!old)
        return old.error();
    const auto claimed = sql.run("INSERT INTO roster_undo (token, taken, steps) VALUES ($1, $2, '[]') "
                                 "ON CONFLICT (token) DO NOTHING RETURNING token",
                                 {token.toStdString(), now});
    if (!claimed)
        return claimed.error();
    if (claimed->empty())
        return Error{Errc::Refused,
                     QCoreApplication::translate(
                         "cohort", "This roster was taken over already, and its codes were shown then. Where "
                                   "they are lost, make new ones below."),
                     {}};
    return {};
}

/// Writes down how it is taken back.
Result<void> Intake::keep(store::Sql& sql, const Work& work) const {
    QJsonArray steps;
    for (const auto& step : work.steps)
        steps.append(jsonOf(step));
    const auto kept =
        sql.run("UPDATE roster_undo SET steps = $1 WHERE token = $2",
                {QJsonDocument(steps).toJson(QJsonDocument::Compact).toStdString(), work.undo.toStdString()});
    return kept ? Result<void>() : kept.error();
}

Result<std::vector<Invitation>> Intake::inviteAll(store::Sql& sql) const {
    const auto members = Roster(sql).members();
    if (!members)
        return members.error();
    access::Access people(sql, m_clock, m_homePage);
    std::vector<Invitation> invitations;
    for (const auto& member : *members) {
        const auto devices = people.devices(member.person);
        if (!devices)
            return devices.error();
        if (std::any_of(devices->begin(), devices->end(), [](const auto& one) { return !one.revoked; }))
            continue;
        const auto code = people.makeCode(member.person);
        if (!code)
            return code.error();
        invitations.push_back({member, QString::fromStdString(*code)});
    }
    return invitations;
}

void Intake::invite(const std::string& who, const std::string& from,
                    std::function<void(const Result<std::vector<Invitation>>&)> done) {
    const auto made = std::make_shared<std::vector<Invitation>>();
    m_change(
        [this, made, who, from](store::Sql& sql) -> Result<void> {
            auto all = inviteAll(sql);
            if (!all)
                return all.error();
            *made = std::move(*all);
            return access::Audit(sql, m_clock)
                .note(who, "code.make", std::to_string(made->size()) + " people", from);
        },
        [made, done = std::move(done)](const Result<void>& changed) {
            if (changed)
                done(std::move(*made));
            else
                done(changed.error());
        });
}

Result<int> Intake::undoAll(store::Sql& sql, const std::string& token) const {
    const auto rows = sql.run("DELETE FROM roster_undo WHERE token = $1 AND taken > $2 RETURNING steps",
                              {token, micros(m_clock) - undoLasts});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return gone();
    Roster roster(sql, m_homePage);
    access::Access people(sql, m_clock, m_homePage);
    int undone = 0;
    for (const auto& one :
         QJsonDocument::fromJson(QByteArray::fromStdString(rows->front().text(0))).array()) {
        auto step = stepOf(one.toObject());
        const auto person = people.person(step.person);
        if (!person)
            return person.error();
        if (!*person)
            continue;
        if (step.before)
            step.before->account = QString::fromStdString((*person)->account);
        if (auto done = undoOne(roster, people, std::move(step)); !done)
            return done.error();
        ++undone;
    }
    return undone;
}

void Intake::undo(const QString& token, const std::string& who, const std::string& from,
                  std::function<void(const Result<int>&)> done) {
    const auto count = std::make_shared<int>(0);
    m_change(
        [this, count, token = token.toStdString(), who, from](store::Sql& sql) -> Result<void> {
            const auto undone = undoAll(sql, token);
            if (!undone)
                return undone.error();
            *count = *undone;
            return access::Audit(sql, m_clock)
                .note(who, "roster.undo", std::to_string(*undone) + " people", from);
        },
        [this, token, count, done = std::move(done)](const Result<void>& changed) {
            if (changed)
                std::erase_if(m_answers, [&](const auto& one) { return one.first.second == token; });
            if (changed)
                done(*count);
            else
                done(changed.error());
        });
}

} // namespace understudy::desk
