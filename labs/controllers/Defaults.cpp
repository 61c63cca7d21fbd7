#include "labs/controllers/Defaults.h"

#include <algorithm>
#include <cstdint>

namespace understudy::cluster {

namespace {

constexpr Micros firstDay = -120 * day;

void plain(Store& store, Kind kind, const std::string& ns, const std::string& name, std::string body,
           StringMap labels = {}) {
    auto object = std::make_shared<Plain>(kind);
    object->meta.name = name;
    object->meta.ns = ns;
    object->meta.created = firstDay;
    object->meta.labels = std::move(labels);
    object->rest = std::move(body);
    store.put(std::move(object));
}

std::string quoted(std::string_view words) {
    std::string list;
    while (!words.empty()) {
        const auto space = std::min(words.find(' '), words.size());
        const auto word = words.substr(0, space);
        list += (list.empty() ? "\"" : ",\"") + std::string(word == "core" ? "" : word) + "\"";
        words.remove_prefix(std::min(space + 1, words.size()));
    }
    return "[" + list + "]";
}

/// One rule; "core" is the group without a name.
std::string rule(std::string_view verbs, std::string_view groups, std::string_view resources) {
    return "{\"verbs\":" + quoted(verbs) + ",\"apiGroups\":" + quoted(groups) +
           ",\"resources\":" + quoted(resources) + "}";
}

std::string urls(std::string_view verbs, std::string_view paths) {
    return "{\"verbs\":" + quoted(verbs) + ",\"nonResourceURLs\":" + quoted(paths) + "}";
}

std::string rules(std::initializer_list<std::string> all) {
    std::string list;
    for (const auto& each : all)
        list += (list.empty() ? "" : ",") + each;
    return "{\"rules\":[" + list + "]}";
}

std::string binding(const std::string& roleKind, const std::string& role, const std::string& subject) {
    return "{\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"" + roleKind +
           "\",\"name\":\"" + role + "\"},\"subjects\":[" + subject + "]}";
}

std::string group(const std::string& name) {
    return R"({"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":")" + name + "\"}";
}
std::string user(const std::string& name) {
    return R"({"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":")" + name + "\"}";
}
std::string account(const std::string& ns, const std::string& name) {
    return R"({"kind":"ServiceAccount","name":")" + name + R"(","namespace":")" + ns + "\"}";
}

constexpr const char* reading = "get list watch";
constexpr const char* writing = "create delete deletecollection patch update";
constexpr const char* everyVerb = "create delete deletecollection get list patch update watch";

std::string seen() {
    return rule(reading, "core",
                "configmaps endpoints persistentvolumeclaims pods pods/log pods/status "
                "replicationcontrollers serviceaccounts services events limitranges namespaces "
                "resourcequotas") +
           "," +
           rule(reading, "apps",
                "controllerrevisions daemonsets deployments deployments/scale replicasets "
                "replicasets/scale statefulsets statefulsets/scale") +
           "," + rule(reading, "autoscaling", "horizontalpodautoscalers") + "," +
           rule(reading, "batch", "cronjobs jobs") + "," +
           rule(reading, "networking.k8s.io", "ingresses networkpolicies") + "," +
           rule(reading, "policy", "poddisruptionbudgets") + "," +
           rule(reading, "networking.istio.io", "virtualservices destinationrules") + "," +
           rule("get list", "metrics.k8s.io", "pods");
}

std::string edited() {
    return rule(everyVerb, "core",
                "configmaps endpoints persistentvolumeclaims pods pods/attach pods/exec pods/portforward "
                "pods/eviction replicationcontrollers secrets serviceaccounts services") +
           "," + rule("impersonate", "core", "serviceaccounts") + "," +
           rule(writing, "apps",
                "daemonsets deployments deployments/scale deployments/rollback replicasets "
                "replicasets/scale statefulsets statefulsets/scale") +
           "," + rule(writing, "autoscaling", "horizontalpodautoscalers") + "," +
           rule(writing, "batch", "cronjobs jobs") + "," +
           rule(writing, "networking.k8s.io", "ingresses networkpolicies") + "," +
           rule(writing, "policy", "poddisruptionbudgets") + "," +
           rule(writing, "networking.istio.io", "virtualservices destinationrules");
}

void seedClusterRoles(Store& store) {
    const StringMap boot{{"kubernetes.io/bootstrapping", "rbac-defaults"}};
    const auto role = [&](const char* name, const std::string& body) {
        plain(store, Kind::ClusterRole, "", name, body, boot);
    };
    role("cluster-admin", rules({rule("*", "*", "*"), urls("*", "*")}));
    role("view", rules({seen()}));
    role("edit", rules({seen(), edited()}));
    role("admin", rules({seen(), edited(), rule(everyVerb, "rbac.authorization.k8s.io", "rolebindings roles"),
                         rule("create", "authorization.k8s.io", "localsubjectaccessreviews")}));
    role("system:basic-user",
         rules({rule("create", "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews")}));
    role("system:discovery", rules({urls("get", "/api /api/* /apis /apis/* /healthz /livez /openapi "
                                                "/openapi/* /readyz /version /version/")}));
    role("system:public-info-viewer", rules({urls("get", "/healthz /livez /readyz /version /version/")}));
    const auto bind = [&](const char* name, const char* to, const std::string& subjects) {
        plain(store, Kind::ClusterRoleBinding, "", name, binding("ClusterRole", to, subjects), boot);
    };
    bind("cluster-admin", "cluster-admin", group("system:masters"));
    bind("system:basic-user", "system:basic-user", group("system:authenticated"));
    bind("system:discovery", "system:discovery", group("system:authenticated"));
    bind("system:public-info-viewer", "system:public-info-viewer",
         group("system:authenticated") + "," + group("system:unauthenticated"));
    plain(store, Kind::ClusterRoleBinding, "", "trainees",
          binding("ClusterRole", "cluster-admin", user("trainee")));
    plain(store, Kind::ClusterRoleBinding, "", "on-call-observers",
          binding("ClusterRole", "view", group("on-call-observers")));
}

} // namespace

