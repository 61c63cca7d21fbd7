#include "labs/faces/ControlFace.h"

#include "core/http/Utf8.h"
#include "labs/faces/Replies.h"
#include "labs/kubejson/KubeJson.h"
#include "labs/pprof/ReadProfile.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace understudy::faces {

using namespace cluster;
using namespace kubeapi;

namespace {

void reply(const std::shared_ptr<http::Exchange>& exchange, int status, const json::value& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, http::asUtf8(json::serialize(body))});
}

void refuse(const std::shared_ptr<http::Exchange>& exchange, int status, const std::string& sentence) {
    reply(exchange, status, json::object{{"error", sentence}});
}

json::value bodyOf(const http::Request& request) {
    boost::system::error_code wrong;
    json::value body = json::parse(request.body.empty() ? "{}" : request.body, wrong);
    return wrong || !body.is_object() ? json::value() : body;
}

std::string textAt(const json::value& body, const char* key) {
    const auto* found = at(body, {key});
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string sizeOf(std::int64_t bytes) {
    std::array<char, 32> text{};
    if (bytes >= 1 << 30)
        std::snprintf(text.data(), text.size(), "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
    else
        std::snprintf(text.data(), text.size(), "%lld MiB", static_cast<long long>(bytes >> 20));
    return bytes == 0 ? "0 B" : text.data();
}

std::string spanOf(Micros span) {
    const auto seconds = span / second;
    return seconds >= 60 ? std::to_string(seconds / 60) + "m" + std::to_string(seconds % 60) + "s"
                         : std::to_string(seconds) + "s";
}

} // namespace

ControlFace::ControlFace(Stage& stage, std::string token, std::function<std::int64_t()> real,
                         std::function<std::int64_t()> wall)
    : m_stage(stage)
    , m_token(std::move(token))
    , m_real(std::move(real))
    , m_wall(std::move(wall))
    , m_asks(m_real) {
    m_stage.on("control", &ControlFace::perform);
}

Outcome ControlFace::perform(World& world, const Action& action) {
    if (action.verb != "inject")
        return {404, "The control API has no " + action.verb + ".", "text/plain"};
    const auto done = world.faults().inject(action.name);
    if (done == Faults::Injected::Unknown)
        return {404, "This lab has no fault \"" + action.name + "\". `lab status` lists the faults.",
                "text/plain"};
    if (done == Faults::Injected::NotWaiting)
        return {409, "The fault \"" + action.name + "\" does not wait to be started.", "text/plain"};
    return {};
}

void ControlFace::handle(const http::Request& request, const Exchange& exchange) {
    if (request.header("authorization") != "Bearer " + m_token)
        return refuse(exchange, 401, "The token is missing or wrong. It stands in lab.json.");
    const std::string call = request.method + " " + request.path;
    if (call == "GET /lab/v1/status")
        status(exchange);
    else if (call == "GET /lab/v1/journal")
        journal(request, exchange);
    else if (call == "POST /lab/v1/start")
        start(request, exchange);
    else if (call == "POST /lab/v1/inject")
        inject(request, exchange);
    else if (call == "POST /lab/v1/clock")
        clock(request, exchange);
    else if (call == "POST /lab/v1/rewind")
        rewind(request, exchange);
    else if (call == "GET /lab/v1/hash")
        tellHash(exchange);
    else if (call == "GET /lab/v1/messages")
        messages(exchange);
    else if (call == "GET /lab/v1/guards")
        guards(exchange);
    else if (call == "POST /lab/v1/ask")
        m_asks.ask(bodyOf(request), exchange);
    else if (call == "GET /lab/v1/asks")
        m_asks.listen(std::strtoll(request.parameter("after").c_str(), nullptr, 10), exchange);
    else if (call == "POST /lab/v1/answer")
        m_asks.answer(bodyOf(request), exchange);
    else if (call == "GET /lab/v1/annotations")
        annotations(request, exchange);
    else if (call == "POST /lab/v1/pprof/top")
        profileTop(request, exchange);
    else if (call == "GET /lab/v1/backups")
        backups(exchange);
    else if (call == "GET /lab/v1/repositories")
        repositories(exchange);
    else if (call == "GET /lab/v1/vulnerabilities")
        vulnerabilities(request, exchange);
    else
        refuse(exchange, 404, "The control API has no " + call + ".");
}

void ControlFace::status(const Exchange& exchange) const {
    const World& world = m_stage.world();
    json::array faults;
    for (const auto& fault : const_cast<World&>(world).faults().all())
        faults.push_back(json::object{{"id", fault.spec.id},
                                      {"state", fault.state == Faults::State::Waiting ? "waiting"
                                                : fault.state == Faults::State::On    ? "on"
                                                                                      : "over"}});
    json::array conditions;
    for (const auto& each : world.milestones())
        conditions.push_back(
            json::object{{"id", each.spec.id},
                         {"holds", each.holds(world.now())},
                         {"since", each.began ? json::value(world.stamp(*each.began)) : nullptr},
                         {"tooLate", each.reached && !each.inTime}});
    reply(exchange, 200,
          json::object{{"lab", world.scenario().lab},
                       {"virtualTime", world.stamp(world.now())},
                       {"started", world.stamp(0)},
                       {"speed", m_stage.speed()},
                       {"world", m_stage.worlds()},
                       {"faults", faults},
                       {"conditions", conditions},
                       {"sandbox", json::object{{"on", sandbox.on}, {"reason", sandbox.reason}}}});
}

void ControlFace::journal(const http::Request& request, const Exchange& exchange) const {
    const std::int64_t after = std::strtoll(request.parameter("after").c_str(), nullptr, 10);
    json::array entries;
    for (const auto& entry : m_stage.journal().after(after))
        if (entry.status < 400) // what was refused has not been done
            entries.push_back(json::object{{"n", entry.n},
                                           {"virtualTime", m_stage.world().stamp(entry.at)},
                                           {"via", entry.via},
                                           {"verb", entry.verb},
                                           {"resource", entry.resource},
                                           {"namespace", entry.ns},
                                           {"name", entry.name}});
    reply(exchange, 200, json::object{{"entries", entries}});
}

void ControlFace::start(const http::Request& request, const Exchange& exchange) {
    const json::value body = bodyOf(request);
    const std::string lab = textAt(body, "lab"), text = textAt(body, "scenario");
    if (lab.empty())
        return refuse(exchange, 400, "The body must name a lab: {\"lab\", \"scenario\"}.");
    auto scenario = Scenario::parse(text.empty() ? "lab: " + lab + "\n" : text, "scenario.yaml");
    if (const auto* problem = std::get_if<Problem>(&scenario))
        return refuse(exchange, 422, problem->text);
    auto& read = std::get<Scenario>(scenario);
    std::optional<Topology> other;
    if (read.base != m_stage.world().topology().name && !(topology && (other = topology(read.base))))
        return refuse(exchange, 422, "There is no topology " + read.base + ".");
    if (const std::string unfit = read.unfit(other ? *other : m_stage.world().topology()); !unfit.empty())
        return refuse(exchange, 422, unfit);
    if (const auto* keep = at(body, {"keep"}); keep && keep->is_string()) {
        std::string name(keep->as_string());
        if (const auto kept = m_stage.fork(m_real(), name); kept.status != 200)
            return refuse(exchange, kept.status, kept.body);
    }
    if (const auto done = m_stage.restart(std::move(read), m_real(), m_wall(), std::move(other));
        done.status >= 400)
        return refuse(exchange, done.status, done.body);
    if (started)
        started(lab);
    if (moved)
        moved();
    status(exchange);
}

void ControlFace::inject(const http::Request& request, const Exchange& exchange) {
    Action action;
    action.via = "control";
    action.user = "trainee";
    action.verb = "inject";
    action.path = request.target;
    action.type = "application/json";
    action.body = request.body;
    action.resource = "lab";
    action.name = textAt(bodyOf(request), "fault");
    if (const auto done = m_stage.perform(std::move(action)); done.status >= 400)
        return refuse(exchange, done.status, done.body);
    status(exchange);
}

void ControlFace::clock(const http::Request& request, const Exchange& exchange) {
    const json::value body = bodyOf(request);
    const auto* speed = at(body, {"speed"});
    const std::string skip = textAt(body, "skip");
    Outcome done;
    if (speed && speed->is_number()) {
        const double wanted = speed->to_number<double>();
        if (!(wanted >= 0 && wanted <= 100))
            return refuse(exchange, 422, "The speed must lie between 0 (paused) and 100.");
        done = m_stage.setSpeed(m_real(), wanted);
    } else if (const auto by = parseDuration(skip); by && *by > 0 && *by <= 7 * day) {
        done = m_stage.skip(m_real(), skip);
    } else {
        return refuse(exchange, 422,
                      "Ask for {\"speed\": 10} or {\"skip\": \"6h\"}; at most seven days at once.");
    }
    if (done.status >= 400)
        return refuse(exchange, done.status, done.body);
    if (moved)
        moved();
    tellTime(exchange);
}

void ControlFace::tellTime(const Exchange& exchange, const std::string& kept) const {
    json::object time{{"virtualTime", m_stage.world().stamp(m_stage.world().now())},
                      {"started", m_stage.world().stamp(0)},
                      {"sinceStart", m_stage.world().now()},
                      {"speed", m_stage.speed()},
                      {"world", m_stage.worlds()}};
    if (!kept.empty())
        time["kept"] = kept;
    reply(exchange, 200, time);
}

void ControlFace::rewind(const http::Request& request, const Exchange& exchange) {
    const json::value body = bodyOf(request);
    const std::string to = textAt(body, "to"), by = textAt(body, "by");
    std::string keep = textAt(body, "keep");
    m_stage.catchUp(m_real());
    const World& world = m_stage.world();
    std::optional<Micros> wanted;
    if (const auto span = parseDuration(by); span && *span > 0 && to.empty())
        wanted = std::max<Micros>(0, world.now() - *span);
    else if (const auto since = parseDuration(to); since && by.empty())
        wanted = since;
    else if (const auto when = fromRfc3339(to); when && by.empty())
        wanted = *when - world.epoch();
    if (!wanted)
        return refuse(exchange, 422,
                      "Ask for {\"by\": \"5m\"}, {\"to\": \"12m\"} (since the start of the lab) or {\"to\": "
                      "\"2026-01-31T09:05:00Z\"}.");
    if (const auto done = m_stage.rewind(m_real(), *wanted, keep); done.status >= 400)
        return refuse(exchange, done.status, done.body);
    if (moved)
        moved();
    tellTime(exchange, keep);
}

void ControlFace::messages(const Exchange& exchange) const {
    const World& world = m_stage.world();
    json::array list;
    for (const auto& each : world.telling().messages())
        list.push_back(json::object{
            {"at", world.stamp(each.at)}, {"kind", each.kind}, {"from", each.from}, {"text", each.text}});
    reply(exchange, 200, json::object{{"messages", list}});
}

void ControlFace::guards(const Exchange& exchange) const {
    const World& world = m_stage.world();
    json::array list;
    for (const auto& each : world.telling().guards())
        list.push_back(
            json::object{{"id", each.guard.id},
                         {"says", each.guard.says},
                         {"broken", each.broken ? json::value(world.stamp(*each.broken)) : nullptr}});
    reply(exchange, 200, json::object{{"guards", list}});
}

void ControlFace::tellHash(const Exchange& exchange) const {
    if (!hash)
        return refuse(exchange, 404, "This lab gives no hash of itself.");
    const auto hashes = hash();
    json::object faces;
    for (const auto& [name, digits] : hashes)
        faces[name] = digits;
    reply(exchange, 200,
          json::object{
              {"sinceStart", m_stage.world().now()}, {"hash", hashes.back().second}, {"faces", faces}});
}

void ControlFace::annotations(const http::Request& request, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const auto read = [&](const char* name, Micros otherwise) -> std::optional<Micros> {
        const std::string text = request.parameter(name);
        if (text.empty())
            return otherwise;
        if (const auto when = fromRfc3339(text))
            return *when - world.epoch();
        char* end = nullptr;
        const double seconds = std::strtod(text.c_str(), &end);
        if (*end != 0 || !(seconds > 0 && seconds < 1e11))
            return std::nullopt;
        return static_cast<Micros>(seconds * 1e6) - world.epoch();
    };
    const auto from = read("from", -world.scenario().history), to = read("to", world.now());
    if (!from || !to)
        return refuse(exchange, 400, "from and to must be RFC 3339 times or seconds since 1970.");
    json::array list;
    for (const auto& each : world.annotations(*from, *to)) {
        json::object entry{{"at", world.stamp(each.at)}, {"kind", each.kind}, {"text", each.text}};
        entry["until"] = each.until ? json::value(world.stamp(*each.until)) : json::value(nullptr);
        list.push_back(entry);
    }
    reply(exchange, 200, json::object{{"annotations", list}});
}

void ControlFace::profileTop(const http::Request& request, const Exchange& exchange) {
    const auto profile = pprof::readProfile(request.body);
    if (!profile)
        return refuse(exchange, 400, "parsing profile: unrecognized profile format");
    const std::string type = request.parameter("sample_index");
    const auto table = pprof::topTable(*profile, type, request.parameter("cum") == "1");
    if (!table)
        return refuse(exchange, 400,
                      "sample_index \"" + type + "\" must be one of the profile's sample types");
    replyText(exchange, 200, *table);
}

void ControlFace::backups(const Exchange& exchange) const {
    World& world = m_stage.world();
    json::array list;
    for (const auto& each : world.faults().backups(world.now()))
        list.push_back(json::object{{"name", each.name},
                                    {"started", world.stamp(each.started)},
                                    {"size", sizeOf(each.bytes)},
                                    {"duration", spanOf(each.duration)},
                                    {"checksum", each.checksum},
                                    {"restoreTest", each.restoreTest},
                                    {"status", each.status}});
    reply(exchange, 200, json::object{{"backups", list}});
}

void ControlFace::repositories(const Exchange& exchange) const {
    const auto texts = [](const std::vector<std::string>& all) {
        json::array list;
        for (const auto& each : all)
            list.push_back(json::value(each));
        return list;
    };
    json::array list;
    for (const auto& each : m_stage.world().faults().repositories()) {
        json::array files;
        for (const auto& [path, text] : each.files)
            files.push_back(json::object{{"path", path}, {"text", text}});
        list.push_back(json::object{{"name", each.name},
                                    {"files", files},
                                    {"patterns", texts(each.patterns)},
                                    {"allowed", texts(each.allowed)}});
    }
    reply(exchange, 200, json::object{{"repositories", list}});
}

void ControlFace::vulnerabilities(const http::Request& request, const Exchange& exchange) const {
    const std::string image = request.parameter("image");
    if (image.empty())
        return refuse(exchange, 400, "Name an image: ?image=dwcp/api:latest.");
    json::array list;
    for (const auto& each : m_stage.world().faults().findings(image))
        list.push_back(json::object{{"library", each.library},
                                    {"id", each.id},
                                    {"severity", each.severity},
                                    {"status", each.status},
                                    {"installed", each.installed},
                                    {"fixed", each.fixed},
                                    {"title", each.title}});
    reply(exchange, 200, json::object{{"target", image + " (debian 12.2)"}, {"findings", list}});
}

} // namespace understudy::faces
