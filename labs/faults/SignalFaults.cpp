// What is only seen or told: alerts that fire whatever the model says.
#include "labs/faults/Fault.h"

namespace understudy::cluster {

namespace {

class AlertFired final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        m_ground.alerts.force(m_spec.text("alert"), m_spec.text("severity"), m_spec.text("text"), now(),
                              now() + m_spec.lasts.value_or(10 * minute));
    }
};

} // namespace

std::unique_ptr<Fault> makeSignalFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "alert_fired")
        return std::make_unique<AlertFired>(spec, ground);
    return nullptr; // backup_bad and vuln are known by being on
}

} // namespace understudy::cluster
