#pragma once

#include "labs/membership/Members.h"
#include "labs/migration/Denial.h"

namespace understudy::cluster {

/// What a new VM shall be.
struct VmWish {
    std::string name, image = "ubuntu-22.04", worker, region;
    int cpu = 2, memoryGb = 2, diskGb = 20;
};

/// The registry of virtual machines. Each stands on exactly one worker at any time.
class Machines final {
public:
    Machines(const PlatformPlan& plan, const Members& members, EventQueue& queue, const Noise& noise,
             Micros start);

    const std::map<std::string, Vm>& all() const { return m_vms; }
    const Vm* find(const std::string& idOrName) const;
    int countOn(const std::string& worker) const;
    int memoryOn(const std::string& worker) const; ///< GB promised to VMs
    bool fits(const Vm& vm, const WorkerNode& worker) const;
    /// Counts the VM for a worker it moves to, before it is there.
    void promise(const std::string& vm, const std::string& worker);
    void forget(const std::string& vm); ///< the promise
    const Steps& countOverTime(const std::string& worker) const;

    Granted<std::string> create(const VmWish& wish, const std::string& worker); ///< its id
    void remove(const std::string& id);
    void setState(const std::string& id, Vm::State state);
    void move(const std::string& id, const std::string& worker);
    void rot(const std::string& id);              ///< its checksum is no longer what it was
    std::uint64_t born() const { return m_born; } ///< how many were ever created
    std::uint64_t removed() const { return m_removed; }
    int maxPerWorker = 100;

private:
    void add(Vm vm);
    void count(const std::string& worker, int vms, int memory);

    struct Use {
        int vms = 0, memory = 0;
        Steps over;
    };
    const Members& m_members;
    EventQueue& m_queue;
    Noise m_noise;
    std::map<std::string, Vm> m_vms;
    std::map<std::string, Use> m_use; ///< by worker
    std::map<std::string, std::pair<std::string, int>> m_promises;
    std::uint64_t m_born = 0, m_removed = 0;
};

} // namespace understudy::cluster
