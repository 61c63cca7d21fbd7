#pragma once

#include "labs/clock/Noise.h"
#include "labs/clock/Steps.h"

#include <cstddef>
#include <string>
#include <vector>

namespace understudy::cluster {

class Ledger;
class ServiceModel;
struct ServiceState;

/// A service of production that calls another one.
struct Call {
    std::size_t caller = 0, called = 0;
    double share = 0; ///< of the caller's requests that need it
    double part = 0;  ///< of the called one's requests that come from here
    int attempts = 1;
    double budget = 0;
    bool breaker = false;
};

/// What the client of a call does at a moment.
struct Flow {
    double extra = 0;     ///< repetitions for each first attempt
    bool blocked = false; ///< the breaker lets nothing through
};

/// What clients do when calls fail: they repeat them, within a budget or as often as the mesh was told, and
/// their breakers open at half of the requests failed and try again after a pause. Repetitions are load, so
/// that this has a memory: it is followed in steps of five seconds, in the order of time, when somebody asks.
class Circuits final {
public:
    static constexpr Micros step = 5 * second;
    /// What few repetitions there are below that share of failures is in the loads of the topology.
    static constexpr double quiet = 0.06;

    enum class State { Closed, HalfOpen, Open };
    /// A breaker that changed its state.
    struct Turn {
        Micros at = 0;
        std::size_t call = 0;
        State to = State::Closed;
        double failed = 0; ///< share of the requests before
    };

    Circuits(const ServiceModel& model, const Ledger& ledger, const Noise& noise, Micros start)
        : m_model(model)
        , m_ledger(ledger)
        , m_noise(noise)
        , m_next((start / step + 1) * step) {}

    void add(const Call& call);
    const std::vector<Call>& calls() const { return m_calls; }
    /// One a call; empty while all is calm.
    std::vector<Flow> flows(Micros when) const;
    /// Breakers that turned after the first moment, up to and with the second.
    std::vector<Turn> turns(Micros from, Micros to) const;
    State state(std::size_t call, Micros when) const;
    double repeated(std::size_t call, Micros when) const; ///< calls that were repetitions, so far
    double refused(std::size_t call, Micros when) const; ///< calls that a breaker did not let through, so far

private:
    struct Following {
        Steps extra, state, repeated, refused; ///< state: 0 closed, 1 half-open, 2 open
        Micros since = 0, pause = 0;
    };
    void follow(Micros when) const;
    void take(Micros at) const;
    void takeCall(std::size_t index, Micros at, const std::vector<ServiceState>& states, Flow& flow) const;
    void turn(std::size_t index, Micros at, State to, double failed) const;
    State judged(std::size_t index, Micros at, double failed, double requests) const;

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Noise& m_noise;
    std::vector<Call> m_calls;
    // Below: what was followed so far. All of it follows from the above alone.
    mutable std::vector<Following> m_following;
    mutable std::vector<Turn> m_turns;
    mutable Micros m_next;
    mutable bool m_active = false; ///< the last step found something
    mutable bool m_ever = false;
};

} // namespace understudy::cluster
