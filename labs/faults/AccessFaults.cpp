// Who gets in, and who may do too much.
#include "labs/faults/Fault.h"

#include "labs/policies/NetworkPolicies.h"
#include "labs/policies/Roles.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

std::vector<std::string> parts(const std::string& text, char by) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(by, at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

std::string listed(const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words)
        list += (list.empty() ? "\"" : ",\"") + word + "\"";
    return "[" + list + "]";
}

int portOf(const Pod& pod) {
    for (const auto& container : pod.spec.containers)
        for (const auto& port : container.ports)
            return port.target;
    return 80;
}

/// A service account that was given more than it needs.
class TooMuch final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        const auto words = parts(m_spec.text("rule"), ' ');
        const auto verbs = parts(words.at(0), ','), resources = parts(words.at(1), ',');
        std::vector<std::string> groups, names;
        for (const auto& each : resources) {
            const auto dot = each.find('.');
            names.push_back(each.substr(0, dot));
            groups.push_back(each == "*" ? "*" : dot == std::string::npos ? "" : each.substr(dot + 1));
        }
        for (std::size_t i = 0; i < names.size(); ++i)
            for (const auto& verb : verbs)
                ask(verb, groups[i], names[i]);
        std::sort(groups.begin(), groups.end());
        groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
        const std::string name = m_spec.name + "-debug";
        m_ground.put(Kind::ClusterRole, "", name,
                     R"({"rules":[{"verbs":)" + listed(verbs) + R"(,"apiGroups":)" + listed(groups) +
                         R"(,"resources":)" + listed(names) + "}]}");
        m_ground.put(Kind::ClusterRoleBinding, "", name,
                     R"({"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":")" +
                         name + R"("},"subjects":[{"kind":"ServiceAccount","name":")" + m_spec.name +
                         R"(","namespace":")" + m_spec.ns + R"("}]})");
    }
    bool mended() const override {
        return m_found.ask(m_ground.store,
                           {Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding},
                           [this] {
                               return std::none_of(m_excess.begin(), m_excess.end(),
                                                   [this](const Attempt& each) { return may(each); });
                           });
    }

private:
    bool may(const Attempt& attempt) const {
        return Roles(m_ground.store)
            .allows(callerNamed("system:serviceaccount:" + m_spec.ns + ":" + m_spec.name), attempt)
            .has_value();
    }
    // What it may not do yet; "*" stands for what matters most.
    void ask(const std::string& verb, const std::string& group, const std::string& resource) {
        const auto verbs = verb == "*" ? std::vector<std::string>{"get", "list", "create", "delete"}
                                       : std::vector<std::string>{verb};
        const auto resources = resource == "*" ? std::vector<std::string>{"secrets", "pods", "configmaps"}
                                               : std::vector<std::string>{resource};
        for (const auto& what : resources)
            for (const auto& how : verbs) {
                const Attempt attempt{how, group == "*" ? "" : group, what, "", m_spec.ns, "", ""};
                if (!may(attempt))
                    m_excess.push_back(attempt);
            }
    }
    std::vector<Attempt> m_excess;
    Remembered m_found;
};

/// Namespaces whose network policies are gone: whoever was kept out gets in.
class Unguarded final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        for (const auto& ns : m_spec.list("ns")) {
            for (const auto& other : m_ground.store.list<Namespace>())
                if (keptOut(other->meta.name, ns))
                    m_keptOut.emplace_back(other->meta.name, ns);
            const auto all = m_ground.store.of(Kind::NetworkPolicy);
            for (const auto& [key, policy] : all)
                if (key.first == ns)
                    m_ground.store.remove(Kind::NetworkPolicy, key.first, key.second);
        }
    }
    bool mended() const override {
        return m_found.ask(m_ground.store, {Kind::NetworkPolicy, Kind::Namespace}, [this] {
            const auto& spaces = m_spec.list("ns");
            return std::all_of(spaces.begin(), spaces.end(),
                               [this](const auto& ns) { return guarded(ns); }) &&
                   std::all_of(m_keptOut.begin(), m_keptOut.end(),
                               [this](const auto& each) { return keptOut(each.first, each.second); });
        });
    }

private:
    template <class F>
    bool everyPod(const std::string& ns, F holds) const {
        for (const auto& pod : m_ground.store.list<Pod>(ns))
            if (!pod->finished() && !holds(*pod))
                return false;
        return true;
    }
    bool guarded(const std::string& ns) const {
        const auto& all = m_ground.store.of(Kind::NetworkPolicy);
        return std::any_of(all.begin(), all.end(),
                           [&](const auto& each) { return each.first.first == ns; }) &&
               everyPod(ns, [this](const Pod& pod) { return isGuarded(m_ground.store, pod); });
    }
    bool keptOut(const std::string& from, const std::string& ns) const {
        Pod stranger;
        stranger.meta.ns = from;
        stranger.meta.uid = "stranger";
        return from != ns && everyPod(ns, [&](const Pod& pod) {
                   return !policiesAllow(m_ground.store, stranger, pod, portOf(pod));
               });
    }
    std::vector<std::pair<std::string, std::string>> m_keptOut; ///< from where, into where
    Remembered m_found;
};

