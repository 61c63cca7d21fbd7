#pragma once

#include "labs/dwcpapi/DwcpFace.h"
#include "labs/faces/AlertmanagerFace.h"
#include "labs/faces/ControlFace.h"
#include "labs/faces/JaegerFace.h"
#include "labs/faces/OtlpFace.h"
#include "labs/faces/PrometheusFace.h"
#include "labs/kubeapi/KubeFace.h"
#include "labs/replay/RunHash.h"

namespace understudy::lab {

/// Every way into one lab, each registered with its stage: the same ones whether they are served, hashed or
/// verified.
class FaceSet final {
public:
    struct Tokens {
        std::string kubernetes, control;
        std::string dwcp = "dwcp"; ///< a secret from which its tokens are made
    };
    /// @p real gives steady microseconds, @p wall microseconds since 1970.
    FaceSet(cluster::Stage& stage, const Tokens& tokens, const std::function<std::int64_t()>& real,
            const std::function<std::int64_t()>& wall);
    FaceSet(const FaceSet&) = delete;
    FaceSet& operator=(const FaceSet&) = delete;

    kubeapi::KubeFace& kube() { return m_kube; }
    faces::PrometheusFace& prometheus() { return m_prometheus; }
    faces::AlertmanagerFace& alertmanager() { return m_alertmanager; }
    faces::JaegerFace& jaeger() { return m_jaeger; }
    faces::OtlpFace& otlp() { return m_otlp; }
    faces::ControlFace& control() { return m_control; }
    dwcp::DwcpFace& platform() { return m_dwcp; }
    /// What all of them say, for comparing two runs.
    replay::RunHash hash();

private:
    cluster::Stage& m_stage;
    Tokens m_tokens;
    kubeapi::KubeFace m_kube;
    faces::PrometheusFace m_prometheus;
    faces::AlertmanagerFace m_alertmanager;
    faces::JaegerFace m_jaeger;
    faces::OtlpFace m_otlp;
    faces::ControlFace m_control;
    dwcp::DwcpFace m_dwcp;
};

} // namespace understudy::lab
