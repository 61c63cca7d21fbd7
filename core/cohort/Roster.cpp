#include "core/cohort/Roster.h"

#include "core/access/Access.h"
#include "core/cohort/Csv.h"
#include "core/cohort/Records.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace understudy::cohort {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

const QStringList columnNames{QStringLiteral("name"),  QStringLiteral("full name"), QStringLiteral("cohort"),
                              QStringLiteral("team"),  QStringLiteral("track"),     QStringLiteral("start"),
                              QStringLiteral("mentor")};
constexpr qsizetype longest = 200;

/// Where each column is; "full_name" and "Full Name" are "full name".
QHash<QString, qsizetype> columnsOf(const QStringList& header) {
    QHash<QString, qsizetype> columns;
    for (qsizetype i = 0; i < header.size(); ++i)
        columns.insert(header[i].trimmed().toLower().replace(u'_', u' '), i);
    return columns;
}

/// One line's fields by name.
class Fields final {
public:
    Fields(const QHash<QString, qsizetype>& columns, const QStringList& row)
        : m_columns(columns)
        , m_row(row) {}
    QString operator()(const char* name) const {
        const auto at = m_columns.value(QLatin1String(name), -1);
        return at >= 0 && at < m_row.size() ? unguarded(m_row[at].trimmed()) : QString();
    }

private:
    const QHash<QString, qsizetype>& m_columns;
    const QStringList& m_row;
};

/// What a file that is in another encoding than it was read in leaves in its place.
bool isGarbled(const QString& field) { return field.contains(QChar(0xFFFD)) || field.contains(QChar(0)); }

QString trackOf(const course::Course& course, const QString& written) {
    for (const auto& track : course.tracks)
        if (track.id.compare(written, Qt::CaseInsensitive) == 0 ||
            track.title.compare(written, Qt::CaseInsensitive) == 0)
            return track.id;
    return {};
}

QString wrongWith(const Member& member, const Fields& field, const course::Course& course) {
    for (const auto& wrong : {access::wrongWithName(member.name.toStdString()),
                              access::wrongWithFullName(member.fullName.toStdString())})
        if (!wrong.isEmpty())
            return wrong;
    if (member.team.size() > longest || member.cohort.size() > longest)
        return tr("A field is longer than 200 characters.");
    if (member.cohort.isEmpty())
        return tr("The cohort is missing.");
    if (member.track.isEmpty()) {
        QStringList known;
        for (const auto& track : course.tracks)
            known << track.id;
        return tr("There is no track \"%1\". There are: %2.")
            .arg(field("track"), known.join(QStringLiteral(", ")));
    }
    if (!member.start.isValid())
        return tr("\"%1\" is no date. Write it like 2025-11-17.").arg(field("start"));
    return {};
}

Member memberOf(const Fields& field, const course::Course& course) {
    Member member;
    member.name = field("name");
    member.fullName = field("full name").isEmpty() ? member.name : field("full name");
    member.cohort = field("cohort");
    member.team = field("team");
    member.track = trackOf(course, field("track"));
    member.start = QDate::fromString(field("start"), Qt::ISODate);
    member.mentor = field("mentor");
    return member;
}

Member memberOfRow(const store::Row& row) {
    const auto text = [&](std::size_t at) { return QString::fromStdString(row.text(at)); };
    return {row.integer(0), text(1), text(2), text(3),
            text(4),        text(5), text(6), QDate::fromString(text(7), Qt::ISODate),
            text(8)};
}

constexpr auto chosen = "SELECT p.id, p.name, p.full_name, p.account, m.cohort, m.team, m.track, m.start, "
                        "m.mentor FROM cohort_member m JOIN person p ON p.id = m.person ";

} // namespace

int RosterFile::good() const {
    return static_cast<int>(
        std::count_if(lines.begin(), lines.end(), [](const Line& line) { return line.wrong.isEmpty(); }));
}

