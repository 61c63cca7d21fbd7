#include "labs/faces/AlertmanagerFace.h"

#include "labs/alerting/Alertmanager.h"

#include <algorithm>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;

namespace {

constexpr std::size_t largest = 1024 * 1024;

json::object texts(const promql::Labels& all) {
    json::object out;
    for (const auto& [key, value] : all)
        out[key] = value;
    return out;
}

json::array names(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& each : all)
        out.push_back(json::value(each));
    return out;
}

json::array receiversOf(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& each : all)
        out.push_back(json::object{{"name", each}});
    return out;
}

std::string stamp(const World& world, Micros when) { return toRfc3339(world.epoch() + when, true); }

json::object toJson(const World& world, const Notice& notice) {
    return {{"annotations", texts(notice.annotations)},
            {"endsAt", stamp(world, notice.ends)},
            {"fingerprint", notice.fingerprint},
            {"receivers", receiversOf(notice.receivers)},
            {"startsAt", stamp(world, notice.starts)},
            {"status", json::object{{"inhibitedBy", names(notice.inhibitedBy)},
                                    {"silencedBy", names(notice.silencedBy)},
                                    {"state", notice.active() ? "active" : "suppressed"}}},
            {"updatedAt", stamp(world, notice.updated)},
            {"generatorURL", notice.generator},
            {"labels", texts(notice.labels)}};
}

const char* nameOf(Silence::State state) {
    return state == Silence::State::Active    ? "active"
           : state == Silence::State::Pending ? "pending"
                                              : "expired";
}

/// @p skew: clients compare the times of silences with their own clock.
json::object toJson(const World& world, const Silence& silence, Micros skew) {
    using promql::MatchOp;
    json::array matchers;
    for (const auto& each : silence.matchers)
        matchers.push_back(
            json::object{{"isEqual", each.op == MatchOp::Equal || each.op == MatchOp::Regex},
                         {"isRegex", each.op == MatchOp::Regex || each.op == MatchOp::NotRegex},
                         {"name", each.name},
                         {"value", each.value}});
    return {{"id", silence.id},
            {"status", json::object{{"state", nameOf(silence.state(world.now()))}}},
            {"updatedAt", stamp(world, silence.updated - skew)},
            {"comment", silence.comment},
            {"createdBy", silence.createdBy},
            {"endsAt", stamp(world, silence.ends - skew)},
            {"matchers", matchers},
            {"startsAt", stamp(world, silence.starts - skew)}};
}

/// name="value" and its relatives; the quotes may be missing.
std::optional<promql::Matcher> matcherOf(const std::string& text) {
    using promql::MatchOp;
    const auto at = text.find_first_of("=!");
    if (at == std::string::npos || at == 0)
        return std::nullopt;
    const std::string two = text.substr(at, 2);
    const bool pair = two == "=~" || two == "!~" || two == "!=";
    if (!pair && text[at] == '!')
        return std::nullopt;
    promql::Matcher matcher;
    matcher.name = text.substr(0, at);
    std::erase(matcher.name, ' ');
    matcher.op = two == "=~"   ? MatchOp::Regex
                 : two == "!~" ? MatchOp::NotRegex
                 : two == "!=" ? MatchOp::NotEqual
                               : MatchOp::Equal;
    matcher.value = text.substr(at + (pair ? 2 : 1));
    if (matcher.value.size() >= 2 && matcher.value.front() == '"' && matcher.value.back() == '"')
        matcher.value = matcher.value.substr(1, matcher.value.size() - 2);
    return matcher;
}

std::optional<std::vector<promql::Matcher>> filterOf(const http::Pairs& form) {
    std::vector<promql::Matcher> all;
    for (const auto& text : fields(form, "filter")) {
        auto matcher = matcherOf(text);
        if (!matcher)
            return std::nullopt;
        all.push_back(std::move(*matcher));
    }
    return all;
}

