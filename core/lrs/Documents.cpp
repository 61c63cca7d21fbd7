#include "core/lrs/Documents.h"

#include "core/lrs/HttpDate.h"
#include "core/lrs/Party.h"
#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::lrs {

namespace {

using Kind = store::DocumentKind;

// Together they are the key of an index, whose entries may have 2,700 bytes in PostgreSQL.
constexpr std::size_t longestIri = 1024;
constexpr std::size_t longestIdentity = 1024;
constexpr std::size_t longestName = 512;

const char* idOf(Kind kind) { return kind == Kind::State ? "stateId" : "profileId"; }

/// Every parameter is known to the resource and stands once; what a request must have is there.
std::string checkNames(const http::Request& request, Kind kind) {
    const auto allowed = [&](std::string_view name) {
        if (name == idOf(kind))
            return true;
        if (name == "activityId")
            return kind != Kind::AgentProfile;
        if (name == "agent")
            return kind != Kind::ActivityProfile;
        if (name == "registration")
            return kind == Kind::State;
        return name == "since" && request.method == "GET" && !request.hasParameter(idOf(kind));
    };
    const auto& query = request.query;
    for (auto at = query.begin(); at != query.end(); ++at) {
        if (!allowed(at->first))
            return "There is no parameter \"" + at->first + "\" here.";
        if (std::any_of(query.begin(), at, [&](const auto& before) { return before.first == at->first; }))
            return "The parameter \"" + at->first + "\" stands twice.";
    }
    const bool one = request.method == "PUT" || request.method == "POST" ||
                     (request.method == "DELETE" && kind != Kind::State);
    if (one && !request.hasParameter(idOf(kind)))
        return std::string("The parameter ") + idOf(kind) + " is missing.";
    if (request.hasParameter(idOf(kind))) {
        const auto id = request.parameter(idOf(kind));
        if (id.empty() || id.size() > longestName)
            return std::string(idOf(kind)) + " must have 1 to 512 bytes.";
    }
    return {};
}

/// Where the documents lie that the request is about; "" or what is wrong.
std::string readShelf(const Call& call, store::Shelf& shelf) {
    const auto& request = call.request;
    if (shelf.kind != Kind::AgentProfile) {
        shelf.activity = request.parameter("activityId");
        if (!xapi::isIri(shelf.activity) || shelf.activity.size() > longestIri)
            return "activityId must be an absolute IRI of at most 1024 bytes.";
    }
    if (shelf.kind != Kind::ActivityProfile) {
        if (!request.hasParameter("agent"))
            return "The parameter agent is missing.";
        auto party = readParty(request.parameter("agent"), call.version);
        if (const auto* wrong = std::get_if<std::string>(&party))
            return *wrong;
        shelf.agent = std::move(std::get<Party>(party).identity);
        if (shelf.agent.size() > longestIdentity)
            return "The identifier of the agent is too long.";
    }
    if (request.hasParameter("registration")) {
        shelf.registration = xapi::lowered(request.parameter("registration"));
        if (!xapi::isUuid(shelf.registration))
            return "registration must be a UUID.";
    }
    return {};
}

bool isAllowed(const Call& call, const store::Shelf& shelf) {
    using access::Deed;
    const bool read = call.request.method == "GET";
    const auto ask = [&](Deed reading, Deed writing) {
        return access::may(call.credential, read ? reading : writing);
    };
    if (shelf.kind == Kind::ActivityProfile)
        return ask(Deed::ReadActivityProfile, Deed::WriteActivityProfile);
    const bool own = shelf.agent == ownIdentity(call.credential);
    if (shelf.kind == Kind::State)
        return ask(Deed::ReadState, Deed::WriteState) ||
               (own && ask(Deed::ReadOwnState, Deed::WriteOwnState));
    return ask(Deed::ReadProfile, Deed::WriteProfile) ||
           (own && ask(Deed::ReadOwnProfile, Deed::WriteOwnProfile));
}

Change changeOf(const Call& call, const store::Shelf& shelf, std::string name) {
    const auto& request = call.request;
    const bool old = call.version == xapi::Version::V1_0_3;
    auto type = request.header("content-type");
    return {request.method == "PUT"    ? Change::Kind::Put
            : request.method == "POST" ? Change::Kind::Post
                                       : Change::Kind::Delete,
            !old                        ? Change::Blind::Creates
            : shelf.kind == Kind::State ? Change::Blind::Overwrites
                                        : Change::Blind::Nothing,
            shelf,
            std::move(name),
            type.empty() ? "application/octet-stream" : std::move(type),
            request.body,
            request.header("if-match"),
            request.header("if-none-match")};
}

} // namespace

