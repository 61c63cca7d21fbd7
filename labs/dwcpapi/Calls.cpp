#include "labs/dwcpapi/Calls.h"

#include "labs/dwcpapi/Schedule.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::vector<std::string> parts(const std::string& path) {
    std::vector<std::string> found;
    for (std::size_t from = 1; from < path.size();) {
        const auto slash = std::min(path.find('/', from), path.size());
        found.push_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return found;
}

std::string query(const Call& call, const char* name) {
    for (const auto& [key, value] : call.query)
        if (key == name)
            return value;
    return {};
}

/// The body as an object; nothing when it is none.
std::optional<json::object> objectOf(const std::string& body) {
    boost::system::error_code wrong;
    json::parse_options options;
    options.max_depth = 16;
    const json::value read = json::parse(body.empty() ? "{}" : body, wrong, {}, options);
    return wrong || !read.is_object() ? std::nullopt : std::optional(read.as_object());
}

Told status(Scene& scene) {
    const Platform& p = scene.platform;
    const Args none{json::object()};
    const Told flat = call(scene, *findVerb("cluster", "status"), none);
    const auto& data = flat.data.as_object();
    return Told::done("", {{"cluster_id", data.at("cluster")},
                           {"status", data.at("status")},
                           {"controllers", json::object{{"total", data.at("controllers")},
                                                        {"healthy", data.at("controllers_healthy")},
                                                        {"leader", p.members.leader()}}},
                           {"workers", json::object{{"total", data.at("workers")},
                                                    {"ready", data.at("workers_ready")},
                                                    {"unreachable", data.at("workers_unreachable")},
                                                    {"quarantined", data.at("workers_quarantined")}}},
                           {"consensus", json::object{{"protocol", data.at("consensus")},
                                                      {"latency_ms", data.at("consensus_latency_ms")}}},
                           {"network_mode", data.at("network_mode")},
                           {"version", data.at("version")}});
}

/// limit and page of a list; a sentence when they are no numbers above 0.
Told paged(const Call& call, const char* name, json::array rows) {
    std::array<long, 2> numbers{100, 1};
    const std::array names{"limit", "page"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const std::string text = query(call, names[i]); !text.empty()) {
            const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
            if (wrong != std::errc() || end != text.data() + text.size() || numbers[i] < 1 ||
                numbers[i] > 1'000'000)
                return Told::wrong(std::string("\"") + names[i] + "\" must be a whole number from 1.");
        }
    const auto total = rows.size();
    const auto from = std::min(total, static_cast<std::size_t>((numbers[1] - 1) * numbers[0]));
    const auto to = std::min(total, from + static_cast<std::size_t>(numbers[0]));
    json::array some(rows.begin() + static_cast<std::ptrdiff_t>(from),
                     rows.begin() + static_cast<std::ptrdiff_t>(to));
    return Told::done("", {{name, std::move(some)}, {"total", total}, {"page", numbers[1]}});
}

Told vms(Scene& scene, const Call& call) {
    const std::string node = query(call, "node"), status = query(call, "status");
    json::array rows;
    for (const auto& [id, vm] : scene.platform.machines.all())
        if ((node.empty() || node == vm.worker) && (status.empty() || status == nameOf(vm.state)))
            rows.push_back(vmJson(scene, vm));
    return paged(call, "vms", std::move(rows));
}

Told migrations(Scene& scene, const Call& call) {
    const std::string status = query(call, "status");
    json::array rows;
    for (const auto& one : scene.platform.migrations.all())
        if (status.empty() || status == nameOf(one.phase) || (status == "in_progress" && one.open()))
            rows.push_back(migrationJson(scene, one));
    return paged(call, "migrations", std::move(rows));
}

Told nodes(Scene& scene, const Call& call) {
    json::object args;
    for (const char* key : {"status", "region", "version"})
        if (const std::string value = query(call, key); !value.empty())
            args[key] = value;
    Told told = dwcp::call(scene, *findVerb("node", "list"), Args(args));
    return told.status < 300 ? paged(call, "nodes", std::move(told.data.as_array())) : told;
}

/// A field of a certain type; the call is wrong when it is there with another.
template <class T>
std::optional<T> field(const json::object& from, const char* key, std::string& wrong) {
    const auto* value = from.if_contains(key);
    if (!value || value->is_null())
        return std::nullopt;
    if constexpr (std::is_same_v<T, std::string>) {
        if (value->is_string())
            return std::string(value->as_string());
        wrong = std::string("\"") + key + "\" must be a text.";
    } else if constexpr (std::is_same_v<T, json::object>) {
        if (value->is_object())
            return value->as_object();
        wrong = std::string("\"") + key + "\" must be an object.";
    } else {
        if (value->is_number() && value->to_number<double>() >= 0 && value->to_number<double>() < 1e6)
            return value->to_number<double>();
        wrong = std::string("\"") + key + "\" must be a number from 0.";
    }
    return std::nullopt;
}