std::string textAt(const json::object& object, const char* key) {
    const auto* found = object.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<Micros> momentAt(const World& world, const json::object& object, const char* key) {
    const auto read = fromRfc3339(textAt(object, key));
    return read ? std::optional(*read - world.epoch()) : std::nullopt;
}

promql::Labels labelsAt(const json::object& object, const char* key) {
    promql::Labels labels;
    if (const auto* found = object.if_contains(key); found && found->is_object())
        for (const auto& [name, value] : found->as_object())
            if (value.is_string() && !value.as_string().empty())
                labels[std::string(name)] = std::string(value.as_string());
    return labels;
}

Outcome said(int status, const json::value& body) {
    return {status, json::serialize(body), "application/json"};
}

std::optional<Silence> silenceOf(const World& world, const json::value& body) {
    if (!body.is_object())
        return std::nullopt;
    const auto& object = body.as_object();
    Silence silence;
    silence.id = textAt(object, "id");
    silence.createdBy = textAt(object, "createdBy");
    silence.comment = textAt(object, "comment");
    const auto starts = momentAt(world, object, "startsAt"), ends = momentAt(world, object, "endsAt");
    const auto* list = object.if_contains("matchers");
    if (!starts || !ends || !list || !list->is_array() || list->as_array().size() > 50)
        return std::nullopt;
    silence.starts = *starts;
    silence.ends = *ends;
    for (const auto& each : list->as_array()) {
        if (!each.is_object())
            return std::nullopt;
        const auto flag = [&](const char* key, bool otherwise) {
            const auto* found = each.as_object().if_contains(key);
            return found && found->is_bool() ? found->as_bool() : otherwise;
        };
        using promql::MatchOp;
        const bool equal = flag("isEqual", true), pattern = flag("isRegex", false);
        silence.matchers.push_back({textAt(each.as_object(), "name"),
                                    pattern ? (equal ? MatchOp::Regex : MatchOp::NotRegex)
                                            : (equal ? MatchOp::Equal : MatchOp::NotEqual),
                                    textAt(each.as_object(), "value")});
    }
    return silence;
}

Outcome keepSilence(World& world, const Action& action, const json::value& body) {
    const auto silence = silenceOf(world, body);
    if (!silence)
        return said(400, json::value("a silence needs matchers, startsAt, endsAt, createdBy and comment"));
    const auto kept = world.alertmanager().silences().keep(*silence, world.now(), action.n);
    return kept.status == 200 ? said(200, json::object{{"silenceID", kept.id}})
                              : said(kept.status, json::value(kept.words));
}

Outcome takeAlerts(World& world, const json::value& body) {
    if (!body.is_array() || body.as_array().size() > 1000)
        return said(400, json::value("a list of alerts is expected"));
    std::vector<Notice> notices;
    for (const auto& each : body.as_array()) {
        Notice notice;
        if (each.is_object())
            notice.labels = labelsAt(each.as_object(), "labels");
        if (notice.labels.empty())
            return said(400, json::value("at least one label pair required"));
        notice.annotations = labelsAt(each.as_object(), "annotations");
        notice.generator = textAt(each.as_object(), "generatorURL");
        notice.updated = world.now();
        notice.starts = momentAt(world, each.as_object(), "startsAt").value_or(world.now());
        const auto ends = momentAt(world, each.as_object(), "endsAt");
        notice.ends = ends && *ends > -365 * day ? *ends : world.now() + 5 * minute;
        if (notice.starts > notice.ends)
            return said(400, json::value("start time must be before end time"));
        notices.push_back(std::move(notice));
    }
    for (Notice& notice : notices)
        world.alertmanager().receive(std::move(notice));
    return {200, "", "application/json"};
}

Outcome performed(World& world, const Action& action) {
    constexpr std::string_view one = "/api/v2/silence/";
    if (action.verb == "DELETE" && action.path.starts_with(one)) {
        const auto kept = world.alertmanager().silences().expire(action.path.substr(one.size()), world.now());
        return kept.status == 200 ? Outcome{200, "", "application/json"}
                                  : said(kept.status, json::value(kept.words));
    }
    boost::system::error_code problem;
    const json::value body = json::parse(action.body, problem);
    if (problem)
        return said(400, json::value("the body is no JSON: " + problem.message()));
    if (action.path == "/api/v2/silences")
        return keepSilence(world, action, body);
    if (action.path == "/api/v2/alerts")
        return takeAlerts(world, body);
    return said(404, json::value("there is no such call"));
}

/// The times of new silences and alerts are by the client's clock, which is the real one.
std::string inLabTime(const std::string& body, Micros skew) {
    boost::system::error_code problem;
    json::value read = json::parse(body, problem);
    if (problem || skew == 0)
        return body;
    const auto move = [&](json::value& each) {
        if (!each.is_object())
            return;
        for (const char* key : {"startsAt", "endsAt"})
            if (const auto when = fromRfc3339(textAt(each.as_object(), key)); when && *when > 0)
                each.as_object()[key] = toRfc3339(*when + skew, true);
    };
    if (read.is_array())
        for (auto& each : read.as_array())
            move(each);
    else
        move(read);
    return json::serialize(read);
}

} // namespace

AlertmanagerFace::AlertmanagerFace(Stage& stage)
    : m_stage(stage) {
    stage.on("alertmanager", performed);
}

void AlertmanagerFace::handle(const http::Request& request, const Exchange& exchange) {
    const std::string& path = request.path;
    if (request.method == "POST" || request.method == "DELETE")
        return change(request, exchange);
    if (request.method != "GET")
        return exchange->reply(
            {405, {{"Allow", "GET, POST, DELETE"}, {"Content-Type", "text/plain"}}, "Method Not Allowed\n"});
    if (path == "/-/ready" || path == "/-/healthy")
        replyText(exchange, 200, "OK");
    else if (path == "/")
        replyText(exchange, 200,
                  "The alerts of the lab, with version 2 of Alertmanager's API below /api/v2/.\n");
    else if (path.starts_with("/api/v2/"))
        get(path.substr(8), request, exchange);
    else
        replyText(exchange, 404, "404 page not found\n");
}

