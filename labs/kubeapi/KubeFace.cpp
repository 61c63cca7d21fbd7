#include "labs/kubeapi/KubeFace.h"

#include "core/http/Target.h"
#include "labs/kubeapi/KubeRefusals.h"
#include "labs/kubeapi/KubeVerbs.h"
#include "labs/kubejson/KubeSelectors.h"
#include "labs/kubejson/KubeTables.h"
#include "labs/openapi/Document.h"
#include "labs/podstreams/Extras.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

const std::string nodeLeases = "kube-node-lease";

bool wantsTable(const http::Request& request) {
    return request.header("accept").find("as=Table") != std::string::npos;
}

std::vector<std::string> segments(const std::string& path) {
    std::vector<std::string> out;
    std::size_t from = 1;
    while (from < path.size()) {
        const auto slash = std::min(path.find('/', from), path.size());
        out.push_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return out;
}

std::string includeOf(const http::Request& request) {
    const std::string include = request.parameter("includeObject");
    return include.empty() ? "Metadata" : include;
}

} // namespace

void replyJson(const std::shared_ptr<http::Exchange>& exchange, int status, const json::value& body) {
    exchange->reply({status,
                     {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache, private"}},
                     json::serialize(body)});
}

void refuse(const std::shared_ptr<http::Exchange>& exchange, int code, const std::string& reason,
            const std::string& message, json::object details) {
    replyJson(exchange, code, kubeStatus(code, reason, message, std::move(details)));
}

std::optional<KubeFace::Route> KubeFace::routeOf(const http::Request& request) {
    auto parts = segments(request.path);
    std::string group;
    std::size_t from = 2;
    if (parts.size() >= 3 && parts[0] == "api") {
        group = "";
    } else if (parts.size() >= 4 && parts[0] == "apis") {
        group = parts[1];
        from = 3;
    } else {
        return std::nullopt;
    }
    const std::string version = parts[from - 1];
    Route route;
    parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(from));
    if (parts.size() > 2 && parts[0] == "namespaces" && findResource(group, version, parts[2])) {
        route.ns = parts[1];
        parts.erase(parts.begin(), parts.begin() + 2);
    }
    route.resource = findResource(group, version, parts[0]);
    if (!route.resource || parts.size() > 3 || (!route.ns.empty() && !route.resource->namespaced))
        return std::nullopt;
    route.name = parts.size() > 1 ? parts[1] : "";
    route.sub = parts.size() > 2 ? parts[2] : "";
    return route;
}

KubeFace::KubeFace(Stage& stage, std::string token)
    : m_stage(stage)
    , m_streams(stage)
    , m_token(std::move(token)) {
    m_stage.on("kubernetes", &KubeFace::perform);
}

Action KubeFace::action(const http::Request& request, const Route& route, const std::string& verb) const {
    Action action;
    action.via = "kubernetes";
    action.user = m_user.name;
    action.verb = verb;
    action.path = request.target;
    action.type = request.header("content-type");
    action.body = request.body;
    action.resource = std::string(route.resource->plural) + (route.sub.empty() ? "" : "/" + route.sub);
    action.ns = route.ns.empty() ? (route.resource->namespaced ? "*" : "") : route.ns;
    action.name = route.name;
    return action;
}

void KubeFace::journal(const http::Request& request, const Route& route, const std::string& verb) {
    m_stage.note(action(request, route, verb));
}

Outcome KubeFace::perform(World& world, const Action& action) {
    http::Request request;
    request.method = methodOf(action.verb);
    request.target = action.path;
    auto target = http::parseTarget(action.path);
    if (target) {
        request.path = std::move(target->path);
        request.query = std::move(target->query);
    }
    request.headers.emplace_back("content-type", action.type);
    request.body = action.body;
    const auto route = target ? routeOf(request) : std::nullopt;
    if (!route)
        return {404, json::serialize(kubeStatus(404, "NotFound", "the server could not find the resource"))};
    const KubeWritten done =
        KubeWrites(world).write({*route->resource, route->ns, route->name, route->sub}, request);
    return {done.code, json::serialize(done.body)};
}

