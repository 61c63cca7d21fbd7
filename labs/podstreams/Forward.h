#pragma once

#include "labs/podshell/Command.h"
#include "labs/podstreams/Session.h"
#include "labs/podweb/RawPort.h"

namespace understudy::podstreams {

/// kubectl port-forward: two streams for each local connection, one for its bytes, one for what went wrong.
class Forward final : public Session {
public:
    Forward(std::unique_ptr<Wire> wire, podshell::Place place);

protected:
    spdy::Connection& connection() override { return m_connection; }
    void work(std::size_t room) override;
    bool done() const override { return m_gone; }

private:
    using Id = spdy::Connection::Id;
    struct Link {
        int port = 0;
        std::optional<Id> data, errors;
        std::unique_ptr<podweb::RawPort> end;
        std::string waiting; ///< bytes that are there at @ref due
        cluster::Micros due = 0;
        bool closes = false;
    };
    void opened(Id stream, const spdy::Headers& headers);
    void connect(Link& link);
    void received(Id stream, std::string_view bytes);
    void ended(Id stream);
    void close(Link& link);

    spdy::Connection m_connection;
    podshell::Place m_place;
    std::map<std::string, Link> m_links; ///< by request id
    bool m_gone = false;
};

} // namespace understudy::podstreams
