#pragma once

#include "labs/clock/Time.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace understudy::cluster {

enum class Kind {
    Namespace,
    Node,
    Pod,
    Service,
    Endpoints,
    ConfigMap,
    ServiceAccount,
    Event,
    Deployment,
    ReplicaSet,
    StatefulSet,
    Job,
    DaemonSet,
    HorizontalPodAutoscaler,
    PodDisruptionBudget,
    // Kept as they were written (Plain): others read them, they do nothing by themselves.
    Secret,
    PersistentVolumeClaim,
    PersistentVolume,
    ResourceQuota,
    LimitRange,
    ReplicationController,
    ControllerRevision,
    CronJob,
    Ingress,
    NetworkPolicy,
    Role,
    ClusterRole,
    RoleBinding,
    ClusterRoleBinding,
    Lease,
    StorageClass,
    VirtualService,
    DestinationRule
};

/// Name of the kind as in manifests: "Pod".
const char* kindName(Kind kind);
/// "v1", "apps/v1".
const char* apiVersionOf(Kind kind);
bool isPlain(Kind kind);
/// All kinds, in the order of the enumeration.
const std::vector<Kind>& allKinds();

using StringMap = std::map<std::string, std::string>;

struct Owner {
    std::string apiVersion, kind, name, uid;
    bool operator==(const Owner&) const = default;
};

struct Meta {
    std::string name, ns, uid;
    StringMap labels, annotations;
    Micros created = 0;
    std::optional<Micros> deleted; ///< set while it terminates
    std::uint64_t revision = 0;    ///< resourceVersion
    std::int64_t generation = 1;
    std::optional<Owner> owner;
    std::vector<std::string> finalizers;
    std::string generateName;
    int graceSeconds = 30; ///< of the deletion
};

/// Something the Kubernetes API shows. Objects in the store never change: a change is a new copy.
struct Object {
    explicit Object(Kind k)
        : kind(k) {}
    Object(const Object&) = default;
    Object& operator=(const Object&) = default;
    virtual ~Object() = default;
    virtual std::shared_ptr<Object> copy() const = 0;
    Kind kind;
    Meta meta;
    /// JSON of what was written and the model has no member for, laid over what the API makes of the others;
    /// "" for none.
    std::string rest;
};

template <Kind K>
struct ObjectOf : Object {
    static constexpr Kind kindOf = K;
    ObjectOf()
        : Object(K) {}
};

/// An object without behavior: its fields besides kind, apiVersion and metadata are JSON in `rest`.
struct Plain final : Object {
    explicit Plain(Kind k)
        : Object(k) {}
    std::shared_ptr<Object> copy() const override { return std::make_shared<Plain>(*this); }
};

} // namespace understudy::cluster
