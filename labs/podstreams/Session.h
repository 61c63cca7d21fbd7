#pragma once

#include "labs/podstreams/Wire.h"
#include "labs/spdy/Connection.h"

namespace understudy::podstreams {

/// What goes on over one upgraded connection. It begins, takes bytes and moves on, always on the thread that
/// owns the world.
class Session {
public:
    explicit Session(std::unique_ptr<Wire> wire)
        : m_wire(std::move(wire)) {}
    virtual ~Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Reads, works and writes as far as it can; false when the connection is over.
    bool step();

protected:
    virtual spdy::Connection& connection() = 0;
    virtual void work(std::size_t room) = 0;
    virtual bool done() const = 0; ///< nothing more will be said

    Wire& wire() { return *m_wire; }

private:
    std::unique_ptr<Wire> m_wire;
    int m_patience = 100; ///< steps that a client gets to leave after the end
};

} // namespace understudy::podstreams