std::string base64(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? alphabet[three >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

void seedRoles(Store& store) {
    seedClusterRoles(store);
    if (!store.find<Namespace>("", "production"))
        return;
    for (const char* name : {"api", "deployer"}) {
        ServiceAccount each;
        each.meta.name = name;
        each.meta.ns = "production";
        each.meta.created = firstDay;
        store.add(each);
    }
    plain(store, Kind::Role, "production", "api",
          rules({rule(reading, "core", "pods services endpoints"), rule("get", "core", "configmaps")}));
    plain(store, Kind::RoleBinding, "production", "api",
          binding("Role", "api", account("production", "api")));
    plain(store, Kind::RoleBinding, "production", "deployer",
          binding("ClusterRole", "edit", account("production", "deployer")));
}

void seedSecrets(Store& store, const Noise& noise) {
    if (!store.find<Namespace>("", "production"))
        return;
    const auto value = [&](const char* name) {
        return base64(noise.letters(24, std::string("secret/") + name, 0));
    };
    plain(store, Kind::Secret, "production", "db-credentials",
          R"({"data":{"host":")" + base64("postgres-primary") + R"(","password":")" + value("db") +
              R"(","username":")" + base64("dwcp") + R"("},"type":"Opaque"})");
    plain(store, Kind::Secret, "production", "api-tls",
          R"({"data":{"tls.crt":")" + value("crt") + R"(","tls.key":")" + value("key") +
              R"("},"type":"kubernetes.io/tls"})");
    plain(store, Kind::Secret, "production", "session-signing-key",
          R"({"data":{"key":")" + value("session") + R"("},"type":"Opaque"})");
}

void seedToken(Store& store, const Noise& noise, const ServiceAccount& account) {
    const auto& [name, ns] = std::pair(account.meta.name, account.meta.ns);
    const std::string seed = "token/" + ns + "/" + name;
    auto secret = std::make_shared<Plain>(Kind::Secret);
    secret->meta.name = name + "-token-" + noise.letters(5, seed, 1);
    secret->meta.ns = ns;
    secret->meta.created = account.meta.created;
    secret->meta.annotations = {{"kubernetes.io/service-account.name", name},
                                {"kubernetes.io/service-account.uid", account.meta.uid}};
    secret->meta.owner = Owner{"v1", "ServiceAccount", name, account.meta.uid};
    secret->rest = R"({"data":{"ca.crt":")" + base64("lab") + R"(","namespace":")" + base64(ns) +
                   R"(","token":")" + base64("lab." + noise.letters(64, seed, 0)) +
                   R"("},"type":"kubernetes.io/service-account-token"})";
    store.put(secret);
    store.update<ServiceAccount>(ns, name, [&](ServiceAccount& each) { each.secrets = {secret->meta.name}; });
}

void seedServices(Store& store) {
    if (store.find<Namespace>("", "default")) {
        Service service;
        service.meta.name = "kubernetes";
        service.meta.ns = "default";
        service.meta.created = firstDay;
        service.meta.labels = {{"component", "apiserver"}, {"provider", "kubernetes"}};
        service.clusterIp = "10.96.0.1";
        service.ports.push_back({"https", 443, 6443, 0});
        store.add(service);
        Endpoints endpoints;
        endpoints.meta = service.meta;
        endpoints.meta.uid.clear();
        for (const auto& node : store.list<Node>())
            if (node->role == "controller")
                endpoints.ready.push_back({node->ip, "", "", ""});
        endpoints.ports.push_back({"https", 6443, 6443, 0});
        store.add(endpoints);
    }
    // Secrets are nobody's business but production's and of who watches it.
    const std::string mayAskVault =
        R"({"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"In",)"
        R"("values":["monitoring","production","security"]}]})";
    plain(store, Kind::StorageClass, "", "standard",
          R"({"provisioner":"csi.dwcp.local","reclaimPolicy":"Delete","volumeBindingMode":"Immediate",)"
          R"("allowVolumeExpansion":true})");
    for (const char* ns : {"default", "monitoring", "production", "security", "staging"})
        if (store.find<Namespace>("", ns))
            plain(
                store, Kind::NetworkPolicy, ns, "cluster-ingress",
                R"({"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"namespaceSelector":)" +
                    (ns == std::string_view("security") ? mayAskVault : std::string("{}")) + "}]}]}}");
}

DaemonSet kubeProxy() {
    DaemonSet set;
    set.meta.name = "kube-proxy";
    set.meta.ns = "kube-system";
    set.meta.created = firstDay;
    set.meta.labels["k8s-app"] = "kube-proxy";
    set.selector["k8s-app"] = "kube-proxy";
    set.pods.labels["k8s-app"] = "kube-proxy";
    set.pods.serviceAccount = "kube-proxy";
    set.pods.nodeSelector["kubernetes.io/os"] = "linux";
    set.pods.tolerations.push_back({"", "", "Exists", "", std::nullopt});
    Container container;
    container.name = "kube-proxy";
    container.image = "k8s.gcr.io/kube-proxy:v1.20.15";
    set.pods.containers.push_back(container);
    return set;
}

} // namespace understudy::cluster
