// Machines that go away or run short of something.
#include "labs/faults/Fault.h"

#include <cstdio>

namespace understudy::cluster {

namespace {

/// The machine is off: its kubelet no longer reports. It comes back when the fault ends.
class NodeDown final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        m_index = m_ground.model.disturbed.downs.size();
        Disturbances::Down down;
        down.from = now();
        down.node = m_spec.name;
        m_ground.model.disturbed.downs.push_back(down);
        m_ground.store.update<Node>("", m_spec.name, [](Node& node) { node.alive = false; });
    }
    void end() override {
        m_ground.model.disturbed.downs[m_index].until = now();
        m_ground.store.update<Node>("", m_spec.name, [](Node& node) { node.alive = true; });
    }

private:
    std::size_t m_index = 0;
};

/// A node that says it runs short. Drained of its pods, it has room again.
class NodePressure final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        const std::string condition = this->condition();
        m_ground.store.update<Node>("", m_spec.name, [&](Node& node) { node.pressure.push_back(condition); });
        if (const auto node = m_ground.store.find<Node>("", m_spec.name))
            m_ground.store.tell(
                *node, "Warning",
                "NodeHas" + std::string(m_spec.text("kind") == "pid" ? "InsufficientPID" : condition),
                "Node " + m_spec.name + " status is now: NodeHas" + condition, "kubelet", m_spec.name);
    }
    void end() override {
        const std::string condition = this->condition();
        m_ground.store.update<Node>("", m_spec.name,
                                    [&](Node& node) { std::erase(node.pressure, condition); });
    }
    bool mended() const override {
        for (const auto& pod : m_ground.store.list<Pod>("production"))
            if (pod->node == m_spec.name && !pod->meta.deleted)
                return false;
        return true;
    }

private:
    std::string condition() const {
        const std::string kind = m_spec.text("kind");
        return kind == "disk" ? "DiskPressure" : kind == "pid" ? "PIDPressure" : "MemoryPressure";
    }
};

/// A node that NTP does not reach any more: its clock runs away, and certificates and tokens of the others
/// look too old or too new to it. It is out of the way once it is drained or gone.
class ClockSkew final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        Disturbances::Skew skew;
        skew.from = now();
        skew.node = m_spec.name;
        skew.seconds = m_spec.number("ms") / 1000;
        m_skew = m_ground.model.disturbed.skews.size();
        m_ground.model.disturbed.skews.push_back(skew);
        const std::string offset = shown(skew.seconds);
        say("production", "auth-service", 11 * second,
            {"level=error service=auth-service msg=\"token refused\" err=\"token used before issued: iat is "
             "in "
             "the future\" node=" +
                 m_spec.name + " clock_offset=" + offset,
             "level=error service=auth-service msg=\"handshake failed\" err=\"x509: certificate has expired "
             "or "
             "is not yet valid: current time is before NotBefore\" node=" +
                 m_spec.name});
        say("kube-system", "kube-proxy", minute,
            {"chronyd[612]: Can't synchronise: no selectable sources",
             "chronyd[612]: System clock wrong by " + offset + ", no reply from 10.0.0.2:123/udp"});
    }
    void end() override {
        m_ground.model.disturbed.skews[m_skew].until = now();
        for (const auto index : m_sayings)
            m_ground.model.disturbed.sayings[index].until = now();
    }
    void look() override {
        const auto node = m_ground.store.find<Node>("", m_spec.name);
        if (node && (!m_told || now() - *m_told >= 5 * minute)) {
            m_told = now();
            m_ground.store.tell(*node, "Warning", "NTPIsDown",
                                "NTP service does not reach its servers; the clock is off by " +
                                    shown(m_spec.number("ms") / 1000),
                                "ntp-custom-plugin-monitor", m_spec.name);
        }
    }
    bool mended() const override {
        const auto node = m_ground.store.find<Node>("", m_spec.name);
        if (!node)
            return true;
        if (!node->unschedulable)
            return false;
        for (const auto& pod : m_ground.store.list<Pod>("production"))
            if (pod->node == m_spec.name && !pod->meta.deleted)
                return false;
        return true;
    }

private:
    static std::string shown(double seconds) {
        char text[32];
        std::snprintf(text, sizeof text, "%+.3fs", seconds);
        return text;
    }
    void say(const std::string& ns, const std::string& app, Micros every, std::vector<std::string> texts) {
        Disturbances::Saying saying;
        saying.from = now();
        saying.ns = ns;
        saying.app = app;
        saying.node = m_spec.name;
        saying.every = every;
        saying.texts = std::move(texts);
        m_sayings.push_back(m_ground.model.disturbed.sayings.size());
        m_ground.model.disturbed.sayings.push_back(saying);
    }
    std::size_t m_skew = 0;
    std::vector<std::size_t> m_sayings;
    std::optional<Micros> m_told;
};

} // namespace

std::unique_ptr<Fault> makeNodeFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "node_down")
        return std::make_unique<NodeDown>(spec, ground);
    if (spec.kind == "node_pressure")
        return std::make_unique<NodePressure>(spec, ground);
    if (spec.kind == "clock_skew")
        return std::make_unique<ClockSkew>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
