#include "labs/policies/Quotas.h"

#include "labs/policies/Amounts.h"
#include "labs/policies/Reading.h"

#include <algorithm>

namespace understudy::cluster {

using namespace reading;

namespace {

using Sums = std::map<std::string, std::int64_t>;

StringMap mapAt(const json::value& from, std::initializer_list<std::string_view> path) {
    StringMap found;
    if (const auto* map = at(from, path); map && map->is_object())
        for (const auto& pair : map->as_object())
            found[std::string(pair.key())] = pair.value().is_string() ? std::string(pair.value().as_string())
                                                                      : json::serialize(pair.value());
    return found;
}

bool bestEffort(const Pod& pod) { return requestsOf(pod.spec).empty(); }

/// Whether a quota is about such pods.
bool inScope(const json::value& quota, const Pod& pod) {
    const auto& scopes = listAt(quota, {"spec", "scopes"});
    return std::all_of(scopes.begin(), scopes.end(), [&](const json::value& each) {
        const std::string scope = textOf(&each);
        return scope == "BestEffort"      ? bestEffort(pod)
               : scope == "NotBestEffort" ? !bestEffort(pod)
                                          : scope == "NotTerminating";
    });
}

const char* counted(Kind kind) {
    switch (kind) {
    case Kind::Service:
        return "services";
    case Kind::Secret:
        return "secrets";
    case Kind::ConfigMap:
        return "configmaps";
    case Kind::PersistentVolumeClaim:
        return "persistentvolumeclaims";
    case Kind::ReplicationController:
        return "replicationcontrollers";
    case Kind::ResourceQuota:
        return "resourcequotas";
    case Kind::Deployment:
        return "deployments.apps";
    case Kind::ReplicaSet:
        return "replicasets.apps";
    case Kind::StatefulSet:
        return "statefulsets.apps";
    case Kind::DaemonSet:
        return "daemonsets.apps";
    case Kind::Job:
        return "jobs.batch";
    case Kind::CronJob:
        return "cronjobs.batch";
    case Kind::ServiceAccount:
        return "serviceaccounts";
    case Kind::Ingress:
        return "ingresses.networking.k8s.io";
    default:
        return nullptr;
    }
}

void addPod(const json::value& quota, const Pod& pod, Sums& sums) {
    if (pod.finished() || !inScope(quota, pod))
        return;
    sums["pods"] += 1000;
    sums["count/pods"] += 1000;
    for (const auto& [resource, amount] : requestsOf(pod.spec)) {
        sums[resource] += amount;
        sums["requests." + resource] += amount;
    }
    for (const auto& [resource, amount] : limitsOf(pod.spec))
        sums["limits." + resource] += amount;
}

/// What one object takes of a quota.
void add(const json::value& quota, const Object& object, Sums& sums) {
    if (object.kind == Kind::Pod) {
        addPod(quota, static_cast<const Pod&>(object), sums);
        return;
    }
    const char* name = counted(object.kind);
    if (!name)
        return;
    sums[name] += 1000;
    sums[std::string("count/") + name] += 1000;
    if (object.kind == Kind::Service) {
        const auto& service = static_cast<const Service&>(object);
        const auto outside = std::count_if(service.ports.begin(), service.ports.end(),
                                           [](const Port& port) { return port.nodePort != 0; });
        sums["services.nodeports"] += 1000 * outside;
        sums["services.loadbalancers"] += service.type == "LoadBalancer" ? 1000 : 0;
    } else if (object.kind == Kind::PersistentVolumeClaim) {
        sums["requests.storage"] +=
            thousandths(textAt(parsed(object.rest), {"spec", "resources", "requests", "storage"}))
                .value_or(0);
    }
}

Sums useOf(const Store& store, const std::string& ns, const json::value& quota) {
    Sums sums;
    for (const Kind kind : allKinds())
        if (kind == Kind::Pod || counted(kind))
            for (const auto& [key, object] : store.of(kind))
                if (key.first == ns)
                    add(quota, *object, sums);
    return sums;
}

/// The resources a quota limits that every pod then has to name.
std::string unnamed(const StringMap& hard, const Pod& pod) {
    const auto has = [&](const std::string& resource, bool limit) {
        return std::all_of(
            pod.spec.containers.begin(), pod.spec.containers.end(), [&](const Container& each) {
                return each.limits.contains(resource) || (!limit && each.requests.contains(resource));
            });
    };
    std::string list;
    for (const auto& [key, amount] : hard) {
        const bool limit = key.starts_with("limits.");
        const auto dot = key.find('.');
        const std::string resource = key.starts_with("requests.") || limit ? key.substr(dot + 1) : key;
        if ((resource == "cpu" || resource == "memory") && !has(resource, limit))
            list += (list.empty() ? "" : ",") + key;
    }
    return list;
}

std::string list(const StringMap& amounts) {
    std::string text;
    for (const auto& [key, amount] : amounts)
        text += (text.empty() ? "" : ",") + key + "=" + amount;
    return text;
}

} // namespace

QuotaUse quotaUse(const Store& store, const Object& quota) {
    const json::value whole = parsed(quota.rest);
    QuotaUse use;
    use.hard = mapAt(whole, {"spec", "hard"});
    const Sums now = useOf(store, quota.meta.ns, whole);
    for (const auto& [key, amount] : use.hard) {
        const auto found = now.find(key);
        use.used[key] = quantityOf(found == now.end() ? 0 : found->second, countsBytes(key));
    }
    return use;
}

std::string overQuota(const Store& store, const Object& object) {
    for (const auto& [key, quota] : store.of(Kind::ResourceQuota)) {
        if (key.first != object.meta.ns)
            continue;
        const json::value whole = parsed(quota->rest);
        const StringMap hard = mapAt(whole, {"spec", "hard"});
        Sums more;
        add(whole, object, more);
        if (more.empty())
            continue;
        if (object.kind == Kind::Pod)
            if (const std::string missing = unnamed(hard, static_cast<const Pod&>(object)); !missing.empty())
                return "failed quota: " + key.second + ": must specify " + missing;
        const Sums now = useOf(store, key.first, whole);
        StringMap requested, used, limited;
        for (const auto& [resource, limit] : hard) {
            const auto wanted = more.find(resource);
            const auto most = thousandths(limit);
            if (wanted == more.end() || wanted->second <= 0 || !most)
                continue;
            const auto there = now.find(resource);
            const std::int64_t so = there == now.end() ? 0 : there->second;
            if (so + wanted->second <= *most)
                continue;
            requested[resource] = quantityOf(wanted->second, countsBytes(resource));
            used[resource] = quantityOf(so, countsBytes(resource));
            limited[resource] = limit;
        }
        if (!requested.empty())
            return "exceeded quota: " + key.second + ", requested: " + list(requested) +
                   ", used: " + list(used) + ", limited: " + list(limited);
    }
    return {};
}

} // namespace understudy::cluster
