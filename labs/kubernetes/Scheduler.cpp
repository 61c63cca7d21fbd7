#include "labs/kubernetes/Scheduler.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace understudy::cluster {

namespace {

constexpr int podsOnANode = 110;

template <class Read>
std::int64_t total(const PodTemplate& pods, const char* what, Read read) {
    std::int64_t sum = 0;
    for (const auto& container : pods.containers)
        if (const auto found = container.requests.find(what); found != container.requests.end())
            sum += read(found->second);
        else if (const auto limit = container.limits.find(what); limit != container.limits.end())
            sum += read(limit->second);
    return sum;
}

} // namespace

double coresOf(const std::string& quantity) {
    const double number = std::strtod(quantity.c_str(), nullptr);
    return !quantity.empty() && quantity.back() == 'm' ? number / 1000 : number;
}

std::int64_t bytesOf(const std::string& quantity) {
    char* end = nullptr;
    const double number = std::strtod(quantity.c_str(), &end);
    const std::string unit = end ? end : "";
    const double scale = unit == "Ki"   ? 1024.0
                         : unit == "Mi" ? 1024.0 * 1024
                         : unit == "Gi" ? 1024.0 * 1024 * 1024
                         : unit == "k"  ? 1e3
                         : unit == "M"  ? 1e6
                         : unit == "G"  ? 1e9
                                        : 1.0;
    const double bytes = number * scale;
    return bytes > -9e18 && bytes < 9e18 ? static_cast<std::int64_t>(bytes) : 0;
}

std::int64_t millicoresOf(const PodTemplate& pods) {
    return total(pods, "cpu", [](const std::string& text) -> std::int64_t {
        const double cores = coresOf(text);
        return cores > 0 && cores < 1e12 ? std::llround(cores * 1000) : 0;
    });
}

std::int64_t memoryOf(const PodTemplate& pods) { return total(pods, "memory", bytesOf); }

std::int64_t allocatableMillicores(const Node& node) { return node.cores * 1000 - 200; }
std::int64_t allocatableBytes(const Node& node) { return node.memoryBytes - 1024LL * 1048576; }

std::optional<Taint> Scheduler::repels(const Node& node, const PodTemplate& pods) {
    for (const auto& taint : node.taints)
        if (taint.effect != "PreferNoSchedule" &&
            std::none_of(pods.tolerations.begin(), pods.tolerations.end(),
                         [&](const Toleration& each) { return each.tolerates(taint); }))
            return taint;
    return std::nullopt;
}

std::map<std::string, Scheduler::Asked> Scheduler::asked(const Pod& pod) const {
    std::map<std::string, Asked> all;
    for (const auto& [key, object] : m_store.of(Kind::Pod)) {
        const auto& other = static_cast<const Pod&>(*object);
        if (other.node.empty() || other.finished())
            continue;
        Asked& there = all[other.node];
        there.millicores += millicoresOf(other.spec);
        there.bytes += memoryOf(other.spec);
        ++there.pods;
        there.same += other.meta.ns == pod.meta.ns && other.meta.labels == pod.meta.labels;
    }
    return all;
}

std::string Scheduler::obstacle(const Node& node, const Pod& pod, const Asked& there) const {
    if (node.unschedulable)
        return "node(s) were unschedulable";
    if (const auto taint = repels(node, pod.spec))
        return "node(s) had taint {" + taint->key + ": " + taint->value + "}, that the pod didn't tolerate";
    if (!node.ready)
        return "node(s) were not ready";
    for (const auto& [key, value] : pod.spec.nodeSelector) {
        const auto label = node.meta.labels.find(key);
        if (label == node.meta.labels.end() || label->second != value)
            return "node(s) didn't match Pod's node affinity";
    }
    if (there.pods >= podsOnANode)
        return "Too many pods";
    if (there.millicores + millicoresOf(pod.spec) > allocatableMillicores(node))
        return "Insufficient cpu";
    if (there.bytes + memoryOf(pod.spec) > allocatableBytes(node))
        return "Insufficient memory";
    return {};
}

// The node with the least CPU asked for; pods of one kind spread, equal ones go by a hash.
Scheduler::Choice Scheduler::choose(const Pod& pod) const {
    auto all = asked(pod);
    std::map<std::string, int> obstacles;
    Choice choice;
    double least = 0;
    for (const auto& [key, object] : m_store.of(Kind::Node)) {
        const auto& node = static_cast<const Node&>(*object);
        const Asked& there = all[node.meta.name];
        if (const std::string why = obstacle(node, pod, there); !why.empty()) {
            ++obstacles[why];
            continue;
        }
        const double score = static_cast<double>(there.millicores) / 1000 + 1.5 * there.same +
                             0.01 * m_noise.uniform("place/" + pod.meta.uid + node.meta.name, 0);
        if (choice.node.empty() || score < least) {
            choice.node = node.meta.name;
            least = score;
        }
    }
    if (!choice.node.empty())
        return choice;
    std::vector<std::string> words;
    for (const auto& [why, count] : obstacles)
        words.push_back(std::to_string(count) + " " + why);
    std::sort(words.begin(), words.end());
    choice.why = "0/" + std::to_string(m_store.of(Kind::Node).size()) + " nodes are available";
    for (std::size_t i = 0; i < words.size(); ++i)
        choice.why += (i ? ", " : ": ") + words[i];
    choice.why += ".";
    return choice;
}

} // namespace understudy::cluster
