#pragma once

#include "core/sshd/ShellHost.h"
#include "labs/host/HostService.h"
#include "labs/host/LabHome.h"

#include <mutex>
#include <string>
#include <vector>

namespace understudy::host {

/// Starts a real bash for each shell and command: inside bubblewrap when it works on this computer, else as
/// the trainee's own user, and says which.
class BashHost final : public sshd::ShellHost {
public:
    BashHost(const LabHome& home, const HostOptions& options);

    Result<std::unique_ptr<sshd::ShellProcess>> start(const sshd::ShellRequest& request) override;
    Sandbox sandbox() const { return m_sandbox; }
    void setLab(const QString& lab);

private:
    void probe();
    std::vector<std::string> wrapper(bool ownProcesses) const;
    std::vector<std::string> environment(const sshd::ShellRequest& request) const;

    const LabHome& m_home;
    const HostOptions m_options;
    Sandbox m_sandbox;
    std::vector<std::string> m_wrapper; ///< bwrap and its arguments, empty without a sandbox
    mutable std::mutex m_mutex;         ///< for m_lab: shells start on several threads
    QString m_lab;
};

} // namespace understudy::host
