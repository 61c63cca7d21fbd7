#include "labs/policies/Roles.h"

#include <algorithm>

namespace understudy::cluster {

using namespace reading;

namespace {

const std::string accounts = "system:serviceaccount:";

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

bool fits(const json::object& rule, const Attempt& attempt) {
    if (!has(listAt(rule, {"verbs"}), attempt.verb))
        return false;
    if (!attempt.path.empty())
        return fitsPath(listAt(rule, {"nonResourceURLs"}), attempt.path);
    const auto& resources = listAt(rule, {"resources"});
    const std::string whole = attempt.sub.empty() ? attempt.resource : attempt.resource + "/" + attempt.sub;
    if (!has(listAt(rule, {"apiGroups"}), attempt.group) ||
        !(has(resources, whole) || (!attempt.sub.empty() && has(resources, "*/" + attempt.sub))))
        return false;
    const auto& names = listAt(rule, {"resourceNames"});
    return names.empty() || has(names, attempt.name);
}

// The subject of a binding that means the user, as it is told in reasons.
std::optional<std::string> subjectOf(const json::value& binding, const Caller& caller,
                                     const std::string& ns) {
    for (const auto& each : listAt(binding, {"subjects"})) {
        const std::string kind = textAt(each, {"kind"}), name = textAt(each, {"name"});
        const std::string space = textAt(each, {"namespace"});
        const bool meant =
            kind == "User" ? name == caller.name
            : kind == "Group"
                ? std::find(caller.groups.begin(), caller.groups.end(), name) != caller.groups.end()
                : caller.name == accounts + (space.empty() ? ns : space) + ":" + name;
        if (meant)
            return kind + " \"" + name + (kind == "ServiceAccount" ? "/" + space : "") + "\"";
    }
    return std::nullopt;
}

} // namespace

Caller callerNamed(const std::string& name, std::vector<std::string> groups) {
    Caller caller{name, std::move(groups)};
    if (name.starts_with(accounts)) {
        const std::string rest = name.substr(accounts.size());
        caller.groups.push_back("system:serviceaccounts");
        caller.groups.push_back("system:serviceaccounts:" + rest.substr(0, rest.find(':')));
    }
    caller.groups.push_back("system:authenticated");
    return caller;
}

void Roles::each(const Caller& caller, const std::string& ns,
                 const std::function<bool(const json::object&, const std::string&)>& take) const {
    const Store& store = m_store;
    const auto by = [&](const Object& object, const std::string& where) {
        const json::value binding = parsed(object.rest);
        const auto subject = subjectOf(binding, caller, object.meta.ns);
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
        const json::value rules = parsed(role->rest);
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

std::optional<std::string> Roles::allows(const Caller& caller, const Attempt& attempt) const {
    if (std::find(caller.groups.begin(), caller.groups.end(), "system:masters") != caller.groups.end())
        return "";
    std::optional<std::string> reason;
    each(caller, attempt.ns, [&](const json::object& rule, const std::string& why) {
        if (fits(rule, attempt))
            reason = why;
        return reason.has_value();
    });
    return reason;
}

json::object Roles::rulesOf(const Caller& caller, const std::string& ns) const {
    json::array resources, paths;
    const auto add = [](json::array& to, const json::object& rule) {
        if (std::find(to.begin(), to.end(), json::value(rule)) == to.end())
            to.push_back(rule);
    };
    each(caller, ns, [&](const json::object& rule, const std::string&) {
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

std::string Roles::refusal(const Caller& caller, const Attempt& attempt) {
    if (!attempt.path.empty())
        return "forbidden: User \"" + caller.name + "\" cannot " + attempt.verb + " path \"" + attempt.path +
               "\"";
    const std::string plural =
        attempt.group.empty() ? attempt.resource : attempt.resource + "." + attempt.group;
    const std::string whole = attempt.sub.empty() ? attempt.resource : attempt.resource + "/" + attempt.sub;
    return plural + (attempt.name.empty() ? "" : " \"" + attempt.name + "\"") + " is forbidden: User \"" +
           caller.name + "\" cannot " + attempt.verb + " resource \"" + whole + "\" in API group \"" +
           attempt.group + "\" " +
           (attempt.ns.empty() ? "at the cluster scope" : "in the namespace \"" + attempt.ns + "\"");
}

} // namespace understudy::cluster
