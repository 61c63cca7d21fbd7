#include "labs/kubeapi/KubeRoles.h"

#include "labs/kubejson/KubeRest.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

bool has(const json::array& list, const std::string& word) {
    return std::any_of(list.begin(), list.end(), [&](const json::value& each) {
        return each.is_string() && (each.as_string() == word || each.as_string() == "*");
    });
}

bool fitsPath(const json::array& urls, const std::string& path) {
    return std::any_of(urls.begin(), urls.end(), [&](const json::value& each) {
        if (!each.is_string())
            return false;
        const std::string url(each.as_string());
        return url == path || (url.ends_with('*') && path.starts_with(url.substr(0, url.size() - 1)));
    });
}

bool fits(const json::object& rule, const KubeAsk& ask) {
    if (!has(listAt(rule, {"verbs"}), ask.verb))
        return false;
    if (!ask.path.empty())
        return fitsPath(listAt(rule, {"nonResourceURLs"}), ask.path);
    const auto& resources = listAt(rule, {"resources"});
    const std::string whole = ask.sub.empty() ? ask.resource : ask.resource + "/" + ask.sub;
    if (!has(listAt(rule, {"apiGroups"}), ask.group) ||
        !(has(resources, whole) || (!ask.sub.empty() && has(resources, "*/" + ask.sub))))
        return false;
    const auto& names = listAt(rule, {"resourceNames"});
    return names.empty() || has(names, ask.name);
}

// The subject of a binding that means the user, as it is told in reasons.
std::optional<std::string> subjectOf(const json::object& binding, const KubeUser& user,
                                     const std::string& ns) {
    for (const auto& each : listAt(binding, {"subjects"})) {
        const std::string kind = textAt(each, {"kind"}), name = textAt(each, {"name"});
        const std::string space = textAt(each, {"namespace"});
        const bool meant =
            kind == "User" ? name == user.name
            : kind == "Group"
                ? std::find(user.groups.begin(), user.groups.end(), name) != user.groups.end()
                : user.name == "system:serviceaccount:" + (space.empty() ? ns : space) + ":" + name;
        if (meant)
            return kind + " \"" + name + (kind == "ServiceAccount" ? "/" + space : "") + "\"";
    }
    return std::nullopt;
}

} // namespace

void KubeRoles::each(const KubeUser& user, const std::string& ns,
                     const std::function<bool(const json::object&, const std::string&)>& take) const {
    const auto& store = m_world.store();
    const auto by = [&](const Object& object, const std::string& where) {
        const json::object binding = restOf(object.rest);
        const auto subject = subjectOf(binding, user, object.meta.ns);
        if (!subject)
            return false;
        const std::string kind = textAt(binding, {"roleRef", "kind"}),
                          name = textAt(binding, {"roleRef", "name"});
        const auto role = kind == "ClusterRole" ? store.find(Kind::ClusterRole, "", name)
                                                : store.find(Kind::Role, object.meta.ns, name);
        if (!role)
            return false;
        const std::string why =
            "RBAC: allowed by " + where + " of " + kind + " \"" + name + "\" to " + *subject;
        const json::object rules = restOf(role->rest);
        for (const auto& rule : listAt(rules, {"rules"}))
            if (rule.is_object() && take(rule.get_object(), why))
                return true;
        return false;
    };
    for (const auto& [key, object] : store.of(Kind::ClusterRoleBinding))
        if (by(*object, "ClusterRoleBinding \"" + key.second + "\""))
            return;
    if (ns.empty())
        return;
    for (const auto& [key, object] : store.of(Kind::RoleBinding))
        if (key.first == ns && by(*object, "RoleBinding \"" + key.second + "/" + key.first + "\""))
            return;
}

std::optional<std::string> KubeRoles::allows(const KubeUser& user, const KubeAsk& ask) const {
    if (std::find(user.groups.begin(), user.groups.end(), "system:masters") != user.groups.end())
        return "";
    std::optional<std::string> reason;
    each(user, ask.ns, [&](const json::object& rule, const std::string& why) {
        if (fits(rule, ask))
            reason = why;
        return reason.has_value();
    });
    return reason;
}

json::object KubeRoles::rulesOf(const KubeUser& user, const std::string& ns) const {
    json::array resources, paths;
    const auto add = [](json::array& to, const json::object& rule) {
        if (std::find(to.begin(), to.end(), json::value(rule)) == to.end())
            to.push_back(rule);
    };
    each(user, ns, [&](const json::object& rule, const std::string&) {
        if (rule.contains("nonResourceURLs")) {
            add(paths, rule);
            return false;
        }
        // kubectl prints all groups with all resources: each group gets a rule of its own.
        for (const auto& group : listAt(rule, {"apiGroups"})) {
            json::object one = rule;
            one["apiGroups"] = json::array{group};
            add(resources, one);
        }
        return false;
    });
    return {{"resourceRules", resources}, {"nonResourceRules", paths}};
}

std::string KubeRoles::refusal(const KubeUser& user, const KubeAsk& ask) {
    if (!ask.path.empty())
        return "forbidden: User \"" + user.name + "\" cannot " + ask.verb + " path \"" + ask.path + "\"";
    const std::string plural = ask.group.empty() ? ask.resource : ask.resource + "." + ask.group;
    const std::string whole = ask.sub.empty() ? ask.resource : ask.resource + "/" + ask.sub;
    return plural + (ask.name.empty() ? "" : " \"" + ask.name + "\"") + " is forbidden: User \"" + user.name +
           "\" cannot " + ask.verb + " resource \"" + whole + "\" in API group \"" + ask.group + "\" " +
           (ask.ns.empty() ? "at the cluster scope" : "in the namespace \"" + ask.ns + "\"");
}

} // namespace understudy::kubeapi
