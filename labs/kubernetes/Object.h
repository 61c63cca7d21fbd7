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
    Job
};

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
};

/// Something the Kubernetes API shows. Objects in the store never change: a change is a new copy.
struct Object {
    explicit Object(Kind k)
        : kind(k) {}
    Object(const Object&) = default;
    Object& operator=(const Object&) = default;
    virtual ~Object() = default;
    Kind kind;
    Meta meta;
};

template <Kind K>
struct ObjectOf : Object {
    static constexpr Kind kindOf = K;
    ObjectOf()
        : Object(K) {}
};

} // namespace understudy::cluster
