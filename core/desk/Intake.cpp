#include "core/desk/Intake.h"

#include "core/access/Audit.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

namespace understudy::desk {

namespace {

constexpr std::int64_t undoLasts = 3600LL * 1000000; // microseconds

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
    step.person = member.person;
    step.before = *before;
    invitation.member = std::move(member);
    work.steps.push_back(std::move(step));
    work.invitations.push_back(std::move(invitation));
    return {};
}

void Intake::take(const RosterFile& file, const std::string& who, const std::string& from,
                  std::function<void(const Result<Taken>&)> done) {
    auto work = std::make_shared<Work>();
    const auto token = QUuid::createUuid().toString(QUuid::Id128);
    std::vector<Member> members;
    for (const auto& line : file.lines)
        if (line.wrong.isEmpty())
            members.push_back(line.member);
    m_change(
        [this, work, token, members = std::move(members), who, from](store::Sql& sql) -> Result<void> {
            *work = {{}, {}, token};
            for (const auto& member : members)
                if (auto taken = takeOne(sql, member, *work); !taken)
                    return taken;
            if (auto kept = keep(sql, *work); !kept)
                return kept;
            return access::Audit(sql, m_clock)
                .note(who, "roster.take", std::to_string(members.size()) + " people", from);
        },
        [work, done = std::move(done)](const Result<void>& changed) {
            if (!changed)
                return done(changed.error());
            done(Taken{std::move(work->invitations), work->undo});
        });
}

/// Writes down how it is taken back, and forgets what is too old for that.
Result<void> Intake::keep(store::Sql& sql, const Work& work) const {
    const auto now = micros(m_clock);
    const auto old = sql.run("DELETE FROM roster_undo WHERE taken <= $1", {now - undoLasts});
    if (!old)
        return old.error();
    QJsonArray steps;
    for (const auto& step : work.steps)
        steps.append(jsonOf(step));
    const auto kept = sql.run(
        "INSERT INTO roster_undo (token, taken, steps) VALUES ($1, $2, $3)",
        {work.undo.toStdString(), now, QJsonDocument(steps).toJson(QJsonDocument::Compact).toStdString()});
    return kept ? Result<void>() : kept.error();
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
        [count, done = std::move(done)](const Result<void>& changed) {
            if (changed)
                done(*count);
            else
                done(changed.error());
        });
}

} // namespace understudy::desk
