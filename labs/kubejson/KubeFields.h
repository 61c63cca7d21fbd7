#pragma once

#include "labs/kubejson/KubeRead.h"

namespace understudy::kubeapi {

/// Each reads the fields of one kind from the API's JSON and gives "", or what is wrong with one of them.
std::string readDeployment(cluster::Deployment& d, const json::object& wanted, bool fresh);
std::string readAutoscaler(cluster::HorizontalPodAutoscaler& scaler, const json::object& wanted);
std::string readBudget(cluster::PodDisruptionBudget& budget, const json::object& wanted);
std::string readCronJob(cluster::CronJob& cron, const json::object& wanted);
void readNode(cluster::Node& node, const json::object& wanted);
/// The template of a workload; its selector is read only when it is fresh, and cannot change.
std::string readPods(const json::object& wanted, cluster::StringMap& selector, cluster::PodTemplate& pods,
                     bool fresh);
std::string readReplicas(const json::object& wanted, int& replicas);

} // namespace understudy::kubeapi
