#pragma once

#include "labs/clock/Noise.h"
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

/// A git repository with one commit, and the patterns that git-secrets knows in it.
struct Repository {
    std::string name;
    std::map<std::string, std::string> files; ///< path to text
    std::vector<std::string> patterns, allowed;
};

/// The backups of the last night, as the faults that are on let them be.
std::vector<Backup> backupsOf(const std::vector<FaultSpec>& on, Micros now);
/// What a scan of the image finds.
std::vector<Finding> findingsOf(const std::vector<FaultSpec>& on, const std::string& image);

/// The repositories with the keys that those faults left in them.
std::vector<Repository> repositoriesOf(const std::vector<FaultSpec>& begun, const Noise& noise);
/// The key that a fault secret_in_code leaves behind, of one of the forms that git-secrets finds.
std::string leakedKey(const FaultSpec& fault, const Noise& noise);
/// The secret of the cluster that it opens, and its key there.
std::pair<std::string, std::string> secretOf(const FaultSpec& fault);

} // namespace understudy::cluster
