#pragma once

#include "core/cohort/View.h"
#include "core/course/Model.h"
#include "core/desk/Frame.h"

#include <optional>

namespace understudy::desk {

/// A cohort as a table: one row a trainee, how far they are, what is overdue, when they were heard from.
class CohortPage final {
public:
    static constexpr int rowsOfPage = 100;

    CohortPage(const course::Course& course, const Clock& clock, const Visitor& visitor)
        : m_course(course)
        , m_clock(clock)
        , m_visitor(visitor) {}

    QString make(const Standings& standings, const View& view) const;
    /// The same rows, all of them, for a spreadsheet.
    QByteArray csv(const Standings& standings, const View& view) const;

private:
    QString head(const Standings& standings, const View& view) const;
    QString counts(const Selection& selection) const;
    QString table(const Selection& selection, const View& view, bool certificates) const;
    QString columns(const View& view, bool certificates) const;
    QString row(const Line& line, bool certificates) const;
    QString strip(const Line& line) const;
    QString pages(const Selection& selection, const View& view) const;
    QString silent(const Selection& selection) const;
    QString empty(const Standings& standings, const View& view) const;
    QString dateLine(const Selection& selection) const;

    const course::Course& m_course;
    const Clock& m_clock;
    const Visitor& m_visitor;
};

/// "/cohorts/of-2025-11?overdue=1"
QString addressOf(const View& view);

/// What a path below "/cohorts/" is for.
struct CohortPath {
    QString cohort; ///< "" for everybody
    QString file;   ///< "trainees.csv", "statements.csv"; "" for the page
    bool operator==(const CohortPath&) const = default;
};
/// Of @p rest, decoded, where a name may have any characters. Nothing for a cohort that is not @p known.
std::optional<CohortPath> cohortPath(const QString& rest, const QStringList& known);

} // namespace understudy::desk
