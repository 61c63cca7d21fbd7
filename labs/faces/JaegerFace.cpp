#include "labs/faces/JaegerFace.h"

#include "labs/promql/PromQl.h"
#include "labs/tracing/TraceBook.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;

namespace {

constexpr std::size_t mostTraces = 1500;
constexpr Micros usualLookback = hour;

void answer(const Exchange& exchange, json::value data, std::size_t total) {
    replyJson(
        exchange, 200,
        json::object{
            {"data", std::move(data)}, {"total", total}, {"limit", 0}, {"offset", 0}, {"errors", nullptr}});
}

void complain(const Exchange& exchange, int status, const std::string& words) {
    replyJson(exchange, status,
              json::object{{"data", nullptr},
                           {"total", 0},
                           {"limit", 0},
                           {"offset", 0},
                           {"errors", json::array{json::object{{"code", status}, {"msg", words}}}}});
}

json::array tagsOf(const Tags& tags) {
    json::array out;
    for (const auto& [key, value] : tags) {
        json::object tag{{"key", key}};
        if (const auto* text = std::get_if<std::string>(&value)) {
            tag["type"] = "string";
            tag["value"] = *text;
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            tag["type"] = "bool";
            tag["value"] = *flag;
        } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            tag["type"] = "int64";
            tag["value"] = *whole;
        } else {
            tag["type"] = "float64";
            tag["value"] = std::get<double>(value);
        }
        out.push_back(std::move(tag));
    }
    return out;
}

std::string textOf(const TagValue& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    return promql::printValue(std::get<double>(value));
}

json::object toJson(const Trace& trace, std::int64_t epoch) {
    std::map<std::pair<std::string, std::string>, std::string> known;
    json::object processes;
    json::array spans;
    for (const Span& span : trace.spans) {
        json::array process = tagsOf(span.process);
        auto [place, fresh] = known.emplace(std::pair{span.service, json::serialize(process)},
                                            "p" + std::to_string(known.size() + 1));
        if (fresh)
            processes[place->second] =
                json::object{{"serviceName", span.service}, {"tags", std::move(process)}};
        json::array references, logs;
        if (!span.parent.empty())
            references.push_back(
                json::object{{"refType", "CHILD_OF"}, {"traceID", trace.id}, {"spanID", span.parent}});
        for (const auto& event : span.events)
            logs.push_back(json::object{{"timestamp", epoch + event.at}, {"fields", tagsOf(event.fields)}});
        json::array tags = tagsOf(span.tags);
        if (references.empty() && !trace.alias.empty())
            tags.push_back(json::object{{"key", "trace.alias"}, {"type", "string"}, {"value", trace.alias}});
        spans.push_back(json::object{{"traceID", trace.id},
                                     {"spanID", span.id},
                                     {"flags", 1},
                                     {"operationName", span.operation},
                                     {"references", references},
                                     {"startTime", epoch + span.start},
                                     {"duration", span.duration},
                                     {"tags", std::move(tags)},
                                     {"logs", logs},
                                     {"processID", place->second},
                                     {"warnings", nullptr}});
    }
    return {{"traceID", trace.id}, {"spans", spans}, {"processes", processes}, {"warnings", nullptr}};
}

/// 1.2s, 300ms, 500us, 1h2m: what Go calls a duration.
std::optional<Micros> goDuration(const std::string& text) {
    double micros = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find_first_not_of("0123456789.", at);
        if (end == at || end == std::string::npos)
            return std::nullopt;
        const auto number = promql::readNumber(text.substr(at, end - at));
        const auto next = std::min(text.find_first_of("0123456789.", end), text.size());
        static const std::map<std::string, double> units{{"ns", 1e-3},  {"us", 1},     {"\u00b5s", 1},
                                                         {"ms", 1e3},   {"s", 1e6},    {"m", 60e6},
                                                         {"h", 3600e6}, {"d", 86400e6}};
        const auto unit = units.find(text.substr(end, next - end));
        if (!number || unit == units.end())
            return std::nullopt;
        micros += *number * unit->second;
        at = next;
    }
    return text.empty() || !(micros < 1e17) ? std::nullopt : std::optional(static_cast<Micros>(micros));
}

/// What a search asks of one trace.
struct Wanted {
    std::string service, operation;
    std::map<std::string, std::string> tags;
    Micros shortest = 0, longest = 0;

