// Machines that go away or run short of something.
#include "labs/faults/Fault.h"

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

} // namespace

std::unique_ptr<Fault> makeNodeFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "node_down")
        return std::make_unique<NodeDown>(spec, ground);
    if (spec.kind == "node_pressure")
        return std::make_unique<NodePressure>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
