#include "core/progress/Today.h"

#include "core/progress/Again.h"
#include "core/progress/Path.h"
#include "core/progress/Plan.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

constexpr std::size_t mostDueRows = 6;

/// A practical has no page of its own: its title names it.
QString refOf(const course::TrackItem& one) { return one.kind == ItemKind::Practical ? one.title : one.ref; }

/// Builds a Today out of its four sources.
class Maker final {
public:
    Maker(const course::Course& course, const course::Track& track, const Progress& progress, QDate start,
          const QDateTime& now)
        : m_course(course)
        , m_track(track)
        , m_progress(progress)
        , m_calendar(start, progress.agenda().freeDays(track.id))
        , m_now(QDateTime(now.date(), now.time()))
        , m_block(m_calendar.block(track, now.date())) {}

    Today make();

private:
    Item item(const course::TrackItem& one) const { return Item(m_course, m_track, m_progress, one); }
    void addHead();
    void addWeeks();
    void addPlan();
    void addBlockRows(const course::TrackBlock& block, int day, bool isToday);
    void addPlanRow(const course::TrackItem& one, const QDateTime& due, bool earlier, const QString& heading);
    void addPathRows();
    QString headingOf(const course::TrackBlock& block, const course::TrackItem& one, bool earlier) const;
    void addMoves();
    void addResume();
    bool addResumeOf(const course::TrackItem& one, const QString& when);
    void addDue();
    void addRequirements();
    void addPace();
    const course::TrackBlock* planBlock() const;

    const course::Course& m_course;
    const course::Track& m_track;
    const Progress& m_progress;
    Calendar m_calendar;
    QDateTime m_now;
    const course::TrackBlock* m_block;
    Today m_today;
};

Today Maker::make() {
    addHead();
    addWeeks();
    addPlan();
    addResume();
    addDue();
    addRequirements();
    addPace();
    addMoves();
    return std::move(m_today);
}

/// Today's block; before the track the first one, after it or between two the one before.
const course::TrackBlock* Maker::planBlock() const {
    if (m_block || m_track.blocks.empty())
        return m_block;
    const course::TrackBlock* last = &m_track.blocks.front();
    const int week = m_calendar.week(m_now.date()), day = m_calendar.day(m_now.date());
    for (const course::TrackBlock& block : m_track.blocks)
        if (std::tie(block.week, block.firstDay) <= std::tie(week, day))
            last = &block;
    return last;
}

void Maker::addHead() {
    const QDate date = m_now.date();
    m_today.date = date;
    m_today.week = m_calendar.week(date);
    m_today.day = m_calendar.day(date);
    const QString day = QLocale(QLocale::English).toString(date, QStringLiteral("dddd d MMMM"));
    if (m_track.blocks.empty())
        m_today.dateLine = Words::tr("%1. %2").arg(day, m_track.title);
    else if (m_today.week == 0)
        m_today.dateLine = Words::tr("%1. %2, week 1, day 1 is %3")
                               .arg(day, m_track.title, shortDate(m_calendar.date(1, 1)));
    else if (!m_block)
        m_today.dateLine = Words::tr("%1. %2, after its last day").arg(day, m_track.title);
    else
        m_today.dateLine =
            Words::tr("%1. %2, week %3, day %4").arg(day, m_track.title).arg(m_today.week).arg(m_today.day);
    m_today.heading = planBlock() ? planBlock()->title : m_track.title;
}

void Maker::addWeeks() {
    for (const course::TrackBlock& block : m_track.blocks) {
        if (m_today.weeks.empty() || m_today.weeks.back().number != block.week) {
            WeekState week{block.week, {}, {}};
            for (int day = 1; day <= 5; ++day)
                week.days.push_back(m_calendar.date(block.week, day));
            m_today.weeks.push_back(std::move(week));
        }
        BlockState state{block.title, block.firstDay, block.lastDay};
        state.current = &block == m_block;
        for (const course::TrackItem& one : block.items) {
            const Item thing = item(one);
            if (!thing.counts()) {
                ++state.notYet;
                continue;
            }
            ++state.items;
            state.done += thing.done();
            state.late += thing.state(m_calendar.due(block, one), m_now) == Doneness::Late;
        }
        m_today.itemsDone += state.done;
        m_today.itemsTotal += state.items;
        m_today.itemsLate += state.late;
        m_today.weeks.back().blocks.push_back(std::move(state));
    }
}

void Maker::addPlan() {
    const course::TrackBlock* today = planBlock();
    int day = m_calendar.day(m_now.date());
    if (today && today != m_block) // before the track its first day, after it its last
        day = m_today.week == 0 ? today->firstDay : today->lastDay;
    for (const course::TrackBlock& block : m_track.blocks)
        if (today && &block <= today)
            addBlockRows(block, day, &block == today);
    for (const course::Recurring& one : m_track.ongoing) {
        const Occurrence again = occurrence(one, m_now.date());
        addPlanRow(again.item, QDateTime(again.last, QTime(23, 59, 59)), false, again.heading);
    }
    addPathRows();
    m_today.planSays = m_today.minutesTotal == 0 ? QString()
                       : m_today.minutesLeft == 0
                           ? Words::tr("All done")
                           : Words::tr("About %1 left of %2")
                                 .arg(inHours(m_today.minutesLeft), inHours(m_today.minutesTotal));
}

