#include "labs/cluster/Deeds.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr std::size_t mostText = 4096; ///< kept of what was asked

int hexDigit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// app%3Ddwcp-api as app=dwcp-api.
std::string decoded(const std::string& path) {
    std::string text;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const int high = i + 2 < path.size() && path[i] == '%' ? hexDigit(path[i + 1]) : -1;
        const int low = high >= 0 ? hexDigit(path[i + 2]) : -1;
        if (low >= 0) {
            text += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            text += path[i];
        }
    }
    return text;
}

bool has(const std::string& text, const std::string& word) { return text.find(word) != std::string::npos; }

void nameKubernetes(const Action& action, std::set<std::string>& verbs) {
    const std::string& resource = action.resource;
    if (resource == "pods/log")
        verbs.insert("logs");
    if (resource == "pods/exec")
        verbs.insert("exec");
    if (resource == "pods/attach")
        verbs.insert("attach");
    if (resource == "pods/portforward")
        verbs.insert("port-forward");
    if (has(action.path, "/metrics.k8s.io/"))
        verbs.insert("top");
    if (resource.ends_with("/scale") && action.verb != "get")
        verbs.insert("scale");
    if (resource == "replicasets" && action.verb == "list")
        verbs.insert("rollout history");
    if (action.verb != "patch")
        return;
    if (has(action.type, "json-patch") && has(action.body, "/spec/template"))
        verbs.insert("rollout undo");
    if (has(action.body, "kubectl.kubernetes.io/restartedAt"))
        verbs.insert("rollout restart");
}

} // namespace

void Deeds::add(const Action& action) {
    if (action.via == "control" && action.verb != "inject")
        return;
    Deed deed{{action.verb}, action.ns, {}};
    if (action.via == "kubernetes")
        nameKubernetes(action, deed.verbs);
    std::string command = action.name;
    if (action.via == "dwcp") {
        deed.verbs.insert("dwcp-cli");
        // What was only read has the command in two parts.
        if (constexpr std::string_view group = "dwcp/"; action.resource.starts_with(group))
            command = action.resource.substr(group.size()) + " " + action.verb + " " + action.name;
    }
    if (action.via == "alertmanager" && action.resource == "silences" && action.verb == "POST")
        deed.verbs.insert("silence");
    deed.text = action.resource + " " + action.ns + "/" + action.name + " " + command + " " +
                decoded(action.path) + " " + action.body;
    deed.text.resize(std::min(deed.text.size(), mostText));
    m_all.push_back(std::move(deed));
}

bool Deeds::fits(const DeedWish& wish, const Deed& deed) {
    const auto called = [&](const std::string& verb) { return deed.verbs.contains(verb); };
    const auto named = [&](const std::string& word) { return has(deed.text, word); };
    return (wish.verbs.empty() || std::any_of(wish.verbs.begin(), wish.verbs.end(), called)) &&
           (wish.objects.empty() || std::any_of(wish.objects.begin(), wish.objects.end(), named)) &&
           std::all_of(wish.args.begin(), wish.args.end(), named) && (wish.ns.empty() || wish.ns == deed.ns);
}

int Deeds::fitting(const DeedWish& wish, std::size_t from, std::size_t to) const {
    int found = 0;
    for (std::size_t i = from; i < std::min(to, m_all.size()); ++i)
        found += fits(wish, m_all[i]) ? 1 : 0;
    return found;
}

} // namespace understudy::cluster
