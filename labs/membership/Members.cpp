#include "labs/membership/Members.h"

#include <cstdio>

namespace understudy::cluster {

namespace {
std::string numbered(const char* prefix, int number) {
    char text[32];
    std::snprintf(text, sizeof text, "%s%03d", prefix, number);
    return text;
}
} // namespace

Members::Members(const PlatformPlan& plan, EventQueue& queue, const Noise& noise)
    : m_queue(queue)
    , m_noise(noise)
    , m_domain(plan.domain)
    , m_region(plan.controllerRegion) {
    if (!plan.on)
        return;
    for (int i = 1; i <= plan.controllers; ++i) {
        m_controllers.push_back({"controller-" + std::to_string(i), plan.version, true});
        m_upSteps.emplace_back(1);
    }
    m_workers.reserve(static_cast<std::size_t>(plan.workerCount()));
    int number = 0;
    for (const auto& group : plan.workers)
        for (int i = 0; i < group.count; ++i) {
            WorkerNode node;
            node.id = numbered("worker-", ++number);
            node.region = group.region;
            node.isp = group.isp;
            node.dc = group.dc;
            node.version = plan.version;
            node.lineMbps = group.mbps;
            m_places[node.id] = m_workers.size();
            m_workers.push_back(std::move(node));
        }
    m_ready = number;
    m_leader = m_controllers.front().id;
    m_healthySteps = Steps(plan.controllers);
    m_readySteps = Steps(number);
    m_totalSteps = Steps(number);
}

std::size_t Members::indexOf(const std::string& worker) const {
    const auto found = m_places.find(worker);
    return found == m_places.end() ? m_workers.size() : found->second;
}

const WorkerNode* Members::worker(const std::string& id) const {
    const auto index = indexOf(id);
    return index < m_workers.size() ? &m_workers[index] : nullptr;
}

WorkerNode* Members::change(const std::string& id) {
    const auto index = indexOf(id);
    return index < m_workers.size() ? &m_workers[index] : nullptr;
}

const Controller* Members::controller(const std::string& id) const {
    for (const auto& each : m_controllers)
        if (each.id == id || each.id + "." + m_domain == id)
            return &each;
    return nullptr;
}

bool Members::fits(const std::string& pattern, const std::string& id) const {
    if (fitsPattern(pattern, id))
        return true;
    if (const auto* node = worker(id))
        return fitsPattern(pattern, node->region) || fitsPattern(pattern, node->isp);
    return controller(id) && fitsPattern(pattern, m_region);
}

std::vector<std::string> Members::matching(const std::string& pattern) const {
    std::vector<std::string> found;
    for (const auto& each : m_controllers)
        if (pattern.starts_with("controller") && fitsPattern(pattern, each.id))
            found.push_back(each.id);
    for (const auto& each : m_workers)
        if (fits(pattern, each.id))
            found.push_back(each.id);
    return found;
}

void Members::note() {
    const Micros now = m_queue.now();
    m_ready = count(WorkerNode::Status::Ready);
    m_readySteps.set(now, m_ready);
    m_totalSteps.set(now, static_cast<double>(m_workers.size()));
    m_quarantinedSteps.set(now, count(WorkerNode::Status::Quarantined) + count(WorkerNode::Status::Banned));
    m_healthySteps.set(now, healthyControllers());
}

void Members::setStatus(const std::string& id, WorkerNode::Status status, const std::string& reason) {
    WorkerNode* node = change(id);
    if (!node || node->status == status)
        return;
    if (status == WorkerNode::Status::Quarantined)
        ++node->quarantines;
    node->status = status;
    node->reason = status == WorkerNode::Status::Ready ? "" : reason;
    note();
}

void Members::setUp(const std::string& id, bool up) {
    for (std::size_t i = 0; i < m_controllers.size(); ++i) {
        if (m_controllers[i].id != id || m_controllers[i].up == up)
            continue;
        m_controllers[i].up = up;
        m_upSteps[i].set(m_queue.now(), up ? 1 : 0);
        note();
        if (!hasQuorum())
            m_leader.clear();
        else if (m_leader.empty() || m_leader == id)
            elect();
    }
}

void Members::addController(const std::string& id) {
    if (controller(id) || m_controllers.empty())
        return;
    m_controllers.push_back({id, m_controllers.front().version, true});
    m_upSteps.emplace_back(0);
    m_upSteps.back().set(m_queue.now(), 1);
    note();
    if (m_leader.empty() && hasQuorum())
        elect();
}

void Members::addWorker(const std::string& id, const std::string& region) {
    if (worker(id) || m_workers.empty())
        return;
    WorkerNode node;
    node.id = id;
    node.region = region;
    node.isp = m_workers.front().isp;
    node.dc = m_workers.front().dc;
    node.version = m_controllers.front().version;
    m_places[id] = m_workers.size();
    m_workers.push_back(std::move(node));
    note();
}

void Members::remove(const std::string& id) {
    const auto index = indexOf(id);
    if (index >= m_workers.size())
        return;
    m_workers.erase(m_workers.begin() + static_cast<std::ptrdiff_t>(index));
    m_places.clear();
    for (std::size_t i = 0; i < m_workers.size(); ++i)
        m_places[m_workers[i].id] = i;
    note();
}

int Members::healthyControllers() const {
    int up = 0;
    for (const auto& each : m_controllers)
        up += each.up ? 1 : 0;
    return up;
}

int Members::count(WorkerNode::Status status) const {
    int found = 0;
    for (const auto& each : m_workers)
        found += each.status == status ? 1 : 0;
    return found;
}

int Members::elect(const std::string& to) {
    if (!hasQuorum()) {
        m_leader.clear();
        return 0;
    }
    ++m_term;
    m_elections.push_back(m_queue.now());
    std::vector<std::string> up;
    for (const auto& each : m_controllers)
        if (each.up && each.id != m_leader)
            up.push_back(each.id);
    const auto* wanted = to.empty() ? nullptr : controller(to);
    if (wanted && wanted->up)
        m_leader = wanted->id;
    else if (!up.empty())
        m_leader =
            up[static_cast<std::size_t>(m_noise.below(static_cast<int>(up.size()), "election", m_term))];
    return 300 + m_noise.below(300, "election time", m_term);
}

int Members::electionsWithin(Micros span) const {
    int found = 0;
    for (const Micros at : m_elections)
        found += at > m_queue.now() - span ? 1 : 0;
    return found;
}

} // namespace understudy::cluster
