#pragma once

#include "core/http/Server.h"
#include "labs/cluster/Stage.h"
#include "labs/kubeapi/KubeResources.h"
#include "labs/kubeapi/KubeUsers.h"
#include "labs/podstreams/Streams.h"

#include <list>

namespace understudy::kubeapi {

/// The lab's Kubernetes API, enough for stock kubectl. All calls come on the thread that owns the world.
class KubeFace final {
public:
    /// @p token: the bearer token of the trainee; others are in the secrets of service accounts.
    KubeFace(cluster::Stage& stage, std::string token);
    void handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);
    /// Tells watchers and followers of logs what is new. To be called each time the world has moved.
    void pump();
    std::size_t watchers() const { return m_watches.size() + m_follows.size(); }
    /// exec, attach and port-forward.
    podstreams::Streams& streams() { return m_streams; }

private:
    struct Route {
        const KubeResource* resource = nullptr;
        std::string ns, name, sub;
    };
    struct Watch {
        Route route;
        std::string labels, fields, include;
        bool table = false, columnsSent = false;
        std::uint64_t revision = 0;
        std::int64_t endsAt = 0; ///< virtual microseconds
        int world = 0;
        std::shared_ptr<http::BodyWriter> body;
    };
    struct Follow {
        std::string ns, pod, uid, container;
        cluster::Micros from = 0;
        bool stamps = false;
        int world = 0;
        std::shared_ptr<http::BodyWriter> body;
    };
    using Exchange = std::shared_ptr<http::Exchange>;

    static std::optional<Route> routeOf(const http::Request& request);
    /// Who asks, or whom he may be taken for; refuses others.
    std::optional<KubeUser> identify(const http::Request& request, const Exchange& exchange) const;
    bool permitted(const KubeUser& user, const KubeAsk& ask, const Exchange& exchange) const;
    static KubeAsk askOf(const Route& route, const http::Request& request);
    bool discovery(const http::Request& request, const Exchange& exchange) const;
    void read(const Route& route, const http::Request& request, const Exchange& exchange);
    void answer(const Route& route, const json::object& object, const http::Request& request,
                const Exchange& exchange) const;
    void list(const Route& route, const http::Request& request, const Exchange& exchange);
    void watch(const Route& route, const http::Request& request, const Exchange& exchange);
    bool send(Watch& watch);
    void emit(Watch& watch, const char* type, const cluster::Object& object, std::uint64_t revision);
    void logs(const Route& route, const http::Request& request, const Exchange& exchange);
    void metrics(const Route& route, const http::Request& request, const Exchange& exchange) const;
    json::object podMetrics(const cluster::Pod& pod) const;
    json::object nodeMetrics(const cluster::Node& node) const;
    void reviews(const http::Request& request, const Exchange& exchange) const;
    cluster::Micros shiftFor(const http::Request& request) const;
    std::vector<json::object> objectsOf(const Route& route, const http::Request& request) const;
    /// What is asked, as the journal has it.
    cluster::Action action(const http::Request& request, const Route& route, const std::string& verb) const;
    /// The performer of the journal's writes.
    static cluster::Outcome perform(cluster::World& world, const cluster::Action& action);
    void write(const Route& route, const http::Request& request, const Exchange& exchange);
    void journal(const http::Request& request, const Route& route, const std::string& verb);

    cluster::Stage& m_stage;
    podstreams::Streams m_streams;
    std::string m_token;
    KubeUser m_user; ///< who makes the request that is being answered
    std::list<Watch> m_watches;
    std::list<Follow> m_follows;
};

/// Small answers shared by the faces.
void replyJson(const std::shared_ptr<http::Exchange>& exchange, int status, const json::value& body);
void refuse(const std::shared_ptr<http::Exchange>& exchange, int code, const std::string& reason,
            const std::string& message, json::object details = {});

} // namespace understudy::kubeapi
