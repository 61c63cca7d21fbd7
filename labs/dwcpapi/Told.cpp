#include "labs/dwcpapi/Told.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace understudy::dwcp {

using namespace cluster;

std::string Args::text(const char* name, const std::string& otherwise) const {
    const auto* value = m_values.if_contains(name);
    if (!value)
        return otherwise;
    if (value->is_string())
        return std::string(value->as_string());
    return json::serialize(*value);
}

double Args::number(const char* name, double otherwise) const {
    const auto* value = m_values.if_contains(name);
    if (!value)
        return otherwise;
    if (value->is_number())
        return value->to_number<double>();
    const std::string words = text(name);
    double read = 0;
    const auto [end, wrong] = std::from_chars(words.data(), words.data() + words.size(), read);
    return wrong == std::errc() && end == words.data() + words.size() && std::isfinite(read) ? read
                                                                                             : otherwise;
}

int Args::whole(const char* name, int otherwise) const {
    return static_cast<int>(std::clamp(std::floor(number(name, otherwise)), -1e9, 1e9));
}

Micros Args::span(const char* name, Micros otherwise) const {
    if (!has(name))
        return otherwise;
    if (const auto read = parseDuration(text(name)))
        return *read;
    const double seconds = number(name, -1);
    return seconds >= 0 && seconds < 1e9 ? static_cast<Micros>(seconds * second) : otherwise;
}

std::vector<std::string> Args::list(const char* name) const {
    std::vector<std::string> found;
    const auto* value = m_values.if_contains(name);
    if (value && value->is_array()) {
        for (const auto& each : value->as_array())
            if (each.is_string())
                found.emplace_back(each.as_string());
        return found;
    }
    std::string words = text(name);
    std::replace(words.begin(), words.end(), ' ', ',');
    for (std::size_t from = 0; from <= words.size();) {
        const auto comma = std::min(words.find(',', from), words.size());
        if (comma > from)
            found.push_back(words.substr(from, comma - from));
        from = comma + 1;
    }
    return found;
}

bool Args::flag(const char* name) const {
    const auto* value = m_values.if_contains(name);
    return value &&
           ((value->is_bool() && value->as_bool()) || (value->is_string() && value->as_string() == "true"));
}

namespace {

bool fits(const Args& args, const Option& option) {
    const auto& value = args.all().at(option.name);
    switch (option.kind) {
    case Option::Kind::Number:
        return args.number(option.name.c_str(), 1.5) == args.number(option.name.c_str(), 2.5);
    case Option::Kind::Duration:
        return args.span(option.name.c_str(), -1) >= 0;
    case Option::Kind::List:
        return !args.list(option.name.c_str()).empty();
    case Option::Kind::Truth:
        return value.is_bool() ||
               (value.is_string() && (value.as_string() == "true" || value.as_string() == "false"));
    default:
        return value.is_number() ||
               (value.is_string() && !value.as_string().empty() && value.as_string().size() < 4096);
    }
}

const Handlers& handlers() {
    static const Handlers all = [] {
        Handlers made;
        for (const auto add :
             {addClusterVerbs, addNodeVerbs, addMachineVerbs, addMigrationVerbs, addTransportVerbs,
              addStateVerbs, addPlacementVerbs, addConsensusVerbs, addReputationVerbs, addNetworkVerbs,
              addMetricsVerbs, addProfileVerbs, addPlaceVerbs})
            add(made);
        return made;
    }();
    return all;
}

} // namespace

Told call(Scene& scene, const Verb& verb, const Args& args) {
    for (const auto& [name, value] : args.all())
        if (std::none_of(verb.options.begin(), verb.options.end(),
                         [name = std::string_view(name)](const auto& option) { return option.name == name; }))
            return Told::wrong(verb.group + " " + verb.name + " has no --" + std::string(name) + ".");
    for (const auto& option : verb.options) {
        if (option.needed && !args.has(option.name.c_str()))
            return Told::wrong(verb.group + " " + verb.name + " needs --" + option.name + ".");
        if (args.has(option.name.c_str()) && !fits(args, option))
            return Told::wrong("--" + option.name + " of " + verb.group + " " + verb.name + " must be " +
                               (option.kind == Option::Kind::Number     ? "a number."
                                : option.kind == Option::Kind::Duration ? "a duration such as 90s or 5m."
                                : option.kind == Option::Kind::List     ? "a list such as a,b,c."
                                                                        : "given with a value."));
    }
    const auto handler = handlers().find(verb.group + " " + verb.name);
    if (handler == handlers().end())
        return {500, nullptr, {}, verb.group + " " + verb.name + " does nothing.", "INTERNAL"};
    return handler->second(scene, args);
}

double rounded(double value, int digits) {
    double scale = 1;
    for (int i = 0; i < digits; ++i)
        scale *= 10;
    return std::round(value * scale) / scale;
}

std::string plural(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

json::object migrationJson(const Scene& scene, const Migration& one) {
    const Micros now = scene.platform.now();
    const double sent = one.sentAt(now), elapsed = one.seconds(now);
    const double share = one.wireMbit > 0 ? sent / one.wireMbit : 0;
    const int progress = one.phase == Migration::Phase::Completed    ? 100
                         : one.phase == Migration::Phase::Completing ? 99
                                                                     : static_cast<int>(share * 95);
    json::object stats{
        {"bytes_transferred", static_cast<std::int64_t>(sent * 125000)},
        {"bytes_total", static_cast<std::int64_t>(one.wireMbit * 125000)},
        {"bandwidth_mbps",
         rounded(one.transferTo > one.transferFrom
                     ? one.wireMbit * 1e6 / static_cast<double>(one.transferTo - one.transferFrom)
                     : one.rateMbps,
                 1)},
        {"elapsed_seconds", rounded(elapsed, 1)},
        {"downtime_seconds", rounded(one.downtimeSeconds, 2)},
        {"saved_ratio", rounded(one.saved, 3)}};
    json::object out{{"migration_id", one.id},
                     {"vm_id", one.vm},
                     {"status", nameOf(one.phase)},
                     {"progress", progress},
                     {"source_node", one.source},
                     {"target_node", one.target},
                     {"strategy", one.strategy},
                     {"network_mode", nameOf(one.mode)},
                     {"memory_gb", one.memoryGb},
                     {"amst_streams", one.streams},
                     {"compression_level", one.level},
                     {"started_at", scene.stamp(one.started)},
                     {"ended_at", one.ended ? json::value(scene.stamp(*one.ended)) : json::value(nullptr)},
                     {"trace_id", PlatformTraces(scene.platform).idOf(one)},
                     {"stats", std::move(stats)}};
    if (!one.why.empty())
        out["reason"] = one.why;
    return out;
}

json::object vmJson(const Scene& scene, const Vm& vm) {
    char checksum[24];
    std::snprintf(checksum, sizeof checksum, "%016llx", static_cast<unsigned long long>(vm.checksum));
    return {{"vm_id", vm.id},
            {"name", vm.name},
            {"status", nameOf(vm.state)},
            {"node", vm.worker},
            {"region", vm.region},
            {"image", vm.image},
            {"resources", json::object{{"cpu", vm.cpu}, {"memory_gb", vm.memoryGb}, {"disk_gb", vm.diskGb}}},
            {"network", json::object{{"ip", vm.address}, {"mac", vm.mac}}},
            {"checksum", checksum},
            {"created_at", scene.stamp(vm.created)},
            {"uptime_seconds", (scene.platform.now() - vm.created) / second}};
}

} // namespace understudy::dwcp
