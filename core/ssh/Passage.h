#pragma once

#include "core/ssh/Gateway.h"
#include "core/ssh/Pipe.h"

#include <poll.h>

#include <memory>
#include <string>
#include <vector>

namespace understudy::ssh {

/// A TCP connection made by a jump host, in the shape of a socket for the library: a pair of local sockets
/// and a channel, with the bytes carried between them on the thread of the connection that goes through.
class Passage final {
public:
    Passage(Gateway& gateway, const QString& host, quint16 port, const std::shared_ptr<Mailbox>& owner);
    ~Passage();
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;

    int takeSocket(); ///< the far end, once; -1 when there is none
    void turn();      ///< carries what can be carried
    void addWaits(std::vector<pollfd>& waits) const;
    /// Why nothing comes through any more, nothing while it does.
    const std::optional<Error>& trouble() const { return m_trouble; }

private:
    void toHost();
    void fromHost();

    Gateway& m_gateway;
    const QString m_host;
    std::shared_ptr<Pipe> m_pipe;
    int m_near = -1;
    int m_far = -1;
    std::string m_pending; ///< from the host, for which the socket had no room
    bool m_heard = false;
    std::optional<Pipe::End> m_end;
    std::optional<Error> m_trouble;
};

} // namespace understudy::ssh
