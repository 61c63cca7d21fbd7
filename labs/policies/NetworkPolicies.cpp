#include "labs/policies/NetworkPolicies.h"

#include "labs/policies/Reading.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace understudy::cluster {

namespace {

using namespace reading;

std::optional<std::uint32_t> addressOf(const std::string& text) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    int used = 0;
    if (std::sscanf(text.c_str(), "%3u.%3u.%3u.%3u%n", &a, &b, &c, &d, &used) != 4 ||
        used != static_cast<int>(text.size()) || a > 255 || b > 255 || c > 255 || d > 255)
        return std::nullopt;
    return a << 24 | b << 16 | c << 8 | d;
}

bool fitsExpression(const json::value& expression, const StringMap& labels) {
    const auto label = labels.find(textAt(expression, {"key"}));
    const std::string op = textAt(expression, {"operator"});
    if (op == "Exists" || op == "DoesNotExist")
        return (label != labels.end()) == (op == "Exists");
    bool named = false;
    for (const auto& each : listAt(expression, {"values"}))
        named = named || (label != labels.end() && textOf(&each) == label->second);
    return named == (op == "In");
}

bool fits(const json::value* selector, const StringMap& labels) {
    if (!selector)
        return false;
    if (const auto* wanted = at(*selector, {"matchLabels"}); wanted && wanted->is_object())
        for (const auto& pair : wanted->as_object()) {
            const auto label = labels.find(std::string(pair.key()));
            if (label == labels.end() || label->second != textOf(&pair.value()))
                return false;
        }
    for (const auto& expression : listAt(*selector, {"matchExpressions"}))
        if (!fitsExpression(expression, labels))
            return false;
    return true;
}

bool fitsBlock(const json::value& block, const std::string& ip) {
    const auto& except = listAt(block, {"except"});
    return inBlock(ip, textAt(block, {"cidr"})) &&
           std::none_of(except.begin(), except.end(),
                        [&](const json::value& each) { return inBlock(ip, textOf(&each)); });
}

bool fitsPeer(const Store& store, const json::value& peer, const Pod& policyHome, const Pod& other) {
    if (const auto* block = at(peer, {"ipBlock"}))
        return fitsBlock(*block, other.ip);
    const json::value* spaces = at(peer, {"namespaceSelector"});
    const json::value* pods = at(peer, {"podSelector"});
    if (!spaces && other.meta.ns != policyHome.meta.ns)
        return false;
    if (spaces) {
        const auto space = store.find<Namespace>("", other.meta.ns);
        StringMap labels = space ? space->meta.labels : StringMap();
        labels.emplace("kubernetes.io/metadata.name", other.meta.ns);
        if (!fits(spaces, labels))
            return false;
    }
    return !pods || fits(pods, other.meta.labels);
}

bool fitsPort(const json::value& rule, const Pod& to, int port) {
    const auto& ports = listAt(rule, {"ports"});
    if (ports.empty())
        return true;
    for (const auto& each : ports) {
        const json::value* wanted = at(each, {"port"});
        if (!wanted || (wanted->is_int64() && wanted->as_int64() == port))
            return true;
        for (const auto& container : to.spec.containers)
            for (const auto& open : container.ports)
                if (textOf(wanted) == open.name && open.target == port)
                    return true;
    }
    return false;
}

bool concerns(const json::value& spec, bool ingress) {
    const json::value* types = at(spec, {"policyTypes"});
    if (!types || !types->is_array())
        return ingress || at(spec, {"egress"});
    for (const auto& type : types->as_array())
        if (textOf(&type) == (ingress ? "Ingress" : "Egress"))
            return true;
    return false;
}

/// Calls for the spec of each policy that selects the pod for that direction, until one says that it is
/// enough; false when there is none.
template <class Take>
bool eachSelecting(const Store& store, bool ingress, const Pod& pod, Take take) {
    bool some = false;
    for (const auto& [key, object] : store.of(Kind::NetworkPolicy)) {
        if (key.first != pod.meta.ns)
            continue;
        const json::value whole = parsed(object->rest);
        const json::value* spec = at(whole, {"spec"});
        if (!spec || !concerns(*spec, ingress) || !fits(at(*spec, {"podSelector"}), pod.meta.labels))
            continue;
        some = true;
        if (take(*spec))
            break;
    }
    return some;
}

bool allows(const Store& store, bool ingress, const Pod& self, const Pod& other, const Pod& to, int port) {
    bool allowed = false;
    const bool selected = eachSelecting(store, ingress, self, [&](const json::value& spec) {
        for (const auto& rule : listAt(spec, {ingress ? "ingress" : "egress"})) {
            const auto& peers = listAt(rule, {ingress ? "from" : "to"});
            const bool known =
                peers.empty() || std::any_of(peers.begin(), peers.end(), [&](const json::value& peer) {
                    return fitsPeer(store, peer, self, other);
                });
            allowed = allowed || (known && fitsPort(rule, to, port));
        }
        return allowed;
    });
    return !selected || allowed;
}

} // namespace

bool inBlock(const std::string& ip, const std::string& block) {
    const auto slash = block.find('/');
    const auto inside = addressOf(ip), base = addressOf(block.substr(0, slash));
    const int bits = slash == std::string::npos ? 32 : std::atoi(block.c_str() + slash + 1);
    if (!inside || !base || bits < 0 || bits > 32)
        return false;
    const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t(0) << (32 - bits);
    return (*inside & mask) == (*base & mask);
}

bool policiesAllow(const Store& store, const Pod& from, const Pod& to, int port) {
    return from.meta.uid == to.meta.uid ||
           (allows(store, true, to, from, to, port) && allows(store, false, from, to, to, port));
}

bool policiesAllowAddress(const Store& store, const std::string& ip, const Pod& to, int port) {
    bool asked = false, allowed = false;
    eachSelecting(store, true, to, [&](const json::value& spec) {
        for (const auto& rule : listAt(spec, {"ingress"}))
            for (const auto& peer : listAt(rule, {"from"}))
                if (const auto* block = at(peer, {"ipBlock"})) {
                    asked = true;
                    allowed = allowed || (fitsBlock(*block, ip) && fitsPort(rule, to, port));
                }
        return allowed;
    });
    return !asked || allowed;
}

bool isGuarded(const Store& store, const Pod& pod) {
    return eachSelecting(store, true, pod, [](const json::value&) { return true; });
}

} // namespace understudy::cluster
