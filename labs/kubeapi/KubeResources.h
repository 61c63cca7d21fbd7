#pragma once

#include "labs/kubejson/KubeJson.h"

#include <optional>

namespace understudy::kubeapi {

/// One resource of the API: its names, and the objects behind it. Those without objects are made when asked
/// for, or are questions (reviews).
struct KubeResource {
    const char *group, *version, *plural, *kind;
    bool namespaced;
    const char* shortNames; ///< with commas between
    bool inAll;
    std::optional<cluster::Kind> objects;

    std::string groupVersion() const { return *group ? std::string(group) + "/" + version : version; }
    /// deployments.apps, pods: as errors name it.
    std::string qualified() const { return *group ? std::string(plural) + "." + group : plural; }
    /// Deployment.apps, Pod: as errors about an object's fields name it.
    std::string qualifiedKind() const { return *group ? std::string(kind) + "." + group : kind; }
};

const std::vector<KubeResource>& kubeResources();
const KubeResource* findResource(std::string_view group, std::string_view version, std::string_view plural);

json::object discoveryGroups();
json::object discoveryCore(int port);
/// Nothing when there is no such group and version.
std::optional<json::object> discoveryResources(std::string_view group, std::string_view version);
json::object kubeVersion();
/// The Status object of a refusal or a success.
json::object kubeStatus(int code, const std::string& reason, const std::string& message,
                        json::object details = {});

} // namespace understudy::kubeapi
