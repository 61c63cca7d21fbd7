#pragma once

#include "core/sshd/ShellHost.h"
#include "labs/host/HostService.h"
#include "labs/host/LabHome.h"
#include "labs/host/Network.h"

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace understudy::host {

/// Where a program runs: the host it takes itself for, the folder that is its home, and what it may write
/// besides.
struct Room {
    std::string hostname = "lab";
    QString home;
    std::vector<std::pair<QString, std::string>> writable; ///< a folder, and where it is seen in the sandbox
};

/// Starts a real bash for each shell and command, and OpenSSH's own server for SFTP: inside bubblewrap and a
/// network of their own when these work on this computer, else as the trainee's own user, and says which.
class BashHost final : public sshd::ShellHost {
public:
    /// @p network is left to its own when programs cannot be started in it.
    BashHost(const LabHome& home, const HostOptions& options, Network& network);

    Result<std::unique_ptr<sshd::ShellProcess>> start(const sshd::ShellRequest& request) override;
    bool offers(const std::string& subsystem) const override { return subsystem == "sftp"; }
    Sandbox sandbox() const { return m_sandbox; }
    void setLab(const QString& lab);
    /// Whether that login leads to a node of production rather than to the lab host itself.
    static bool isNode(const QString& user);

    /// The words in front of a program that runs there; none without a sandbox.
    std::vector<std::string> confined(const Room& room) const;
    /// How a path of the lab host's folder is seen by a program in the sandbox, or without one.
    std::string seen(const QString& path) const;
    /// Runs a program of the lab in the trainee's home to its end; what it complained of when it failed.
    QString prepare(const QString& program) const;

private:
    using Settings = std::map<std::string, std::string>;
    void probe();
    QString tried(bool ownProcesses) const;
    std::vector<std::string> wrapper(const Room& room, bool ownProcesses) const;
    void addFolders(const Room& room, std::vector<std::string>& words) const;
    std::vector<std::string> environment(const sshd::ShellRequest& request) const;
    Settings settings(const QString& node) const;
    std::string searchPath(const QString& node) const;
    Result<Room> roomOf(const QString& user) const;

    const LabHome& m_home;
    const HostOptions m_options;
    Network& m_network;
    Sandbox m_sandbox;
    bool m_ownProcesses = false;
    mutable std::mutex m_mutex; ///< for m_lab: shells start on several threads
    QString m_lab;
};

} // namespace understudy::host
