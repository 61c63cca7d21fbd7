// What services keep their data in: gone, late, full.
#include "labs/faults/Fault.h"

namespace understudy::cluster {

namespace {

/// The pods that were there when it began cannot run; new ones can.
class Gone final : public Fault {
public:
    Gone(const FaultSpec& spec, FaultGround& ground)
        : Fault(spec, ground)
        , m_app(spec.kind == "redis_down"        ? "redis"
                : spec.text("role") == "replica" ? "postgres-replica"
                                                 : "postgres-primary")
        , m_message(!spec.text("message").empty() ? spec.text("message")
                    : spec.kind == "redis_down"
                        ? "Can't save in background: fork: Cannot allocate memory"
                        : "FATAL: could not write to file \\\"pg_wal/xlogtemp.88\\\": No "
                          "space left on device") {}
    void start() override {
        for (const auto& pod : m_ground.podsOf("production", m_app))
            m_held.insert(pod->meta.uid);
        const auto held = m_held;
        for (const auto& uid : held)
            m_ground.pods.crash(uid, {1, m_message, 4 * second});
    }
    bool mended() const override { return m_ground.ledger.ready("production", m_app, now()) > 0; }
    std::optional<Pods::Crash> crashOf(const Pod& pod) const override {
        if (!m_held.contains(pod.meta.uid))
            return std::nullopt;
        return Pods::Crash{1, m_message, 3 * second};
    }

private:
    std::string m_app, m_message;
    std::set<std::string> m_held;
};

/// A number that rises while it is on.
class Rising final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        Disturbances::Rise rise;
        rise.from = now();
        if (m_spec.kind == "db_lag") {
            rise.name = "lag/" + m_spec.text("replica");
            rise.value = m_spec.number("s");
            rise.rising = rise.falling = 2 * minute;
        } else if (m_spec.kind == "queue_backlog") {
            rise.name = "queue/tasks";
            rise.value = m_spec.number("depth");
            rise.rising = 10 * minute;
            rise.falling = 5 * minute;
            m_workers = workers();
        } else {
            // How far the end of the certificate lies before the usual one.
            rise.name = "certificate/" + m_spec.text("host");
            const double usual = m_spec.text("host") == "grafana.dwcp.io" ? 74 : 61;
            rise.value =
                usual - static_cast<double>(now()) / static_cast<double>(day) - m_spec.number("days");
        }
        m_index = m_ground.model.disturbed.rises.size();
        m_ground.model.disturbed.rises.push_back(rise);
    }
    void end() override { m_ground.model.disturbed.rises[m_index].until = now(); }
    /// More workers than before work a backlog off.
    bool mended() const override { return m_spec.kind == "queue_backlog" && workers() > m_workers; }

private:
    int workers() const { return m_ground.ledger.ready("production", "dwcp-workers", now()); }
    std::size_t m_index = 0;
    int m_workers = 0;
};

/// All connections of the pool are taken by clients that do not let go, until its pods are new ones.
class PoolFull final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        for (const auto& pod : m_ground.podsOf("production", pool))
            m_held.insert(pod->meta.uid);
        Disturbances::Effect effect;
        effect.from = now();
        effect.ns = "production";
        effect.app = pool;
        effect.error = 0.35;
        effect.share = 0.6;
        effect.addMs = 5000;
        effect.log = "FATAL: no more connections allowed (max_client_conn)";
        m_effect = m_ground.model.disturbed.effects.size();
        m_ground.model.disturbed.effects.push_back(effect);
        Disturbances::Rise rise;
        rise.from = now();
        rise.name = "connections/users";
        rise.value = 400;
        rise.rising = minute;
        m_rise = m_ground.model.disturbed.rises.size();
        m_ground.model.disturbed.rises.push_back(rise);
    }
    void end() override {
        m_ground.model.disturbed.effects[m_effect].until = now();
        m_ground.model.disturbed.rises[m_rise].until = now();
    }
    bool mended() const override {
        for (const auto& pod : m_ground.podsOf("production", pool))
            if (m_held.contains(pod->meta.uid))
                return false;
        return true;
    }

private:
    static constexpr const char* pool = "pgbouncer";
    std::set<std::string> m_held;
    std::size_t m_effect = 0, m_rise = 0;
};

} // namespace

std::unique_ptr<Fault> makeDatabaseFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "redis_down" || spec.kind == "db_down")
        return std::make_unique<Gone>(spec, ground);
    if (spec.kind == "db_lag" || spec.kind == "queue_backlog" || spec.kind == "cert_expiring")
        return std::make_unique<Rising>(spec, ground);
    if (spec.kind == "db_conn_exhaust")
        return std::make_unique<PoolFull>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