Documents::Documents(store::Sql& sql, store::Writer& writer, const Clock& clock)
    : m_sql(sql)
    , m_writer(writer)
    , m_clock(clock) {}

void Documents::handle(const Call& call, Kind kind, Answer answer) {
    store::Shelf shelf{kind, {}, {}, {}};
    auto wrong = checkNames(call.request, kind);
    if (wrong.empty())
        wrong = readShelf(call, shelf);
    if (!wrong.empty())
        return answer.refuse(400, wrong);
    if (!isAllowed(call, shelf))
        return answer.refuse(403, "This credential may not do this with documents about somebody else.");
    const bool one = call.request.hasParameter(idOf(kind));
    auto name = call.request.parameter(idOf(kind));
    if (call.request.method != "GET" && !one)
        return clear(std::move(shelf), std::move(answer));
    if (call.request.method != "GET")
        return change(changeOf(call, shelf, std::move(name)), std::move(answer));
    if (one)
        return find(call, shelf, name, std::move(answer));
    list(call, shelf, std::move(answer));
}

void Documents::find(const Call& call, const store::Shelf& shelf, const std::string& name, Answer answer) {
    auto found = store::Documents(m_sql).find(shelf, name);
    if (!found)
        return answer.failed(found.error());
    if (!*found)
        return answer.refuse(404, "There is no such document.");
    answer.add("ETag", '"' + (*found)->etag + '"');
    answer.add("Last-Modified", httpDate((*found)->updated));
    // Somebody's bytes under our address: a browser must not run them as a page of ours.
    answer.add("Content-Security-Policy", "default-src 'none'; sandbox");
    const auto unless = call.request.header("if-none-match");
    if (!unless.empty() && names(unless, (*found)->etag))
        return answer.empty(304);
    answer.send(200, (*found)->type, std::move((*found)->content));
}

void Documents::list(const Call& call, const store::Shelf& shelf, Answer answer) {
    std::optional<xapi::Micros> since;
    if (call.request.hasParameter("since")) {
        since = xapi::parseTimestamp(call.request.parameter("since"));
        if (!since)
            return answer.refuse(400, "since must be an RFC 3339 timestamp.");
    }
    const auto found = store::Documents(m_sql).list(shelf, since);
    if (!found)
        return answer.failed(found.error());
    std::string body = "[";
    for (const auto& name : found->names)
        body += (body.size() > 1 ? "," : "") + xapi::jsonString(name);
    if (!found->names.empty())
        answer.add("Last-Modified", httpDate(found->newest));
    answer.json(200, body + "]");
}

void Documents::change(Change change, Answer answer) {
    auto refusal = std::make_shared<Refusal>();
    m_writer.run(
        [change = std::move(change), refusal, &clock = m_clock](store::Sql& sql) -> Result<void> {
            store::Documents documents(sql);
            auto applied = apply(change, documents, clock.now().time_since_epoch().count() * 1000);
            if (!applied)
                return applied.error();
            *refusal = std::move(*applied);
            return {};
        },
        [refusal, answer = std::move(answer)](const Result<void>& done) mutable {
            if (!done)
                answer.failed(done.error());
            else if (refusal->status != 0)
                answer.refuse(refusal->status, refusal->sentence);
            else
                answer.empty(204);
        });
}

void Documents::clear(store::Shelf shelf, Answer answer) {
    m_writer.run([shelf = std::move(shelf)](store::Sql& sql) { return store::Documents(sql).clear(shelf); },
                 [answer = std::move(answer)](const Result<void>& done) mutable {
                     if (done)
                         answer.empty(204);
                     else
                         answer.failed(done.error());
                 });
}

} // namespace understudy::lrs
