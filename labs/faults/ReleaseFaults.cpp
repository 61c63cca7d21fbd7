// What comes with an image or a changed template, and goes when that is taken back.
#include "labs/faults/Fault.h"

namespace understudy::cluster {

namespace {

/// A fault of the image that a workload ran when it began.
class OfImage : public Fault {
public:
    using Fault::Fault;
    bool mended() const override { return m_ground.imageOf(m_spec.ns, m_spec.name) != m_image; }

protected:
    std::string m_image;
};

class Leak final : public OfImage {
public:
    using OfImage::OfImage;
    void start() override {
        m_image = m_ground.imageOf(m_spec.ns, m_spec.name);
        Disturbances::Leak leak;
        leak.from = now();
        leak.ns = m_spec.ns;
        leak.app = m_spec.name;
        leak.image = m_image;
        leak.bytesPerHour = m_spec.number("rate");
        m_index = m_ground.model.disturbed.leaks.size();
        m_ground.model.disturbed.leaks.push_back(leak);
    }
    void end() override { m_ground.model.disturbed.leaks[m_index].until = now(); }

private:
    std::size_t m_index = 0;
};

class CrashLoop final : public OfImage {
public:
    using OfImage::OfImage;
    void start() override {
        m_image = m_ground.imageOf(m_spec.ns, m_spec.name);
        for (const auto& pod : m_ground.podsOf(m_spec.ns, m_spec.name))
            m_ground.pods.crash(pod->meta.uid, {exitCode(), m_spec.text("message"), 4 * second});
    }
    std::optional<Pods::Crash> crashOf(const Pod& pod) const override {
        const auto app = pod.meta.labels.find("app");
        if (pod.meta.ns != m_spec.ns || app == pod.meta.labels.end() || app->second != m_spec.name ||
            pod.spec.containers.at(0).image != m_image)
            return std::nullopt;
        return Pods::Crash{exitCode(), m_spec.text("message"), 5 * second};
    }

private:
    int exitCode() const { return static_cast<int>(m_spec.number("exit")); }
};

/// A deployment whose template was changed for the worse: another image, or more than any node can give.
class Rollout final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        const auto deployment = m_ground.store.find<Deployment>(m_spec.ns, m_spec.name);
        if (!deployment)
            return;
        Deployment changed = *deployment;
        Container& container = changed.pods.containers.at(0);
        std::string cause = m_spec.text("message");
        if (m_spec.kind == "pod_pending") {
            const bool cpu = m_spec.text("reason") == "cpu";
            container.requests[cpu ? "cpu" : "memory"] = cpu ? "64" : "512Gi";
            container.limits.erase(cpu ? "cpu" : "memory");
            cause = cause.empty() ? std::string("give it more ") + m_spec.text("reason") : cause;
        } else {
            container.image = m_spec.kind == "image_pull" ? m_spec.text("ref") : m_spec.text("image");
            if (m_spec.kind == "bad_release")
                m_ground.pods.images.publish(container.image);
            cause = cause.empty() ? "release " + container.image : cause;
        }
        changed.meta.annotations["kubernetes.io/change-cause"] = cause;
        m_pods = changed.pods;
        if (m_spec.kind == "bad_release")
            addRelease(container.image);
        m_ground.workloads.apply(changed);
    }
    void end() override {
        if (m_release)
            m_ground.model.disturbed.releases[*m_release].until = now();
    }
    bool mended() const override {
        const auto deployment = m_ground.store.find<Deployment>(m_spec.ns, m_spec.name);
        if (!deployment || !m_pods)
            return true;
        const Container &is = deployment->pods.containers.at(0), &was = m_pods->containers.at(0);
        return m_spec.kind == "pod_pending" ? is.requests != was.requests : is.image != was.image;
    }

private:
    void addRelease(const std::string& image) {
        Disturbances::Release release;
        release.from = now() + m_spec.span("after");
        release.ns = m_spec.ns;
        release.app = m_spec.name;
        release.image = image;
        release.error = m_spec.number("err");
        release.addMs = m_spec.number("latency");
        release.log =
            m_spec.text("log").empty() ? "pq: column \\\"tenant_tier\\\" does not exist" : m_spec.text("log");
        m_release = m_ground.model.disturbed.releases.size();
        m_ground.model.disturbed.releases.push_back(release);
    }
    std::optional<PodTemplate> m_pods;
    std::optional<std::size_t> m_release;
};

/// A service that can be reached from outside and should not be.
class Exposed final : public Fault {
public:
    using Fault::Fault;
    void start() override {
        m_ground.store.update<Service>(m_spec.ns, m_spec.name, [](Service& service) {
            service.type = "LoadBalancer";
            service.externalIp = "203.0.113.77";
        });
    }
    bool mended() const override {
        const auto service = m_ground.store.find<Service>(m_spec.ns, m_spec.name);
        return !service || service->type != "LoadBalancer";
    }
};

} // namespace

std::unique_ptr<Fault> makeReleaseFault(const FaultSpec& spec, FaultGround& ground) {
    if (spec.kind == "mem_leak")
        return std::make_unique<Leak>(spec, ground);
    if (spec.kind == "crash_loop")
        return std::make_unique<CrashLoop>(spec, ground);
    if (spec.kind == "bad_release" || spec.kind == "image_pull" || spec.kind == "pod_pending")
        return std::make_unique<Rollout>(spec, ground);
    if (spec.kind == "svc_exposed")
        return std::make_unique<Exposed>(spec, ground);
    return nullptr;
}

} // namespace understudy::cluster
