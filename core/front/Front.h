#pragma once

#include "core/front/Figures.h"
#include "core/front/Proxies.h"
#include "core/front/RequestLog.h"

#include <functional>
#include <memory>

namespace understudy::front {

/// What every request passes on its way in and out: it gets a number, is counted and logged, and its answer
/// gets the headers that keep browsers from doing harm. Answers /healthz, /readyz and /metrics itself.
class Front final {
public:
    struct Parts {
        Proxies proxies;
        std::string metricsToken;     ///< "": /metrics is for this computer alone
        bool strictTransport = false; ///< tells browsers to come by TLS alone from now on
        RequestLog log;
        const Clock& clock;
        http::Handler inner;
        std::function<Result<void>()> ready;      ///< whether the database answers
        std::function<void(Exposition&)> figures; ///< what the others have to tell
    };
    explicit Front(Parts parts);

    /// On the server's thread. Answers may be given on any.
    void handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange);

private:
    struct Counted;
    class Watched;
    void own(const http::Request& request, http::Exchange& exchange);
    http::Response metrics(const http::Request& request);

    std::shared_ptr<Counted> m_counted;
    Proxies m_proxies;
    std::string m_metricsToken;
    http::Handler m_inner;
    std::function<Result<void>()> m_ready;
    std::function<void(Exposition&)> m_figures;
};

} // namespace understudy::front
