#pragma once

#include "labs/scenario/Scenario.h"

namespace understudy::cluster {

struct Backup {
    std::string name, checksum, restoreTest, status;
    Micros started = 0, duration = 0;
    std::int64_t bytes = 0;
};

struct Finding {
    std::string library, id, severity, status, installed, fixed, title;
};

/// The backups of the last night, as the faults that are on let them be.
std::vector<Backup> backupsOf(const std::vector<FaultSpec>& on, Micros now);
/// What a scan of the image finds.
std::vector<Finding> findingsOf(const std::vector<FaultSpec>& on, const std::string& image);

} // namespace understudy::cluster