    // As in Jaeger's stores one span must have all of it.
    bool operator()(const Trace& trace) const {
        return std::any_of(trace.spans.begin(), trace.spans.end(), [this](const Span& span) {
            return span.service == service && (operation.empty() || span.operation == operation) &&
                   span.duration >= shortest && (longest == 0 || span.duration <= longest) &&
                   std::all_of(tags.begin(), tags.end(), [&](const auto& tag) {
                       const auto has = [&](const Tags& list) {
                           return std::any_of(list.begin(), list.end(), [&](const auto& each) {
                               return each.first == tag.first && textOf(each.second) == tag.second;
                           });
                       };
                       return has(span.tags) || has(span.process);
                   });
        });
    }
};

/// "" or what cannot be understood.
std::string readWanted(const http::Pairs& form, Wanted& wanted) {
    wanted.service = field(form, "service");
    wanted.operation = field(form, "operation");
    for (const auto& [name, into] :
         {std::pair{"minDuration", &wanted.shortest}, std::pair{"maxDuration", &wanted.longest}})
        if (const std::string text = field(form, name); !text.empty()) {
            const auto read = goDuration(text);
            if (!read)
                return std::string("unable to parse param '") + name + "': time: invalid duration \"" + text +
                       "\"";
            *into = *read;
        }
    if (wanted.longest != 0 && wanted.longest < wanted.shortest)
        return "'maxDuration' should be greater than 'minDuration'";
    for (const auto& tag : fields(form, "tag")) {
        const auto colon = tag.find(':');
        if (colon == std::string::npos)
            return "malformed 'tag' parameter, expecting key:value, received: " + tag;
        wanted.tags[tag.substr(0, colon)] = tag.substr(colon + 1);
    }
    for (const auto& tags : fields(form, "tags")) {
        boost::system::error_code problem;
        const auto read = json::parse(tags, problem);
        if (problem || !read.is_object())
            return "malformed 'tags' parameter, cannot unmarshal JSON";
        for (const auto& [key, value] : read.as_object()) {
            if (!value.is_string())
                return "malformed 'tags' parameter, values must be strings";
            wanted.tags[std::string(key)] = std::string(value.as_string());
        }
    }
    return {};
}

} // namespace

void JaegerFace::handle(const http::Request& request, const Exchange& exchange) const {
    const std::string& path = request.path;
    const TraceBook& book = m_stage.world().traces();
    if (request.method != "GET")
        return exchange->reply(
            {405, {{"Allow", "GET"}, {"Content-Type", "text/plain"}}, "Method Not Allowed\n"});
    if (path == "/api/services") {
        std::set<std::string> names;
        for (const auto* source : book.sources())
            for (const auto& [service, operations] : source->operations())
                names.insert(service);
        json::array list;
        for (const auto& name : names)
            list.push_back(json::value(name));
        return answer(exchange, list, names.size());
    }
    if (path == "/api/operations") {
        if (field(request.query, "service").empty())
            return complain(exchange, 400, "parameter 'service' is required");
        return operations(field(request.query, "service"), false, exchange);
    }
    constexpr std::string_view services = "/api/services/", rest = "/operations";
    if (path.starts_with(services) && path.ends_with(rest) && path.size() > services.size() + rest.size())
        return operations(path.substr(services.size(), path.size() - services.size() - rest.size()), true,
                          exchange);
    if (path == "/api/traces") {
        note(request, field(request.query, "service"));
        return search(request.query, exchange);
    }
    if (path.starts_with("/api/traces/")) {
        note(request, path.substr(12));
        return trace(path.substr(12), exchange);
    }
    if (path == "/api/dependencies")
        return dependencies(request.query, exchange);
    if (path == "/")
        return replyText(exchange, 200, "The traces of the lab, with Jaeger's query API below /api/.\n");
    replyText(exchange, 404, "404 page not found\n");
}

void JaegerFace::note(const http::Request& request, const std::string& name) const {
    Action asked;
    asked.via = "jaeger";
    asked.user = "trainee";
    asked.verb = "traces";
    asked.path = request.target;
    asked.resource = "traces";
    asked.name = name;
    m_stage.note(std::move(asked));
}

