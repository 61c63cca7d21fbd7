#include "labs/platform/PlatformLog.h"

#include <algorithm>
#include <cstdio>

namespace understudy::cluster {

namespace {

std::string hex(std::uint64_t bits, int digits) {
    char text[24];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return std::string(text).substr(0, static_cast<std::size_t>(digits));
}

std::string componentOf(const std::string& type) {
    return type == "migration"                          ? "amst"
           : type == "election"                         ? "acp"
           : type == "quarantine" || type == "security" ? "acp"
           : type == "vm"                               ? "itp"
           : type == "config"                           ? "config"
                                                        : "cluster";
}

} // namespace

std::vector<PlatformLine> PlatformLog::lines(const std::string& node, Micros from, Micros to) const {
    std::vector<PlatformLine> out;
    if (!m_platform.members.known(node) || to < from)
        return out;
    chatter(node, from, to, out);
    votes(node, from, to, out);
    happened(node, from, to, out);
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return out;
}

// A line each half minute or so, as long as the node answers.
void PlatformLog::chatter(const std::string& node, Micros from, Micros to,
                          std::vector<PlatformLine>& out) const {
    const Noise& noise = m_platform.noise();
    const bool controller = m_platform.members.controller(node) != nullptr;
    constexpr Micros step = 30 * second;
    const auto slice = [](Micros at) { return at >= 0 ? at / step : (at - step + 1) / step; };
    for (std::int64_t n = slice(from); n <= slice(to); ++n) {
        const Micros at = n * step + noise.below(29'000, "log at/" + node, n) * 1000;
        if (at <= from || at > to)
            continue;
        const int pick = noise.below(4, "log line/" + node, n);
        char text[160];
        if (pick == 0)
            std::snprintf(text, sizeof text,
                          "level=info component=ass msg=\"gossip round\" peers=%.0f lag=%.1fs",
                          m_platform.sync.peers(node, at), m_platform.sync.lag(node, at));
        else if (pick == 1)
            std::snprintf(text, sizeof text,
                          "level=info component=pba msg=\"forecast\" horizon=30s accuracy=%.2f",
                          m_platform.planner.accuracy(at));
        else if (controller)
            std::snprintf(text, sizeof text,
                          "level=info component=acp msg=\"checkpoint stable\" sequence=%lld",
                          static_cast<long long>(n * 100));
        else
            std::snprintf(text, sizeof text,
                          "level=info component=amst msg=\"stream probe\" throughput=%.0fMbps",
                          m_platform.throughputOf(node).at(at));
        out.push_back({at, text});
    }
}

// Who votes against the majority is told by the controllers, who count the votes, and by nobody else.
void PlatformLog::votes(const std::string& node, Micros from, Micros to,
                        std::vector<PlatformLine>& out) const {
    if (!m_platform.members.controller(node))
        return;
    for (const auto& [voter, account] : m_platform.reputation.accounts()) {
        double before = account.score.at(from);
        const auto& points = account.score.points();
        auto next = std::upper_bound(points.begin(), points.end(), from,
                                     [](Micros t, const auto& point) { return t < point.first; });
        for (; next != points.end() && next->first <= to; ++next) {
            const bool against = next->second < before;
            before = next->second;
            if (!against)
                continue;
            const auto good = m_platform.noise().bits("digest", next->first);
            const auto bad = m_platform.noise().bits("digest/" + voter, next->first);
            out.push_back(
                {next->first + 300'000, "level=warn component=acp msg=\"vote mismatch\" voter=" + voter +
                                            " view=" + std::to_string(m_platform.consensus.view()) +
                                            " digest=" + hex(bad, 8) + " expected=" + hex(good, 8)});
        }
    }
}

void PlatformLog::happened(const std::string& node, Micros from, Micros to,
                           std::vector<PlatformLine>& out) const {
    const bool controller = m_platform.members.controller(node) != nullptr;
    const auto& events = m_platform.events();
    for (const auto& each : events) {
        if (each.at <= from || each.at > to)
            continue;
        const bool own = each.node == node || each.text.find(node + " ") != std::string::npos;
        if (!own && !(controller && each.type != "vm"))
            continue;
        out.push_back({each.at, "level=" + each.level + " component=" + componentOf(each.type) + " msg=\"" +
                                    each.text + "\""});
    }
}

} // namespace understudy::cluster
