#include "labs/podweb/Policies.h"

#include <boost/json.hpp>

namespace understudy::podweb {

using namespace cluster;
namespace json = boost::json;

namespace {

const json::value* at(const json::value& value, std::initializer_list<std::string_view> path) {
    const json::value* here = &value;
    for (const auto key : path) {
        if (!here->is_object())
            return nullptr;
        here = here->as_object().if_contains(key);
        if (!here)
            return nullptr;
    }
    return here;
}

std::string textOf(const json::value* value) {
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool fitsExpression(const json::value& expression, const StringMap& labels) {
    const auto label = labels.find(textOf(at(expression, {"key"})));
    const std::string op = textOf(at(expression, {"operator"}));
    if (op == "Exists" || op == "DoesNotExist")
        return (label != labels.end()) == (op == "Exists");
    bool named = false;
    if (const auto* values = at(expression, {"values"}); values && values->is_array())
        for (const auto& each : values->as_array())
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
    if (const auto* wanted = at(*selector, {"matchExpressions"}); wanted && wanted->is_array())
        for (const auto& expression : wanted->as_array())
            if (!fitsExpression(expression, labels))
                return false;
    return true;
}

bool fitsPeer(const World& world, const json::value& peer, const Pod& policyHome, const Pod& other) {
    if (const auto* block = at(peer, {"ipBlock", "cidr"})) {
        const std::string cidr =
            textOf(block); // of a policy among pods only "everything" and one address occur
        return cidr == "0.0.0.0/0" || cidr == other.ip + "/32";
    }
    const json::value* spaces = at(peer, {"namespaceSelector"});
    const json::value* pods = at(peer, {"podSelector"});
    if (!spaces && other.meta.ns != policyHome.meta.ns)
        return false;
    if (spaces) {
        const auto space = world.store().find<Namespace>("", other.meta.ns);
        StringMap labels = space ? space->meta.labels : StringMap();
        labels.emplace("kubernetes.io/metadata.name", other.meta.ns);
        if (!fits(spaces, labels))
            return false;
    }
    return !pods || fits(pods, other.meta.labels);
}

bool fitsPort(const json::value& rule, const Pod& to, int port) {
    const json::value* ports = at(rule, {"ports"});
    if (!ports || !ports->is_array() || ports->as_array().empty())
        return true;
    for (const auto& each : ports->as_array()) {
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

/// Whether one policy concerns this direction, and then whether a rule of it lets the other pod through.
bool allowsOne(const World& world, const json::value& spec, bool ingress, const Pod& self, const Pod& other,
               const Pod& to, int port) {
    const json::value* rules = at(spec, {ingress ? "ingress" : "egress"});
    if (!rules || !rules->is_array())
        return false;
    for (const auto& rule : rules->as_array()) {
        const json::value* peers = at(rule, {ingress ? "from" : "to"});
        bool known = !peers || !peers->is_array() || peers->as_array().empty();
        if (!known)
            for (const auto& peer : peers->as_array())
                known = known || fitsPeer(world, peer, self, other);
        if (known && fitsPort(rule, to, port))
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

bool allows(const World& world, bool ingress, const Pod& self, const Pod& other, const Pod& to, int port) {
    bool selected = false;
    for (const auto& [key, object] : world.store().of(Kind::NetworkPolicy)) {
        if (key.first != self.meta.ns)
            continue;
        boost::system::error_code wrong;
        const json::value whole = json::parse(object->rest, wrong);
        const json::value* spec = wrong ? nullptr : at(whole, {"spec"});
        if (!spec || !concerns(*spec, ingress) || !fits(at(*spec, {"podSelector"}), self.meta.labels))
            continue;
        selected = true;
        if (allowsOne(world, *spec, ingress, self, other, to, port))
            return true;
    }
    return !selected;
}

} // namespace

bool policiesAllow(const World& world, const Pod& from, const Pod& to, int port) {
    return from.meta.uid == to.meta.uid ||
           (allows(world, true, to, from, to, port) && allows(world, false, from, to, to, port));
}

} // namespace understudy::podweb
