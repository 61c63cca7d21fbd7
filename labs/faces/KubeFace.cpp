#include "labs/faces/KubeFace.h"

#include "labs/faces/KubeSelectors.h"
#include "labs/faces/KubeTables.h"
#include "labs/faces/KubeWrites.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace understudy::faces {

using namespace cluster;

namespace {

bool wantsTable(const http::Request& request) {
    return request.header("accept").find("as=Table") != std::string::npos;
}
bool isTrue(const std::string& text) { return text == "true" || text == "1"; }

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
    if (!route.resource || parts.size() > 3)
        return std::nullopt;
    route.name = parts.size() > 1 ? parts[1] : "";
    route.sub = parts.size() > 2 ? parts[2] : "";
    return route;
}

void KubeFace::journal(const http::Request& request, const Route& route, const std::string& verb) {
    Entry entry;
    entry.at = m_stage.world().now();
    entry.via = "kubernetes";
    entry.verb = verb;
    entry.resource = std::string(route.resource->plural) + (route.sub.empty() ? "" : "/" + route.sub);
    entry.ns = route.ns.empty() ? (route.resource->namespaced ? "*" : "") : route.ns;
    entry.name = route.name;
    entry.detail = request.body;
    m_stage.world().journal().append(std::move(entry));
}

void KubeFace::handle(const http::Request& request, const Exchange& exchange) {
    if (request.header("authorization") != "Bearer " + m_token) {
        refuse(exchange, 401, "Unauthorized", "Unauthorized");
        return;
    }
    if (discovery(request, exchange))
        return;
    if (request.path.starts_with("/apis/authorization.k8s.io/")) {
        reviews(request, exchange);
        return;
    }
    const auto route = routeOf(request);
    if (!route) {
        refuse(exchange, 404, "NotFound", "the server could not find the requested resource");
        return;
    }
    if (route->sub == "exec" || route->sub == "attach" || route->sub == "portforward" ||
        route->sub == "ephemeralcontainers") {
        refuse(exchange, 501, "NotImplemented", route->sub + " is not in this lab yet");
        return;
    }
    if (request.method == "GET") {
        read(*route, request, exchange);
        return;
    }
    const char* verb = request.method == "POST"    ? "create"
                       : request.method == "PUT"   ? "update"
                       : request.method == "PATCH" ? "patch"
                                                   : "delete";
    const KubeWritten done =
        KubeWrites(m_stage.world()).write(*route->resource, route->ns, route->name, route->sub, request);
    if (done.code < 400 && request.parameter("dryRun").empty())
        journal(request, *route, verb);
    replyJson(exchange, done.code, done.body);
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
        // Nothing is valid protobuf too; with a 404 kubectl could neither apply nor edit.
        exchange->reply({200, {{"Content-Type", "application/octet-stream"}}, ""});
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
    for (const auto& [key, object] : m_stage.world().store().of(*route.resource->objects)) {
        if (!route.ns.empty() && key.first != route.ns)
            continue;
        if (!labels.empty() && !fitsLabels(labels, object->meta.labels))
            continue;
        json::object out = maker.object(*object);
        if (fields.empty() || fitsFields(fields, out))
            found.push_back(std::move(out));
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
    if (std::string_view(route.resource->plural) == "leases" && route.ns == "kube-node-lease") {
        lease(route, exchange);
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
    if (route.sub == "log") {
        logs(route, request, exchange);
        return;
    }
    if (route.sub == "scale") {
        const KubeWritten scale =
            KubeWrites(m_stage.world()).write(*route.resource, route.ns, route.name, "scale", request);
        replyJson(exchange, scale.code, scale.body);
        return;
    }
    const json::object out = KubeJson(m_stage.world()).object(*object);
    if (wantsTable(request))
        replyJson(exchange, 200,
                  KubeTables(m_stage.world())
                      .table(route.resource->plural, {out}, std::to_string(object->meta.revision),
                             includeOf(request)));
    else
        replyJson(exchange, 200, out);
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

void KubeFace::watch(const Route& route, const http::Request& request, const Exchange& exchange) {
    journal(request, route, "watch");
    Watch watch;
    watch.route = route;
    watch.labels = request.parameter("labelSelector");
    watch.fields = request.parameter("fieldSelector");
    watch.include = includeOf(request);
    watch.table = wantsTable(request);
    watch.revision = std::strtoull(request.parameter("resourceVersion").c_str(), nullptr, 10);
    watch.world = m_stage.worlds();
    const long seconds = std::strtol(request.parameter("timeoutSeconds").c_str(), nullptr, 10);
    watch.endsAt =
        m_stage.world().now() - m_stage.skew() + (seconds > 0 ? std::min(seconds, 3600L) : 3600L) * second;
    watch.body = exchange->begin({200, {{"Content-Type", "application/json"}}, ""});
    const auto& store = m_stage.world().store();
    if (watch.revision == 0) {
        if (route.resource->objects)
            for (const auto& [key, object] : store.of(*route.resource->objects))
                emit(watch, "ADDED", *object, object->meta.revision);
        watch.revision = store.revision();
    } else if (watch.revision < store.oldestRevision() - 1 && !store.changes().empty()) {
        watch.body->write(
            json::serialize(json::object{
                {"type", "ERROR"}, {"object", kubeStatus(410, "Expired", "too old resource version")}}) +
            "\n");
        return;
    }
    m_watches.push_back(std::move(watch));
}

void KubeFace::emit(Watch& watch, const char* type, const Object& object, std::uint64_t revision) {
    if (!watch.route.ns.empty() && object.meta.ns != watch.route.ns)
        return;
    if (!watch.labels.empty() && !fitsLabels(watch.labels, object.meta.labels))
        return;
    json::object out = KubeJson(m_stage.world()).object(object);
    out["metadata"].as_object()["resourceVersion"] = std::to_string(revision);
    if (!watch.fields.empty() && !fitsFields(watch.fields, out))
        return;
    if (watch.table) {
        out = KubeTables(m_stage.world())
                  .table(watch.route.resource->plural, {out}, std::to_string(revision), watch.include,
                         !watch.columnsSent);
        watch.columnsSent = true;
    }
    watch.body->write(json::serialize(json::object{{"type", type}, {"object", out}}) + "\n");
}

bool KubeFace::send(Watch& watch) {
    const auto& store = m_stage.world().store();
    if (watch.body->gone() || watch.world != m_stage.worlds() ||
        m_stage.world().now() - m_stage.skew() > watch.endsAt)
        return false;
    const auto& changes = store.changes();
    const auto from = std::upper_bound(
        changes.begin(), changes.end(), watch.revision,
        [](std::uint64_t revision, const Change& change) { return revision < change.revision; });
    for (auto change = from; change != changes.end(); ++change)
        if (watch.route.resource->objects && change->object->kind == *watch.route.resource->objects)
            emit(watch,
                 change->type == ChangeType::Added     ? "ADDED"
                 : change->type == ChangeType::Deleted ? "DELETED"
                                                       : "MODIFIED",
                 *change->object, change->revision);
    watch.revision = store.revision();
    // A client that does not read must not grow our memory: it will list again.
    return watch.body->queued() < 8 * 1024 * 1024;
}

void KubeFace::pump() {
    m_watches.remove_if([this](Watch& each) { return !send(each); });
    m_follows.remove_if([this](Follow& each) {
        if (each.body->gone() || each.world != m_stage.worlds() || each.body->queued() > 8 * 1024 * 1024)
            return true;
        const auto pod = m_stage.world().store().find<Pod>(each.ns, each.pod);
        if (!pod || pod->meta.uid != each.uid)
            return true;
        for (const auto& line : m_stage.world().logs().lines(*pod, false, each.from, m_stage.world().now(),
                                                             m_stage.world().epoch()))
            each.body->write((each.stamps ? toRfc3339(m_stage.world().epoch() + line.at, true) + " " : "") +
                             line.text + "\n");
        each.from = m_stage.world().now();
        return false;
    });
}

void KubeFace::logs(const Route& route, const http::Request& request, const Exchange& exchange) {
    World& world = m_stage.world();
    const auto pod = world.store().find<Pod>(route.ns, route.name);
    const bool previous = isTrue(request.parameter("previous"));
    const std::string container = request.parameter("container");
    if (!container.empty() && container != pod->spec.containers.at(0).name) {
        refuse(exchange, 400, "BadRequest", "container " + container + " is not valid for pod " + route.name);
        return;
    }
    const ContainerStatus& status = pod->containers.at(0);
    if (previous ? !status.last : (status.state.run == Run::Waiting && !status.last)) {
        refuse(exchange, 400, "BadRequest",
               previous ? "previous terminated container \"app\" in pod \"" + route.name + "\" not found"
                        : "container \"app\" in pod \"" + route.name +
                              "\" is waiting to start: " + status.state.reason);
        return;
    }
    Micros from = -2 * day - 1;
    if (const std::string since = request.parameter("sinceSeconds"); !since.empty())
        from = world.now() - std::strtoll(since.c_str(), nullptr, 10) * second;
    if (const auto since = fromRfc3339(request.parameter("sinceTime")))
        from = *since - world.epoch();
    const bool stamps = isTrue(request.parameter("timestamps"));
    auto lines = world.logs().lines(*pod, previous, from, world.now(), world.epoch());
    if (const std::string tail = request.parameter("tailLines"); !tail.empty()) {
        const auto wanted = static_cast<std::size_t>(std::max(0LL, std::strtoll(tail.c_str(), nullptr, 10)));
        if (lines.size() > wanted)
            lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(wanted));
    }
    std::string text;
    for (const auto& line : lines)
        text += (stamps ? toRfc3339(world.epoch() + line.at, true) + " " : "") + line.text + "\n";
    if (!isTrue(request.parameter("follow"))) {
        exchange->reply({200, {{"Content-Type", "text/plain"}}, text});
        return;
    }
    auto body = exchange->begin({200, {{"Content-Type", "text/plain"}}, ""});
    body->write(text);
    m_follows.push_back(
        {route.ns, route.name, pod->meta.uid, world.now(), stamps, m_stage.worlds(), std::move(body)});
}

json::object KubeFace::podMetrics(const Pod& pod) const {
    const World& world = m_stage.world();
    const auto used = world.usage(pod);
    json::array containers;
    if (used)
        containers.push_back(json::object{
            {"name", pod.spec.containers.at(0).name},
            {"usage",
             json::object{{"cpu", std::to_string(std::llround(used->first * 1000)) + "m"},
                          {"memory", std::to_string(std::llround(used->second / 1048576)) + "Mi"}}}});
    return {{"metadata", json::object{{"name", pod.meta.name},
                                      {"namespace", pod.meta.ns},
                                      {"labels", toJson(pod.meta.labels)},
                                      {"creationTimestamp", world.stamp(world.now())}}},
            {"timestamp", world.stamp(world.now())},
            {"window", "30s"},
            {"containers", containers}};
}

json::object KubeFace::nodeMetrics(const Node& node) const {
    const World& world = m_stage.world();
    const auto& timeline = world.series().timeline();
    const auto found = timeline.nodes().find(node.meta.name);
    const auto tick = timeline.tickAt(world.now());
    double cores = 0, bytes = 0;
    if (found != timeline.nodes().end() && tick && *tick > 0) {
        const double span = static_cast<double>(timeline.timeOf(*tick) - timeline.timeOf(*tick - 1)) / second;
        cores = (1 - (found->second.idle[*tick] - found->second.idle[*tick - 1]) / span) * node.cores;
        bytes = found->second.usedBytes[*tick];
    }
    return {
        {"metadata", json::object{{"name", node.meta.name}, {"creationTimestamp", world.stamp(world.now())}}},
        {"timestamp", world.stamp(world.now())},
        {"window", "30s"},
        {"usage", json::object{{"cpu", std::to_string(std::llround(cores * 1000)) + "m"},
                               {"memory", std::to_string(std::llround(bytes / 1048576)) + "Mi"}}}};
}

void KubeFace::metrics(const Route& route, const http::Request& request, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const bool nodes = std::string_view(route.resource->plural) == "nodes";
    const std::string labels = request.parameter("labelSelector");
    json::array items;
    const auto wanted = [&](const Object& object) {
        return (route.ns.empty() || object.meta.ns == route.ns) &&
               (route.name.empty() || object.meta.name == route.name) &&
               (labels.empty() || fitsLabels(labels, object.meta.labels));
    };
    if (nodes) {
        for (const auto& node : world.store().list<Node>())
            if (wanted(*node))
                items.push_back(nodeMetrics(*node));
    } else {
        for (const auto& pod : world.store().list<Pod>())
            if (wanted(*pod) && world.usage(*pod))
                items.push_back(podMetrics(*pod));
    }
    const std::string kind = nodes ? "NodeMetrics" : "PodMetrics";
    if (!route.name.empty()) {
        if (items.empty()) {
            refuse(exchange, 404, "NotFound",
                   route.resource->qualified() + " \"" + route.name + "\" not found");
            return;
        }
        json::object one = items[0].as_object();
        one["kind"] = kind;
        one["apiVersion"] = "metrics.k8s.io/v1beta1";
        replyJson(exchange, 200, one);
        return;
    }
    replyJson(exchange, 200,
              json::object{{"kind", kind + "List"},
                           {"apiVersion", "metrics.k8s.io/v1beta1"},
                           {"metadata", json::object()},
                           {"items", items}});
}

void KubeFace::lease(const Route& route, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const auto node = world.store().find<Node>("", route.name);
    if (!node) {
        refuse(exchange, 404, "NotFound", "leases.coordination.k8s.io \"" + route.name + "\" not found");
        return;
    }
    const Micros renewed = world.now() - (world.now() % (10 * second) + 10 * second) % (10 * second);
    std::string stamp = toRfc3339(world.epoch() + renewed - m_stage.skew(), true);
    stamp.erase(stamp.size() - 4, 3);
    replyJson(exchange, 200,
              json::object{{"kind", "Lease"},
                           {"apiVersion", "coordination.k8s.io/v1"},
                           {"metadata", json::object{{"name", route.name},
                                                     {"namespace", route.ns},
                                                     {"uid", node->meta.uid + "l"},
                                                     {"creationTimestamp", world.stamp(node->meta.created)}}},
                           {"spec", json::object{{"holderIdentity", route.name},
                                                 {"leaseDurationSeconds", 40},
                                                 {"renewTime", stamp}}}});
}

void KubeFace::reviews(const http::Request& request, const Exchange& exchange) const {
    boost::system::error_code wrong;
    json::value body = json::parse(request.body, wrong);
    if (wrong || !body.is_object() || request.method != "POST") {
        refuse(exchange, 400, "BadRequest", "the body of the request was not understood");
        return;
    }
    if (request.path.ends_with("selfsubjectaccessreviews"))
        body.as_object()["status"] = json::object{{"allowed", true}};
    else
        body.as_object()["status"] = json::object{
            {"incomplete", false},
            {"resourceRules", json::array{json::object{{"verbs", json::array{"*"}},
                                                       {"apiGroups", json::array{"*"}},
                                                       {"resources", json::array{"*"}}}}},
            {"nonResourceRules",
             json::array{json::object{{"verbs", json::array{"*"}}, {"nonResourceURLs", json::array{"*"}}}}}};
    replyJson(exchange, 201, body);
}

} // namespace understudy::faces
