#pragma once

#include "labs/membership/Consensus.h"

namespace understudy::cluster {

/// How far each node's copy of the shared state is behind, and how much of it is wrong.
class StateSync final {
public:
    StateSync(const Members& members, const Network& network, const Settings& settings, EventQueue& queue,
              const Noise& noise)
        : m_members(members)
        , m_network(network)
        , m_settings(settings)
        , m_queue(queue)
        , m_noise(noise) {}

    double lag(const std::string& node) const { return lag(node, m_queue.now()); }
    double lag(const std::string& node, Micros when) const; ///< seconds
    double peers(const std::string& node, Micros when) const;
    int corruptKeys(const std::string& node) const;
    bool delayed(const std::string& node) const { return m_delays.contains(node); }
    std::uint64_t checksum(const std::string& node) const; ///< equal on all nodes whose state is right
    static constexpr int keys = 12'480;                    ///< of the shared state

    void begin(const PlatformFault& fault, const std::vector<std::string>& nodes);
    void end(const std::string& fault);
    void look();                          ///< after the network changed
    void sync(const std::string& node);   ///< catches up now; what slows it down stays
    void rejoin(const std::string& node); ///< as new: nothing slows it down any more
    void resync(const std::string& node); ///< throws its copy away and takes another

private:
    struct Delay {
        std::string fault;
        double seconds = 0;
    };
    void set(const std::string& node, double seconds);

    const Members& m_members;
    const Network& m_network;
    const Settings& m_settings;
    EventQueue& m_queue;
    Noise m_noise;
    Steps m_fanout{6};
    std::map<std::string, Delay> m_delays; ///< what is on now
    std::map<std::string, Steps> m_extra;  ///< seconds over time
    std::map<std::string, std::vector<std::pair<Micros, std::optional<Micros>>>> m_cuts;
    std::map<std::string, std::pair<std::string, int>> m_corrupt; ///< fault and keys
};

} // namespace understudy::cluster
