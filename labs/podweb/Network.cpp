#include "labs/podweb/Network.h"

#include "labs/podweb/PodWeb.h"
#include "labs/policies/NetworkPolicies.h"

#include <algorithm>

namespace understudy::podweb {

using namespace cluster;

namespace {

bool isAddress(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos &&
           std::count(text.begin(), text.end(), '.') == 3;
}

bool isLoopback(const std::string& host) { return host == "localhost" || host.starts_with("127."); }

std::string withoutEnd(std::string name, std::string_view end) {
    if (name.ends_with(end))
        name.resize(name.size() - end.size());
    return name;
}

} // namespace

std::shared_ptr<const Service> Network::serviceOf(const std::string& asked) const {
    const std::string name = withoutEnd(withoutEnd(withoutEnd(asked, "."), ".cluster.local"), ".svc");
    const auto dot = name.find('.');
    if (dot == std::string::npos)
        return m_world.store().find<Service>(m_from->meta.ns, name);
    return m_world.store().find<Service>(name.substr(dot + 1), name.substr(0, dot));
}

std::shared_ptr<const Service> Network::serviceAt(const std::string& ip) const {
    for (const auto& service : m_world.store().list<Service>())
        if (service->clusterIp == ip || (!service->externalIp.empty() && service->externalIp == ip))
            return service;
    return nullptr;
}

std::shared_ptr<const Pod> Network::podAt(const std::string& ip) const {
    for (const auto& pod : m_world.store().list<Pod>())
        if (pod->ip == ip && !pod->finished())
            return pod;
    return nullptr;
}

std::string Network::resolve(const std::string& name) const {
    if (isAddress(name))
        return name;
    if (name == "localhost")
        return "127.0.0.1";
    if (name == m_from->meta.name)
        return m_from->ip;
    if (const auto service = serviceOf(name))
        return service->clusterIp;
    if (const auto node = m_world.store().find<Node>("", name))
        return node->ip;
    // A pod of a stateful set has a name of its own: redis-0.redis
    const auto dot = name.find('.');
    if (dot != std::string::npos)
        if (const auto service = serviceOf(name.substr(dot + 1)))
            if (const auto pod = m_world.store().find<Pod>(service->meta.ns, name.substr(0, dot));
                pod && selects(service->selector, pod->meta.labels))
                return pod->ip;
    return {};
}

std::string Network::fullName(const std::string& name) const {
    const auto service = serviceOf(name);
    return service ? service->meta.name + "." + service->meta.ns + ".svc.cluster.local" : name;
}

std::shared_ptr<const Pod> Network::backend(const Service& service) const {
    const auto endpoints = m_world.store().find<Endpoints>(service.meta.ns, service.meta.name);
    if (!endpoints || endpoints->ready.empty())
        return nullptr;
    const int which = m_world.noise().below(static_cast<int>(endpoints->ready.size()),
                                            "backend/" + m_from->meta.uid + service.meta.uid, m_world.now());
    return m_world.store().find<Pod>(service.meta.ns, endpoints->ready[static_cast<std::size_t>(which)].pod);
}

Reached Network::arrive(Reached reached) const {
    if (!reached.local && !policiesAllow(m_world.store(), *m_from, *reached.pod, reached.port))
        reached.how = Reached::How::Lost;
    else if (PodWeb(m_world).listens(*reached.pod, reached.port, reached.local) == PodWeb::Port::Closed)
        reached.how = Reached::How::Refused;
    return reached;
}

Reached Network::reach(const std::string& host, int port) const {
    Reached out;
    out.ip = resolve(host);
    out.port = port;
    if (out.ip.empty()) {
        out.how = Reached::How::UnknownName;
        return out;
    }
    if (isLoopback(host) || out.ip.starts_with("127.")) {
        out.pod = m_from;
        out.local = true;
        return arrive(out);
    }
    if (const auto service = serviceAt(out.ip)) {
        const auto open = std::find_if(service->ports.begin(), service->ports.end(),
                                       [port](const Port& each) { return each.port == port; });
        out.pod = backend(*service);
        out.how = open == service->ports.end() ? Reached::How::Lost
                  : out.pod                    ? Reached::How::Connected
                                               : Reached::How::Refused;
        if (out.how != Reached::How::Connected)
            return out;
        out.port = open->target;
        return arrive(out);
    }
    out.pod = podAt(out.ip);
    if (out.pod)
        return arrive(out);
    out.how = Reached::How::Lost;
    return out;
}

Micros Network::roundTrip(const Reached& to) const {
    if (to.local)
        return 40;
    const double draw = m_world.noise().uniform("rtt/" + m_from->meta.uid, m_world.now());
    const bool sameNode = to.pod && to.pod->node == m_from->node;
    return (sameNode ? 90 : 380) + static_cast<Micros>(draw * 160);
}

} // namespace understudy::podweb
