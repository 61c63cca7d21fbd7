#include "labs/signals/Ledger.h"

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

namespace {
std::string label(const StringMap& labels, const char* key) {
    const auto found = labels.find(key);
    return found == labels.end() ? std::string() : found->second;
}
} // namespace

void Ledger::note(const Object& object, ChangeType type, Micros now) {
    const Store::Key key{object.meta.ns, object.meta.name};
    if (object.kind == Kind::Pod) {
        notePod(static_cast<const Pod&>(object), type, now);
    } else if (object.kind == Kind::Deployment) {
        const auto& deployment = static_cast<const Deployment&>(object);
        const bool gone = type == ChangeType::Deleted; // what it was stays known
        m_deployments[key].asked.set(now, gone ? 0 : deployment.replicas);
        m_deployments[key].ready.set(now, gone ? 0 : deployment.status.available);
        m_deployments[key].ended = gone ? std::optional(now) : std::nullopt;
    } else if (object.kind == Kind::StatefulSet) {
        const auto& set = static_cast<const StatefulSet&>(object);
        const bool gone = type == ChangeType::Deleted;
        m_statefulSets[key].asked.set(now, gone ? 0 : set.replicas);
        m_statefulSets[key].ready.set(now, gone ? 0 : set.status.ready);
        m_statefulSets[key].ended = gone ? std::optional(now) : std::nullopt;
    }
}

void Ledger::notePod(const Pod& pod, ChangeType type, Micros now) {
    if (pod.spec.containers.empty())
        return;
    auto [place, fresh] = m_byUid.try_emplace(pod.meta.uid, m_pods.size());
    if (fresh) {
        PodLife life;
        life.ns = pod.meta.ns;
        life.name = pod.meta.name;
        life.uid = pod.meta.uid;
        life.app = label(pod.meta.labels, "app");
        life.container = pod.spec.containers[0].name;
        life.image = pod.spec.containers[0].image;
        life.created = pod.meta.created;
        const auto limit = pod.spec.containers[0].limits.find("memory");
        life.memoryLimit =
            limit == pod.spec.containers[0].limits.end() ? 0 : static_cast<double>(bytesOf(limit->second));
        m_pods.push_back(std::move(life));
    }
    PodLife& life = m_pods[place->second];
    const bool gone = type == ChangeType::Deleted;
    const bool ready = !gone && pod.ready() && !pod.meta.deleted && pod.phase == "Running";
    const bool before = life.ready.at(now) > 0;
    life.node = pod.node;
    life.ready.set(now, ready ? 1 : 0);
    if (gone)
        life.ended = now;
    if (!pod.containers.empty()) {
        const auto& status = pod.containers[0];
        const bool running = !gone && status.state.run == Run::Running;
        life.running.set(now, running ? 1 : 0);
        life.restarts.set(now, status.restarts);
        if (running)
            life.started.set(now, static_cast<double>(status.state.started));
    }
    if (ready != before) {
        Steps& count = m_ready[life.ns + "/" + life.app];
        count.set(now, count.at(now) + (ready ? 1 : -1));
    }
}

int Ledger::ready(const std::string& ns, const std::string& app, Micros when) const {
    const auto found = m_ready.find(ns + "/" + app);
    return found == m_ready.end() ? 0 : static_cast<int>(found->second.at(when));
}

double Ledger::shareOf(const std::string& ns, const std::string& app, const std::string& image,
                       Micros when) const {
    int all = 0;
    int those = 0;
    for (const auto& life : m_pods) {
        if (life.app != app || life.ns != ns || !life.aliveAt(when) || life.ready.at(when) == 0)
            continue;
        ++all;
        those += life.image == image;
    }
    return all == 0 ? 0 : static_cast<double>(those) / all;
}

} // namespace understudy::cluster