void KubeFace::write(const Route& route, const http::Request& request, const Exchange& exchange) {
    if (!request.parameter("dryRun").empty()) {
        const KubeWritten done =
            KubeWrites(m_stage.world()).write({*route.resource, route.ns, route.name, route.sub}, request);
        replyJson(exchange, done.code, done.body);
        return;
    }
    const Outcome done = m_stage.perform(action(request, route, verbOf(request.method)));
    if (done.status == notKept) {
        refuse(exchange, notKept, "InsufficientStorage", done.body);
        return;
    }
    exchange->reply(
        {done.status, {{"Content-Type", done.type}, {"Cache-Control", "no-cache, private"}}, done.body});
}

void KubeFace::handle(const http::Request& request, const Exchange& exchange) {
    const auto user = identify(request, exchange);
    if (!user)
        return;
    m_user = *user;
    const auto route = routeOf(request);
    KubeAsk ask;
    if (route) {
        ask = askOf(*route, request);
    } else {
        ask.verb = request.method == "GET" ? "get" : verbOf(request.method);
        ask.path = request.path;
    }
    if (!permitted(m_user, ask, exchange) || (!route && discovery(request, exchange)))
        return;
    if (!route) {
        refuse(exchange, 404, "NotFound", "the server could not find the requested resource");
        return;
    }
    if (std::string_view(route->resource->group) == "authorization.k8s.io") {
        reviews(request, exchange);
        return;
    }
    if (route->sub == "exec" || route->sub == "attach" || route->sub == "portforward") {
        m_streams.open(route->ns, route->name, route->sub, m_user.name, request, exchange);
        return;
    }
    if (route->sub == "ephemeralcontainers" && request.method == "GET") {
        if (const auto pod = m_stage.world().store().find<Pod>(route->ns, route->name))
            replyJson(exchange, 200,
                      podstreams::extrasJson(
                          *pod, KubeJson(m_stage.world()).object(*pod).at("metadata").as_object()));
        else
            refuse(exchange, 404, "NotFound", "pods \"" + route->name + "\" not found");
        return;
    }
    if (request.method == "GET") {
        read(*route, request, exchange);
        return;
    }
    write(*route, request, exchange);
}

bool KubeFace::discovery(const http::Request& request, const Exchange& exchange) const {
    const std::string& path = request.path;
    const auto parts = segments(path);
    if (request.method != "GET")
        return false;
    if (path == "/version") {
        replyJson(exchange, 200, kubeVersion());
    } else if (path == "/healthz" || path == "/livez" || path == "/readyz") {
        exchange->reply({200, {{"Content-Type", "text/plain"}}, "ok"});
    } else if (path == "/openapi/v2") {
        exchange->reply({200, {{"Content-Type", "application/octet-stream"}}, openapi::document()});
    } else if (path == "/api") {
        replyJson(exchange, 200, discoveryCore(0));
    } else if (path == "/apis") {
        replyJson(exchange, 200, discoveryGroups());
    } else if ((parts.size() == 2 && parts[0] == "api") || (parts.size() == 3 && parts[0] == "apis")) {
        const auto found = discoveryResources(parts.size() == 2 ? "" : parts[1], parts.back());
        if (!found)
            return false;
        replyJson(exchange, 200, *found);
    } else {
        return false;
    }
    return true;
}

// kubectl describe tells the age of events and of a node's pods by its own clock, which does not follow the
// lab's.
Micros KubeFace::shiftFor(const http::Request& request) const {
    const std::string fields = request.parameter("fieldSelector");
    const bool typed = !wantsTable(request) && request.header("accept").starts_with("application/json, */*");
    if (typed && (fields.find("involvedObject") != std::string::npos ||
                  fields.find("spec.nodeName") != std::string::npos))
        return m_stage.skew();
    return 0;
}

