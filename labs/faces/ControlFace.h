#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"
#include "labs/faces/AskQueue.h"

namespace understudy::faces {

/// The control API of a lab: what the window and the `lab` command ask. See labs/catalog/README.md.
class ControlFace final {
public:
    struct Sandbox {
        bool on = false;
        std::string reason;
    };
    /// @p real gives steady microseconds, @p wall microseconds since 1970.
    ControlFace(cluster::Stage& stage, std::string token, std::function<std::int64_t()> real,
                std::function<std::int64_t()> wall);
    void handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    void beat() { m_asks.beat(); } ///< several times a second
    Sandbox sandbox;
    std::function<void(const std::string& lab)> started; ///< another lab began
    std::function<void()> moved;                         ///< time has jumped; told before the answer goes out
    /// Of what each face says now, and of all.
    std::function<std::vector<std::pair<std::string, std::string>>()> hash;
    /// A topology by name, for labs that need another one than this.
    std::function<std::optional<cluster::Topology>(const std::string& base)> topology;

private:
    using Exchange = std::shared_ptr<http::Exchange>;
    void status(const Exchange& exchange) const;
    void journal(const http::Request& request, const Exchange& exchange) const;
    void start(const http::Request& request, const Exchange& exchange);
    void inject(const http::Request& request, const Exchange& exchange);
    void clock(const http::Request& request, const Exchange& exchange);
    void rewind(const http::Request& request, const Exchange& exchange);
    void tellHash(const Exchange& exchange) const;
    void messages(const Exchange& exchange) const;
    void guards(const Exchange& exchange) const;
    /// @p kept: the name of the future that was left.
    void tellTime(const Exchange& exchange, const std::string& kept = {}) const;
    void annotations(const http::Request& request, const Exchange& exchange) const;
    /// The table of `go tool pprof -top` of a profile that is sent in.
    static void profileTop(const http::Request& request, const Exchange& exchange);
    void backups(const Exchange& exchange) const;
    void repositories(const Exchange& exchange) const;
    void vulnerabilities(const http::Request& request, const Exchange& exchange) const;
    static cluster::Outcome perform(cluster::World& world, const cluster::Action& action);

    cluster::Stage& m_stage;
    std::string m_token;
    std::function<std::int64_t()> m_real, m_wall;
    AskQueue m_asks;
};

} // namespace understudy::faces
