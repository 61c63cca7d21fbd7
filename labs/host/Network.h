#pragma once

#include "core/base/Threads.h"
#include "labs/host/Netspace.h"
#include "labs/host/Relay.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace understudy::host {

/// What the programs of a lab host reach: with a network of their own nothing but the ports of 127.0.0.1 that
/// were let in, under the same numbers as outside; where that cannot be made, the computer's own network.
class Network final {
public:
    /// @p program: the path of understudy-lab-net.
    Network(const QString& program, Threads& threads);
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    bool apart() const { return m_space != nullptr; }
    /// Back to the computer's network. No program may be in the other one yet.
    void giveUp();
    /// The words in front of a program of the lab host.
    std::vector<std::string> inside() const;

    /// A port of this computer's 127.0.0.1 is found in there as well.
    void letIn(quint16 port);
    /// A port of 127.0.0.1 in there is found on this computer as well, until it is shut again.
    void letOut(quint16 port);
    void shut();

private:
    std::unique_ptr<Netspace> m_space;
    std::unique_ptr<Relay> m_relay; // after what it makes sockets in: it ends first
    int m_out = 0;
};

} // namespace understudy::host
