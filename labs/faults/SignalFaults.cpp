// What is only seen or told: alerts that fire whatever the model says, and alerts of which nobody is told.
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

/// A silence that somebody left behind. It is over when it is expired, or its time has passed.
class AlertMute final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        Silence silence;
        const std::string alert = m_spec.text("alert");
        silence.matchers = {{"alertname", alert.empty() ? promql::MatchOp::Regex : promql::MatchOp::Equal,
                             alert.empty() ? ".+" : alert}};
        silence.createdBy = m_spec.text("by");
        silence.comment = m_spec.text("comment");
        silence.starts = now();
        silence.ends = now() + m_spec.span("duration");
        // Actions number theirs from 1 up.
        const auto number = -1 - static_cast<std::int64_t>(hashOf(m_spec.id, 3) >> 2);
        m_id = silences().keep(silence, now(), number).id;
    }
    void end() override {
        if (active())
            (void)silences().expire(m_id, now());
    }
    bool mended() const override { return !active(); }

private:
    Silences& silences() const { return m_ground.alertmanager.silences(); }
    bool active() const {
        const Silence* silence = silences().find(m_id);
        return silence && silence->state(now()) != Silence::State::Expired;
    }
    std::string m_id;
};

} // namespace

std::unique_ptr<Fault> makeSignalFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "alert_fired")
        return std::make_unique<AlertFired>(spec, ground);
    if (spec.kind == "alert_mute")
        return std::make_unique<AlertMute>(spec, ground);
    return nullptr; // backup_bad and vuln are known by being on
}

} // namespace understudy::cluster
