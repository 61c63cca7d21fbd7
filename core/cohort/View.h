#pragma once

#include "core/cohort/Board.h"
#include "core/http/Server.h"

#include <QUrlQuery>

namespace understudy::cohort {

/// What somebody wants to see of a cohort: it is all in the address, so that a page can be kept and sent.
struct View {
    enum class Sort { Overdue, Name, Progress, Labs, Quizzes, Heard };
    QString cohort; ///< "": everybody
    QString search; ///< in names and teams
    QString mentor; ///< only this person's trainees; set by who asks, never by the address
    Sort sort = Sort::Overdue;
    bool reversed = false;
    bool onlyOverdue = false;
    int page = 1;

    static View of(const http::Pairs& query);
    QUrlQuery query() const;
    bool operator==(const View&) const = default;
};

/// The same for the address: "overdue", "name".
QString sortName(View::Sort sort);

/// Who was not heard from for longer, on days that the plan has, is worth a word.
inline constexpr auto silence = std::chrono::hours(72);

/// One row as it is shown.
struct Line {
    std::shared_ptr<const Trainee> trainee;
    Summary::Overdue overdue;
    double share = 0;    ///< of the whole plan, 0 to 1
    double expected = 0; ///< the same, as the plan would have it
    bool isSilent = false;
};

/// The rows that a view asks for, in its order, and what they come to.
struct Selection {
    std::vector<Line> lines; ///< all that match; a page shows some of them
    int trainees = 0, onSchedule = 0, itemsOverdue = 0, certified = 0;
    std::vector<Line> silent; ///< nothing heard for three days while their track runs; the longest first
};

Selection select(const Standings& standings, const View& view, const Clock& clock);

/// The cohorts there are, the newest name first.
QStringList cohortsOf(const Standings& standings, const QString& mentor);

} // namespace understudy::cohort
