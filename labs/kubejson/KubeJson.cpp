#include "labs/kubejson/KubeJson.h"

#include "labs/kubejson/KubeRest.h"
#include "labs/policies/Quotas.h"

#include <cstdlib>

namespace understudy::kubeapi {

using namespace cluster;

json::value intOrText(const std::string& text) {
    if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos && text.size() < 10)
        return std::atoi(text.c_str());
    return json::value(text);
}

json::object KubeJson::meta(const Object& object) const {
    const Meta& meta = object.meta;
    json::object out{{"name", meta.name},
                     {"uid", meta.uid},
                     {"resourceVersion", std::to_string(meta.revision)},
                     {"creationTimestamp", time(meta.created)}};
    if (!meta.ns.empty())
        out["namespace"] = meta.ns;
    if (!meta.generateName.empty())
        out["generateName"] = meta.generateName;
    if (!meta.labels.empty())
        out["labels"] = toJson(meta.labels);
    if (!meta.annotations.empty())
        out["annotations"] = toJson(meta.annotations);
    if (meta.deleted) {
        out["deletionTimestamp"] = time(*meta.deleted + meta.graceSeconds * second);
        out["deletionGracePeriodSeconds"] = meta.graceSeconds;
    }
    if (!meta.finalizers.empty() && object.kind != Kind::Namespace) {
        json::array finalizers;
        for (const auto& each : meta.finalizers)
            finalizers.push_back(json::value(each));
        out["finalizers"] = finalizers;
    }
    switch (object.kind) {
    case Kind::Deployment:
    case Kind::ReplicaSet:
    case Kind::StatefulSet:
    case Kind::DaemonSet:
    case Kind::PodDisruptionBudget:
    case Kind::NetworkPolicy:
    case Kind::VirtualService:
    case Kind::DestinationRule:
        out["generation"] = meta.generation;
        break;
    default:
        break;
    }
    if (meta.owner)
        out["ownerReferences"] = json::array{json::object{{"apiVersion", meta.owner->apiVersion},
                                                          {"kind", meta.owner->kind},
                                                          {"name", meta.owner->name},
                                                          {"uid", meta.owner->uid},
                                                          {"controller", true},
                                                          {"blockOwnerDeletion", true}}};
    return out;
}

json::array KubeJson::conditions(Conditions all, Micros since) const {
    json::array out;
    for (const auto& [type, holds, reason, message] : all) {
        json::object each{
            {"type", type}, {"status", holds ? "True" : "False"}, {"lastTransitionTime", time(since)}};
        if (*reason)
            each["reason"] = reason;
        if (!message.empty())
            each["message"] = message;
        out.push_back(each);
    }
    return out;
}

void KubeJson::fillService(const Service& service, json::object& out) const {
    json::array ports;
    for (const auto& port : service.ports) {
        json::object each{
            {"name", port.name}, {"port", port.port}, {"targetPort", port.target}, {"protocol", "TCP"}};
        if (port.nodePort)
            each["nodePort"] = port.nodePort;
        ports.push_back(each);
    }
    json::object spec{{"type", service.type},
                      {"clusterIP", service.clusterIp},
                      {"clusterIPs", json::array{json::value(service.clusterIp)}},
                      {"ports", ports},
                      {"sessionAffinity", "None"}};
    if (!service.selector.empty())
        spec["selector"] = toJson(service.selector);
    out["spec"] = spec;
    json::object balancer;
    if (!service.externalIp.empty())
        balancer["ingress"] = json::array{json::object{{"ip", service.externalIp}}};
    out["status"] = json::object{{"loadBalancer", balancer}};
}

