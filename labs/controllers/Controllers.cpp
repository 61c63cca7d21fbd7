#include "labs/controllers/Controllers.h"

#include "labs/controllers/Defaults.h"

namespace understudy::cluster {

Controllers::Controllers(Store& store, EventQueue& queue, const Noise& noise, Pods& pods,
                         Workloads& workloads, std::int64_t epoch)
    : m_store(store)
    , m_queue(queue)
    , m_noise(noise)
    , m_workloads(workloads)
    , m_daemonSets(store, queue, noise, pods)
    , m_jobs(store, queue, noise, pods)
    , m_autoscaler(store, queue, workloads)
    , m_budgets(store, queue)
    , m_nodes(store, queue, pods)
    , m_garbage(store, queue, pods)
    , m_cronJobs(store, queue, m_garbage, epoch) {}

void Controllers::settle() {
    seedRoles(m_store);
    seedSecrets(m_store, m_noise);
    seedServices(m_store);
    m_daemonSets.settle(kubeProxy());
    for (const auto& account : m_store.list<ServiceAccount>())
        noteAccount(*account);
    for (const auto& space : m_store.list<Namespace>())
        noteNamespace(*space);
}

void Controllers::noteNamespace(const Namespace& space) {
    if (space.meta.deleted)
        return;
    if (!m_store.find<ServiceAccount>(space.meta.name, "default")) {
        ServiceAccount account;
        account.meta.name = "default";
        account.meta.ns = space.meta.name;
        account.meta.created = space.meta.created;
        m_store.add(account);
    }
    if (!m_store.find<ConfigMap>(space.meta.name, "kube-root-ca.crt")) {
        ConfigMap authority;
        authority.meta.name = "kube-root-ca.crt";
        authority.meta.ns = space.meta.name;
        authority.meta.created = space.meta.created;
        authority.data["ca.crt"] = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
        m_store.add(authority);
    }
}

void Controllers::noteAccount(const ServiceAccount& account) {
    if (account.secrets.empty())
        seedToken(m_store, m_noise, account);
}

void Controllers::note(const Object& object, ChangeType type) {
    const Store::Key key{object.meta.ns, object.meta.name};
    const bool gone = type == ChangeType::Deleted;
    switch (object.kind) {
    case Kind::Pod: {
        const auto& pod = static_cast<const Pod&>(object);
        m_daemonSets.podMoved(pod);
        m_jobs.podMoved(pod);
        m_budgets.stale(pod.meta.ns);
        break;
    }
    case Kind::Node:
        m_daemonSets.followAll();
        m_nodes.note(static_cast<const Node&>(object), gone);
        break;
    case Kind::DaemonSet:
        m_daemonSets.follow(key);
        break;
    case Kind::Job:
        m_jobs.follow(key);
        m_cronJobs.jobMoved(static_cast<const Job&>(object));
        break;
    case Kind::CronJob:
        m_cronJobs.follow(key);
        break;
    case Kind::ReplicaSet:
        // Its deployment makes another one.
        if (gone && object.meta.owner)
            m_queue.after(second / 10, [this, ns = key.first, owner = *object.meta.owner] {
                const auto deployment = m_store.find<Deployment>(ns, owner.name);
                if (deployment && deployment->meta.uid == owner.uid && !deployment->meta.deleted)
                    m_workloads.apply(*deployment);
            });
        break;
    case Kind::PodDisruptionBudget:
        m_budgets.stale(key.first);
        break;
    case Kind::Service:
        if (!gone)
            m_workloads.followService(key.first, key.second);
        else
            m_queue.after(second / 20, [this, key] {
                if (!m_store.find<Service>(key.first, key.second))
                    m_store.remove(Kind::Endpoints, key.first, key.second);
            });
        break;
    case Kind::Namespace:
    case Kind::ServiceAccount:
        // Afterwards: the one who made it is not done yet.
        if (type == ChangeType::Added)
            m_queue.after(second / 20, [this, kind = object.kind, key] {
                if (const auto space = m_store.find<Namespace>("", key.second);
                    kind == Kind::Namespace && space)
                    noteNamespace(*space);
                if (const auto account = m_store.find<ServiceAccount>(key.first, key.second);
                    kind == Kind::ServiceAccount && account)
                    noteAccount(*account);
            });
        break;
    default:
        break;
    }
}

} // namespace understudy::cluster
