#pragma once

#include "labs/kubejson/KubeJson.h"

namespace understudy::kubeapi {

/// True when the labels fit a selector such as app=redis,tier in (a,b),!old.
bool fitsLabels(const std::string& selector, const cluster::StringMap& labels);
/// True when the object fits a selector such as metadata.name=x,status.phase!=Running.
bool fitsFields(const std::string& selector, const json::object& object);

} // namespace understudy::kubeapi
