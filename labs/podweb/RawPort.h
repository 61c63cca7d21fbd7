#pragma once

#include "core/http/RequestReader.h"
#include "labs/cluster/World.h"

namespace understudy::podweb {

/// A connection to a port of a pod, as bytes: HTTP requests or Redis commands in, answers out.
class RawPort final {
public:
    struct Reply {
        std::string bytes;
        cluster::Micros takes = 0; ///< virtual time until they are there
        bool closes = false;       ///< the server ends the connection after them
    };

    RawPort(const cluster::World& world, std::shared_ptr<const cluster::Pod> pod, int port, bool local);
    /// Whether something listens there and this lab can speak for it.
    bool speaks() const { return m_kind == Kind::Http || m_kind == Kind::Redis; }
    bool listens() const { return m_kind != Kind::Closed; }
    Reply receive(std::string_view bytes);

private:
    enum class Kind { Closed, Http, Redis, Other };
    Reply http();
    Reply redis();

    const cluster::World& m_world;
    std::shared_ptr<const cluster::Pod> m_pod;
    int m_port;
    bool m_local;
    Kind m_kind = Kind::Closed;
    std::string m_in;
    http::RequestReader m_reader;
};

} // namespace understudy::podweb
