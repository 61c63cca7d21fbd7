#pragma once

#include "labs/cluster/World.h"

namespace understudy::podweb {

/// The session cache's answers to redis-cli and to those who speak its protocol. It can be read, not written.
class Redis final {
public:
    Redis(const cluster::World& world, const cluster::Pod& pod)
        : m_world(world)
        , m_pod(pod) {}
    /// In the wire format RESP (https://redis.io/docs/reference/protocol-spec/).
    std::string answer(const std::vector<std::string>& command) const;

private:
    std::string info(const std::string& section) const;
    const cluster::World& m_world;
    const cluster::Pod& m_pod;
};

/// Takes the next command, inline or as an array, from the front of what has come; nothing when it is not
/// whole yet. What is no command gives an empty one.
std::optional<std::vector<std::string>> takeRedisCommand(std::string& bytes);

} // namespace understudy::podweb
