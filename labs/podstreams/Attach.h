#pragma once

#include "labs/podshell/Command.h"
#include "labs/podstreams/Exec.h"

namespace understudy::podstreams {

/// kubectl attach: what the container prints from now on. What is typed goes nowhere, since services do not
/// read.
class Attach final : public Session {
public:
    Attach(std::unique_ptr<Wire> wire, podshell::Place place, Wanted wanted);

protected:
    spdy::Connection& connection() override { return m_connection; }
    void work(std::size_t room) override;
    bool done() const override { return m_said; }

private:
    spdy::Connection m_connection;
    podshell::Place m_place;
    Wanted m_wanted;
    std::map<std::string, spdy::Connection::Id> m_streams;
    cluster::Micros m_from;
    bool m_said = false;
};

} // namespace understudy::podstreams
