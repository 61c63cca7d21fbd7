#pragma once

#include "labs/clock/Time.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

namespace understudy::cluster {

/// The configuration of the platform: keys as in /etc/dwcp, each with the version it was changed in last.
class Settings final {
public:
    struct Value {
        std::string text;
        std::int64_t version = 1;
        Micros changed = 0;
    };
    Settings()
        : m_values{{"acp.mode", {"hybrid"}},
                   {"acp.pbft.view_change_timeout", {"10s"}},
                   {"acp.quorum", {"0.67"}},
                   {"acp.raft.election_timeout_ms", {"300"}},
                   {"acp.raft.heartbeat_ms", {"100"}},
                   {"acp.reputation.auto_quarantine", {"true"}},
                   {"acp.reputation.quarantine_threshold", {"0.3"}},
                   {"ass.crdt.replication_factor", {"3"}},
                   {"ass.gossip.fanout", {"6"}},
                   {"features.dwcp-v3", {"100"}},
                   {"hde.compression.dictionary", {"none"}},
                   {"hde.compression.level", {"5"}},
                   {"itp.constraints.max_vms_per_node", {"100"}},
                   {"itp.rebalance_interval", {"5m"}},
                   {"itp.solver.max_time_s", {"10"}},
                   {"itp.solver.target_optimality", {"0.95"}},
                   {"transport.amst.congestion_control", {"bbr2"}}} {}

    void set(const std::string& key, const std::string& text, Micros now) {
        Value& value = m_values[key];
        if (value.text == text)
            return;
        value = {text, ++m_version, now};
    }
    std::string text(const std::string& key) const {
        const auto found = m_values.find(key);
        return found == m_values.end() ? std::string() : found->second.text;
    }
    double number(const std::string& key) const { return std::strtod(text(key).c_str(), nullptr); }
    bool flag(const std::string& key) const { return text(key) == "true"; }
    std::int64_t version() const { return m_version; }
    const std::map<std::string, Value>& all() const { return m_values; }

private:
    std::map<std::string, Value> m_values;
    std::int64_t m_version = 1;
};

} // namespace understudy::cluster
