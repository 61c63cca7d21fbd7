#include "core/progress/Agenda.h"

namespace understudy::progress {

using journal::Fact;

namespace {

// A journal from elsewhere must not make a calendar walk for ever.
constexpr int longestMove = 3660;     // days
constexpr int farYears = 2;           // from the track's first day
constexpr std::size_t mostFree = 400; // days of a track: more of them than any plan is moved by

QString text(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toString(); }

QDate date(const Fact& fact, const char* name) { return QDate::fromString(text(fact, name), Qt::ISODate); }

bool is(const Fact& fact, const char* kind) { return fact.kind == QLatin1String(kind); }

Agenda::By byOf(const Fact& fact) {
    const QString by = text(fact, "by");
    return by == QLatin1String("first-start")   ? Agenda::By::FirstStart
           : by == QLatin1String("coordinator") ? Agenda::By::Coordinator
                                                : Agenda::By::Trainee;
}

/// The later one, and of first starts the earliest: a second laptop must not begin the track anew.
bool countsBefore(const Agenda::Enrolment& one, const Agenda::Enrolment& other) {
    using By = Agenda::By;
    if ((one.by == By::FirstStart) != (other.by == By::FirstStart))
        return other.by == By::FirstStart;
    return one.by == By::FirstStart ? one.moment < other.moment : other.moment < one.moment;
}

} // namespace

void Agenda::apply(const Fact& fact, const Moment& moment) {
    if (is(fact, journal::kind::Enrolled)) {
        applyEnrolment(fact, moment);
    } else if (is(fact, journal::kind::DayOff)) {
        const QDate day = date(fact, "date");
        if (!day.isValid())
            return;
        m_changes.insert(fact.id);
        const Day one{fact.body.value(QStringLiteral("off")).toBool(), moment};
        const auto [place, isNew] = m_days.try_emplace(day, one);
        if (!isNew && place->second.moment < moment)
            place->second = one;
    } else if (is(fact, journal::kind::PlanMoved)) {
        applyMove(fact, moment);
    }
}

void Agenda::applyEnrolment(const Fact& fact, const Moment& moment) {
    const Enrolment one{text(fact, "track"), date(fact, "start"), text(fact, "person"), moment, byOf(fact)};
    if (!one.start.isValid())
        return;
    m_changes.insert(fact.id);
    // A laptop's first fact of all is that of its first start, also where it does not say so, as before.
    m_choseThemself = m_choseThemself || (one.by == By::Trainee && fact.deviceSeq > 1);
    if (!m_chosen || countsBefore(one, *m_chosen))
        m_chosen = one;
    const auto [place, isNew] = m_enrolments.try_emplace(one.track, one);
    if (!isNew && countsBefore(one, place->second))
        place->second = one;
}

void Agenda::applyMove(const Fact& fact, const Moment& moment) {
    const Move one{date(fact, "from"), date(fact, "until"), fact.body.value(QStringLiteral("days")).toInt(),
                   moment};
    if (!one.from.isValid() || !one.until.isValid() || one.until <= one.from || one.days < 0 ||
        one.from.daysTo(one.until) > longestMove)
        return;
    m_changes.insert(fact.id);
    const auto [place, isNew] = m_moves.try_emplace({text(fact, "track"), one.from}, one);
    if (!isNew && place->second.moment < moment)
        place->second = one;
}

const Agenda::Enrolment* Agenda::enrolment(const QString& track) const {
    const auto found = m_enrolments.find(track);
    return found == m_enrolments.end() ? nullptr : &found->second;
}

std::set<QDate> Agenda::daysOff() const {
    std::set<QDate> off;
    for (const auto& [day, state] : m_days)
        if (state.off)
            off.insert(day);
    return off;
}

std::vector<Agenda::Move> Agenda::moves(const QString& track) const {
    std::vector<Move> all;
    for (const auto& [where, move] : m_moves)
        if (where.first == track && move.days > 0)
            all.push_back(move);
    return all;
}

// The first ones count, whatever their order. However many facts there are, each day is looked at once.
std::set<QDate> Agenda::freeDays(const QString& track) const {
    const auto* own = enrolment(track);
    const QDate first = own ? own->start.addYears(-farYears) : QDate(); // which is before all others
    const QDate last = own ? own->start.addYears(farYears) : QDate();
    const auto isNear = [&](QDate day) { return !last.isValid() || day <= last; };
    std::set<QDate> free;
    for (auto day = m_days.lower_bound(first);
         day != m_days.end() && isNear(day->first) && free.size() < mostFree; ++day)
        if (day->second.off)
            free.insert(day->first);
    QDate next = first;
    std::size_t moved = 0;
    for (auto move = m_moves.lower_bound({track, first.addDays(-longestMove)});
         move != m_moves.end() && move->first.first == track; ++move) {
        const auto& [from, until, days, moment] = move->second;
        for (next = std::max(next, from); days > 0 && next < until && isNear(next) && moved < mostFree;
             next = next.addDays(1), ++moved)
            free.insert(next);
    }
    while (free.size() > mostFree)
        free.erase(std::prev(free.end()));
    return free;
}

} // namespace understudy::progress
