#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"

#include <QString>

#include <vector>

namespace understudy::replay {

/// One way into the lab, asked without a network.
struct HashedFace {
    std::string name;
    http::Handler handle;
    std::string authorization;        ///< the header's value, or ""
    std::vector<std::string> targets; ///< what to ask; for Kubernetes it finds out by itself
    bool kubernetes = false;
};

/// A hash of everything a lab's faces say at the present moment: objects, metrics, alerts, logs, traces. Two
/// runs with the same hash cannot be told apart by any client. Asking changes neither world nor journal.
class RunHash final {
public:
    RunHash(cluster::Stage& stage, std::vector<HashedFace> faces)
        : m_stage(stage)
        , m_faces(std::move(faces)) {}
    /// SHA-256 in hexadecimal digits: of each face by its name, to find out where two runs part, and last of
    /// all of them, named "all".
    std::vector<std::pair<std::string, std::string>> now() const;

private:
    QByteArray faceHash(const HashedFace& face) const;
    std::vector<std::string> kubernetesTargets(const HashedFace& face) const;
    cluster::Stage& m_stage;
    std::vector<HashedFace> m_faces;
};

} // namespace understudy::replay
