#pragma once

#include "labs/kubejson/KubeRead.h"

namespace understudy::kubeapi {

/// Templates of pods, from and to the API's JSON. What the model does not know is kept and given back.
cluster::PodTemplate readPodTemplate(const json::value& value);
/// The same from a pod's spec alone.
void readPodSpec(cluster::PodTemplate& pods, const json::object& spec);

/// The containers that run one after the other before the others start. The model lets them take no time.
std::vector<cluster::Container> initContainers(const cluster::PodTemplate& pods);

/// How those of a pod stand: all alike.
cluster::ContainerState initState(const cluster::Pod& pod);

json::object podTemplateJson(const cluster::PodTemplate& pods);
json::object podSpecJson(const cluster::PodTemplate& pods);

} // namespace understudy::kubeapi
