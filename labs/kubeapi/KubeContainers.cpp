#include "labs/kubeapi/KubeContainers.h"

#include "labs/kubejson/KubeTemplate.h"

namespace understudy::kubeapi {

using namespace cluster;

namespace {

std::string named(const std::vector<Container>& containers) {
    std::string names;
    for (const auto& each : containers)
        names += (names.empty() ? "" : " ") + each.name;
    return "[" + names + "]";
}

std::string quoted(const std::string& container, const std::string& pod) {
    return "container \"" + container + "\" in pod \"" + pod + "\"";
}

Printing ofInit(const Pod& pod, const Container& container, bool previous) {
    const std::string which = quoted(container.name, pod.meta.name);
    const ContainerState state = initState(pod);
    if (previous)
        return {std::nullopt, "previous terminated " + which + " not found"};
    if (state.run == Run::Waiting)
        return {std::nullopt, which + " is waiting to start: " + state.reason};
    return {PrintingContainer{container.name, container.image, state, false}, ""};
}

Printing ofStatus(const Pod& pod, std::size_t place, bool previous) {
    const ContainerStatus& status = pod.containers[place];
    const std::string which = quoted(status.name, pod.meta.name);
    const bool waits = status.state.run == Run::Waiting;
    if (previous && !status.last)
        return {std::nullopt, "previous terminated " + which + " not found"};
    if (waits && !status.last)
        return {std::nullopt, which + " is waiting to start: " + status.state.reason};
    return {PrintingContainer{status.name, status.image, previous || waits ? *status.last : status.state,
                              place == 0},
            ""};
}

} // namespace

Printing printingOf(const Pod& pod, const std::string& name, bool previous) {
    const auto before = initContainers(pod.spec);
    if (name.empty() && pod.spec.containers.size() > 1)
        return {std::nullopt, "a container name must be specified for pod " + pod.meta.name +
                                  ", choose one of: " + named(pod.spec.containers) +
                                  (before.empty() ? "" : " or one of the init containers: " + named(before))};
    for (std::size_t i = 0; i < pod.containers.size(); ++i)
        if (name.empty() || pod.containers[i].name == name)
            return ofStatus(pod, i, previous);
    for (const auto& each : before)
        if (each.name == name)
            return ofInit(pod, each, previous);
    return {std::nullopt, "container " + name + " is not valid for pod " + pod.meta.name};
}

} // namespace understudy::kubeapi
