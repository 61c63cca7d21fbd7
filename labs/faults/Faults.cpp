#include "labs/faults/Faults.h"

namespace understudy::cluster {

Faults::Faults(const FaultGround& ground)
    : m_ground(ground)
    , m_conditions(ground.store, ground.model, [this](const std::string& id) { return stateOf(id); }) {
    m_ground.pods.crashes = [this](const Pod& pod) { return crashOf(pod); };
}

void Faults::plan(const std::vector<FaultSpec>& specs) {
    for (const auto& spec : specs) {
        const std::size_t index = m_faults.size();
        m_faults.emplace_back();
        m_faults.back().spec = spec;
        if (spec.at)
            m_ground.queue.at(*spec.at, [this, index] { start(index); });
    }
}

Faults::Injected Faults::inject(const std::string& id) {
    for (std::size_t i = 0; i < m_faults.size(); ++i) {
        if (m_faults[i].spec.id != id)
            continue;
        // A fault that is over may be started again: the trainee repeats the exercise.
        if (m_faults[i].state == State::On || (m_faults[i].spec.at && m_faults[i].state == State::Waiting))
            return Injected::NotWaiting;
        m_faults[i].byHand = true;
        start(i);
        return Injected::Started;
    }
    return Injected::Unknown;
}

std::string Faults::stateOf(const std::string& id) const {
    for (const auto& fault : m_faults)
        if (fault.spec.id == id)
            return fault.state == State::Waiting ? "waiting" : fault.state == State::On ? "on" : "over";
    return {};
}

std::optional<Micros> Faults::startedAt(const std::string& id) const {
    for (const auto& fault : m_faults)
        if (fault.spec.id == id && fault.state != State::Waiting)
            return fault.started;
    return std::nullopt;
}

void Faults::start(std::size_t index) {
    Running& fault = m_faults[index];
    fault.state = State::On;
    fault.started = m_ground.queue.now();
    fault.ended.reset();
    if (fault.spec.platform) {
        if (platform.begin)
            platform.begin(*fault.spec.platform);
    } else if ((fault.fault = makeFault(fault.spec, m_ground))) {
        fault.fault->start();
    }
    if (fault.spec.lasts)
        m_ground.queue.after(*fault.spec.lasts, [this, index, began = fault.started] {
            if (m_faults[index].state == State::On && m_faults[index].started == began)
                end(index);
        });
}

void Faults::end(std::size_t index) {
    Running& fault = m_faults[index];
    fault.state = State::Over;
    fault.ended = m_ground.queue.now();
    if (fault.spec.platform && platform.end)
        platform.end(fault.spec.id);
    if (fault.fault)
        fault.fault->end();
    fault.fault.reset();
}

std::optional<Pods::Crash> Faults::crashOf(const Pod& pod) const {
    for (const auto& fault : m_faults)
        if (fault.fault)
            if (const auto crash = fault.fault->crashOf(pod))
                return crash;
    return std::nullopt;
}

bool Faults::mended(const Running& fault) const {
    if (fault.spec.clearsWhen)
        return m_conditions.holds(*fault.spec.clearsWhen);
    if (fault.spec.platform)
        return platform.mended && platform.mended(fault.spec.id);
    return fault.fault && fault.fault->mended();
}

void Faults::look() {
    for (const auto& fault : m_faults)
        if (fault.fault)
            fault.fault->look();
    for (std::size_t i = 0; i < m_faults.size(); ++i)
        if (m_faults[i].state == State::On && mended(m_faults[i]))
            end(i);
    killFull();
}

void Faults::killFull() {
    const Micros now = m_ground.queue.now();
    const auto& leaks = m_ground.model.disturbed.leaks;
    if (leaks.empty())
        return;
    std::vector<ServiceState> states;
    std::vector<std::string> full;
    for (const auto& life : m_ground.ledger.pods()) {
        if (!life.aliveAt(now) || life.limits.bytes <= 0)
            continue;
        bool leaky = false;
        for (const auto& leak : leaks)
            leaky = leaky || (leak.ns == life.ns && leak.app == life.app && leak.image == life.image);
        const auto service = leaky ? m_ground.model.indexOf(life.ns, life.app) : std::nullopt;
        if (!service)
            continue;
        if (states.empty())
            states = m_ground.model.at(now);
        if (m_ground.model.podBytes(life, states[*service], now) >= life.limits.bytes)
            full.push_back(life.uid);
    }
    for (const auto& uid : full)
        m_ground.pods.killForMemory(uid);
}

std::vector<Repository> Faults::repositories() const {
    std::vector<FaultSpec> begun; // what is in a repository stays in its history
    for (const auto& fault : m_faults)
        if (fault.state != State::Waiting)
            begun.push_back(fault.spec);
    return repositoriesOf(begun, m_ground.noise);
}

std::vector<FaultSpec> Faults::on() const {
    std::vector<FaultSpec> specs;
    for (const auto& fault : m_faults)
        if (fault.state == State::On)
            specs.push_back(fault.spec);
    return specs;
}

} // namespace understudy::cluster