/// Somebody tries passwords from one address, and at some time has one that fits.
class BruteForce final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        Disturbances::SignIns tries;
        tries.from = now();
        tries.ip = m_spec.text("ip");
        tries.perMinute = m_spec.number("rate");
        m_tries = m_ground.model.disturbed.signIns.size();
        m_ground.model.disturbed.signIns.push_back(tries);
        const auto pods = std::max<std::size_t>(1, m_ground.podsOf("production", service).size());
        const auto pace = static_cast<Micros>(60e6 * static_cast<double>(pods) / m_spec.number("rate"));
        say(service, "", std::max(pace, second),
            "level=warn service=auth-service msg=\"sign-in failed\" user=" + m_spec.text("user") +
                " ip=" + m_spec.text("ip") + " reason=bad_password status=401");
    }
    void end() override {
        m_ground.model.disturbed.signIns[m_tries].until = now();
        for (const auto index : m_sayings)
            m_ground.model.disturbed.sayings[index].until = now();
    }
    void look() override {
        const Micros gone = now() - m_ground.model.disturbed.signIns[m_tries].from;
        if (gone >= minute && (!m_told || now() - *m_told >= 5 * minute))
            tell();
        const Micros success = m_spec.span("success_at");
        if (success > 0 && gone >= success && !m_in)
            getIn();
    }
    bool mended() const override {
        return m_found.ask(m_ground.store, {Kind::NetworkPolicy, Kind::ConfigMap},
                           [this] { return listedAsBlocked() || shutOut(); });
    }

private:
    static constexpr const char* service = "auth-service";
    void say(const std::string& app, const std::string& pod, Micros every, const std::string& text) {
        Disturbances::Saying saying;
        saying.from = now();
        saying.ns = app == service ? "production" : "security";
        saying.app = app;
        saying.pod = pod;
        saying.every = every;
        saying.texts = {text};
        m_sayings.push_back(m_ground.model.disturbed.sayings.size());
        m_ground.model.disturbed.sayings.push_back(saying);
    }
    void tell() {
        m_told = now();
        if (const auto about = m_ground.store.find<Deployment>("production", service))
            m_ground.store.tell(*about, "Warning", "SuspiciousLogins",
                                std::to_string(static_cast<long>(m_spec.number("rate"))) +
                                    " failed sign-ins a minute from " + m_spec.text("ip"),
                                "audit");
    }
    void once(const std::string& ns, const std::string& app, const std::string& text) {
        if (const auto pods = m_ground.podsOf(ns, app); !pods.empty())
            say(app, pods.front()->meta.name, 0, text);
    }
    void getIn() {
        m_in = true;
        const std::string who = " user=" + m_spec.text("user") + " ip=" + m_spec.text("ip");
        once("production", service,
             "level=info service=auth-service msg=\"signed in\"" + who + " mfa=none status=200");
        once("security", "audit-log",
             "level=info service=audit-log verb=list resource=secrets namespace=production decision=allow" +
                 who);
    }
    bool listedAsBlocked() const {
        const auto list = m_ground.store.find<ConfigMap>("production", "edge-blocklist");
        if (!list)
            return false;
        for (const auto& [key, text] : list->data) {
            std::string line = text;
            std::replace_if(
                line.begin(), line.end(), [](char c) { return c == '\n' || c == ',' || c == '\t'; }, ' ');
            for (const auto& word : parts(line, ' '))
                if (inBlock(m_spec.text("ip"), word))
                    return true;
        }
        return false;
    }
    bool shutOut() const {
        const auto edge = m_ground.podsOf("production", "ingress");
        return !edge.empty() && std::none_of(edge.begin(), edge.end(), [this](const auto& pod) {
            return policiesAllowAddress(m_ground.store, m_spec.text("ip"), *pod, portOf(*pod));
        });
    }
    std::size_t m_tries = 0;
    std::vector<std::size_t> m_sayings;
    std::optional<Micros> m_told;
    bool m_in = false;
    Remembered m_found;
};

} // namespace

std::unique_ptr<Fault> makeAccessFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "rbac_excess")
        return std::make_unique<TooMuch>(spec, ground);
    if (spec.kind == "netpol_missing")
        return std::make_unique<Unguarded>(spec, ground);
    if (spec.kind == "login_bruteforce")
        return std::make_unique<BruteForce>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
