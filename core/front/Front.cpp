#include "core/front/Front.h"

#include "core/access/Secrets.h"
#include "core/http/Message.h"
#include "core/xapi/RawJson.h"
#include "core/xapi/Values.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <mutex>

namespace understudy::front {

namespace {

using Moment = std::chrono::steady_clock::time_point;

bool isLoopback(const std::string& address) {
    return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

/// Came through something, whatever it says of itself.
bool wasForwarded(const http::Request& request) {
    return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
        return header.first.starts_with("x-forwarded-") || header.first == "forwarded" ||
               header.first == "via" || header.first == "x-real-ip";
    });
}

/// The name of a device of ours. Any other name is kept out of the log: it may be a secret in the wrong
/// field.
std::string deviceOf(const std::string& authorization) {
    std::string pair(authorization.size(), '\0');
    std::size_t length = 0;
    const auto text = std::string_view(authorization).substr(6);
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(pair.data()), pair.size(), text.data(),
                          text.size(), " ", &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return "?";
    pair.resize(std::min(pair.find(':'), length));
    const bool ours = pair.starts_with("dev-") && pair.size() <= 20 &&
                      pair.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
    return ours ? pair : "?";
}

std::string credentialOf(const http::Request& request) {
    const auto authorization = request.header("authorization");
    if (authorization.size() > 6 && http::equalsIgnoringCase(authorization.substr(0, 6), "Basic "))
        return deviceOf(authorization);
    if (!authorization.empty())
        return http::equalsIgnoringCase(authorization.substr(0, 7), "Bearer ") ? "bearer" : "?";
    return request.header("cookie").empty() ? "" : "session";
}

std::string parametersOf(const http::Request& request) {
    std::string names;
    for (const auto& [name, value] : request.query)
        names += (names.empty() ? "" : ",") + name;
    return names;
}

bool has(const http::Pairs& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
        return http::equalsIgnoringCase(header.first, std::string(name));
    });
}

} // namespace

struct Front::Counted {
    Counted(RequestLog chosen, const Clock& told, bool strict)
        : log(std::move(chosen))
        , clock(told)
        , strictTransport(strict) {}

    std::mutex mutex; ///< of figures and log
    Figures figures;
    RequestLog log;
    const Clock& clock;
    bool strictTransport;
};

/// The way back of one request, with an eye on it.
class Front::Watched final : public http::Exchange {
public:
    Watched(std::shared_ptr<Counted> counted, std::shared_ptr<http::Exchange> inner, Served served,
            bool secure)
        : m_counted(std::move(counted))
        , m_inner(std::move(inner))
        , m_served(std::move(served))
        , m_secure(secure) {}
    ~Watched() override {
        if (!m_told)
            tell(500, 0); // which is what the client gets of a dropped request
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    void reply(http::Response response) override {
        dress(response);
        const auto status = response.status;
        const auto bytes = response.body.size();
        m_inner->reply(std::move(response));
        tell(status, bytes);
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response head) override {
        dress(head);
        tell(head.status, 0);
        return m_inner->begin(std::move(head));
    }
    std::shared_ptr<http::RawConnection> upgrade(http::Response head, http::RawEvents events) override {
        tell(head.status, 0);
        return m_inner->upgrade(std::move(head), std::move(events));
    }

private:
    void dress(http::Response& response) const {
        auto& headers = response.headers;
        headers.emplace_back("X-Request-Id", m_served.id);
        const std::pair<const char*, const char*> others[] = {
            {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
        for (const auto& [name, value] : others) {
            if (!has(headers, name))
                headers.emplace_back(name, value);
        }
        if (m_secure && m_counted->strictTransport)
            headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    }
    void tell(int status, std::size_t bytes) {
        m_told = true;
        m_served.status = status;
        m_served.sent = bytes;
        m_served.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begun).count();
        const std::lock_guard lock(m_counted->mutex);
        m_counted->figures.count(Figures::resourceOf(m_served.path), m_served.method, status,
                                 m_served.seconds);
        m_counted->log.add(m_served);
    }

    std::shared_ptr<Counted> m_counted;
    std::shared_ptr<http::Exchange> m_inner;
    Served m_served;
    Moment m_begun = std::chrono::steady_clock::now();
    bool m_secure;
    bool m_told = false;
};

Front::Front(Parts parts)
    : m_counted(std::make_shared<Counted>(std::move(parts.log), parts.clock, parts.strictTransport))
    , m_proxies(std::move(parts.proxies))
    , m_metricsToken(std::move(parts.metricsToken))
    , m_inner(std::move(parts.inner))
    , m_ready(std::move(parts.ready))
    , m_figures(std::move(parts.figures)) {}

void Front::handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    if (m_proxies.trusts(request.client)) {
        auto seen = request;
        m_proxies.unwrap(seen);
        if (seen.client != request.client || seen.secure != request.secure)
            return handle(seen, std::move(exchange));
    }
    Served served{m_counted->clock.now(),
                  xapi::lowered(access::randomText(16)),
                  request.client,
                  request.method,
                  request.path,
                  parametersOf(request),
                  credentialOf(request),
                  0,
                  request.body.size(),
                  0,
                  0};
    auto watched =
        std::make_shared<Watched>(m_counted, std::move(exchange), std::move(served), request.secure);
    if (request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics")
        return own(request, *watched);
    m_inner(request, std::move(watched));
}

void Front::own(const http::Request& request, http::Exchange& exchange) {
    const http::Pairs plain{{"Content-Type", "text/plain; charset=utf-8"}};
    if (request.method != "GET") {
        exchange.reply({405, {{"Allow", "GET, HEAD"}}, {}});
    } else if (request.path == "/metrics") {
        exchange.reply(metrics(request));
    } else if (request.path == "/healthz") {
        exchange.reply({200, plain, "ok\n"});
    } else if (const auto ready = m_ready(); ready) {
        exchange.reply({200, plain, "ready\n"});
    } else {
        exchange.reply({503, plain, ready.error().sentence.toStdString() + '\n'});
    }
}

http::Response Front::metrics(const http::Request& request) {
    const bool here = isLoopback(request.client) && !wasForwarded(request);
    const bool known = !m_metricsToken.empty() &&
                       access::sameSecret(request.header("authorization"), "Bearer " + m_metricsToken);
    if (!here && !known)
        return {401,
                {{"WWW-Authenticate", "Bearer"}},
                "The figures are for this computer or with their token.\n"};
    Exposition out;
    out.family("understudy_build_info", "gauge", "The version of the server.");
    out.sample("understudy_build_info", {{"version", UNDERSTUDY_VERSION}}, 1);
    {
        const std::lock_guard lock(m_counted->mutex);
        m_counted->figures.write(out);
    }
    m_figures(out);
    writeProcess(out);
    return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, out.text()};
}

} // namespace understudy::front
