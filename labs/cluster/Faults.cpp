#include "labs/cluster/Faults.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

namespace {
std::string app(const Pod& pod) {
    const auto label = pod.meta.labels.find("app");
    return label == pod.meta.labels.end() ? std::string() : label->second;
}
} // namespace

Faults::Faults(EventQueue& queue, Store& store, Pods& pods, Workloads& workloads, ServiceModel& model,
               Alerts& alerts, const Ledger& ledger)
    : m_queue(queue)
    , m_store(store)
    , m_pods(pods)
    , m_workloads(workloads)
    , m_model(model)
    , m_alerts(alerts)
    , m_ledger(ledger) {
    m_pods.crashes = [this](const Pod& pod) { return crashOf(pod); };
}

void Faults::plan(const std::vector<FaultSpec>& specs) {
    for (const auto& spec : specs) {
        const std::size_t index = m_faults.size();
        m_faults.push_back({});
        m_faults.back().spec = spec;
        if (spec.at)
            m_queue.at(*spec.at, [this, index] { start(index); });
    }
}

Faults::Injected Faults::inject(const std::string& id) {
    for (std::size_t i = 0; i < m_faults.size(); ++i) {
        if (m_faults[i].spec.id != id)
            continue;
        // A fault that is over may be started again: the trainee repeats the exercise.
        if (m_faults[i].state == State::On || (m_faults[i].spec.at && m_faults[i].state == State::Waiting))
            return Injected::NotWaiting;
        m_faults[i].byHand = true;
        start(i);
        return Injected::Started;
    }
    return Injected::Unknown;
}

std::string Faults::imageOf(const FaultSpec& spec) const {
    if (const auto deployment = m_store.find<Deployment>(spec.ns, spec.name))
        return deployment->pods.containers.at(0).image;
    if (const auto set = m_store.find<StatefulSet>(spec.ns, spec.name))
        return set->pods.containers.at(0).image;
    return {};
}

void Faults::start(std::size_t index) {
    Running& fault = m_faults[index];
    const FaultSpec& spec = fault.spec;
    const Micros now = m_queue.now();
    fault.state = State::On;
    fault.started = now;
    fault.ended.reset();
    fault.pods.clear();
    fault.image = imageOf(spec);
    if (spec.kind == "traffic") {
        Disturbances::Surge surge;
        surge.from = now;
        surge.rps = spec.rps;
        m_model.disturbed.surges.push_back(surge);
    } else if (spec.kind == "mem_leak") {
        Disturbances::Leak leak;
        leak.from = now;
        leak.ns = spec.ns;
        leak.app = spec.name;
        leak.image = fault.image;
        leak.bytesPerHour = spec.bytesPerHour;
        m_model.disturbed.leaks.push_back(leak);
    } else if (spec.kind == "bad_release") {
        if (const auto deployment = m_store.find<Deployment>(spec.ns, spec.name)) {
            Deployment changed = *deployment;
            changed.pods.containers.at(0).image = spec.image;
            changed.meta.annotations["kubernetes.io/change-cause"] =
                spec.message.empty() ? "release " + spec.image : spec.message;
            Disturbances::Release release;
            release.from = now + spec.after;
            release.ns = spec.ns;
            release.app = spec.name;
            release.image = spec.image;
            release.error = spec.error;
            m_model.disturbed.releases.push_back(release);
            fault.image = spec.image;
            m_workloads.apply(changed);
        }
    } else if (spec.kind == "crash_loop" || spec.kind == "redis_down") {
        crashAll(fault);
    } else if (spec.kind == "alert_fired") {
        m_alerts.force(spec.alert, spec.severity, spec.message, now, now + spec.lasts.value_or(10 * minute));
    }
    if (spec.lasts)
        m_queue.after(*spec.lasts, [this, index, began = now] {
            if (m_faults[index].state == State::On && m_faults[index].started == began)
                end(index);
        });
}

void Faults::crashAll(Running& fault) {
    const bool redis = fault.spec.kind == "redis_down";
    const std::string ns = redis ? "production" : fault.spec.ns;
    const std::string name = redis ? "redis" : fault.spec.name;
    const std::string message = !fault.spec.message.empty() ? fault.spec.message
                                : redis ? "Can't save in background: fork: Cannot allocate memory"
                                        : "";
    std::vector<std::string> uids;
    for (const auto& pod : m_store.list<Pod>(ns))
        if (app(*pod) == name && !pod->meta.deleted)
            uids.push_back(pod->meta.uid);
    fault.pods.insert(uids.begin(), uids.end());
    for (const auto& uid : uids)
        m_pods.crash(uid, {fault.spec.exitCode, message, 4 * second});
}

void Faults::end(std::size_t index) {
    Running& fault = m_faults[index];
    const Micros now = m_queue.now();
    fault.state = State::Over;
    fault.ended = now;
    if (fault.spec.kind == "traffic")
        for (auto& surge : m_model.disturbed.surges)
            if (!surge.until)
                surge.until = now;
    for (auto& leak : m_model.disturbed.leaks)
        if (fault.spec.kind == "mem_leak" && leak.ns == fault.spec.ns && leak.app == fault.spec.name &&
            !leak.until)
            leak.until = now;
    if (fault.spec.kind == "bad_release")
        for (auto& release : m_model.disturbed.releases)
            if (release.image == fault.spec.image && !release.until)
                release.until = now;
}

