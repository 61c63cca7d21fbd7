#include "labs/signals/Circuits.h"

#include "labs/signals/ServiceModel.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr Micros attentive = 30 * second; ///< looked at closely after something changed
constexpr Micros shortPause = 30 * second, longPause = 60 * second;
constexpr double opensAt = 0.5, fewest = 20; ///< share failed, of at least so many requests
constexpr int probes = 3, enough = 2;
constexpr double hardly = 0.002;

/// Repetitions for each first attempt when that share of all tries fails.
double wanted(double failed, int attempts) {
    double sum = 0, power = 1;
    for (int i = 1; i < attempts; ++i)
        sum += power *= failed;
    return sum;
}

} // namespace

void Circuits::add(const Call& call) {
    m_calls.push_back(call);
    m_following.emplace_back();
}

// Steps take effect just after their moment: who asks about the moment itself gets the same whether the step
// was made already or not.
void Circuits::follow(Micros when) const {
    while (m_next < when) {
        const Micros at = m_next;
        m_next += step;
        if (m_active || at % minute == 0 || m_ledger.turned(at, attentive) ||
            m_model.disturbed.turned(at, attentive))
            take(at);
    }
}

std::vector<Flow> Circuits::flows(Micros when) const {
    follow(when);
    std::vector<Flow> all;
    if (!m_ever)
        return all;
    bool calm = true;
    for (const Following& each : m_following) {
        const Flow flow{each.extra.at(when), each.state.at(when) > 0};
        calm = calm && flow.extra == 0 && !flow.blocked;
        all.push_back(flow);
    }
    if (calm)
        all.clear();
    return all;
}

Circuits::State Circuits::judged(std::size_t index, Micros at, double failed, double requests) const {
    Following& following = m_following[index];
    const auto now = static_cast<State>(static_cast<int>(following.state.at(at + 1)));
    if (now == State::Closed)
        return failed >= opensAt && requests >= fewest ? State::Open : now;
    if (now == State::Open)
        return at >= following.since + following.pause ? State::HalfOpen : now;
    int good = 0;
    for (int i = 0; i < probes; ++i)
        good += m_noise.uniform("probe/" + std::to_string(index), at * probes + i) >= failed;
    return good >= enough ? State::Closed : State::Open;
}

void Circuits::turn(std::size_t index, Micros at, State to, double failed) const {
    Following& following = m_following[index];
    const bool again = following.state.at(at) == static_cast<double>(State::HalfOpen);
    if (to == State::Open) {
        following.since = at;
        following.pause = again ? longPause : shortPause;
    }
    following.state.set(at + 1, static_cast<double>(to));
    m_turns.push_back({at, index, to, failed});
    m_ever = true;
}

void Circuits::takeCall(std::size_t index, Micros at, const std::vector<ServiceState>& states,
                        Flow& flow) const {
    const Call& call = m_calls[index];
    Following& following = m_following[index];
    const double failed = m_model.failing(call, states[call.called], at);
    const double calls =
        states[call.caller].rps * m_model.weightOf(call, at) * static_cast<double>(step) / second;
    const State before = static_cast<State>(static_cast<int>(following.state.at(at + 1)));
    const auto* rules = m_ledger.callRules(m_model.services()[call.called]->name);
    const bool breaks = call.breaker && (!rules || rules->breaker.at(at) > 0);
    const State after = breaks ? judged(index, at, failed, calls * (1 + flow.extra)) : State::Closed;
    if (after != before)
        turn(index, at, after, failed);
    if (before != State::Closed)
        following.refused.set(at, following.refused.at(at) + calls);
    else if (flow.extra > 0)
        following.repeated.set(at, following.repeated.at(at) + calls * flow.extra);
    const int told = rules ? static_cast<int>(rules->retries.at(at)) : -1;
    double target = wanted(std::max(0.0, failed - quiet), told >= 0 ? told + 1 : call.attempts);
    if (told < 0)
        target = std::min(target, call.budget);
    if (after != State::Closed)
        target = 0;
    double extra = (flow.extra + target) / 2;
    if (target == 0 && extra < hardly)
        extra = 0;
    if (extra != flow.extra) {
        following.extra.set(at + 1, extra);
        m_ever = true;
    }
    m_active = m_active || extra > 0 || after != State::Closed || failed > quiet;
}

void Circuits::take(Micros at) const {
    std::vector<Flow> now;
    for (const Following& each : m_following)
        now.push_back({each.extra.at(at), each.state.at(at) > 0});
    const auto states = m_model.under(now, at);
    m_active = false;
    for (std::size_t i = 0; i < m_calls.size(); ++i)
        takeCall(i, at, states, now[i]);
}

std::vector<Circuits::Turn> Circuits::turns(Micros from, Micros to) const {
    follow(to);
    std::vector<Turn> found;
    for (const Turn& each : m_turns)
        if (each.at > from && each.at <= to)
            found.push_back(each);
    return found;
}

Circuits::State Circuits::state(std::size_t call, Micros when) const {
    follow(when);
    return static_cast<State>(static_cast<int>(m_following[call].state.at(when)));
}

double Circuits::repeated(std::size_t call, Micros when) const {
    follow(when);
    return m_following[call].repeated.at(when - 1);
}

double Circuits::refused(std::size_t call, Micros when) const {
    follow(when);
    return m_following[call].refused.at(when - 1);
}

} // namespace understudy::cluster
