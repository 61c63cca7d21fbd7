#include "labs/cluster/Stage.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace understudy::cluster {

namespace {

std::string shortest(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

constexpr const char* clockPath = "/lab/v1/clock";

Action controlAction(const char* path, const char* verb, std::string name) {
    Action action;
    action.via = "control";
    action.verb = verb;
    action.path = path;
    action.resource = "lab";
    action.name = std::move(name);
    return action;
}

/// The speed that was set last.
double speedOf(const std::vector<Entry>& entries, double otherwise) {
    const auto last = std::find_if(entries.rbegin(), entries.rend(), [](const Entry& each) {
        return each.verb == "speed" && each.path == clockPath;
    });
    return last == entries.rend() ? otherwise : std::strtod(last->name.c_str(), nullptr);
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
    if (auto written = write(controlAction(clockPath, "speed", shortest(speed)), false);
        written.status == notKept)
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
    if (auto written = write(controlAction(clockPath, "skip", by), false); written.status == notKept)
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
        if (const std::string problem = m_keeper->begin(fresh, {}); !problem.empty())
            return {notKept, problem, "text/plain"};
    }
    m_journal.clear();
    if (topology)
        m_topology = std::move(*topology);
    make(std::move(scenario), epoch);
    m_clock = VirtualClock(real, 1);
    m_started = real;
    m_skew = 0;
    note(controlAction("/lab/v1/start", "start", m_world->scenario().lab));
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
            ((entry.via != "control" || entry.path != clockPath) && performed(entry).status < 400))
            m_world->did(entry);
    }
    advance(to);
}

void Stage::mark(std::vector<Entry>& entries, Action action, Micros when) const {
    Entry entry;
    static_cast<Action&>(entry) = std::move(action);
    entry.n = std::max(m_journal.next(), entries.empty() ? 0 : entries.back().n + 1);
    entry.at = when;
    entry.status = 200;
    entry.read = entry.path != clockPath;
    entries.push_back(std::move(entry));
}

// The last entry tells how far this future came.
Outcome Stage::lay(std::string& name, const char* verb) {
    if (!m_keeper)
        return {};
    std::vector<Entry> entries = m_journal.entries();
    mark(entries, controlAction("/lab/v1/fork", verb, name), m_world->now());
    return m_keeper->lay(name, beginning(), entries);
}

Outcome Stage::fork(std::int64_t real, std::string& name) {
    catchUp(real);
    const Outcome done = lay(name, "fork");
    if (done.status == 200)
        note(controlAction("/lab/v1/fork", "fork", name));
    return done;
}

Outcome Stage::rewind(std::int64_t real, Micros to, std::string& name) {
    catchUp(real);
    if (to < 0 || to > m_world->now())
        return {422, "A lab can be rewound to a moment between its start and now.", "text/plain"};
    if (const Outcome done = lay(name, "leave"); done.status != 200)
        return done;
    Future past{beginning(), m_world->scenario(), m_journal.entries(), m_topology};
    std::erase_if(past.entries, [to](const Entry& each) { return each.at > to; });
    return become(real, std::move(past), to, controlAction("/lab/v1/rewind", "rewind", m_world->stamp(to)));
}

Outcome Stage::open(std::int64_t real, std::int64_t wall, Future future, std::string& name) {
    catchUp(real);
    if (const Outcome done = lay(name, "leave"); done.status != 200)
        return done;
    const Micros to = future.entries.empty() ? 0 : future.entries.back().at;
    const std::int64_t began = real - (wall - future.beginning.epoch);
    const Outcome done =
        become(real, std::move(future), to, controlAction("/lab/v1/forks", "open", "a kept future"));
    if (done.status == 200) {
        m_started = began;
        catchUp(real);
    }
    return done;
}

// What is written comes first: when there is no room for it, nothing has changed.
Outcome Stage::become(std::int64_t real, Future future, Micros to, Action done) {
    if (speedOf(future.entries, 1) != speed()) // a lab that is killed goes on as fast
        mark(future.entries, controlAction(clockPath, "speed", shortest(speed())), to);
    mark(future.entries, std::move(done), to);
    if (m_keeper)
        if (const std::string problem = m_keeper->begin(future.beginning, future.entries); !problem.empty())
            return {notKept, problem, "text/plain"};
    m_journal.replace(std::move(future.entries));
    m_topology = std::move(future.topology);
    make(std::move(future.scenario), future.beginning.epoch);
    play(m_journal.entries(), to, hour);
    m_clock = VirtualClock(real, speed(), to);
    catchUp(real);
    return {};
}

void Stage::resume(std::int64_t real, std::int64_t wall, const std::vector<Entry>& entries, Micros at) {
    m_journal.replace(entries);
    for (const Entry& entry : entries) {
        at = std::max(at, entry.at);
        // A skip that was kept but not yet made when the program was killed.
        if (&entry == &entries.back() && entry.verb == "skip" && entry.path == clockPath)
            at = std::max(at, entry.at + parseDuration(entry.name).value_or(0));
    }
    play(m_journal.entries(), at, hour);
    m_clock = VirtualClock(real, speedOf(entries, speed()), at);
    m_started = real - (wall - epoch());
    catchUp(real);
}

Beginning Stage::beginning() const {
    const Scenario& scenario = m_world->scenario();
    return {scenario.lab, scenario.base, scenario.text, scenario.seed, epoch()};
}

std::string Stage::keepBy(Keeper& keeper) {
    const std::string problem = keeper.begin(beginning(), m_journal.entries());
    if (problem.empty())
        m_keeper = &keeper;
    return problem;
}

} // namespace understudy::cluster