Told createVm(Scene& scene, const json::object& body) {
    std::string wrong;
    VmWish wish;
    wish.name = field<std::string>(body, "name", wrong).value_or("");
    wish.image = field<std::string>(body, "image", wrong).value_or(wish.image);
    const auto resources = field<json::object>(body, "resources", wrong).value_or(json::object());
    wish.cpu = static_cast<int>(field<double>(resources, "cpu", wrong).value_or(2));
    wish.memoryGb = static_cast<int>(field<double>(resources, "memory_gb", wrong).value_or(2));
    wish.diskGb = static_cast<int>(field<double>(resources, "disk_gb", wrong).value_or(20));
    const auto placement = field<json::object>(body, "placement", wrong).value_or(json::object());
    wish.region = field<std::string>(placement, "region", wrong).value_or("");
    wish.worker = field<std::string>(placement, "node", wrong).value_or("");
    if (!wrong.empty())
        return Told::wrong(wrong);
    const auto made = scene.platform.createVm(wish);
    if (const auto* no = std::get_if<Denial>(&made))
        return Told::refused(*no);
    Told told = Told::done("", vmJson(scene, *scene.platform.machines.find(std::get<std::string>(made))));
    told.status = 201;
    return told;
}

Told startMigration(Scene& scene, const json::object& body) {
    std::string wrong;
    MigrationWish wish;
    wish.vm = field<std::string>(body, "vm_id", wrong).value_or("");
    wish.target = field<std::string>(body, "target_node", wrong).value_or("");
    wish.strategy = field<std::string>(body, "strategy", wrong).value_or("pre-copy");
    const auto options = field<json::object>(body, "options", wrong).value_or(json::object());
    wish.maxDowntimeMs = field<double>(options, "max_downtime_ms", wrong).value_or(20000);
    wish.level = static_cast<int>(field<double>(options, "compression_level", wrong).value_or(0));
    wish.streams = static_cast<int>(field<double>(options, "amst_streams", wrong).value_or(0));
    if (wrong.empty() && wish.vm.empty())
        wrong = "\"vm_id\" is missing.";
    if (!wrong.empty())
        return Told::wrong(wrong);
    if (const auto no = outsideWindow(scene))
        return Told::refused(*no);
    const auto made = scene.platform.migrations.start(wish);
    if (const auto* no = std::get_if<Denial>(&made))
        return Told::refused(*no);
    const std::string id = std::get<std::string>(made);
    Told told = Told::done(
        "",
        {{"migration_id", id}, {"status", "in_progress"}, {"started_at", scene.stamp(scene.platform.now())}});
    told.status = 202;
    return told;
}

Told optimize(Scene& scene, const json::object& body) {
    std::string wrong;
    const auto algorithm = field<std::string>(body, "algorithm", wrong).value_or("genetic");
    if (!wrong.empty() || algorithm != "genetic")
        return Told::wrong(wrong.empty() ? "The algorithm is genetic." : wrong);
    // From the fullest workers to the emptiest ones: what the plan would move, without moving it.
    const Platform& p = scene.platform;
    std::vector<std::pair<int, std::string>> load;
    for (const auto& each : p.members.workers())
        if (each.status == WorkerNode::Status::Ready)
            load.emplace_back(p.machines.memoryOn(each.id), each.id);
    std::sort(load.begin(), load.end());
    json::array moves;
    for (std::size_t i = 0; i < load.size() / 4; ++i)
        for (const auto& [id, vm] : p.machines.all())
            if (vm.worker == load[i].second && vm.state == Vm::State::Running) {
                moves.push_back(json::object{
                    {"vm_id", id}, {"from", vm.worker}, {"to", load[load.size() - 1 - i].second}});
                break;
            }
    return Told::done("",
                      {{"optimization_id", "opt-" + std::to_string(11111 + scene.platform.events().size())},
                       {"status", "completed"},
                       {"result", json::object{{"migrations_required", moves.size()},
                                               {"resource_utilization", rounded(p.planner.utilization(), 2)},
                                               {"estimated_time_minutes", (moves.size() + 1) / 2}}},
                       {"migrations", std::move(moves)}});
}

Told metricPoints(Scene& scene, const Call& call) {
    const std::string name = query(call, "name"), duration = query(call, "duration");
    if (name.empty())
        return Told::wrong("\"name\" is missing.");
    json::object args{{"metric", name}};
    if (!duration.empty())
        args["duration"] = duration;
    Told told = dwcp::call(scene, *findVerb("metrics", "get"), Args(args));
    if (told.status < 300)
        told.data = json::object{{"metric", name}, {"data_points", std::move(told.data)}};
    return told;
}

Told missing(const Call& call) {
    return {404, nullptr, {}, "The API has no " + call.method + " " + call.path + ".", "NOT_FOUND"};
}