std::optional<Pods::Crash> Faults::crashOf(const Pod& pod) const {
    for (const auto& fault : m_faults) {
        if (fault.state != State::On)
            continue;
        const auto& spec = fault.spec;
        if (spec.kind == "redis_down" && fault.pods.contains(pod.meta.uid))
            return Pods::Crash{1, "Can't save in background: fork: Cannot allocate memory", 3 * second};
        if (spec.kind == "crash_loop" && pod.meta.ns == spec.ns && app(pod) == spec.name &&
            pod.spec.containers.at(0).image == fault.image)
            return Pods::Crash{spec.exitCode, spec.message, 5 * second};
    }
    return std::nullopt;
}

bool Faults::redisHeld(const std::string& uid) const {
    for (const auto& fault : m_faults)
        if (fault.state == State::On && fault.spec.kind == "redis_down" && fault.pods.contains(uid))
            return true;
    return false;
}

void Faults::look() {
    for (std::size_t i = 0; i < m_faults.size(); ++i) {
        const Running& fault = m_faults[i];
        if (fault.state != State::On)
            continue;
        const std::string kind = fault.spec.kind;
        if (kind == "redis_down" && m_model.cacheUp(m_queue.now()))
            end(i);
        else if ((kind == "mem_leak" || kind == "crash_loop" || kind == "bad_release") &&
                 imageOf(fault.spec) != fault.image)
            end(i);
    }
    if (m_model.disturbed.leaks.empty())
        return;
    const auto states = m_model.at(m_queue.now());
    std::vector<std::string> full;
    for (const auto& life : m_ledger.pods()) {
        if (!life.aliveAt(m_queue.now()) || life.memoryLimit <= 0)
            continue;
        const auto service = m_model.indexOf(life.ns, life.app);
        if (service && m_model.podBytes(life, states[*service], m_queue.now()) >= life.memoryLimit)
            full.push_back(life.uid);
    }
    for (const auto& uid : full)
        m_pods.killForMemory(uid);
}

std::vector<Backup> Faults::backups(Micros now) const {
    static const std::vector<std::pair<std::string, std::int64_t>> names{
        {"postgres-users", 48'318'382'080},
        {"postgres-orders", 96'636'764'160},
        {"etcd", 734'003'200},
        {"vault", 52'428'800},
        {"grafana", 10'485'760},
        {"message-bus-offsets", 209'715'200}};
    std::vector<Backup> list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& [name, bytes] = names[i];
        Backup backup;
        backup.name = name;
        backup.started = now - 7 * hour - static_cast<Micros>(i) * 11 * minute;
        backup.duration = (20 + bytes / 40'000'000) * second;
        backup.bytes = bytes;
        std::array<char, 32> sum{};
        std::snprintf(sum.data(), sum.size(), "sha256:%012llx",
                      static_cast<unsigned long long>(hashOf(name, 7) & 0xffffffffffffULL));
        backup.checksum = sum.data();
        backup.restoreTest = "passed";
        backup.status = "ok";
        for (const auto& fault : m_faults) {
            if (fault.spec.kind != "backup_bad" || fault.spec.backup != name || fault.state != State::On)
                continue;
            backup.status = "failed";
            backup.restoreTest = "failed";
            if (fault.spec.backupKind == "late") {
                backup.started = now - 26 * hour;
                backup.restoreTest = "passed";
            } else {
                backup.bytes = 0;
                backup.duration = fault.spec.backupKind == "missing" ? 0 : 3 * second;
                backup.checksum = "-";
            }
        }
        list.push_back(backup);
    }
    return list;
}

std::vector<Finding> Faults::findings(const std::string& image) const {
    static const std::vector<Finding> known{
        {"libssl3", "LAB-2025-1041", "HIGH", "fixed", "3.0.11-1~deb12u1", "3.0.11-1~deb12u2",
         "openssl: a crafted certificate chain can end the process"},
        {"libnghttp2-14", "LAB-2025-1187", "HIGH", "fixed", "1.52.0-1", "1.52.0-1+deb12u1",
         "nghttp2: many reset streams use up the CPU"},
        {"zlib1g", "LAB-2025-1203", "HIGH", "affected", "1:1.2.13.dfsg-1", "",
         "zlib: a crafted archive overflows a buffer"},
        {"libc6", "LAB-2025-1266", "HIGH", "fixed", "2.36-9+deb12u3", "2.36-9+deb12u4",
         "glibc: a long locale variable overflows a buffer"},
        {"golang.org/x/net", "LAB-2025-1301", "CRITICAL", "fixed", "v0.13.0", "v0.17.0",
         "x/net: a request can read the memory of another one"},
        {"libexpat1", "LAB-2025-1322", "CRITICAL", "fixed", "2.5.0-1", "2.5.0-1+deb12u1",
         "expat: a crafted document runs code"}};
    std::vector<Finding> list;
    for (const auto& fault : m_faults) {
        if (fault.spec.kind != "vuln" || fault.spec.image != image || fault.state != State::On)
            continue;
        int high = fault.spec.high;
        int critical = fault.spec.critical;
        for (const auto& finding : known)
            if ((finding.severity == "HIGH" ? high : critical)-- > 0)
                list.push_back(finding);
    }
    return list;
}

} // namespace understudy::cluster
