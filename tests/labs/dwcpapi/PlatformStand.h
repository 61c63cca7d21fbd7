#pragma once

#include "labs/dwcpapi/Calls.h"

#include <QByteArray>

namespace understudy::tests {

inline cluster::PlatformPlan planOf(int workers) {
    cluster::PlatformPlan plan;
    plan.on = true;
    plan.workers = {{"us-east-1", "ISP-A", "dc1", workers, 1000}};
    plan.vms = {{"vm-12345", "web-server-01", "ubuntu-22.04", "worker-002", 4, 8}};
    return plan;
}

/// A platform and its API, without HTTP.
struct PlatformStand {
    explicit PlatformStand(std::uint64_t seed = 7)
        : noise(seed)
        , platform(planOf(10), queue, noise)
        , scene{platform, 1700000000000000, "operator"} {
        queue.runUntil(0);
    }
    dwcp::Reply call(const char* method, const std::string& path, const std::string& body = {}) {
        dwcp::Call one{method, path, {}, body};
        if (const auto mark = path.find('?'); mark != std::string::npos) {
            one.path = path.substr(0, mark);
            std::string rest = path.substr(mark + 1);
            for (std::size_t from = 0; from < rest.size();) {
                const auto end = std::min(rest.find('&', from), rest.size());
                const std::string pair = rest.substr(from, end - from);
                const auto equals = pair.find('=');
                one.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
                from = end + 1;
            }
        }
        return dwcp::answer(scene, one, 1);
    }
    dwcp::json::value get(const std::string& path, int status = 200) {
        const dwcp::Reply reply = call("GET", path);
        if (reply.status != status)
            qWarning("%s: %d %s", path.c_str(), reply.status, reply.body.c_str());
        return reply.status == status ? dwcp::json::parse(reply.body) : dwcp::json::value();
    }
    dwcp::json::value post(const std::string& path, const dwcp::json::object& body, int status = 200) {
        const dwcp::Reply reply = call("POST", path, dwcp::json::serialize(body));
        if (reply.status != status)
            qWarning("%s: %d %s", path.c_str(), reply.status, reply.body.c_str());
        return reply.status == status ? dwcp::json::parse(reply.body) : dwcp::json::value();
    }
    void pass(cluster::Micros span) { queue.runUntil(queue.now() + span); }
    cluster::EventQueue queue{-cluster::day};
    cluster::Noise noise;
    cluster::Platform platform;
    dwcp::Scene scene;
};

inline std::string text(const dwcp::json::value& from, const char* key) {
    return std::string(from.as_object().at(key).as_string());
}

} // namespace understudy::tests
