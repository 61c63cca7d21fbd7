#include "core/lrs/Service.h"

#include "core/access/Audit.h"
#include "core/lrs/About.h"
#include "core/lrs/Alternate.h"
#include "core/store/Activities.h"
#include "core/xapi/RawJson.h"

#include <QString>

#include <algorithm>

namespace understudy::lrs {

namespace {

/// "1.0", "1.0.x", "2.0", "2.0.x".
std::optional<xapi::Version> versionOf(const std::string& text) {
    for (const auto& [prefix, version] :
         {std::pair("1.0", xapi::Version::V1_0_3), std::pair("2.0", xapi::Version::V2_0_0)}) {
        if (text == prefix)
            return version;
        if (text.starts_with(std::string(prefix) + '.') && text.size() > 4 &&
            text.find_first_not_of("0123456789", 4) == std::string::npos)
            return version;
    }
    return std::nullopt;
}

/// The methods a resource of xAPI has; "" for what is none.
std::string_view methodsOf(std::string_view path) {
    if (path == "/xapi/about" || path == "/xapi/activities" || path == "/xapi/agents")
        return "GET, HEAD";
    if (path == "/xapi/statements")
        return "GET, HEAD, POST, PUT";
    if (path == "/xapi/activities/state" || path == "/xapi/activities/profile" ||
        path == "/xapi/agents/profile")
        return "DELETE, GET, HEAD, POST, PUT";
    return {};
}

bool has(std::string_view methods, const std::string& method) {
    return (", " + std::string(methods) + ',').find(", " + method + ',') != std::string::npos;
}

/// A short text of an enrollment request, or "" when it is missing or not fit to be kept.
std::string fieldOf(const boost::json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    if (!member || !member->is_string() || member->get_string().size() > 200)
        return {};
    const auto text = QString::fromUtf8(member->get_string().c_str(), qsizetype(member->get_string().size()));
    const bool plain =
        std::none_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    return plain ? std::string(member->get_string()) : std::string(); // a terminal would obey it
}

struct Enrolling {
    std::string code, device, name;
    std::string client; ///< the address it comes from
};

/// Uses up a code, and says so in the audit.
Result<std::optional<access::Enrollment>> redeem(store::Sql& sql, const Clock& clock,
                                                 const std::string& homePage, const Enrolling& asked) {
    access::Access people(sql, clock, homePage);
    auto made = people.redeem(asked.code, asked.device, asked.name);
    if (!made || !*made)
        return made;
    const auto& credential = (*made)->credential;
    const auto owner = people.person(credential.person);
    if (!owner)
        return owner.error();
    const auto noted = access::Audit(sql, clock)
                           .note(*owner ? (*owner)->name : credential.account, "device.enroll",
                                 credential.user, asked.client);
    if (!noted)
        return noted.error();
    return made;
}

} // namespace

Result<std::unique_ptr<Service>> Service::open(store::Database& database, const Clock& clock,
                                               const Options& options, Threads& threads, Post post) {
    auto writer = store::Writer::open(database, clock, threads, std::move(post));
    if (!writer)
        return writer.error();
    auto secret = database.secret("more-token");
    if (!secret)
        return secret.error();
    return std::unique_ptr<Service>(
        new Service(database, clock, options, std::move(*writer), std::move(*secret)));
}

Service::Service(store::Database& database, const Clock& clock, const Options& options,
                 std::unique_ptr<store::Writer> writer, std::string tokenSecret)
    : m_options(options)
    , m_store(database.sql())
    , m_consistency(database.sql(), clock, database.promise())
    , m_clock(clock)
    , m_door(database.sql(), clock, options.homePage, options.tokens, options.requestsPerMinute)
    , m_ids(clock, systemRandomness())
    , m_writer(std::move(writer))
    , m_statements(database.sql(), m_store, *m_writer, m_ids, clock, std::move(tokenSecret))
    , m_documents(database.sql(), *m_writer, clock)
    , m_activities(database.sql())
    , m_agents(m_store, access::Identities(database.sql(), options.homePage))
    , m_changes(m_store, clock)
    , m_badCodes(clock, 10, std::chrono::seconds(60)) {
    m_writer->onStored(
        [](store::Sql& sql, store::Appender::Fresh fresh) { return store::Activities(sql).learn(fresh); });
    m_writer->onTick([this] { m_changes.look(); });
}

void Service::handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    const auto& path = request.path;
    if (path == "/xapi/about" || path.starts_with("/xapi/"))
        return xapi(request, std::move(exchange));
    Answer answer(std::move(exchange), xapi::Version::V2_0_0);
    if (path == "/understudy/v1/enroll")
        return enroll(request, std::move(answer));
    if (path == "/sync/v1/changes")
        return changes(request, std::move(answer));
    if (path == "/healthz")
        return answer.send(200, "text/plain", "ok\n");
    answer.refuse(404, "There is nothing here. The statements are at /xapi/statements.");
}

void Service::xapi(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    if (!isAlternate(request))
        return serve(request, std::move(exchange));
    const auto meant = meantBy(request);
    const auto* inner = std::get_if<http::Request>(&meant);
    const auto version = versionOf((inner ? *inner : request).header("x-experience-api-version"));
    if (inner && version != xapi::Version::V2_0_0)
        return serve(*inner, std::move(exchange));
    Answer(std::move(exchange), version.value_or(m_options.missingVersion))
        .refuse(400, inner ? "xAPI 2.0 has no alternate request syntax: there is no parameter \"method\"."
                           : std::get<std::string>(meant));
}

