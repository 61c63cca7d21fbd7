#include "labs/faults/Conditions.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

/// A variable of the first container; one that is not set is "".
std::string variableOf(const PodTemplate& pods, const std::string& name) {
    for (const auto& [key, value] : pods.containers.at(0).env)
        if (key == name)
            return value;
    return {};
}

bool fits(const Comparison& wanted, bool is) { return wanted.holds(std::string(is ? "true" : "false")); }

} // namespace

bool Conditions::holds(const Condition& condition) const {
    const auto& parts = condition.parts;
    const auto each = [this](const Condition& part) { return holds(part); };
    switch (condition.kind) {
    case Condition::Kind::All:
        return std::all_of(parts.begin(), parts.end(), each);
    case Condition::Kind::Any:
        return std::any_of(parts.begin(), parts.end(), each);
    case Condition::Kind::Not:
        return !holds(parts.at(0));
    case Condition::Kind::Kube:
        return kube(condition);
    case Condition::Kind::Service:
        return service(condition);
    case Condition::Kind::Fault:
        return condition.fields.at("state").holds(m_faultState(condition.object));
    case Condition::Kind::Promql:
        return measured && measured(condition);
    case Condition::Kind::Dwcp:
        return platform && platform(condition);
    case Condition::Kind::Journal:
        return done && done(condition);
    }
    return false;
}

bool Conditions::workload(const Condition& condition) const {
    const auto deployment = m_store.find<Deployment>(condition.ns, condition.name);
    const auto set = m_store.find<StatefulSet>(condition.ns, condition.name);
    const bool asked = condition.object == "deployment" ? deployment != nullptr : set != nullptr;
    const auto judge = [&](const std::string& key, const Comparison& wanted, const PodTemplate& pods,
                           int replicas, int ready) {
        if (key == "image")
            return wanted.holds(pods.containers.at(0).image);
        if (key == "replicas" || key == "ready")
            return wanted.holds(static_cast<double>(key == "replicas" ? replicas : ready));
        return wanted.holds(variableOf(pods, key.substr(key.find('.') + 1)));
    };
    for (const auto& [key, wanted] : condition.fields) {
        const bool true_ =
            key == "exists" ? fits(wanted, asked)
            : !asked        ? false
            : condition.object == "deployment"
                ? judge(key, wanted, deployment->pods, deployment->replicas, deployment->status.ready)
                : judge(key, wanted, set->pods, set->replicas, set->status.ready);
        if (!true_)
            return false;
    }
    return true;
}

bool Conditions::kube(const Condition& condition) const {
    if (condition.object == "deployment" || condition.object == "statefulset")
        return workload(condition);
    const auto service = m_store.find<Service>(condition.ns, condition.name);
    const auto node = m_store.find<Node>("", condition.name);
    const auto pod = m_store.find<Pod>(condition.ns, condition.name);
    for (const auto& [key, wanted] : condition.fields) {
        bool holding = false;
        if (condition.object == "service")
            holding =
                key == "exists" ? fits(wanted, service != nullptr) : service && wanted.holds(service->type);
        else if (condition.object == "node")
            holding = key == "exists"  ? fits(wanted, node != nullptr)
                      : key == "ready" ? node && fits(wanted, node->ready)
                                       : node && fits(wanted, node->unschedulable);
        else
            holding = key == "exists" ? fits(wanted, pod != nullptr) : pod && fits(wanted, pod->ready());
        if (!holding)
            return false;
    }
    return true;
}

bool Conditions::service(const Condition& condition) const {
    const auto index = m_model.indexOf(condition.ns, condition.name);
    if (!index)
        return false;
    const ServiceState state = m_model.at(m_store.now())[*index];
    return std::all_of(condition.fields.begin(), condition.fields.end(), [&](const auto& field) {
        const auto& [key, wanted] = field;
        return wanted.holds(key == "errors"  ? state.error
                            : key == "p95"   ? state.quantileMs(1.645)
                            : key == "ready" ? static_cast<double>(state.ready)
                                             : state.rps);
    });
}

} // namespace understudy::cluster
