#include "labs/kubejson/KubeRow.h"

#include <functional>

namespace understudy::kubeapi {

namespace {

std::string text(const json::object& object, std::initializer_list<std::string_view> path,
                 const char* otherwise = "") {
    const auto* found = at(object, path);
    return found && found->is_string() ? std::string(found->as_string()) : otherwise;
}

std::int64_t number(const json::object& object, std::initializer_list<std::string_view> path) {
    const auto* found = at(object, path);
    return found && found->is_int64() ? found->as_int64() : 0;
}

std::string joined(const json::value* array, const std::function<std::string(const json::object&)>& each) {
    std::string out;
    if (array && array->is_array())
        for (const auto& item : array->as_array())
            if (item.is_object())
                out += (out.empty() ? "" : ",") + each(item.as_object());
    return out.empty() ? "<none>" : out;
}

std::string selector(const json::value* map) {
    std::string out;
    for (const auto& [key, value] : readStringMap(map))
        out += (out.empty() ? "" : ",") + key + "=" + value;
    return out.empty() ? "<none>" : out;
}

json::array podCells(const json::object& pod, const std::string& age) {
    std::int64_t ready = 0, restarts = 0, count = 0;
    std::string status = text(pod, {"status", "phase"});
    if (const auto reason = text(pod, {"status", "reason"}); !reason.empty())
        status = reason;
    if (const auto* list = at(pod, {"status", "containerStatuses"}))
        for (const auto& item : list->as_array()) {
            const auto& each = item.as_object();
            ++count;
            ready += each.at("ready").as_bool();
            restarts += each.at("restartCount").as_int64();
            for (const char* state : {"waiting", "terminated"})
                if (const auto reason = text(each, {"state", state, "reason"}); !reason.empty())
                    status = reason;
        }
    if (at(pod, {"metadata", "deletionTimestamp"}))
        status = "Terminating";
    if (count == 0)
        if (const auto* wanted = at(pod, {"spec", "containers"}))
            count = static_cast<std::int64_t>(wanted->as_array().size());
    return {json::value(text(pod, {"metadata", "name"})),
            json::value(std::to_string(ready) + "/" + std::to_string(count)),
            json::value(status),
            restarts,
            json::value(age),
            json::value(text(pod, {"status", "podIP"}, "<none>")),
            json::value(text(pod, {"spec", "nodeName"}, "<none>")),
            "<none>",
            "<none>"};
}

json::array nodeCells(const json::object& node, const std::string& age) {
    std::string status = "NotReady", roles, address = "<none>";
    for (const auto& condition : listAt(node, {"status", "conditions"}))
        if (text(condition.as_object(), {"type"}) == "Ready" &&
            text(condition.as_object(), {"status"}) == "True")
            status = "Ready";
    if (at(node, {"spec", "unschedulable"}))
        status += ",SchedulingDisabled";
    for (const auto& [key, value] : readStringMap(at(node, {"metadata", "labels"})))
        if (key.starts_with("node-role.kubernetes.io/"))
            roles += (roles.empty() ? "" : ",") + key.substr(24);
    for (const auto& each : listAt(node, {"status", "addresses"}))
        if (text(each.as_object(), {"type"}) == "InternalIP")
            address = text(each.as_object(), {"address"});
    const auto info = [&](const char* key) { return json::value(text(node, {"status", "nodeInfo", key})); };
    return {json::value(text(node, {"metadata", "name"})),
            json::value(status),
            json::value(roles.empty() ? "<none>" : roles),
            json::value(age),
            info("kubeletVersion"),
            json::value(address),
            "<none>",
            info("osImage"),
            info("kernelVersion"),
            info("containerRuntimeVersion")};
}

json::array serviceCells(const json::object& service, const std::string& age) {
    const std::string type = text(service, {"spec", "type"});
    std::string external = joined(at(service, {"status", "loadBalancer", "ingress"}),
                                  [](const auto& each) { return text(each, {"ip"}); });
    if (external == "<none>" && type == "LoadBalancer")
        external = "<pending>";
    const std::string ports = joined(at(service, {"spec", "ports"}), [](const auto& each) {
        const auto node = number(each, {"nodePort"});
        return std::to_string(number(each, {"port"})) + (node ? ":" + std::to_string(node) : "") + "/" +
               text(each, {"protocol"}, "TCP");
    });
    return {json::value(text(service, {"metadata", "name"})),
            json::value(type),
            json::value(text(service, {"spec", "clusterIP"}, "None")),
            json::value(external),
            json::value(ports),
            json::value(age),
            json::value(selector(at(service, {"spec", "selector"})))};
}

std::string field(const json::object& object, const char* key) {
    return joined(at(object, {"spec", "template", "spec", "containers"}),
                  [key](const auto& each) { return text(each, {key}); });
}

std::string endpointText(const json::object& object) {
    std::vector<std::string> found;
    if (const auto* subsets = at(object, {"subsets"}))
        for (const auto& subset : subsets->as_array())
            if (const auto* addresses = at(subset, {"addresses"}))
                for (const auto& address : addresses->as_array())
                    for (const auto& port : at(subset, {"ports"})->as_array())
                        found.push_back(text(address.as_object(), {"ip"}) + ":" +
                                        std::to_string(number(port.as_object(), {"port"})));
    if (found.empty())
        return "<none>";
    std::string out;
    for (std::size_t i = 0; i < found.size() && i < 3; ++i)
        out += (i ? "," : "") + found[i];
    return found.size() > 3 ? out + " + " + std::to_string(found.size() - 3) + " more..." : out;
}

} // namespace

std::string age(cluster::Micros span) {
    const std::int64_t s = span / cluster::second;
    if (s < -1)
        return "<invalid>";
    const auto pair = [](std::int64_t a, const char* ua, std::int64_t b, const char* ub) {
        return std::to_string(a) + ua + (b ? std::to_string(b) + ub : "");
    };
    if (s < 120)
        return std::to_string(std::max<std::int64_t>(s, 0)) + "s";
    const std::int64_t m = s / 60, h = s / 3600, d = h / 24;
    if (m < 10)
        return pair(m, "m", s % 60, "s");
    if (h < 3)
        return std::to_string(m) + "m";
    if (h < 8)
        return pair(h, "h", m % 60, "m");
    if (h < 48)
        return std::to_string(h) + "h";
    if (d < 8)
        return pair(d, "d", h % 24, "h");
    if (d < 730)
        return std::to_string(d) + "d";
    return pair(d / 365, "y", d % 365, "d");
}

std::string KubeRow::ageOf(const json::object& object, std::string_view key) const {
    const auto* found = at(object, {"metadata", key});
    if (!found)
        found = at(object, {key});
    const auto when = found && found->is_string() ? cluster::fromRfc3339(std::string_view(found->as_string()))
                                                  : std::nullopt;
    return when ? age(m_now - *when) : "<unknown>";
}

json::array KubeRow::cells(const std::string& resource, const json::object& o) const {
    const std::string since = ageOf(o);
    const json::value name(text(o, {"metadata", "name"}));
    const auto ready = [&] {
        return json::value(std::to_string(number(o, {"status", "readyReplicas"})) + "/" +
                           std::to_string(number(o, {"spec", "replicas"})));
    };
    const auto labels = [&] { return json::value(selector(at(o, {"spec", "selector", "matchLabels"}))); };
    if (resource == "pods")
        return podCells(o, since);
    if (resource == "nodes")
        return nodeCells(o, since);
    if (resource == "services")
        return serviceCells(o, since);
    if (resource == "deployments")
        return {name,
                ready(),
                number(o, {"status", "updatedReplicas"}),
                number(o, {"status", "availableReplicas"}),
                json::value(since),
                json::value(field(o, "name")),
                json::value(field(o, "image")),
                labels()};
    if (resource == "replicasets")
        return {name,
                number(o, {"spec", "replicas"}),
                number(o, {"status", "replicas"}),
                number(o, {"status", "readyReplicas"}),
                json::value(since),
                json::value(field(o, "name")),
                json::value(field(o, "image")),
                labels()};
    if (resource == "statefulsets")
        return {name, ready(), json::value(since), json::value(field(o, "name")),
                json::value(field(o, "image"))};
    if (resource == "namespaces")
        return {name, json::value(text(o, {"status", "phase"})), json::value(since)};
    if (resource == "endpoints")
        return {name, json::value(endpointText(o)), json::value(since)};
    if (resource == "configmaps") {
        const auto* data = at(o, {"data"});
        return {name, data ? static_cast<std::int64_t>(data->as_object().size()) : 0, json::value(since)};
    }
    if (resource == "serviceaccounts")
        return {name, static_cast<std::int64_t>(listAt(o, {"secrets"}).size()), json::value(since)};
    if (resource == "jobs") {
        const auto began = cluster::fromRfc3339(text(o, {"status", "startTime"})),
                   ended = cluster::fromRfc3339(text(o, {"status", "completionTime"}));
        return {name,
                json::value(std::to_string(number(o, {"status", "succeeded"})) + "/" +
                            std::to_string(number(o, {"spec", "completions"}))),
                json::value(began ? age((ended ? *ended : m_now) - *began) : ""),
                json::value(since),
                json::value(field(o, "name")),
                json::value(field(o, "image")),
                labels()};
    }
    if (resource == "events") {
        std::string object = text(o, {"involvedObject", "kind"}) + "/" + text(o, {"involvedObject", "name"});
        for (char& c : object)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const std::string host = text(o, {"source", "host"});
        return {json::value(ageOf(o, "lastTimestamp")),
                json::value(text(o, {"type"})),
                json::value(text(o, {"reason"})),
                json::value(object),
                "",
                json::value(text(o, {"source", "component"}) + (host.empty() ? "" : ", " + host)),
                json::value(text(o, {"message"})),
                json::value(ageOf(o, "firstTimestamp")),
                number(o, {"count"}),
                name};
    }
    return otherCells(resource, o);
}

} // namespace understudy::kubeapi