// Who uses a method that a resource does not have is told so first; then come who asks, in which version, and
// what for.
void Service::serve(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    const auto version = versionOf(request.header("x-experience-api-version"));
    Answer answer(std::move(exchange), version.value_or(m_options.missingVersion));
    if (const auto methods = methodsOf(request.path); !methods.empty() && !has(methods, request.method)) {
        answer.add("Allow", std::string(methods));
        return answer.refuse(405, "This resource has no " + request.method + '.');
    }
    if (request.path == "/xapi/about")
        return about(request, std::move(answer));
    // Told with every answer here, refusals too.
    if (request.path == "/xapi/statements" && request.method == "GET")
        answer.add("X-Experience-API-Consistent-Through", xapi::formatTimestamp(m_consistency.through()));
    Call call{request, {}, version.value_or(m_options.missingVersion)};
    if (!isKnown(request, call.credential, answer))
        return;
    if (!version)
        return answer.refuse(400, "X-Experience-API-Version must be 1.0.3 or 2.0.0.");
    serveKnown(call, std::move(answer));
}

bool Service::isKnown(const http::Request& request, access::Credential& credential, Answer& answer) {
    const auto verdict = m_door.verify(request.header("authorization"), request.client, credential);
    if (!verdict) {
        answer.failed(verdict.error());
    } else if (*verdict == access::Door::Verdict::TooMany) {
        answer.add("Retry-After", "60");
        answer.refuse(429, "Too many wrong passwords. Try again in a minute.");
    } else if (*verdict == access::Door::Verdict::TooFast) {
        answer.add("Retry-After", "10");
        answer.refuse(429, "Too many requests. Try again in a few seconds.");
    } else if (*verdict == access::Door::Verdict::Later) {
        answer.add("Retry-After", "2");
        answer.refuse(503, "The keys of the issuer are being read. Try again in a moment.");
    } else if (*verdict != access::Door::Verdict::Known) {
        answer.add("WWW-Authenticate", "Basic realm=\"Understudy\", charset=\"UTF-8\"");
        answer.refuse(401, "This device is not known here, or no longer. Enroll it with a new code.");
    }
    return verdict && *verdict == access::Door::Verdict::Known;
}

void Service::serveKnown(const Call& call, Answer answer) {
    using Kind = store::DocumentKind;
    const auto& path = call.request.path;
    if (path == "/xapi/statements")
        m_statements.handle(call, std::move(answer));
    else if (path == "/xapi/activities/state")
        m_documents.handle(call, Kind::State, std::move(answer));
    else if (path == "/xapi/activities/profile")
        m_documents.handle(call, Kind::ActivityProfile, std::move(answer));
    else if (path == "/xapi/agents/profile")
        m_documents.handle(call, Kind::AgentProfile, std::move(answer));
    else if (path == "/xapi/activities")
        m_activities.handle(call, std::move(answer));
    else if (path == "/xapi/agents")
        m_agents.handle(call, std::move(answer));
    else
        answer.refuse(404, "There is no such resource.");
}

void Service::changes(const http::Request& request, Answer answer) {
    Call call{request, {}};
    if (isKnown(request, call.credential, answer))
        m_changes.handle(call, std::move(answer));
}

void Service::enroll(const http::Request& request, Answer answer) {
    if (request.method != "POST")
        return answer.refuse(405, "Enrollment is a POST.");
    constexpr std::size_t largest = 64 * 1024;
    if (request.body.size() > largest)
        return answer.refuse(413, "An enrollment is a few lines of JSON.");
    const auto network = access::networkOf(request.client);
    if (!m_badCodes.open(network)) {
        answer.add("Retry-After", "60");
        return answer.refuse(429, "Too many wrong codes. Try again in a minute.");
    }
    std::string reason;
    const auto body = xapi::parseJson(request.body, reason);
    if (!body || !body->is_object())
        return answer.refuse(400, "The body must be JSON with code, device and name.");
    const auto code = fieldOf(body->get_object(), "code");
    const auto device = fieldOf(body->get_object(), "device");
    if (code.empty() || device.empty())
        return answer.refuse(400, "The body must be JSON with code, device and name.");
    const auto name = fieldOf(body->get_object(), "name");
    auto made = std::make_shared<std::optional<access::Enrollment>>();
    m_writer->run(
        [this, code, device, name, made, client = request.client](store::Sql& sql) -> Result<void> {
            auto redeemed = redeem(sql, m_clock, m_options.homePage, {code, device, name, client});
            if (!redeemed)
                return redeemed.error();
            *made = std::move(*redeemed);
            return {};
        },
        [this, made, answer, network, secure = request.secure,
         host = request.header("host")](const Result<void>& done) mutable {
            if (!done)
                return answer.failed(done.error());
            if (*made)
                return enrolled(**made, secure, host, std::move(answer));
            m_badCodes.failed(network);
            answer.refuse(403, "This code is not known, was used already, or is too old. Ask for a new one.");
        });
}

void Service::enrolled(const access::Enrollment& made, bool secure, const std::string& host, Answer answer) {
    const std::string plan = made.track.empty() ? std::string()
                                                : ",\"track\":" + xapi::jsonString(made.track) +
                                                      ",\"start\":" + xapi::jsonString(made.start);
    answer.json(200,
                "{\"user\":" + xapi::jsonString(made.credential.user) + ",\"password\":" +
                    xapi::jsonString(made.password) + ",\"name\":" + xapi::jsonString(made.fullName) +
                    ",\"actor\":{\"account\":{\"homePage\":" + xapi::jsonString(made.credential.homePage) +
                    ",\"name\":" + xapi::jsonString(made.credential.account) + "}},\"endpoint\":" +
                    xapi::jsonString((secure ? "https://" : "http://") + host + "/xapi") + plan + "}");
}

} // namespace understudy::lrs
