#include "labs/signals/Alerts.h"

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

const std::vector<AlertRule>& Alerts::rules() {
    static const std::vector<AlertRule> all{
        {"ServiceDown",
         "min by (service) (kube_deployment_status_replicas_available{namespace=\"production\"}) < 1",
         "critical", "A service of production has no ready pod", minute},
        {"HighErrorRate",
         "100 * sum(rate(http_requests_total{service=\"api-gateway\",status=~\"5..\"}[1m])) / "
         "sum(rate(http_requests_total{service=\"api-gateway\"}[1m])) > 1",
         "critical", "More than 1 % of API requests fail", 2 * minute},
        {"HighCPUUsage",
         "100 * (1 - avg(rate(node_cpu_seconds_total{role=\"worker\",mode=\"idle\"}[1m]))) > 85", "warning",
         "The node pool uses more than 85 % of its CPU", 10 * minute},
        {"HighMemoryUsage",
         "100 * (1 - sum(node_memory_MemAvailable_bytes{role=\"worker\"}) / "
         "sum(node_memory_MemTotal_bytes{role=\"worker\"})) > 85",
         "warning", "The node pool uses more than 85 % of its memory", 10 * minute},
        {"SlowResponseTime",
         "histogram_quantile(0.95, sum by (le) "
         "(rate(http_request_duration_seconds_bucket{service=\"api-gateway\"}[1m]))) > 0.5",
         "warning", "The API p95 is above 500 ms", 5 * minute},
        {"RedisDown", "redis_up == 0", "warning",
         "Redis does not answer; sessions are read from the database", minute},
        {"PodCrashLooping",
         "increase(kube_pod_container_status_restarts_total{namespace=\"production\"}[10m]) > 3", "warning",
         "A pod of production starts again and again", 5 * minute},
    };
    return all;
}

double Alerts::measure(const std::string& rule, const std::vector<ServiceState>& states, Micros now) const {
    const auto gateway = m_model.indexOf("production", "api-gateway");
    const ServiceState api = gateway ? states[*gateway] : ServiceState{};
    if (rule == "HighErrorRate")
        return api.error * 100 - 1;
    if (rule == "SlowResponseTime")
        return api.quantileMs(1.645) / 1000 - 0.5;
    if (rule == "RedisDown")
        return m_model.cacheUp(now) ? -1 : 1;
    if (rule == "ServiceDown") {
        for (const auto& [key, counts] : m_ledger.deployments())
            if (key.first == "production" && counts.ready.at(now) < 1 && counts.asked.at(now) > 0)
                return 1;
        return -1;
    }
    if (rule == "PodCrashLooping") {
        for (const auto& life : m_ledger.pods())
            if (life.ns == "production" && life.aliveAt(now) &&
                life.restarts.at(now) - life.restarts.at(now - 10 * minute) > 3)
                return 1;
        return -1;
    }
    double cores = 0, bytes = 0, allCores = 0, allBytes = 0;
    for (const auto& pool : m_model.topology().nodes) {
        if (pool.role != "worker")
            continue;
        allCores += pool.count * pool.cores;
        allBytes += static_cast<double>(pool.count) * static_cast<double>(pool.memoryBytes);
        cores += 0.157 * pool.count * pool.cores;
        bytes += pool.count * 3.6 * 1024 * 1024 * 1024;
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        cores += states[i].ready * states[i].podCores;
        bytes += states[i].ready * states[i].podMi * 1048576.0;
    }
    return rule == "HighCPUUsage" ? 100 * cores / allCores - 85 : 100 * bytes / allBytes - 85;
}

void Alerts::evaluate(Micros now) {
    std::erase_if(m_forced, [&](const auto& each) {
        if (now < each.second)
            return false;
        m_events[each.first].resolved = each.second;
        return true;
    });
    const auto states = m_model.at(now);
    for (const auto& rule : rules()) {
        const double over = measure(rule.name, states, now);
        const auto open = m_open.find(rule.name);
        if (over > 0 && open == m_open.end()) {
            m_open[rule.name] = m_events.size();
            m_events.push_back(
                {rule.name, rule.severity, rule.summary, now, std::nullopt, std::nullopt, over, false});
        } else if (over > 0) {
            AlertEvent& event = m_events[open->second];
            event.value = over;
            if (!event.firing && now - event.active >= rule.holds)
                event.firing = now;
        } else if (open != m_open.end()) {
            AlertEvent& event = m_events[open->second];
            event.resolved = now;
            m_open.erase(open);
        }
    }
}

void Alerts::force(const std::string& name, const std::string& severity, const std::string& text, Micros now,
                   Micros until) {
    m_forced.emplace_back(m_events.size(), until);
    m_events.push_back({name, severity, text, now, now, std::nullopt, 1, true});
}

} // namespace understudy::cluster