void JaegerFace::operations(const std::string& service, bool plain, const Exchange& exchange) const {
    std::set<std::string> names;
    for (const auto* source : m_stage.world().traces().sources())
        for (const auto& [name, operations] : source->operations())
            if (name == service)
                names.insert(operations.begin(), operations.end());
    json::array list;
    for (const auto& name : names) {
        if (plain)
            list.push_back(json::value(name));
        else
            list.push_back(json::object{{"name", name}, {"spanKind", ""}});
    }
    answer(exchange, list, names.size());
}

std::optional<Trace> JaegerFace::find(const std::string& id) const {
    const World& world = m_stage.world();
    for (const auto* source : world.traces().sources())
        if (auto found = source->find(id, world.now()))
            return found;
    return std::nullopt;
}

void JaegerFace::trace(const std::string& id, const Exchange& exchange) const {
    const auto found = find(id);
    if (!found)
        return complain(exchange, 404, "trace not found");
    answer(exchange, json::array{toJson(*found, m_stage.world().epoch())}, 0);
}

void JaegerFace::search(const http::Pairs& form, const Exchange& exchange) const {
    const World& world = m_stage.world();
    json::array data;
    if (const auto ids = fields(form, "traceID"); !ids.empty()) {
        for (std::size_t i = 0; i < std::min(ids.size(), mostTraces); ++i)
            if (const auto found = find(ids[i]))
                data.push_back(toJson(*found, world.epoch()));
        return answer(exchange, data, 0);
    }
    Wanted wanted;
    if (const std::string words = readWanted(form, wanted); !words.empty())
        return complain(exchange, 400, words);
    if (wanted.service.empty())
        return complain(exchange, 400, "parameter 'service' is required");
    const auto number = [&](const char* name, double otherwise) {
        const std::string text = field(form, name);
        const auto read = text.empty() ? std::optional(otherwise) : promql::readNumber(text);
        return read && std::abs(*read) < 9e15 ? read : std::nullopt;
    };
    const auto limit = number("limit", 20);
    const auto end = number("end", static_cast<double>(world.epoch() + world.now()));
    const Micros lookback = goDuration(field(form, "lookback")).value_or(usualLookback);
    const auto start = number("start", end.value_or(0) - static_cast<double>(lookback));
    if (!limit || *limit < 0 || !end || !start)
        return complain(exchange, 400,
                        "unable to parse param 'start', 'end' or 'limit': they must be whole numbers");
    const auto most = static_cast<std::size_t>(std::min(*limit, static_cast<double>(mostTraces)));
    const Micros from = static_cast<Micros>(*start) - world.epoch(),
                 to = std::min(static_cast<Micros>(*end) - world.epoch(), world.now());
    std::vector<Trace> found;
    for (const auto* source : world.traces().sources()) {
        std::size_t taken = 0;
        if (most > 0)
            source->each(wanted.service, from, to, [&](const Trace& trace) {
                if (!trace.spans.empty() && wanted(trace)) {
                    found.push_back(trace);
                    ++taken;
                }
                return taken < most;
            });
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Trace& a, const Trace& b) { return a.spans[0].start > b.spans[0].start; });
    for (std::size_t i = 0; i < std::min(most, found.size()); ++i)
        data.push_back(toJson(found[i], world.epoch()));
    answer(exchange, data, 0);
}

void JaegerFace::dependencies(const http::Pairs& form, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const auto endMs = promql::readNumber(field(form, "endTs")),
               lookMs = promql::readNumber(field(form, "lookback"));
    if (!endMs || std::abs(*endMs) > 9e15)
        return complain(exchange, 400, "unable to parse param 'endTs': it must be milliseconds since 1970");
    const Micros end = std::min(static_cast<Micros>(*endMs) * 1000 - world.epoch(), world.now());
    const double seconds = std::clamp(lookMs.value_or(86'400'000), 0.0, 1e11) / 1000;
    json::array data;
    if (end >= -world.scenario().history)
        for (const auto& [pair, rate] : world.traces().requests().calls(end))
            data.push_back(json::object{{"parent", pair.first},
                                        {"child", pair.second},
                                        {"callCount", static_cast<std::int64_t>(rate * seconds * 0.01)}});
    const std::size_t total = data.size();
    answer(exchange, std::move(data), total);
}

} // namespace understudy::faces
