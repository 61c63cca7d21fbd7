#include "labs/cluster/World.h"

#include "labs/platform/PlatformConditions.h"
#include "labs/policies/LimitRanges.h"
#include "labs/policies/Quotas.h"

#include <cstdlib>

namespace understudy::cluster {

namespace {

// The shortest form, in which kubectl writes quantities too: an undone rollout must find the same template
// again.
std::string mebibytes(std::int64_t bytes) {
    const auto mi = bytes / 1048576;
    return mi % 1024 == 0 ? std::to_string(mi / 1024) + "Gi" : std::to_string(mi) + "Mi";
}

} // namespace

World::World(Topology topology, Scenario scenario, std::int64_t epoch)
    : m_topology(std::move(topology))
    , m_scenario(std::move(scenario))
    , m_epoch(epoch - epoch % 1000) // queries count in milliseconds: a tick must not lie between two of them
    , m_noise(m_scenario.seed)
    , m_queue(-m_scenario.history)
    , m_store(m_queue, m_noise)
    , m_pods(m_store, m_queue, m_noise)
    , m_workloads(m_store, m_queue, m_noise, m_pods)
    , m_controllers(m_store, m_queue, m_noise, m_pods, m_workloads, m_epoch)
    , m_model(m_topology, m_ledger, m_noise, -m_scenario.history)
    , m_troubles(m_model, m_ledger, m_noise, -m_scenario.history)
    , m_alerts(m_series, m_store, m_topology.rules, m_epoch, -m_scenario.history)
    , m_alertmanager(m_alerts, m_noise)
    , m_traces(m_model, m_ledger, m_noise, -m_scenario.history)
    , m_platform(m_topology.platform, m_queue, m_noise)
    , m_platformSeries(m_platform, -m_scenario.history)
    , m_platformTraces(m_platform)
    , m_faults({m_queue, m_store, m_pods, m_workloads, m_model, m_alerts, m_ledger, m_alertmanager, m_noise})
    , m_timeline(m_model, m_ledger, m_store, m_noise, -m_scenario.history)
    , m_telling(m_queue, m_store, m_alerts, m_faults.conditions())
    , m_logs(m_model, m_alerts, m_noise, m_telling, m_traces.lines())
    , m_series(m_timeline, m_model, m_ledger, m_store, m_noise)
    , m_milestones(m_queue, m_faults, m_series, m_epoch) {
    m_controllers.autoscaler().cores = [this](const Pod& pod) -> std::optional<double> {
        const auto used = usage(pod);
        return used ? std::optional(used->first) : std::nullopt;
    };
    m_pods.admits = [this](Pod& pod) {
        std::string why = applyLimitRanges(m_store, pod);
        if (why.empty())
            why = overQuota(m_store, pod);
        return why.empty() ? why : "pods \"" + pod.meta.name + "\" is forbidden: " + why;
    };
    m_store.changed = [this](const Object& object, ChangeType type) { noteChange(object, type); };
    m_series.add(m_platformSeries);
    m_series.add(m_troubles);
    m_series.add(m_alerts);
    m_traces.add(m_platformTraces);
    m_traces.named().plan(m_scenario.traces);
    for (const auto& [key, value] : m_scenario.config)
        m_platform.configure(key, value);
    populate();
    for (auto& fault : m_scenario.faults) {
        if (!fault.minuteOfDay)
            continue;
        const Micros ofDay = m_epoch % day;
        const Micros wanted = *fault.minuteOfDay * minute;
        fault.at = wanted <= ofDay ? wanted - ofDay : wanted - ofDay - day;
    }
    m_faults.platform = {[this](const PlatformFault& fault) { m_platform.begin(fault); },
                         [this](const std::string& id) { m_platform.end(id); },
                         [this](const std::string& id) { return m_platform.mended(id); }};
    m_faults.conditions().platform = [this](const Condition& condition) {
        return PlatformConditions(m_platform).holds(condition);
    };
    m_telling.muted = [this](const promql::Labels& labels, Micros when) {
        return !m_alertmanager.silences().holding(labels, when).empty();
    };
    m_faults.plan(m_scenario.faults);
    m_telling.plan(m_scenario.script, m_scenario.guards);
    m_milestones.plan(m_scenario.conditions, m_scenario.asksForDeeds());
    everySome(5 * second, [this] {
        m_faults.look();
        m_telling.look();
        m_milestones.look();
    });
    everySome(Autoscaler::period, [this] { m_controllers.autoscaler().look(); });
    advanceTo(0);
}

void World::everySome(Micros step, const std::function<void()>& run) {
    m_queue.after(step, [this, step, run] {
        run();
        everySome(step, run);
    });
}

void World::advanceTo(Micros when) { m_queue.runUntil(when); }

void World::populate() {
    for (const auto& name : m_topology.namespaces) {
        Namespace ns;
        ns.meta.name = name;
        ns.meta.labels["kubernetes.io/metadata.name"] = name;
        ns.meta.created = -120 * day;
        m_store.add(ns);
        ServiceAccount account;
        account.meta.name = "default";
        account.meta.ns = name;
        account.meta.created = -120 * day;
        m_store.add(account);
    }
    addNodes();
    for (const auto& work : m_topology.workloads)
        addWorkload(work);
    m_controllers.settle();
    publishImages();
}

void World::publishImages() {
    for (const auto& work : m_topology.workloads) {
        m_pods.images.publish(work.image);
        for (const auto* others : {&work.earlier, &work.released})
            for (const auto& image : *others)
                m_pods.images.publish(image);
    }
    for (const auto& fault : m_scenario.faults)
        if (fault.kind != "image_pull" && !fault.text("image").empty())
            m_pods.images.publish(fault.text("image"));
    // What trainees try out, as if a mirror had it.
    constexpr std::pair<const char*, int> mirrored[] = {{"nginx", 1},
                                                        {"busybox", 1},
                                                        {"alpine", 3},
                                                        {"debian", 13},
                                                        {"redis", 7},
                                                        {"postgres", 17},
                                                        {"curlimages/curl", 8},
                                                        {"k8s.gcr.io/kube-proxy", 1},
                                                        {"k8s.gcr.io/pause", 3},
                                                        {"nicolaka/netshoot", 0}};
    for (const auto& [name, highestMajor] : mirrored)
        m_pods.images.mirror(name, highestMajor);
}

void World::addNodes() {
    int range = 0;
    for (const auto& pool : m_topology.nodes) {
        for (int i = 1; i <= pool.count; ++i) {
            Node node;
            node.meta.name = pool.prefix + std::to_string(i);
            node.meta.created = -120 * day + range * 4 * minute;
            const bool controller = pool.role == "controller";
            node.meta.labels = {
                {"kubernetes.io/hostname", node.meta.name},
                {"kubernetes.io/os", "linux"},
                {"kubernetes.io/arch", "amd64"},
                {"topology.kubernetes.io/region", "us-east-1"},
                {std::string("node-role.kubernetes.io/") + (controller ? "control-plane" : "worker"), ""}};
            node.role = pool.role;
            if (controller)
                node.taints.push_back({"node-role.kubernetes.io/control-plane", "", "NoSchedule", {}});
            node.cores = pool.cores;
            node.memoryBytes = pool.memoryBytes;
            node.ip = pool.subnet + std::to_string(pool.firstAddress + i - 1);
            node.podRange = "10.244." + std::to_string(range++) + ".0/24";
            m_store.add(node);
        }
    }
}

void World::addJob(const Workload& work, const PodTemplate& pods) {
    Job job;
    job.meta.name = work.name + "-28374120";
    job.meta.ns = work.ns;
    job.meta.labels = pods.labels;
    job.meta.created = job.started = -9 * hour;
    job.finished = job.started + 4 * minute;
    job.selector = {{"job-name", job.meta.name}};
    job.pods = pods;
    job.pods.labels["job-name"] = job.meta.name;
    const auto stored = m_store.add(job);
    const std::string name = job.meta.name + "-" + m_noise.letters(5, "job", 0);
    m_pods.create(work.ns, name, job.pods, Owner{"batch/v1", "Job", stored->meta.name, stored->meta.uid},
                  job.started);
    m_store.update<Pod>(work.ns, name, [&](Pod& pod) {
        pod.phase = "Succeeded";
        pod.restartPolicy = "Never";
        for (auto& status : pod.containers) {
            status.ready = false;
            status.state = {Run::Terminated, "Completed", "", 0, job.started, *job.finished};
        }
    });
}

void World::addWorkload(const Workload& work) {
    PodTemplate pods;
    pods.labels["app"] = work.name;
    if (!work.load.calls.empty() || work.load.share > 0)
        pods.labels["tier"] = "service";
    pods.serviceAccount = "default";
    Container container;
    container.name = "app";
    container.image = work.image;
    container.ports.push_back({work.portName, work.target, work.target, 0});
    container.requests = {{"cpu", work.cpu}, {"memory", mebibytes(bytesOf(work.memory) / 2)}};
    container.limits = {{"cpu", work.cpuLimit}, {"memory", work.memory}};
    pods.containers.push_back(container);
    if (work.kind == "job") {
        addJob(work, pods);
        return;
    }
    if (work.service) {
        Service service;
        service.meta.name = work.name;
        service.meta.ns = work.ns;
        service.meta.labels["app"] = work.name;
        service.meta.created = -work.age;
        std::string depends;
        for (const auto& each : work.dependsOn)
            depends += (depends.empty() ? "" : ",") + each;
        service.meta.annotations["lab/depends-on"] = depends;
        service.type = work.serviceType;
        service.externalIp = work.externalIp;
        service.clusterIp = "10.96." + std::to_string(m_noise.below(200, "ip/" + work.ns, 1)) + "." +
                            std::to_string(10 + m_store.of(Kind::Service).size());
        service.selector["app"] = work.name;
        service.ports.push_back(
            {work.portName, work.port, work.target,
             work.serviceType == "LoadBalancer" ? 30080 + m_noise.below(500, work.name, 2) : 0});
        m_store.add(service);
    }
    if (work.kind == "statefulset") {
        StatefulSet set;
        set.meta.name = work.name;
        set.meta.ns = work.ns;
        set.meta.labels["app"] = work.name;
        set.meta.created = -work.age;
        set.replicas = work.replicas;
        set.serviceName = work.name;
        set.selector["app"] = work.name;
        set.pods = pods;
        m_workloads.settleStatefulSet(set);
    } else {
        Deployment deployment;
        deployment.meta.name = work.name;
        deployment.meta.ns = work.ns;
        deployment.meta.labels["app"] = work.name;
        deployment.meta.created = -work.age;
        deployment.replicas = work.replicas;
        deployment.selector["app"] = work.name;
        deployment.pods = pods;
        m_workloads.settleDeployment(deployment, work.earlier);
    }
}

void World::noteChange(const Object& object, ChangeType type) {
    m_ledger.note(object, type, m_queue.now());
    m_controllers.note(object, type);
    if (object.kind == Kind::Node && type == ChangeType::Modified)
        m_queue.after(second, [this] { m_pods.placeWaiting(); });
    if (object.kind != Kind::Deployment || type == ChangeType::Deleted)
        return;
    const auto revision = object.meta.annotations.find("deployment.kubernetes.io/revision");
    if (revision == object.meta.annotations.end())
        return;
    std::string& seen = m_revisions[object.meta.uid];
    const auto& image = static_cast<const Deployment&>(object).pods.containers.at(0).image;
    if (!seen.empty() && seen != revision->second)
        m_releases.push_back({m_queue.now(), "deployment",
                              object.meta.name + " " + image.substr(image.find(':') + 1), std::nullopt});
    seen = revision->second;
}

std::optional<std::pair<double, double>> World::usage(const Pod& pod) const {
    const auto app = pod.meta.labels.find("app");
    const auto service = m_model.indexOf(pod.meta.ns, app == pod.meta.labels.end() ? "" : app->second);
    const auto tick = m_timeline.tickAt(now());
    if (!tick)
        return std::nullopt;
    const ServiceState state = service ? m_timeline.state(*tick, *service) : ServiceState{};
    for (const auto& life : m_ledger.pods())
        if (life.uid == pod.meta.uid && life.running.at(now()) > 0)
            return std::pair{m_model.podCores(life, state, now()), m_model.podBytes(life, state, now())};
    return std::nullopt;
}

std::vector<Annotation> World::annotations(Micros from, Micros to) const {
    std::vector<Annotation> found;
    const auto add = [&](const Annotation& each) {
        if (each.at <= to && each.until.value_or(each.at) >= from)
            found.push_back(each);
    };
    for (const auto& each : m_releases)
        add(each);
    for (const auto& event : m_alerts.events())
        if (event.firing)
            add({*event.firing, "alert", event.name, event.resolved ? event.resolved : std::optional(now())});
    // Faults of the scenario stay hidden: to find them is the exercise. What the trainee started is shown.
    for (const auto& fault : m_faults.all())
        if (fault.byHand)
            add({fault.started, "fault", fault.spec.id, fault.ended ? fault.ended : std::optional(now())});
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return found;
}

std::uint64_t World::digest() const {
    std::uint64_t hash = 0;
    const auto add = [&hash](std::string_view text) { hash = hashOf(text, hash); };
    for (const Kind kind : allKinds())
        for (const auto& [key, object] : m_store.of(kind)) {
            add(key.first + "/" + key.second + "@" + std::to_string(object->meta.revision) +
                object->meta.uid);
            add(std::to_string(object->meta.created) + object->rest);
        }
    const auto tick = m_timeline.tickAt(now());
    for (const auto& family : Series::families())
        m_series.each(family.name, now(), now(), [&](const SeriesView& view) {
            for (const auto& [key, value] : view.labels)
                add(key + "=" + value);
            if (tick && view.from <= now() && view.until >= m_timeline.timeOf(*tick)) {
                const double value = view.value(*tick);
                std::uint64_t bits = 0;
                static_assert(sizeof bits == sizeof value);
                __builtin_memcpy(&bits, &value, sizeof bits);
                hash = mixed(hash ^ bits);
            }
        });
    return mixed(hash ^ m_platform.digest());
}

} // namespace understudy::cluster
