#include "core/cohort/View.h"

#include "core/cohort/Words.h"
#include "core/progress/Calendar.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace understudy::cohort {

namespace {

constexpr std::array<std::pair<const char*, View::Sort>, 6> sorts{{{"overdue", View::Sort::Overdue},
                                                                   {"name", View::Sort::Name},
                                                                   {"progress", View::Sort::Progress},
                                                                   {"labs", View::Sort::Labs},
                                                                   {"quizzes", View::Sort::Quizzes},
                                                                   {"heard", View::Sort::Heard}}};

bool wanted(const Member& member, const View& view) {
    if (!view.mentor.isEmpty() && member.mentor != view.mentor)
        return false;
    if (!view.cohort.isEmpty() && member.cohort != view.cohort)
        return false;
    return view.search.isEmpty() || member.fullName.contains(view.search, Qt::CaseInsensitive) ||
           member.name.contains(view.search, Qt::CaseInsensitive) ||
           member.team.contains(view.search, Qt::CaseInsensitive);
}

double shareOf(const Summary& summary) {
    double done = 0;
    int days = 0;
    for (const auto& block : summary.blocks) {
        done += block.share() * block.days();
        days += block.days();
    }
    return days == 0 ? 0 : done / days;
}

/// What comes first when nothing is reversed: the most urgent, the first letter, the least done.
bool comesBefore(const Line& a, const Line& b, View::Sort sort) {
    const auto& left = a.trainee->summary;
    const auto& right = b.trainee->summary;
    switch (sort) {
    case View::Sort::Overdue:
        return std::pair(-a.overdue.count, a.overdue.oldest) < std::pair(-b.overdue.count, b.overdue.oldest);
    case View::Sort::Name:
        return a.trainee->member.fullName.localeAwareCompare(b.trainee->member.fullName) < 0;
    case View::Sort::Progress:
        return a.share < b.share;
    case View::Sort::Labs:
        return left.labs < right.labs;
    case View::Sort::Quizzes:
        return left.quizPercent < right.quizPercent;
    case View::Sort::Heard:
        return left.heard < right.heard;
    }
    return false;
}

/// Days that the plan does not have, after @p heard and up to @p today.
int daysWithoutPlan(const Summary& summary, QDate heard, QDate today) {
    const progress::Calendar calendar(summary.start, summary.free);
    int days = 0;
    for (QDate day = heard.addDays(1); day <= today; day = day.addDays(1))
        days += calendar.works(day) ? 0 : 1;
    return days;
}

/// Silence means something only on days that the plan has.
bool isSilent(const Line& line, const Clock& clock, Instant now) {
    constexpr auto inAnyCase = std::chrono::hours(24) * 30;
    const auto& summary = line.trainee->summary;
    const Instant heard{std::chrono::milliseconds(summary.heard)};
    const QDate today = localTime(clock, now).date();
    if (line.trainee->member.start >= today || line.share >= 1 || now - heard <= silence)
        return false;
    return now - heard > inAnyCase ||
           now - heard > silence + std::chrono::hours(24) *
                                       daysWithoutPlan(summary, localTime(clock, heard).date(), today);
}

} // namespace

View View::of(const http::Pairs& query) {
    View view;
    for (const auto& [name, value] : query) {
        const auto text = QString::fromStdString(value);
        if (name == "q")
            view.search = text.trimmed().left(100);
        else if (name == "overdue")
            view.onlyOverdue = value == "1";
        else if (name == "page")
            view.page = std::clamp(text.toInt(), 1, 1'000'000);
        else if (name == "reversed")
            view.reversed = value == "1";
        else if (name == "sort")
            for (const auto& [known, sort] : sorts)
                view.sort = value == known ? sort : view.sort;
    }
    return view;
}

QString sortName(View::Sort sort) {
    const auto found =
        std::find_if(sorts.begin(), sorts.end(), [&](const auto& one) { return one.second == sort; });
    return QLatin1String(found->first);
}

QUrlQuery View::query() const {
    QUrlQuery made;
    if (!search.isEmpty())
        made.addQueryItem(QStringLiteral("q"), QString::fromLatin1(QUrl::toPercentEncoding(search)));
    if (sort != Sort::Overdue)
        made.addQueryItem(QStringLiteral("sort"), sortName(sort));
    if (reversed)
        made.addQueryItem(QStringLiteral("reversed"), QStringLiteral("1"));
    if (onlyOverdue)
        made.addQueryItem(QStringLiteral("overdue"), QStringLiteral("1"));
    if (page > 1)
        made.addQueryItem(QStringLiteral("page"), QString::number(page));
    return made;
}

Selection select(const Standings& standings, const View& view, const Clock& clock) {
    Selection selection;
    const auto now = clock.now();
    const auto local = localSeconds(clock, now);
    const auto today = localTime(clock, now).date();
    for (const auto& trainee : standings.trainees) {
        if (!wanted(trainee->member, view))
            continue;
        Line line{trainee, trainee->summary.overdue(local), shareOf(trainee->summary),
                  trainee->summary.expected(today), false};
        ++selection.trainees;
        selection.onSchedule += line.overdue.count == 0;
        selection.itemsOverdue += line.overdue.count;
        selection.certified += !trainee->summary.certificate.isEmpty();
        line.isSilent = isSilent(line, clock, now);
        if (line.isSilent)
            selection.silent.push_back(line);
        if (!view.onlyOverdue || line.overdue.count > 0)
            selection.lines.push_back(std::move(line));
    }
    std::stable_sort(selection.lines.begin(), selection.lines.end(), [&](const Line& a, const Line& b) {
        return view.reversed ? comesBefore(b, a, view.sort) : comesBefore(a, b, view.sort);
    });
    std::stable_sort(selection.silent.begin(), selection.silent.end(), [](const Line& a, const Line& b) {
        return a.trainee->summary.heard < b.trainee->summary.heard;
    });
    return selection;
}

QStringList cohortsOf(const Standings& standings, const QString& mentor) {
    QSet<QString> names;
    for (const auto& one : standings.trainees)
        if (mentor.isEmpty() || one->member.mentor == mentor)
            names.insert(one->member.cohort);
    QStringList sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    return sorted;
}

} // namespace understudy::cohort
