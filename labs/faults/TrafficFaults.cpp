// More requests than usual, dearer requests, and services that hold up those who call them.
#include "labs/faults/Fault.h"

namespace understudy::cluster {

namespace {

class Traffic final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        using Shape = Disturbances::Surge::Shape;
        Disturbances::Surge surge;
        surge.from = now();
        surge.rps = m_spec.number("rps");
        const std::string shape = m_spec.text("shape");
        surge.shape = shape == "ramp"    ? Shape::Ramp
                      : shape == "spike" ? Shape::Spike
                      : shape == "wave"  ? Shape::Wave
                                         : Shape::Step;
        surge.over = m_spec.span("over");
        m_index = m_ground.model.disturbed.surges.size();
        m_ground.model.disturbed.surges.push_back(surge);
    }
    void end() override { m_ground.model.disturbed.surges[m_index].until = now(); }

private:
    std::size_t m_index = 0;
};

/// One effect on a service for as long as it is on.
class Burden final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        Disturbances::Effect effect;
        effect.from = now();
        effect.ns = m_spec.ns.empty() ? "production" : m_spec.ns;
        effect.app = m_spec.name.empty() ? m_spec.text("from") : m_spec.name;
        effect.to = m_spec.text("to");
        if (m_spec.kind == "cpu_hog") {
            effect.cost = m_spec.number("x");
            m_image = m_ground.imageOf(m_spec.ns, m_spec.name);
        } else if (m_spec.kind == "dep_slow") {
            effect.addMs = m_spec.number("add_ms");
            effect.share = m_spec.number("p");
        } else {
            effect.error = m_spec.number("p");
            effect.log =
                m_spec.text("log").empty() ? "upstream " + effect.to + " answered 503" : m_spec.text("log");
        }
        m_index = m_ground.model.disturbed.effects.size();
        m_ground.model.disturbed.effects.push_back(effect);
    }
    void end() override { m_ground.model.disturbed.effects[m_index].until = now(); }
    bool mended() const override {
        return m_spec.kind == "cpu_hog" && m_ground.imageOf(m_spec.ns, m_spec.name) != m_image;
    }

private:
    std::size_t m_index = 0;
    std::string m_image;
};

} // namespace

std::unique_ptr<Fault> makeTrafficFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "traffic")
        return std::make_unique<Traffic>(spec, ground);
    if (spec.kind == "cpu_hog" || spec.kind == "dep_slow" || spec.kind == "dep_errors")
        return std::make_unique<Burden>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
