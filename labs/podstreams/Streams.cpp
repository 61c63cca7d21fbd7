#include "labs/podstreams/Streams.h"

#include "labs/podshell/RootFs.h"
#include "labs/podstreams/Attach.h"
#include "labs/podstreams/Exec.h"
#include "labs/podstreams/Extras.h"
#include "labs/podstreams/Forward.h"

#include <boost/json.hpp>

#include <algorithm>

namespace understudy::podstreams {

using namespace cluster;
namespace json = boost::json;

namespace {

bool isTrue(const std::string& text) { return text == "true" || text == "1"; }

void refuse(const std::shared_ptr<http::Exchange>& exchange, int code, const char* reason,
            const std::string& words) {
    const json::object status{{"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", json::object()},
                              {"status", "Failure"}, {"message", words},   {"reason", reason},
                              {"code", code}};
    exchange->reply({code, {{"Content-Type", "application/json"}}, json::serialize(status)});
}

/// The protocol that both ends know, or "" when there is none.
std::string protocolOf(const http::Request& request, bool forwards) {
    const std::string known = forwards ? "portforward.k8s.io" : "v4.channel.k8s.io";
    for (const auto& [name, value] : request.headers)
        if (name == "x-stream-protocol-version" && ("," + value + ",").find(known) != std::string::npos)
            return known;
    return {};
}

Wanted wantedOf(const http::Request& request) {
    return {isTrue(request.parameter("stdin")), isTrue(request.parameter("stdout")),
            isTrue(request.parameter("stderr")), isTrue(request.parameter("tty"))};
}

podshell::Arguments commandOf(const http::Request& request) {
    podshell::Arguments words;
    for (const auto& [name, value] : request.query)
        if (name == "command")
            words.push_back(value);
    return words;
}

} // namespace

Streams::Streams(Stage& stage)
    : m_stage(stage) {
    m_stage.on("pod", &Streams::perform);
}

Streams::~Streams() = default;

// What is done inside a pod and changes production: a signal to the first process, or its end.
Outcome Streams::perform(World& world, const Action& action) {
    const auto pod = world.store().find<Pod>(action.ns, action.name);
    if (pod && action.verb == "exit") {
        world.pods().complete(pod->meta.uid);
        return {200, "", "text/plain"};
    }
    const int signal = std::atoi(action.body.c_str());
    if (action.verb != "signal" || !pod || signal < 1 || signal > 64)
        return {404, "no such pod", "text/plain"};
    Pods::Crash crash;
    crash.exitCode =
        signal == 3 ? 2 : 128 + signal; // QUIT makes a Go program print its goroutines and end with 2
    crash.after = 0;
    world.pods().crash(pod->meta.uid, crash);
    return {200, "", "text/plain"};
}

void Streams::note(const std::string& ns, const std::string& name, const std::string& sub,
                   const std::string& user, const http::Request& request) {
    Action action;
    action.via = "kubernetes";
    action.user = user;
    action.verb = "create";
    action.path = request.target;
    action.resource = "pods/" + sub;
    action.ns = ns;
    action.name = name;
    for (const auto& word : commandOf(request))
        action.body += (action.body.empty() ? "" : " ") + word;
    m_stage.note(std::move(action));
}

std::optional<std::string> Streams::containerOf(const Pod& pod, const http::Request& request,
                                                const Exchange& exchange) const {
    std::string wanted = request.parameter("container");
    const auto& all = pod.spec.containers;
    if (all.empty())
        return std::nullopt;
    if (wanted.empty())
        wanted = all[0].name;
    const auto extras = extrasOf(pod);
    const bool extra = std::any_of(extras.begin(), extras.end(),
                                   [&wanted](const auto& each) { return each.name == wanted; });
    if (!extra &&
        std::none_of(all.begin(), all.end(), [&wanted](const auto& each) { return each.name == wanted; })) {
        refuse(exchange, 400, "BadRequest", "container " + wanted + " is not valid for pod " + pod.meta.name);
        return std::nullopt;
    }
    if (pod.node.empty()) {
        refuse(exchange, 400, "BadRequest", "pod " + pod.meta.name + " does not have a host assigned");
        return std::nullopt;
    }
    for (const auto& status : pod.containers)
        if ((extra || status.name == wanted) && status.state.run == Run::Running)
            return wanted;
    // As the kubelet says it: no Status, so that kubectl puts "unable to upgrade connection" before it.
    exchange->reply({404, {{"Content-Type", "text/plain"}}, "container not found (\"" + wanted + "\")"});
    return std::nullopt;
}

std::shared_ptr<podshell::Disk> Streams::diskOf(const Pod& pod, const std::string& container, Micros since) {
    const std::string key = pod.meta.uid + "/" + container + "/" + std::to_string(since);
    if (const auto found = m_disks.find(key); found != m_disks.end())
        return found->second.disk;
    std::size_t used = 0;
    for (const auto& [other, kept] : m_disks)
        used += kept.disk->used();
    auto disk =
        std::make_shared<podshell::Disk>(used + diskBytes <= allDisksBytes ? diskBytes : diskBytes / 16);
    m_disks[key] = {pod.meta.ns, pod.meta.name, pod.meta.uid, container, since, disk};
    return disk;
}

podshell::Place Streams::placeOf(const Pod& pod, const std::string& container, Micros since,
                                 podshell::Disk& disk, const std::string& user) {
    podshell::Place place{m_stage, pod.meta.ns, pod.meta.name,    pod.meta.uid, container,
                          disk,    nullptr,     m_stage.worlds(), since};
    place.signalFirst = [this, place, user](int signal) {
        tell(place, user, "signal", std::to_string(signal));
    };
    return place;
}

void Streams::tell(const podshell::Place& place, const std::string& user, const char* verb,
                   const std::string& body) {
    if (!place.alive())
        return;
    Action action;
    action.via = "pod";
    action.user = user;
    action.verb = verb;
    action.path = "/api/v1/namespaces/" + place.ns + "/pods/" + place.pod;
    action.type = "text/plain";
    action.body = body;
    action.resource = "pods/exec";
    action.ns = place.ns;
    action.name = place.pod;
    m_stage.perform(std::move(action));
}

void Streams::open(const std::string& ns, const std::string& name, const std::string& sub,
                   const std::string& user, const http::Request& request, const Exchange& exchange) {
    const auto pod = m_stage.world().store().find<Pod>(ns, name);
    if (!pod)
        return refuse(exchange, 404, "NotFound", "pods \"" + name + "\" not found");
    // Newer clients try WebSocket first and take this as "use SPDY".
    if (request.header("upgrade") != "SPDY/3.1")
        return refuse(exchange, 400, "BadRequest", "Upgrade request required: SPDY/3.1");
    const std::string protocol = protocolOf(request, sub == "portforward");
    if (protocol.empty())
        return refuse(exchange, 403, "Forbidden",
                      "unable to negotiate protocol: v4.channel.k8s.io is spoken here");
    if (m_open.size() >= mostOpen)
        return refuse(exchange, 429, "TooManyRequests", "too many streams are open in this lab; close some");
    if (sub == "exec" && commandOf(request).empty())
        return refuse(exchange, 400, "BadRequest", "you must specify at least one command for the container");
    const auto container = containerOf(*pod, request, exchange);
    if (!container)
        return;
    note(ns, name, sub, user, request);
    Micros since =
        pod->containers.at(0).state.started; // a container that was added lives as long as the first
    for (const auto& status : pod->containers)
        since = status.name == *container ? status.state.started : since;
    Open open{diskOf(*pod, *container, since), nullptr};
    const podshell::Place place = placeOf(*pod, *container, since, *open.disk, user);
    if (!open.disk->find("/etc"))
        podshell::furnish(place);
    auto wire = std::make_unique<Wire>(
        *exchange,
        http::Response{
            101,
            {{"Connection", "Upgrade"}, {"Upgrade", "SPDY/3.1"}, {"X-Stream-Protocol-Version", protocol}},
            {}},
        [this] {
            if (wake)
                wake();
        });
    open.session = sessionOf(sub, *pod, place, user, request, std::move(wire));
    m_open.push_back(std::move(open));
}

std::unique_ptr<Session> Streams::sessionOf(const std::string& sub, const Pod& pod,
                                            const podshell::Place& place, const std::string& user,
                                            const http::Request& request, std::unique_ptr<Wire> wire) {
    if (sub == "portforward")
        return std::make_unique<Forward>(std::move(wire), place);
    podshell::Arguments command = commandOf(request);
    std::function<void(int)> ended;
    if (sub == "attach") {
        std::optional<Extra> typed = typedInto(pod, place.container);
        if (typed)
            ended = [this, place, user](int) { tell(place, user, "exit", ""); };
        for (const auto& each : extrasOf(pod))
            if (each.name == place.container)
                typed = each;
        if (!typed)
            return std::make_unique<Attach>(std::move(wire), place, wantedOf(request));
        command = typed->command;
    }
    const auto lineRead = [this, ns = place.ns, user](const std::string& line) {
        Action typed;
        typed.via = "pod";
        typed.user = user;
        typed.verb = "run";
        typed.resource = "command";
        typed.ns = ns;
        typed.name = line;
        m_stage.note(std::move(typed));
    };
    return std::make_unique<Exec>(std::move(wire), place, std::move(command), wantedOf(request),
                                  Exec::Heard{lineRead, std::move(ended)});
}

void Streams::forgetDisks() {
    if (m_world != m_stage.worlds())
        m_disks.clear(); // those still in use live on with their session
    m_world = m_stage.worlds();
    std::erase_if(m_disks, [this](const auto& each) {
        const Kept& kept = each.second;
        const auto pod = m_stage.world().store().template find<Pod>(kept.ns, kept.pod);
        if (!pod || pod->meta.uid != kept.uid)
            return true;
        return std::none_of(pod->containers.begin(), pod->containers.end(), [&kept](const auto& status) {
            return status.name == kept.container && status.state.run == Run::Running &&
                   status.state.started == kept.since;
        });
    });
}

void Streams::pump() {
    m_open.remove_if([](Open& each) { return !each.session->step(); });
    forgetDisks();
}

} // namespace understudy::podstreams