/// What is planned for @p day of today's block, and of all days before it what is not done.
void Maker::addBlockRows(const course::TrackBlock& block, int day, bool isToday) {
    for (const course::TrackItem& one : block.items) {
        const bool earlier = !isToday || block.lastDayOf(one) < day;
        if (earlier ? item(one).counts() && !item(one).done() : block.firstDayOf(one) <= day)
            addPlanRow(one, m_calendar.due(block, one), earlier, headingOf(block, one, earlier));
    }
}

QString Maker::headingOf(const course::TrackBlock& block, const course::TrackItem& one, bool earlier) const {
    if (one.part < 0)
        return {};
    if (earlier)
        return Words::tr("From days before");
    const course::TrackPart& part = block.partOf(one);
    switch (part.half) {
    case course::TrackPart::Half::Morning:
        return Words::tr("Morning");
    case course::TrackPart::Half::Afternoon:
        return Words::tr("Afternoon");
    case course::TrackPart::Half::None:
        break;
    }
    return Words::tr("%1 to %2, %3").arg(part.at, part.until, part.title);
}

/// The conditions of a learning path, in their order; they have no day.
void Maker::addPathRows() {
    using Kind = course::Condition::Kind;
    int number = 0;
    for (const course::Condition& condition : m_track.path) {
        const Standing how = standing(m_course, m_track, condition, m_progress);
        PlanRow row;
        row.kind = condition.said()               ? ItemKind::Practical
                   : condition.kind == Kind::Page ? ItemKind::Page
                   : condition.kind == Kind::Lab  ? ItemKind::Lab
                   : condition.kind == Kind::Quiz ? ItemKind::Quiz
                                                  : ItemKind::Later;
        row.ref = condition.said() ? condition.title : condition.ref;
        row.word = Words::tr("Step %1").arg(++number);
        row.title = condition.title;
        row.detail = how.says;
        row.state = how.done ? Doneness::Done : how.share > 0 ? Doneness::Partly : Doneness::Open;
        row.share = how.share;
        row.time = how.done ? Words::tr("Done") : QString();
        if (condition.said())
            row.action = how.done ? QString() : Words::tr("Done?");
        else if (row.kind != ItemKind::Later)
            row.action = how.done ? Words::tr("Open again") : Words::tr("Open");
        m_today.plan.push_back(std::move(row));
    }
}

void Maker::addPlanRow(const course::TrackItem& one, const QDateTime& due, bool earlier,
                       const QString& heading) {
    const Item thing = item(one);
    PlanRow row{one.kind,
                refOf(one),
                thing.word(),
                thing.title(),
                thing.detail(),
                thing.state(due, m_now),
                thing.share(),
                thing.minutesLeft(),
                {},
                thing.action(),
                earlier,
                heading};
    if (row.state == Doneness::Late || !one.due.isEmpty()) {
        const QString words = dueWords(due, !one.due.isEmpty(), m_now);
        if (row.state != Doneness::Done)
            row.detail +=
                (row.detail.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(". ")) +
                (row.state == Doneness::Late ? words : Words::tr("Due: %1").arg(words)) + QLatin1Char('.');
    }
    if (row.state == Doneness::Done) {
        const auto when = thing.doneAt();
        const bool isToday = when && when->date() == m_now.date();
        row.time = !when     ? Words::tr("Done")
                   : isToday ? Words::tr("Done %1").arg(when->time().toString(QStringLiteral("HH:mm")))
                             : Words::tr("Done %1").arg(shortDate(when->date()));
    } else if (row.minutesLeft > 0) {
        row.time =
            row.share > 0 ? Words::tr("%1 left").arg(inHours(row.minutesLeft)) : inHours(row.minutesLeft);
    }
    m_today.minutesLeft += row.minutesLeft;
    m_today.minutesTotal += thing.counts() ? thing.minutes() : 0;
    m_today.plan.push_back(std::move(row));
}

bool Maker::addResumeOf(const course::TrackItem& one, const QString& when) {
    const Item thing = item(one);
    const bool exists = (one.kind == ItemKind::Page && m_course.page(one.ref)) ||
                        (one.kind == ItemKind::Lab && m_course.lab(one.ref)) ||
                        (one.kind == ItemKind::Quiz && m_course.quiz(one.ref));
    if (!exists || thing.done())
        return false;
    const QString left =
        thing.minutesLeft() < thing.minutes()
            ? Words::tr("%1 of %2 left.").arg(inHours(thing.minutesLeft()), inHours(thing.minutes()))
            : Words::tr("Takes about %1.").arg(inHours(thing.minutes()));
    QString detail = thing.detail();
    if (!detail.endsWith(QLatin1Char('.')))
        detail += QLatin1Char('.');
    m_today.resume = ResumeCandidate{one.kind,
                                     one.ref,
                                     thing.anchor(),
                                     when,
                                     thing.title(),
                                     detail + QLatin1Char(' ') + left,
                                     thing.segments(),
                                     thing.share(),
                                     thing.resumeAction()};
    return true;
}

