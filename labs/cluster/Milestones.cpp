#include "labs/cluster/Milestones.h"

#include <algorithm>

namespace understudy::cluster {

Milestones::Milestones(EventQueue& queue, Faults& faults, const Series& series, std::int64_t epoch)
    : m_queue(queue)
    , m_faults(faults)
    , m_measured(series, epoch) {
    m_faults.conditions().measured = [this](const Condition& condition) {
        return m_measured.holds(condition, m_queue.now());
    };
    m_faults.conditions().done = [this](const Condition& condition) { return done(condition); };
}

void Milestones::plan(const std::vector<NamedCondition>& conditions, bool deeds) {
    m_keeps = deeds;
    for (const auto& spec : conditions)
        m_all.push_back({spec, {}, {}, 0, false});
}

std::optional<Milestones::Beginning> Milestones::beginningOf(const std::string& id) const {
    for (const auto& each : m_all)
        if (each.spec.id == id)
            return each.began ? std::optional(Beginning{*each.began, each.place}) : std::nullopt;
    const auto found = m_started.find(id);
    return found == m_started.end() ? std::nullopt : std::optional(found->second);
}

bool Milestones::done(const Condition& condition) {
    const DeedWish& wish = condition.deed;
    std::size_t from = 0, to = m_deeds.count();
    if (!wish.after.empty()) {
        const auto beginning = beginningOf(wish.after);
        from = beginning ? beginning->place : to;
    }
    if (!wish.before.empty())
        if (const auto beginning = beginningOf(wish.before))
            to = std::max(from, beginning->place);
    Counted& counted = m_counted[condition.place];
    if (counted.from != from || counted.to > to)
        counted = {from, from, 0};
    counted.found += m_deeds.fitting(wish, counted.to, to);
    counted.to = to;
    return wish.never ? counted.found == 0 : counted.found >= wish.least;
}

bool Milestones::inTime(const Milestone& one, Micros now) const {
    if (!one.spec.within)
        return true;
    if (one.spec.of.empty())
        return now <= *one.spec.within;
    const auto beginning = beginningOf(one.spec.of);
    return beginning && now - beginning->at <= *one.spec.within;
}

void Milestones::follow(Milestone& one, Micros now) {
    if (!m_faults.conditions().holds(one.spec.must)) {
        one.began.reset();
        return;
    }
    if (!one.began) {
        one.began = now;
        one.place = m_deeds.count();
    }
    if (!one.reached && now - *one.began >= one.spec.lasts) {
        one.reached = now;
        one.inTime = inTime(one, *one.began);
    }
}

void Milestones::look() {
    const Micros now = m_queue.now();
    for (const auto& fault : m_faults.all())
        if (const auto started = m_faults.startedAt(fault.spec.id)) {
            const auto [place, fresh] =
                m_started.emplace(fault.spec.id, Beginning{*started, m_deeds.count()});
            if (!fresh && place->second.at != *started)
                place->second = {*started, m_deeds.count()};
        }
    if (now < 0)
        return;
    for (auto& one : m_all)
        follow(one, now);
}

// What it did is looked at first: the deed that brought something about comes after its beginning.
void Milestones::did(const Action& action) {
    if (!m_keeps)
        return;
    look();
    m_deeds.add(action);
    for (auto& one : m_all)
        if (one.spec.must.kind == Condition::Kind::Journal)
            follow(one, m_queue.now());
}

} // namespace understudy::cluster