Told oneOf(Scene& scene, const Call& call, const std::vector<std::string>& at) {
    if (at[1] == "vms") {
        const Vm* vm = scene.platform.machines.find(at[2]);
        if (!vm)
            return {404, nullptr, {}, "There is no VM " + at[2] + ".", "VM_NOT_FOUND"};
        if (call.method == "GET")
            return Told::done("", vmJson(scene, *vm));
        const std::string id = vm->id;
        if (const auto no = scene.platform.deleteVm(id))
            return Told::refused(*no);
        return Told::done(
            "", {{"vm_id", id}, {"status", "deleted"}, {"deleted_at", scene.stamp(scene.platform.now())}});
    }
    const Migration* one = scene.platform.migrations.find(at[2]);
    if (!one)
        return {404, nullptr, {}, "There is no migration " + at[2] + ".", "MIGRATION_NOT_FOUND"};
    return Told::done("", migrationJson(scene, *one));
}

Told ops(Scene& scene, const Call& call, const std::vector<std::string>& at) {
    const Verb* verb = findVerb(at[2], at[3]);
    if (!verb)
        return missing(call);
    json::object args;
    if (call.method == "GET") {
        for (const auto& [key, value] : call.query)
            args[key] = value;
    } else {
        const auto body = objectOf(call.body);
        if (!body)
            return Told::wrong("The body must be a JSON object.");
        args = *body;
    }
    Told told = dwcp::call(scene, *verb, Args(args));
    if (told.status < 300 || told.code == "UNHEALTHY") {
        json::array view;
        for (const auto& [title, key] : told.view)
            view.push_back(json::array{json::value(title), json::value(key)});
        told.data = json::object{
            {"data", std::move(told.data)}, {"view", std::move(view)}, {"message", told.message}};
        if (told.code == "UNHEALTHY") {
            told.data.as_object()["exit"] = 1;
            told.status = 200;
        }
        told.code.clear();
    }
    return told;
}

Told routed(Scene& scene, const Call& call) {
    const auto at = parts(call.path);
    const std::string what = at.size() > 1 ? at[1] : std::string(),
                      last = at.size() > 2 ? at[2] : std::string();
    const bool get = call.method == "GET", post = call.method == "POST";
    if (at.empty() || at[0] != "v3" || (!get && !post && call.method != "DELETE"))
        return missing(call);
    if (at.size() == 4 && what == "ops" && (get || post))
        return ops(scene, call, at);
    if (get && what == "cluster" && last == "status" && at.size() == 3)
        return status(scene);
    if (get && what == "nodes" && at.size() == 2)
        return nodes(scene, call);
    if (get && what == "vms" && at.size() == 2)
        return vms(scene, call);
    if (get && what == "migrations" && at.size() == 2)
        return migrations(scene, call);
    if (get && what == "metrics" && at.size() == 2)
        return metricPoints(scene, call);
    if (at.size() == 3 && (what == "vms" || (what == "migrations" && get)) && !post)
        return oneOf(scene, call, at);
    const auto body = objectOf(call.body);
    if (post && (what == "vms" || what == "migrations" || what == "placements") && !body)
        return Told::wrong("The body must be a JSON object.");
    if (post && what == "vms" && at.size() == 2)
        return createVm(scene, *body);
    if (post && what == "migrations" && at.size() == 2)
        return startMigration(scene, *body);
    if (post && what == "placements" && last == "optimize" && at.size() == 3)
        return optimize(scene, *body);
    return missing(call);
}

} // namespace

bool changes(const Call& call) {
    if (call.method == "GET")
        return false;
    const auto at = parts(call.path);
    if (at.size() == 4 && at[1] == "ops") {
        const Verb* verb = findVerb(at[2], at[3]);
        return verb && verb->changes();
    }
    return (call.method == "POST" && at.size() == 2 && (at[1] == "vms" || at[1] == "migrations")) ||
           (call.method == "DELETE" && at.size() == 3 && at[1] == "vms");
}

std::string verbOf(const Call& call) {
    const auto at = parts(call.path);
    return at.size() == 4 && at[1] == "ops" ? at[2] + " " + at[3] : std::string();
}

std::string errorBody(const std::string& code, const std::string& sentence, const std::string& cluster,
                      std::int64_t request) {
    char id[32];
    std::snprintf(id, sizeof id, "req-%06llx", static_cast<unsigned long long>(request));
    return json::serialize(
        json::object{{"error", json::object{{"code", code},
                                            {"message", sentence},
                                            {"details", json::object{{"cluster", cluster}}},
                                            {"request_id", id}}}});
}

Reply answer(Scene& scene, const Call& call, std::int64_t request) {
    if (!scene.platform.on())
        return {404, errorBody("NOT_FOUND", "This lab has no DWCP platform.", "", request)};
    // A GET of what changes is refused: a reader must never change anything, journal or not.
    if (call.method == "GET" && !verbOf(call).empty()) {
        const auto at = parts(call.path);
        if (const Verb* verb = findVerb(at[2], at[3]); verb && verb->changes())
            return {405, errorBody("METHOD_NOT_ALLOWED", "This changes the cluster: use POST.",
                                   scene.platform.plan().cluster, request)};
    }
    Told told = routed(scene, call);
    if (told.status >= 400)
        return {told.status, errorBody(told.code, told.message, scene.platform.plan().cluster, request)};
    return {told.status, json::serialize(told.data)};
}

} // namespace understudy::dwcp
