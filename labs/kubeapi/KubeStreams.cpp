// The answers of KubeFace that go on: watches and logs.
#include "labs/kubeapi/KubeFace.h"

#include "labs/kubeapi/KubeContainers.h"
#include "labs/kubejson/KubeSelectors.h"
#include "labs/kubejson/KubeTables.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

bool isTrue(const std::string& text) { return text == "true" || text == "1"; }

} // namespace

void KubeFace::watch(const Route& route, const http::Request& request, const Exchange& exchange) {
    journal(request, route, "watch");
    Watch watch;
    watch.route = route;
    watch.labels = request.parameter("labelSelector");
    watch.fields = request.parameter("fieldSelector");
    watch.include =
        (request.parameter("includeObject").empty() ? "Metadata" : request.parameter("includeObject"));
    watch.table = (request.header("accept").find("as=Table") != std::string::npos);
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
    m_streams.pump();
    m_watches.remove_if([this](Watch& each) { return !send(each); });
    m_follows.remove_if([this](Follow& each) {
        if (each.body->gone() || each.world != m_stage.worlds() || each.body->queued() > 8 * 1024 * 1024)
            return true;
        const auto pod = m_stage.world().store().find<Pod>(each.ns, each.pod);
        if (!pod || pod->meta.uid != each.uid)
            return true;
        const World& world = m_stage.world();
        const auto printing = printingOf(*pod, each.container, false);
        if (!printing.container)
            return true;
        for (const auto& line :
             world.logs().lines(*pod, *printing.container, each.from, world.now(), world.epoch()))
            each.body->write((each.stamps ? toRfc3339(m_stage.world().epoch() + line.at, true) + " " : "") +
                             line.text + "\n");
        each.from = m_stage.world().now();
        return false;
    });
}

void KubeFace::logs(const Route& route, const http::Request& request, const Exchange& exchange) {
    World& world = m_stage.world();
    const auto pod = world.store().find<Pod>(route.ns, route.name);
    const std::string container = request.parameter("container");
    const auto printing = printingOf(*pod, container, isTrue(request.parameter("previous")));
    if (!printing.container) {
        refuse(exchange, 400, "BadRequest", printing.refusal);
        return;
    }
    Micros from = -2 * day - 1;
    if (const std::string since = request.parameter("sinceSeconds"); !since.empty())
        from = world.now() - std::strtoll(since.c_str(), nullptr, 10) * second;
    if (const auto since = fromRfc3339(request.parameter("sinceTime")))
        from = *since - world.epoch();
    const bool stamps = isTrue(request.parameter("timestamps"));
    auto lines = world.logs().lines(*pod, *printing.container, from, world.now(), world.epoch());
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
    m_follows.push_back({route.ns, route.name, pod->meta.uid, container, world.now(), stamps,
                         m_stage.worlds(), std::move(body)});
}

} // namespace understudy::kubeapi