void AlertmanagerFace::get(const std::string& call, const http::Request& request,
                           const Exchange& exchange) const {
    const World& world = m_stage.world();
    if (call == "status")
        return status(exchange);
    if (call == "receivers")
        return replyJson(exchange, 200, receiversOf(Routing::receivers()));
    if (call == "alerts" || call == "alerts/groups")
        return alerts(request.query, call != "alerts", exchange);
    if (call == "silences")
        return silences(request.query, exchange);
    if (call.starts_with("silence/")) {
        const auto* silence = world.alertmanager().silences().find(call.substr(8));
        return silence ? replyJson(exchange, 200, toJson(world, *silence, m_stage.skew()))
                       : replyJson(exchange, 404, json::value());
    }
    replyJson(exchange, 404,
              json::object{{"code", 404}, {"message", "path " + request.path + " was not found"}});
}

void AlertmanagerFace::change(const http::Request& request, const Exchange& exchange) {
    const bool removes = request.method == "DELETE" && request.path.starts_with("/api/v2/silence/");
    const bool adds =
        request.method == "POST" && (request.path == "/api/v2/silences" || request.path == "/api/v2/alerts");
    if (!removes && !adds)
        return replyJson(exchange, 404,
                         json::object{{"code", 404}, {"message", "path " + request.path + " was not found"}});
    if (adds && !request.header("content-type").starts_with("application/json"))
        return replyJson(
            exchange, 415,
            json::object{{"code", 415}, {"message", "unsupported media type; send application/json"}});
    if (request.body.size() > largest)
        return replyJson(exchange, 413, json::object{{"code", 413}, {"message", "the body is too large"}});
    Action action;
    action.via = "alertmanager";
    action.user = "trainee";
    action.verb = request.method;
    action.path = request.path;
    action.type = "application/json";
    action.body = adds ? inLabTime(request.body, m_stage.skew()) : "";
    action.resource = request.path == "/api/v2/alerts" ? "alerts" : "silences";
    const Outcome outcome = m_stage.perform(std::move(action));
    exchange->reply({outcome.status, {{"Content-Type", outcome.type}}, outcome.body});
}

void AlertmanagerFace::alerts(const http::Pairs& form, bool grouped, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const auto filter = filterOf(form);
    if (!filter)
        return replyJson(exchange, 400, json::value("bad matcher format"));
    const auto wants = [&](const char* name) { return field(form, name) != "false"; };
    const std::string receiver = field(form, "receiver");
    std::vector<Notice> shown;
    for (Notice& notice : world.alertmanager().notices(world.now())) {
        const bool suppressed = (!notice.silencedBy.empty() && !wants("silenced")) ||
                                (!notice.inhibitedBy.empty() && !wants("inhibited"));
        const bool told =
            receiver.empty() ||
            std::any_of(notice.receivers.begin(), notice.receivers.end(), [&](const auto& each) {
                return promql::matches({{"r", promql::MatchOp::Regex, receiver}}, {{"r", each}});
            });
        if (!suppressed && (wants("active") || !notice.active()) && told &&
            promql::matches(*filter, notice.labels))
            shown.push_back(std::move(notice));
    }
    json::array out;
    if (!grouped) {
        for (const Notice& notice : shown)
            out.push_back(toJson(world, notice));
        return replyJson(exchange, 200, out);
    }
    std::map<std::pair<std::string, promql::Labels>, json::array> groups;
    for (const Notice& notice : shown)
        for (const auto& each : notice.receivers)
            groups[{each, Routing::groupOf(notice.labels)}].push_back(toJson(world, notice));
    for (const auto& [key, members] : groups)
        out.push_back(json::object{{"alerts", members},
                                   {"labels", texts(key.second)},
                                   {"receiver", json::object{{"name", key.first}}}});
    replyJson(exchange, 200, out);
}

void AlertmanagerFace::silences(const http::Pairs& form, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const auto filter = filterOf(form);
    if (!filter)
        return replyJson(exchange, 400, json::value("bad matcher format"));
    // A silence is looked for as if its plain matchers were the labels of an alert.
    std::map<Silence::State, json::array> byState;
    for (const auto& silence : world.alertmanager().silences().all()) {
        promql::Labels labels;
        for (const auto& matcher : silence.matchers)
            labels[matcher.name] = matcher.value;
        if (promql::matches(*filter, labels))
            byState[silence.state(world.now())].push_back(toJson(world, silence, m_stage.skew()));
    }
    json::array out;
    for (const auto state : {Silence::State::Active, Silence::State::Pending, Silence::State::Expired})
        for (auto& each : byState[state])
            out.push_back(std::move(each));
    replyJson(exchange, 200, out);
}

void AlertmanagerFace::status(const Exchange& exchange) const {
    const World& world = m_stage.world();
    replyJson(exchange, 200,
              json::object{{"cluster", json::object{{"name", "alertmanager-0"},
                                                    {"peers", json::array()},
                                                    {"status", "disabled"}}},
                           {"config", json::object{{"original", Routing::config()}}},
                           {"uptime", stamp(world, -world.scenario().history)},
                           {"versionInfo", json::object{{"branch", "lab"},
                                                        {"buildDate", ""},
                                                        {"buildUser", ""},
                                                        {"goVersion", ""},
                                                        {"revision", "lab"},
                                                        {"version", "0.25.0"}}}});
}

} // namespace understudy::faces
