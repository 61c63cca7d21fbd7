#pragma once

#include "labs/clock/Steps.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace understudy::cluster {

/// A process that runs Raft, the placement solver, the registry of VMs and the API.
struct Controller {
    std::string id, version;
    bool up = true;
};

/// A machine that runs VMs. A plain record: there may be a thousand.
struct WorkerNode {
    enum class Status { Ready, Unreachable, Quarantined, Banned };
    std::string id, region, isp, dc, version;
    double lineMbps = 1000;
    std::optional<int> streams; ///< what `amst set-streams` asked for; nothing: by the way's mode
    std::optional<int> hdeLevel;
    int cores = 32, memoryGb = 128, diskGb = 2000;
    Status status = Status::Ready;
    Micros banUntil = 0;
    std::string reason; ///< why it is quarantined or banned
    int quarantines = 0;
};

std::string_view nameOf(WorkerNode::Status status);

/// A virtual machine. Its checksum stands for what its disk and memory hold: nothing but bit rot changes it.
struct Vm {
    enum class State { Creating, Running, Migrating, Stopped, Failed };
    std::string id, name, image, worker, region, address, mac;
    int cpu = 2, memoryGb = 4, diskGb = 20;
    State state = State::Running;
    double dirty = 1; ///< how fast it writes its memory, against an ordinary guest
    Micros created = 0;
    std::uint64_t checksum = 0;
};

std::string_view nameOf(Vm::State state);

/// How two nodes reach each other.
struct Path {
    enum class Mode { Datacenter, Hybrid, Internet };
    double rttMs = 1, mbps = 1000, loss = 0;
    double streamCap = 0; ///< Mbps of one stream, 0 for none
    bool reachable = true;
    Mode mode = Mode::Datacenter;
};

std::string_view nameOf(Path::Mode mode);

/// The move of one VM from a worker to another, in phases.
struct Migration {
    enum class Phase { Preparing, Running, Completing, Completed, Failed, Cancelled, Deferred };
    std::string id, vm, source, target, strategy = "pre-copy", why;
    Phase phase = Phase::Preparing;
    Path::Mode mode = Path::Mode::Datacenter;
    int memoryGb = 0, streams = 8, level = 5;
    double maxDowntimeMs = 20000, timeoutSeconds = 300;
    double saved = 0, dirty = 0;                    ///< shares
    double wireMbit = 0, sentMbit = 0;              ///< to send in all, and sent up to `since`
    double rateMbps = 0;                            ///< at the moment
    double placement = 0, prediction = 0, vote = 0; ///< seconds
    double downtimeSeconds = 0;
    Micros started = 0, transferFrom = 0, since = 0, transferTo = 0;
    std::optional<Micros> ended;
    std::uint64_t turn = 0; ///< which of its planned events still counts
    Steps bandwidth;        ///< Mbps over time

    bool open() const {
        return phase == Phase::Preparing || phase == Phase::Running || phase == Phase::Completing;
    }
    double seconds(Micros now) const {
        return static_cast<double>(ended.value_or(now) - started) / static_cast<double>(second);
    }
    /// Mbit sent up to that moment.
    double sentAt(Micros when) const;
};

std::string_view nameOf(Migration::Phase phase);

/// Something that happened on the platform, for `dwcp-cli events list` and the logs.
struct PlatformEvent {
    Micros at = 0;
    std::string type, node, text; ///< type: migration, election, quarantine, node, upgrade, security...
    std::string level = "info";   ///< info, warn or error
};

/// `*` stands for any run of characters.
bool fitsPattern(std::string_view pattern, std::string_view text);

} // namespace understudy::cluster
