// The cells of kinds that are looked at less often.
#include "labs/kubejson/KubeRow.h"

#include <functional>

namespace understudy::kubeapi {

namespace {

json::value text(std::string words) { return json::value(words.empty() ? "<none>" : words); }

std::string joined(const json::array& list, const std::function<std::string(const json::value&)>& each,
                   const char* between = ",") {
    std::string out;
    for (const auto& item : list)
        if (const std::string one = each(item); !one.empty())
            out += (out.empty() ? "" : between) + one;
    return out;
}

std::string said(const json::value& value) {
    return value.is_string()  ? std::string(value.as_string())
           : value.is_int64() ? std::to_string(value.as_int64())
                              : "";
}

// A selector as it is written on a command line.
std::string selectorText(const json::value* selector) {
    std::string out;
    if (selector)
        for (const auto& [key, value] : readStringMap(at(*selector, {"matchLabels"})))
            out += (out.empty() ? "" : ",") + key + "=" + value;
    return out;
}

std::string containers(const json::value& spec, const char* key) {
    return joined(listAt(spec, {"containers"}), [&](const auto& each) { return textAt(each, {key}); });
}

std::int64_t count(const json::object& o, Path path) { return intAt(o, path, 0); }

// Whether a value is there as a number or a text.
json::value orNotSet(const json::object& o, Path path) {
    const auto* found = at(o, path);
    return json::value(found ? said(*found) : "N/A");
}

// RWO for ReadWriteOnce and so on.
std::string modes(const json::object& o) {
    return joined(listAt(o, {"spec", "accessModes"}), [](const json::value& each) -> std::string {
        const std::string mode = said(each);
        return mode == "ReadWriteOnce"   ? "RWO"
               : mode == "ReadWriteMany" ? "RWX"
               : mode == "ReadOnlyMany"  ? "ROX"
                                         : mode;
    });
}

std::string subjects(const json::object& o, const char* kind) {
    return joined(
        listAt(o, {"subjects"}),
        [&](const json::value& each) -> std::string {
            if (textAt(each, {"kind"}) != kind)
                return {};
            const std::string ns = textAt(each, {"namespace"});
            return (ns.empty() ? "" : ns + "/") + textAt(each, {"name"});
        },
        ", ");
}

std::string strings(const json::object& o, Path path) { return joined(listAt(o, path), said); }

std::string amounts(const json::object& o, const char* prefix) {
    std::string out;
    const auto used = readStringMap(at(o, {"status", "used"}));
    for (const auto& [key, hard] : readStringMap(at(o, {"spec", "hard"}))) {
        if (key.starts_with("limits.") != (std::string_view(prefix) == "limits."))
            continue;
        const auto now = used.find(key);
        out += (out.empty() ? "" : ", ") + key + ": " + (now == used.end() ? "0" : now->second) + "/" + hard;
    }
    return out;
}

std::string ingressHosts(const json::object& o) {
    const std::string hosts =
        joined(listAt(o, {"spec", "rules"}), [](const auto& each) { return textAt(each, {"host"}); });
    return hosts.empty() ? "*" : hosts;
}

std::string target(const json::object& o) {
    const int now = intAt(o, {"status", "currentCPUUtilizationPercentage"}, -1);
    return (now < 0 ? "<unknown>" : std::to_string(now) + "%") + "/" +
           std::to_string(intAt(o, {"spec", "targetCPUUtilizationPercentage"}, 80)) + "%";
}

struct Row {
    const json::object& object;
    json::value name, since;
    std::int64_t now; ///< microseconds since 1970
};

json::array daemonSet(const Row& row) {
    const auto* spec = at(row.object, {"spec", "template", "spec"});
    std::string nodes;
    for (const auto& [key, value] :
         readStringMap(at(row.object, {"spec", "template", "spec", "nodeSelector"})))
        nodes += (nodes.empty() ? "" : ",") + key + "=" + value;
    return json::array{row.name,
                       count(row.object, {"status", "desiredNumberScheduled"}),
                       count(row.object, {"status", "currentNumberScheduled"}),
                       count(row.object, {"status", "numberReady"}),
                       count(row.object, {"status", "updatedNumberScheduled"}),
                       count(row.object, {"status", "numberAvailable"}),
                       text(nodes),
                       row.since,
                       text(spec ? containers(*spec, "name") : ""),
                       text(spec ? containers(*spec, "image") : ""),
                       text(selectorText(at(row.object, {"spec", "selector"})))};
}

json::array autoscaler(const Row& row) {
    return json::array{row.name,
                       text(textAt(row.object, {"spec", "scaleTargetRef", "kind"}) + "/" +
                            textAt(row.object, {"spec", "scaleTargetRef", "name"})),
                       text(target(row.object)),
                       text(std::to_string(count(row.object, {"spec", "minReplicas"}))),
                       text(std::to_string(count(row.object, {"spec", "maxReplicas"}))),
                       count(row.object, {"status", "currentReplicas"}),
                       row.since};
}

json::array budget(const Row& row) {
    return json::array{row.name, orNotSet(row.object, {"spec", "minAvailable"}),
                       orNotSet(row.object, {"spec", "maxUnavailable"}),
                       count(row.object, {"status", "disruptionsAllowed"}), row.since};
}

json::array cronJob(const Row& row) {
    const auto* spec = at(row.object, {"spec", "jobTemplate", "spec", "template", "spec"});
    const auto* suspended = at(row.object, {"spec", "suspend"});
    const auto last = cluster::fromRfc3339(textAt(row.object, {"status", "lastScheduleTime"}));
    return json::array{row.name,
                       text(textAt(row.object, {"spec", "schedule"})),
                       text(suspended && suspended->is_bool() && suspended->as_bool() ? "True" : "False"),
                       static_cast<std::int64_t>(listAt(row.object, {"status", "active"}).size()),
                       text(last ? age(row.now - *last) : ""),
                       row.since,
                       text(spec ? containers(*spec, "name") : ""),
                       text(spec ? containers(*spec, "image") : ""),
                       "<none>"};
}

json::array networkPolicy(const Row& row) {
    return json::array{row.name, text(selectorText(at(row.object, {"spec", "podSelector"}))), row.since};
}

json::array ingress(const Row& row) {
    return json::array{row.name,
                       text(textAt(row.object, {"spec", "ingressClassName"})),
                       text(ingressHosts(row.object)),
                       "",
                       json::value(listAt(row.object, {"spec", "tls"}).empty() ? "80" : "80, 443"),
                       row.since};
}

json::array binding(const Row& row) {
    return json::array{
        row.name,
        text(textAt(row.object, {"roleRef", "kind"}) + "/" + textAt(row.object, {"roleRef", "name"})),
        row.since,
        json::value(subjects(row.object, "User")),
        json::value(subjects(row.object, "Group")),
        json::value(subjects(row.object, "ServiceAccount"))};
}

json::array secret(const Row& row) {
    const auto* data = at(row.object, {"data"});
    return json::array{row.name, text(textAt(row.object, {"type"})),
                       static_cast<std::int64_t>(data && data->is_object() ? data->get_object().size() : 0),
                       row.since};
}

json::array claim(const Row& row) {
    return json::array{row.name,
                       json::value(textAt(row.object, {"status", "phase"})),
                       json::value(textAt(row.object, {"spec", "volumeName"})),
                       json::value(textAt(row.object, {"status", "capacity", "storage"})),
                       json::value(modes(row.object)),
                       json::value(textAt(row.object, {"spec", "storageClassName"})),
                       row.since,
                       text(textAt(row.object, {"spec", "volumeMode"}))};
}

json::array volume(const Row& row) {
    const std::string claim = textAt(row.object, {"spec", "claimRef", "name"});
    return json::array{
        row.name,
        json::value(textAt(row.object, {"spec", "capacity", "storage"})),
        json::value(modes(row.object)),
        json::value(textAt(row.object, {"spec", "persistentVolumeReclaimPolicy"})),
        json::value(textAt(row.object, {"status", "phase"})),
        json::value(claim.empty() ? "" : textAt(row.object, {"spec", "claimRef", "namespace"}) + "/" + claim),
        json::value(textAt(row.object, {"spec", "storageClassName"})),
        "",
        row.since,
        text(textAt(row.object, {"spec", "volumeMode"}))};
}

json::array storageClass(const Row& row) {
    const auto* grows = at(row.object, {"allowVolumeExpansion"});
    return json::array{row.name,
                       text(textAt(row.object, {"provisioner"})),
                       text(textAt(row.object, {"reclaimPolicy"})),
                       text(textAt(row.object, {"volumeBindingMode"})),
                       json::value(grows && grows->is_bool() && grows->get_bool() ? "true" : "false"),
                       row.since};
}

json::array lease(const Row& row) {
    return json::array{row.name, text(textAt(row.object, {"spec", "holderIdentity"})), row.since};
}

json::array quota(const Row& row) {
    return json::array{row.name, row.since, json::value(amounts(row.object, "")),
                       json::value(amounts(row.object, "limits."))};
}

json::array virtualService(const Row& row) {
    return json::array{row.name, json::value(strings(row.object, {"spec", "gateways"})),
                       json::value(strings(row.object, {"spec", "hosts"})), row.since};
}

json::array destinationRule(const Row& row) {
    return json::array{row.name, json::value(textAt(row.object, {"spec", "host"})), row.since};
}

} // namespace

json::array KubeRow::otherCells(const std::string& resource, const json::object& o) const {
    static const std::map<std::string, json::array (*)(const Row&)> all{
        {"daemonsets", daemonSet},
        {"horizontalpodautoscalers", autoscaler},
        {"poddisruptionbudgets", budget},
        {"cronjobs", cronJob},
        {"networkpolicies", networkPolicy},
        {"ingresses", ingress},
        {"rolebindings", binding},
        {"clusterrolebindings", binding},
        {"secrets", secret},
        {"persistentvolumeclaims", claim},
        {"persistentvolumes", volume},
        {"storageclasses", storageClass},
        {"leases", lease},
        {"resourcequotas", quota},
        {"virtualservices", virtualService},
        {"destinationrules", destinationRule}};
    const json::value name(textAt(o, {"metadata", "name"}));
    if (resource == "roles" || resource == "clusterroles" || resource == "limitranges")
        return {name, json::value(textAt(o, {"metadata", "creationTimestamp"}))};
    const json::value since(ageOf(o));
    if (const auto found = all.find(resource); found != all.end())
        return found->second({o, name, since, m_now});
    json::array cells{name, since};
    while (cells.size() < kubeColumns(resource).size())
        cells.insert(cells.end() - 1, "");
    return cells;
}

} // namespace understudy::kubeapi