RosterFile readRoster(const QByteArray& csv, const course::Course& course) {
    RosterFile file;
    const auto rows = readCsv(csv);
    if (!rows) {
        file.wrong = rows.error().sentence;
        return file;
    }
    if (rows->size() < 2) {
        file.wrong = tr("The file has no rows below its first one, which names the columns.");
        return file;
    }
    const auto columns = columnsOf(rows->front().fields);
    for (const auto* needed : {"name", "cohort", "track", "start"})
        if (!columns.contains(QLatin1String(needed))) {
            file.wrong = tr("There is no column \"%1\". The first row names the columns: %2.")
                             .arg(QLatin1String(needed), columnNames.join(QStringLiteral(", ")));
            return file;
        }
    QSet<QString> names;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& row = (*rows)[i];
        const Fields field(columns, row.fields);
        RosterFile::Line line{row.line, memberOf(field, course), {}};
        line.wrong = wrongWith(line.member, field, course);
        if (std::any_of(row.fields.begin(), row.fields.end(), isGarbled))
            line.wrong = tr("Letters of this line were lost when the file was read. Save it as CSV UTF-8.");
        if (line.wrong.isEmpty() && names.contains(line.member.name))
            line.wrong = tr("\"%1\" stands in the file twice.").arg(line.member.name);
        names.insert(line.member.name);
        file.lines.push_back(std::move(line));
    }
    return file;
}

QByteArray writeRoster(const std::vector<Member>& members) {
    QByteArray csv = csvLine(columnNames);
    for (const auto& one : members)
        csv += csvLine({one.name, one.fullName, one.cohort, one.team, one.track,
                        one.start.toString(Qt::ISODate), one.mentor});
    return csv;
}

Result<std::vector<Member>> Roster::members() {
    const auto rows = m_sql.run(std::string(chosen) + "ORDER BY p.full_name, p.id");
    if (!rows)
        return rows.error();
    std::vector<Member> all;
    all.reserve(rows->size());
    for (const auto& row : *rows)
        all.push_back(memberOfRow(row));
    return all;
}

Result<std::optional<Member>> Roster::member(std::int64_t person) {
    const auto rows = m_sql.run(std::string(chosen) + "WHERE m.person = $1", {person});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::optional<Member>() : memberOfRow(rows->front());
}

Result<std::optional<Member>> Roster::put(const Member& member) {
    auto before = this->member(member.person);
    if (!before)
        return before;
    const auto put =
        m_sql.run("INSERT INTO cohort_member (person, agent, cohort, team, track, start, mentor) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person) DO UPDATE SET agent = "
                  "excluded.agent, cohort = "
                  "excluded.cohort, team = excluded.team, track = excluded.track, start = excluded.start, "
                  "mentor = excluded.mentor",
                  {member.person, agentKey({m_homePage, member.account.toStdString()}),
                   member.cohort.toStdString(), member.team.toStdString(), member.track.toStdString(),
                   member.start.toString(Qt::ISODate).toStdString(), member.mentor.toStdString()});
    return put ? before : put.error();
}

Result<void> Roster::renew() {
    const auto rows = m_sql.run("SELECT m.person, m.agent, p.account FROM cohort_member m "
                                "JOIN person p ON p.id = m.person");
    if (!rows)
        return rows.error();
    std::vector<std::pair<std::int64_t, std::int64_t>> changed;
    for (const auto& row : *rows)
        if (const auto agent = agentKey({m_homePage, row.text(2)}); agent != row.integer(1))
            changed.emplace_back(row.integer(0), agent);
    if (changed.empty())
        return {};
    return m_sql.transact([&]() -> Result<void> {
        for (const auto& [person, agent] : changed)
            if (const auto put =
                    m_sql.run("UPDATE cohort_member SET agent = $1 WHERE person = $2", {agent, person});
                !put)
                return put.error();
        return {};
    });
}

Result<void> Roster::remove(std::int64_t person) {
    const auto removed = m_sql.run("DELETE FROM cohort_member WHERE person = $1", {person});
    return removed ? Result<void>() : removed.error();
}

} // namespace understudy::cohort