void KubeJson::fillEndpoints(const Endpoints& endpoints, json::object& out) const {
    const auto list = [&](const std::vector<Endpoints::Address>& addresses) {
        json::array all;
        for (const auto& each : addresses)
            all.push_back(each.pod.empty()
                              ? json::object{{"ip", each.ip}}
                              : json::object{{"ip", each.ip},
                                             {"nodeName", each.node},
                                             {"targetRef", json::object{{"kind", "Pod"},
                                                                        {"name", each.pod},
                                                                        {"namespace", endpoints.meta.ns},
                                                                        {"uid", each.podUid}}}});
        return all;
    };
    json::array ports;
    for (const auto& port : endpoints.ports)
        ports.push_back(json::object{{"name", port.name}, {"port", port.target}, {"protocol", "TCP"}});
    json::object subset{{"ports", ports}};
    if (!endpoints.ready.empty())
        subset["addresses"] = list(endpoints.ready);
    if (!endpoints.notReady.empty())
        subset["notReadyAddresses"] = list(endpoints.notReady);
    if (!endpoints.ready.empty() || !endpoints.notReady.empty())
        out["subsets"] = json::array{subset};
}

void KubeJson::fillEvent(const Event& event, json::object& out) const {
    json::object involved{{"kind", event.involved.kind},
                          {"name", event.involved.name},
                          {"uid", event.involved.uid},
                          {"apiVersion", event.involved.apiVersion}};
    if (!event.involvedNs.empty())
        involved["namespace"] = event.involvedNs;
    json::object source{{"component", event.component}};
    if (!event.host.empty())
        source["host"] = event.host;
    out["involvedObject"] = involved;
    out["reason"] = event.reason;
    out["message"] = event.message;
    out["type"] = event.type;
    out["count"] = event.count;
    out["firstTimestamp"] = time(event.first);
    out["lastTimestamp"] = time(event.last);
    out["source"] = source;
}

void KubeJson::fill(const Object& object, json::object& out) const {
    switch (object.kind) {
    case Kind::Pod:
        return fillPod(static_cast<const Pod&>(object), out);
    case Kind::Node:
        return fillNode(static_cast<const Node&>(object), out);
    case Kind::Deployment:
        return fillDeployment(static_cast<const Deployment&>(object), out);
    case Kind::ReplicaSet:
        return fillReplicaSet(static_cast<const ReplicaSet&>(object), out);
    case Kind::StatefulSet:
        return fillStatefulSet(static_cast<const StatefulSet&>(object), out);
    case Kind::DaemonSet:
        return fillDaemonSet(static_cast<const DaemonSet&>(object), out);
    case Kind::Job:
        return fillJob(static_cast<const Job&>(object), out);
    case Kind::CronJob:
        return fillCronJob(static_cast<const CronJob&>(object), out);
    case Kind::HorizontalPodAutoscaler:
        return fillAutoscaler(static_cast<const HorizontalPodAutoscaler&>(object), out);
    case Kind::PodDisruptionBudget:
        return fillBudget(static_cast<const PodDisruptionBudget&>(object), out);
    case Kind::Service:
        return fillService(static_cast<const Service&>(object), out);
    case Kind::Endpoints:
        return fillEndpoints(static_cast<const Endpoints&>(object), out);
    case Kind::Event:
        return fillEvent(static_cast<const Event&>(object), out);
    default:
        return fillPlain(object, out);
    }
}

void KubeJson::fillPlain(const Object& object, json::object& out) const {
    if (object.kind == Kind::ConfigMap) {
        if (const auto& data = static_cast<const ConfigMap&>(object).data; !data.empty())
            out["data"] = toJson(data);
    } else if (object.kind == Kind::ServiceAccount) {
        json::array secrets;
        for (const auto& each : static_cast<const ServiceAccount&>(object).secrets)
            secrets.push_back(json::object{{"name", each}});
        if (!secrets.empty())
            out["secrets"] = secrets;
    } else if (object.kind == Kind::Namespace) {
        out["spec"] = json::object{{"finalizers", json::array{json::value("kubernetes")}}};
        out["status"] = json::object{{"phase", object.meta.deleted ? "Terminating" : "Active"}};
    } else if (object.kind == Kind::ResourceQuota) {
        const QuotaUse use = quotaUse(m_world.store(), object);
        out["status"] = json::object{{"hard", toJson(use.hard)}, {"used", toJson(use.used)}};
    }
}

json::object KubeJson::object(const Object& object) const {
    json::object out{{"kind", kindName(object.kind)},
                     {"apiVersion", apiVersionOf(object.kind)},
                     {"metadata", meta(object)}};
    fill(object, out);
    lay(out, object.rest);
    return out;
}

} // namespace understudy::kubeapi
