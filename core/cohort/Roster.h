#pragma once

#include "core/cohort/Member.h"
#include "core/course/Model.h"
#include "core/store/Sql.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace understudy::cohort {

/// A roster as a coordinator keeps it in a spreadsheet, read and proved, not yet taken. Columns, by their
/// names in the first row and in any order: name, full name, cohort, track, start; team and mentor if wanted.
struct RosterFile {
    struct Line {
        int number = 0; ///< of the file
        Member member;
        QString wrong; ///< in a sentence; "" when the line is good
        bool operator==(const Line&) const = default;
    };
    std::vector<Line> lines;
    QString wrong; ///< with the file as a whole: nothing can be taken; "" otherwise

    int good() const;
    bool operator==(const RosterFile&) const = default;
};

RosterFile readRoster(const QByteArray& csv, const course::Course& course);
QByteArray writeRoster(const std::vector<Member>& members);

/// Who is in which cohort, as it is kept.
class Roster final {
public:
    /// @p homePage: of everybody's xAPI account; only put() and renew() need it.
    explicit Roster(store::Sql& sql, std::string homePage = {})
        : m_sql(sql)
        , m_homePage(std::move(homePage)) {}

    Result<std::vector<Member>> members();
    Result<std::optional<Member>> member(std::int64_t person);
    /// Writes down what is known of somebody; what was known before is told, for taking it back.
    Result<std::optional<Member>> put(const Member& member);
    /// Looks for everybody's statements under the home page that holds: before the first start of the server
    /// there was another one.
    Result<void> renew();
    /// The person stays; they are in no cohort any more.
    Result<void> remove(std::int64_t person);

private:
    store::Sql& m_sql;
    std::string m_homePage;
};

} // namespace understudy::cohort
