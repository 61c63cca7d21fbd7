#pragma once

#include "core/ssh/Key.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace understudy::ssh {

/// Where to log in, as whom, and with what.
struct Target {
    QString host;
    quint16 port = 22;
    QString user;
    QString hostKey;        ///< a pinned key's line: no question is asked and no other key is taken
    QStringList identities; ///< private key files, offered in this order; FILE-cert.pub beside one goes first
    bool agent = false;     ///< offer the keys of the SSH agent
    bool forwardAgent = false; ///< let programs at the host ask the agent; whoever is root there can, too
    QStringList knownHosts; ///< known_hosts files; the first is the profile's own and the only one written to
    std::chrono::milliseconds patience{10'000}; ///< for TCP, and again for the key exchange
    std::chrono::seconds keepAlive{15}; ///< of silence, then the host is asked whether it is there; 0: never
    std::chrono::seconds lastWord{10};  ///< for its answer, then the connection is lost
    std::vector<Target> jumps; ///< hosts to go through, the nearest first; each is checked and logged in to
};

/// A host never seen before.
struct HostQuestion {
    QString host;
    quint16 port = 22;
    PublicKey key;
};
enum class HostAnswer { Refuse, Once, Remember };

/// A host that shows another key than the one known.
struct HostKeyChange {
    QString host;
    quint16 port = 22;
    PublicKey known;
    PublicKey shown;
    QString where; ///< file:line of the known key
};

/// Fields that a login needs from the trainee. Texts that came from the server are marked and stripped of
/// control characters; show them outside the terminal's grid.
struct Prompt {
    enum class Kind { Password, Passphrase, Keyboard };
    struct Field {
        QString text;
        bool echo = false;
    };
    Kind kind = Kind::Password;
    QString title;       ///< of the server for Keyboard, else the key file or user@host
    QString instruction; ///< of the server
    std::vector<Field> fields;
    int attempt = 1;
};

/// How a session asks. Called on the owner's thread; the answer may be given later, from that thread, once.
/// An empty function means no: an unknown host is refused, a prompt is canceled.
struct Questions {
    std::function<void(const HostQuestion&, std::function<void(HostAnswer)> answer)> host;
    std::function<void(const Prompt&, std::function<void(std::optional<QStringList>)> answer)> prompt;
};

} // namespace understudy::ssh
