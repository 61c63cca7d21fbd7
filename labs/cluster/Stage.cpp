#include "labs/cluster/Stage.h"

#include <cstdio>

namespace understudy::cluster {

namespace {

std::string shortest(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

Action clockAction(const char* verb, std::string name) {
    Action action;
    action.via = "control";
    action.verb = verb;
    action.path = "/lab/v1/clock";
    action.resource = "lab";
    action.name = std::move(name);
    return action;
}

} // namespace

Stage::Stage(Topology topology, Scenario scenario, std::int64_t real, std::int64_t epoch, double speed)
    : m_topology(std::move(topology))
    , m_clock(real, speed)
    , m_world(std::make_unique<World>(m_topology, std::move(scenario), epoch))
    , m_started(real) {}

void Stage::on(std::string via, Performer performer) { m_performers[std::move(via)] = std::move(performer); }

Outcome Stage::performed(const Action& action) {
    const auto performer = m_performers.find(action.via);
    if (performer == m_performers.end())
        return {501, "Nothing in this lab performs what comes by " + action.via + ".", "text/plain"};
    return performer->second(*m_world, action);
}

Outcome Stage::write(Action action, bool read) {
    Entry entry;
    static_cast<Action&>(entry) = std::move(action);
    entry.n = m_journal.next();
    entry.at = m_world->now();
    entry.read = read;
    if (m_keeper)
        if (const std::string problem = m_keeper->keep(entry); !problem.empty() && !read)
            return {notKept, problem, "text/plain"};
    m_journal.append(std::move(entry));
    return {};
}

Outcome Stage::perform(Action action) {
    if (auto written = write(std::move(action), false); written.status == notKept)
        return written;
    Outcome outcome = performed(m_journal.entries().back());
    m_journal.settle(outcome.status);
    if (outcome.status < 400) // what was refused has not been done
        m_world->did(m_journal.entries().back());
    return outcome;
}

void Stage::note(Action action) {
    if (quiet)
        return;
    write(std::move(action), true);
    m_world->did(m_journal.entries().back());
}

void Stage::catchUp(std::int64_t real) {
    const Micros when = m_clock.at(real);
    m_world->advanceTo(when);
    m_skew = when - (real - m_started);
}

void Stage::start(std::int64_t real) {
    m_clock = VirtualClock(real, m_clock.speed());
    m_started = real;
}

// The world is brought to the present first: until now the old speed was in force.
Outcome Stage::setSpeed(std::int64_t real, double speed) {
    catchUp(real);
    if (auto written = write(clockAction("speed", shortest(speed)), false); written.status == notKept)
        return written;
    m_journal.settle(200);
    m_clock.setSpeed(real, speed);
    return {};
}

Outcome Stage::skip(std::int64_t real, const std::string& by) {
    const auto span = parseDuration(by);
    if (!span || *span <= 0)
        return {422, "A skip is a duration such as 6h.", "text/plain"};
    catchUp(real);
    if (auto written = write(clockAction("skip", by), false); written.status == notKept)
        return written;
    m_journal.settle(200);
    m_clock.skip(*span);
    catchUp(real);
    return {};
}

void Stage::make(Scenario scenario, std::int64_t epoch) {
    m_world = std::make_unique<World>(m_topology, std::move(scenario), epoch);
    ++m_worlds;
}

Outcome Stage::restart(Scenario scenario, std::int64_t real, std::int64_t epoch,
                       std::optional<Topology> topology) {
    epoch -= epoch % 1000; // as the world has it
    if (m_keeper) {
        const Beginning fresh{scenario.lab, scenario.base, scenario.text, scenario.seed, epoch};
        if (const std::string problem = m_keeper->begin(fresh, {}, false); !problem.empty())
            return {notKept, problem, "text/plain"};
    }
    m_journal.clear();
    if (topology)
        m_topology = std::move(*topology);
    make(std::move(scenario), epoch);
    m_clock = VirtualClock(real, 1);
    m_started = real;
    m_skew = 0;
    Action begun = clockAction("start", m_world->scenario().lab);
    begun.path = "/lab/v1/start";
    note(std::move(begun));
    return {};
}

void Stage::play(const std::vector<Entry>& entries, Micros to, Micros stride) {
    const auto advance = [&](Micros when) {
        for (Micros next = m_world->now(); next < when;)
            m_world->advanceTo(next = std::min(when, next + stride));
    };
    for (const Entry& entry : entries) {
        if (entry.at > to)
            continue;
        advance(entry.at);
        if (entry.read ||
            ((entry.via != "control" || entry.path != "/lab/v1/clock") && performed(entry).status < 400))
            m_world->did(entry);
    }
    advance(to);
}

Outcome Stage::rewind(std::int64_t real, Micros to) {
    catchUp(real);
    if (to < 0 || to > m_world->now())
        return {422, "A lab can be rewound to a moment between its start and now.", "text/plain"};
    Journal left = m_journal;
    left.cut(to);
    if (m_keeper)
        if (const std::string problem = m_keeper->begin(beginning(), left.entries(), true); !problem.empty())
            return {notKept, problem, "text/plain"};
    m_journal = std::move(left);
    make(m_world->scenario(), epoch());
    play(m_journal.entries(), to, hour);
    m_clock = VirtualClock(real, m_clock.speed(), to);
    catchUp(real);
    Action done = clockAction("rewind", m_world->stamp(to));
    done.path = "/lab/v1/rewind";
    note(std::move(done));
    return {};
}

void Stage::resume(std::int64_t real, std::int64_t wall, const std::vector<Entry>& entries, Micros at) {
    m_journal.clear();
    double speed = m_clock.speed();
    for (const Entry& entry : entries) {
        m_journal.append(entry);
        at = std::max(at, entry.at);
        // A skip that was kept but not yet made when the program was killed.
        if (&entry == &entries.back() && entry.verb == "skip" && entry.path == "/lab/v1/clock")
            at = std::max(at, entry.at + parseDuration(entry.name).value_or(0));
        if (entry.verb == "speed" && entry.path == "/lab/v1/clock")
            speed = std::strtod(entry.name.c_str(), nullptr);
    }
    play(m_journal.entries(), at, hour);
    m_clock = VirtualClock(real, speed, at);
    m_started = real - (wall - epoch());
    catchUp(real);
}

Beginning Stage::beginning() const {
    const Scenario& scenario = m_world->scenario();
    return {scenario.lab, scenario.base, scenario.text, scenario.seed, epoch()};
}

std::string Stage::keepBy(Keeper& keeper) {
    const std::string problem = keeper.begin(beginning(), m_journal.entries(), false);
    if (problem.empty())
        m_keeper = &keeper;
    return problem;
}

} // namespace understudy::cluster