std::vector<json::object> KubeFace::objectsOf(const Route& route, const http::Request& request) const {
    std::vector<json::object> found;
    if (!route.resource->objects)
        return found;
    const KubeJson maker(m_stage.world(), shiftFor(request));
    const std::string labels = request.parameter("labelSelector"),
                      fields = request.parameter("fieldSelector");
    const auto keep = [&](json::object out) {
        if (fields.empty() || fitsFields(fields, out))
            found.push_back(std::move(out));
    };
    if (*route.resource->objects == Kind::Lease && labels.empty() &&
        (route.ns.empty() || route.ns == nodeLeases))
        for (const auto& node : m_stage.world().store().list<Node>())
            keep(maker.lease(*node));
    for (const auto& [key, object] : m_stage.world().store().of(*route.resource->objects)) {
        if (!route.ns.empty() && key.first != route.ns)
            continue;
        if (!labels.empty() && !fitsLabels(labels, object->meta.labels))
            continue;
        keep(maker.object(*object));
    }
    return found;
}

void KubeFace::read(const Route& route, const http::Request& request, const Exchange& exchange) {
    if (std::string_view(route.resource->group) == "metrics.k8s.io") {
        journal(request, route, route.name.empty() ? "list" : "get");
        metrics(route, request, exchange);
        return;
    }
    if (route.name.empty()) {
        if (isTrue(request.parameter("watch")))
            watch(route, request, exchange);
        else
            list(route, request, exchange);
        return;
    }
    if (route.resource->objects == Kind::Lease && route.ns == nodeLeases)
        if (const auto node = m_stage.world().store().find<Node>("", route.name)) {
            answer(route, KubeJson(m_stage.world(), m_stage.skew()).lease(*node), request, exchange);
            return;
        }
    const auto object = route.resource->objects
                            ? m_stage.world().store().find(*route.resource->objects, route.ns, route.name)
                            : nullptr;
    if (!object) {
        refuse(exchange, 404, "NotFound", route.resource->qualified() + " \"" + route.name + "\" not found",
               {{"name", route.name}, {"group", route.resource->group}, {"kind", route.resource->plural}});
        return;
    }
    journal(request, route, "get");
    if (route.sub == "log" && object->kind == Kind::Pod) {
        logs(route, request, exchange);
        return;
    }
    if (route.sub == "scale") {
        const KubeWritten scale =
            KubeWrites(m_stage.world()).scaleOf({*route.resource, route.ns, route.name, route.sub});
        replyJson(exchange, scale.code, scale.body);
        return;
    }
    if (!route.sub.empty() && route.sub != "status") {
        refuse(exchange, 404, "NotFound", "the server could not find the requested resource");
        return;
    }
    answer(route, KubeJson(m_stage.world()).object(*object), request, exchange);
}

void KubeFace::answer(const Route& route, const json::object& object, const http::Request& request,
                      const Exchange& exchange) const {
    if (wantsTable(request))
        replyJson(exchange, 200,
                  KubeTables(m_stage.world())
                      .table(route.resource->plural, {object},
                             textAt(object, {"metadata", "resourceVersion"}), includeOf(request)));
    else
        replyJson(exchange, 200, object);
}

void KubeFace::list(const Route& route, const http::Request& request, const Exchange& exchange) {
    journal(request, route, "list");
    const auto objects = objectsOf(route, request);
    const std::string revision = std::to_string(m_stage.world().store().revision());
    if (wantsTable(request)) {
        replyJson(
            exchange, 200,
            KubeTables(m_stage.world()).table(route.resource->plural, objects, revision, includeOf(request)));
        return;
    }
    json::array items;
    for (auto object : objects)
        items.push_back(std::move(object));
    replyJson(exchange, 200,
              json::object{{"kind", std::string(route.resource->kind) + "List"},
                           {"apiVersion", route.resource->groupVersion()},
                           {"metadata", json::object{{"resourceVersion", revision}}},
                           {"items", items}});
}

} // namespace understudy::kubeapi
