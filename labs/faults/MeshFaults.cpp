// Routes of the mesh that lead astray.
#include "labs/faults/Fault.h"

#include "labs/policies/Routes.h"

namespace understudy::cluster {

namespace {

/// Calls take a detour: the services are well, the way between them is long.
class Detour final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        const std::string host = m_spec.text("virtualservice");
        const std::string wrong = m_spec.text("subset"), right = m_spec.text("right");
        const auto subset = [](const std::string& name) {
            return R"({"labels":{"path":")" + name + R"("},"name":")" + name + "\"}";
        };
        m_ground.put(Kind::DestinationRule, "production", host,
                     R"({"spec":{"host":")" + host + R"(","subsets":[)" + subset(right) + "," +
                         subset(wrong) + "]}}");
        m_ground.put(Kind::VirtualService, "production", host,
                     R"({"spec":{"hosts":[")" + host + R"("],"http":[{"route":[{"destination":{"host":")" +
                         host + R"(","subset":")" + wrong + R"("},"weight":100}]}]}})");
        slow(m_spec.text("from"), m_spec.number("p"));
        Disturbances::Saying says;
        says.from = now();
        says.ns = "production";
        says.app = m_spec.text("from");
        says.every = 9 * second;
        const auto ms = std::to_string(static_cast<long>(m_spec.number("add_ms")) + 400);
        says.texts = {"level=warn service=" + says.app + " msg=\"slow upstream\" upstream=" + host +
                      " subset=" + wrong + " duration=" + ms + "ms handled_in=0.5s"};
        m_saying = m_ground.model.disturbed.sayings.size();
        m_ground.model.disturbed.sayings.push_back(says);
    }
    void end() override {
        for (const auto index : m_effects)
            m_ground.model.disturbed.effects[index].until = now();
        m_ground.model.disturbed.sayings[m_saying].until = now();
    }
    bool mended() const override {
        return m_found.ask(m_ground.store, {Kind::VirtualService}, [this] {
            const auto service =
                m_ground.store.find(Kind::VirtualService, "production", m_spec.text("virtualservice"));
            if (service)
                for (const Route& route : routesOf(*service))
                    if (route.subset == m_spec.text("subset") && route.weight > 0)
                        return false;
            return true;
        });
    }

private:
    void slow(const std::string& app, double share) {
        Disturbances::Effect effect;
        effect.from = now();
        effect.ns = "production";
        effect.app = app;
        effect.addMs = m_spec.number("add_ms");
        effect.share = share;
        m_effects.push_back(m_ground.model.disturbed.effects.size());
        m_ground.model.disturbed.effects.push_back(effect);
    }
    std::vector<std::size_t> m_effects;
    std::size_t m_saying = 0;
    Remembered m_found;
};

} // namespace

std::unique_ptr<Fault> makeMeshFault(const FaultSpec& spec, FaultGround& ground) {
    return spec.kind == "route_wrong" ? std::make_unique<Detour>(spec, ground) : nullptr;
}

} // namespace understudy::cluster