void Maker::addResume() {
    for (const Progress::Touch& touch : m_progress.touched()) {
        course::TrackItem one;
        one.kind = touch.kind;
        one.ref = touch.ref;
        if (addResumeOf(
                one,
                Words::tr("Continue where you stopped %1").arg(agoWords(localTime(touch.moment), m_now))))
            return;
    }
    for (const PlanRow& row : m_today.plan) {
        course::TrackItem one;
        one.kind = row.kind;
        one.ref = row.ref;
        if (row.state != Doneness::Done &&
            addResumeOf(one, m_progress.touched().empty() ? Words::tr("Start here")
                                                          : Words::tr("Next in your plan")))
            return;
    }
}

void Maker::addDue() {
    std::vector<std::pair<QDateTime, DueRow>> rows;
    for (const course::TrackBlock& block : m_track.blocks)
        for (const course::TrackItem& one : block.items) {
            const Item thing = item(one);
            const QDateTime due = m_calendar.due(block, one);
            const bool late = thing.state(due, m_now) == Doneness::Late;
            // Pages are the plan's matter; one that is late is everybody's.
            if (!thing.counts() || thing.done() || (one.kind == ItemKind::Page && !late))
                continue;
            const auto urgency = late                         ? DueRow::Urgency::Late
                                 : due.date() == m_now.date() ? DueRow::Urgency::Today
                                                              : DueRow::Urgency::Coming;
            rows.push_back({due,
                            {thing.title(), thing.dueDetail(), dueWords(due, !one.due.isEmpty(), m_now),
                             urgency, one.kind, refOf(one)}});
        }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < std::min(rows.size(), mostDueRows); ++i)
        m_today.due.push_back(std::move(rows[i].second));
}

void Maker::addRequirements() {
    Requirement parts, quizzes, labs;
    QStringList numbers;
    for (const course::Module& module : m_course.modules) {
        numbers << QString::number(module.number);
        parts.total += static_cast<int>(module.pages.size());
        parts.done += m_progress.pagesRead(module);
        if (module.quiz) {
            ++quizzes.total;
            quizzes.done += m_progress.quiz(module.quiz->id).passed();
        }
    }
    for (const course::Lab& lab : m_course.labs) {
        ++labs.total;
        labs.done += m_progress.lab(lab.id).finished();
    }
    const QString last = numbers.isEmpty() ? QString() : numbers.takeLast();
    parts.name = numbers.isEmpty()
                     ? Words::tr("Module %1").arg(last)
                     : Words::tr("Modules %1 and %2").arg(numbers.join(QStringLiteral(", ")), last);
    parts.says = Words::tr("%1 of %2 parts").arg(parts.done).arg(parts.total);
    quizzes.name = Words::tr("Quizzes passed");
    quizzes.says = Words::tr("%1 of %2").arg(quizzes.done).arg(quizzes.total);
    labs.name = Words::tr("Labs complete");
    labs.says = Words::tr("%1 of %2").arg(labs.done).arg(labs.total);
    m_today.requirements = {parts, quizzes, labs};
}

void Maker::addPace() {
    int done = 0, total = 0;
    for (const Requirement& one : m_today.requirements) {
        done += one.done;
        total += one.total;
    }
    const int days = m_calendar.dayNumber(m_now.date());
    if (done == 0 || done == total || days < 1)
        return;
    const int needed = (total * days + done - 1) / done; // working days for everything at the pace so far
    constexpr int notWorthSaying = 60;
    if (needed > notWorthSaying)
        return;
    const QDate day = m_calendar.date(1, needed);
    m_today.pace = Words::tr("At this pace you reach it on %1.")
                       .arg(QLocale(QLocale::English).toString(day, QStringLiteral("ddd d MMMM")));
}

/// The plan moves by one choice, which can be taken back until its first day is over.
void Maker::addMoves() {
    const auto inDays = [](int days) {
        return days == 1 ? Words::tr("1 day") : Words::tr("%1 days").arg(days);
    };
    m_today.behind = behind(m_course, m_track, m_progress, m_calendar, m_now.date());
    if (m_today.behind.days > 0) {
        m_today.behindSays = Words::tr("You are %1 behind.").arg(inDays(m_today.behind.days));
        m_today.behindAction = Words::tr("Move the plan by %1").arg(inDays(m_today.behind.days));
    }
    for (const Agenda::Move& move : m_progress.agenda().moves(m_track.id))
        if (move.until == m_calendar.next(m_now.date())) {
            m_today.moved = {move.days, move.from, move.until};
            m_today.movedSays = Words::tr("The plan was moved by %1.").arg(inDays(move.days));
        }
}

} // namespace

Today makeToday(const course::Course& course, const course::Track& track, const Progress& progress,
                QDate start, const QDateTime& nowLocal) {
    return Maker(course, track, progress, start, nowLocal).make();
}

QString inHours(int minutes) {
    if (minutes < 60)
        return Words::tr("%1 min").arg(minutes);
    if (minutes % 60 == 0)
        return Words::tr("%1 h").arg(minutes / 60);
    return Words::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace understudy::progress
