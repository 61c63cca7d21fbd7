#pragma once

#include "core/base/Result.h"
#include "core/base/Threads.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace understudy::host {

/// A command line a trainee ran in an interactive shell, told when its prompt came back.
struct ShellCommand {
    QString text;
    int status = 0;
};

/// What the lab host is made of.
struct HostOptions {
    QString folder;        ///< LAB_HOME: home/, bin/, etc/, ssh/ and tmp/ are made below it, all 0700
    quint16 port = 0;      ///< of the SSH server on 127.0.0.1, 0 for any
    QByteArray kubeconfig; ///< text; written to home/.kube/config and named by KUBECONFIG
    QString prometheusUrl; ///< PROMETHEUS in the shell
    QString controlUrl;    ///< LAB in the shell, what `lab`, `trivy` and the scripts talk to
    QString controlToken;  ///< written to a file only the shell reads
    QString lab;           ///< LAB_ID in the shell
    QString files;         ///< share/understudy/lab-host
    QString network;       ///< the path of understudy-lab-net; empty: shells share the computer's network
    QMap<QString, QByteArray> secrets;  ///< files of LAB_ROOT/etc that only the shell reads, by name
    QStringList path;                   ///< folders put before the system's PATH, e.g. where kubectl is
    QMap<QString, QString> environment; ///< more of it
    std::vector<quint16> forwardTo;     ///< loopback ports that shells, ssh -L and -W may reach
    std::function<void(const ShellCommand&)> commandSeen; ///< called on a thread of the service's own
};

/// How to log in.
struct SshInfo {
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;
    QString user = QStringLiteral("trainee");
    QString hostKey;     ///< "ssh-ed25519 AAAA…"
    QString fingerprint; ///< "SHA256:…"
    QString identity;    ///< private key file, 0600
};

/// What keeps the shells apart from the computer, and what does not.
struct Sandbox {
    bool on = false;
    QString reason; ///< why not, or what it leaves open; for the trainee
};

/// The lab host a trainee logs in to: its folder, its tools, and the SSH server in front of a real bash.
/// Made and destroyed on one thread; the destructor ends all shells and removes the login key.
class HostService final {
public:
    static Result<std::unique_ptr<HostService>> open(const HostOptions& options, Threads& threads);
    ~HostService();

    SshInfo sshInfo() const;
    Sandbox sandbox() const;
    QString home() const;    ///< what shells see as ~
    int connections() const; ///< clients logged in now
    /// Puts the home back to its first state for a new lab; running shells stay. @p lab becomes LAB_ID of new
    /// shells.
    Result<void> startLab(const QString& lab);

private:
    struct Parts;
    explicit HostService(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::host
