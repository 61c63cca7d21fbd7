#pragma once

#include "labs/podshell/Command.h"
#include "labs/podstreams/Session.h"

#include <list>

namespace understudy::podstreams {

/// All that goes on inside pods through the Kubernetes API: exec, attach and port-forward, and the files that
/// commands left in containers. All calls come on the thread that owns the world.
class Streams final {
public:
    explicit Streams(cluster::Stage& stage);
    ~Streams();

    /// @p sub: exec, attach or portforward, asked for by that user. Answers the request: with 101, or with
    /// the refusal that kubectl shows.
    void open(const std::string& ns, const std::string& name, const std::string& sub, const std::string& user,
              const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    /// Goes on with all of them. To be called when the world has moved, and after wake.
    void pump();
    std::size_t open() const { return m_open.size(); }
    /// Called on a server's thread when a client sent something; must lead to a pump() soon.
    std::function<void()> wake;

    static constexpr std::size_t mostOpen = 200;
    static constexpr std::size_t diskBytes = 32 * 1024 * 1024;     ///< that one container may write
    static constexpr std::size_t allDisksBytes = 96 * 1024 * 1024; ///< that all may, together

private:
    struct Open {
        std::shared_ptr<podshell::Disk> disk;
        std::unique_ptr<Session> session;
    };
    struct Kept {
        std::string ns, pod, uid, container;
        cluster::Micros since = 0;
        std::shared_ptr<podshell::Disk> disk;
    };
    using Exchange = std::shared_ptr<http::Exchange>;

    static cluster::Outcome perform(cluster::World& world, const cluster::Action& action);
    std::optional<std::string> containerOf(const cluster::Pod& pod, const http::Request& request,
                                           const Exchange& exchange) const;
    podshell::Place placeOf(const cluster::Pod& pod, const std::string& container, cluster::Micros since,
                            podshell::Disk& disk, const std::string& user);
    std::shared_ptr<podshell::Disk> diskOf(const cluster::Pod& pod, const std::string& container,
                                           cluster::Micros since);
    std::unique_ptr<Session> sessionOf(const std::string& sub, const cluster::Pod& pod,
                                       const podshell::Place& place, const std::string& user,
                                       const http::Request& request, std::unique_ptr<Wire> wire);
    void tell(const podshell::Place& place, const std::string& user, const char* verb,
              const std::string& body);
    void forgetDisks();
    void note(const std::string& ns, const std::string& name, const std::string& sub, const std::string& user,
              const http::Request& request);

    cluster::Stage& m_stage;
    std::list<Open> m_open;
    std::map<std::string, Kept> m_disks;
    int m_world = 0;
};

} // namespace understudy::podstreams
