#include "labs/replay/ForkFace.h"

#include <boost/json.hpp>

namespace understudy::replay {

namespace json = boost::json;

namespace {

using Exchange = std::shared_ptr<http::Exchange>;

void reply(const Exchange& exchange, int status, const json::value& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, json::serialize(body)});
}

void refuse(const Exchange& exchange, int status, const std::string& sentence) {
    reply(exchange, status, json::object{{"error", sentence}});
}

/// Nothing when the body is no object, or has something else than text there.
std::optional<std::string> textAt(const http::Request& request, const char* key) {
    boost::system::error_code wrong;
    const json::value body = json::parse(request.body.empty() ? "{}" : request.body, wrong);
    if (wrong || !body.is_object())
        return std::nullopt;
    const auto* found = body.as_object().if_contains(key);
    if (!found)
        return std::string();
    return found->is_string() ? std::optional(std::string(found->as_string())) : std::nullopt;
}

constexpr const char* path = "/lab/v1/fork";
constexpr std::string_view opens = "/lab/v1/forks/", opened = "/open";

} // namespace

ForkFace::ForkFace(cluster::Stage& stage, const QString& folder, std::string token, Maker maker, Now real,
                   Now wall)
    : m_stage(stage)
    , m_futures(folder)
    , m_token(std::move(token))
    , m_maker(std::move(maker))
    , m_real(std::move(real))
    , m_wall(std::move(wall)) {}

bool ForkFace::handle(const http::Request& request, const Exchange& exchange) {
    if (request.path.rfind(path, 0) != 0)
        return false;
    const std::string_view target = request.path;
    if (request.header("authorization") != "Bearer " + m_token)
        refuse(exchange, 401, "The token is missing or wrong. It stands in lab.json.");
    else if (request.method == "POST" && target == path)
        fork(request, exchange);
    else if (request.method == "GET" && target == "/lab/v1/forks")
        list(exchange);
    else if (request.method == "DELETE" && target.size() > opens.size() &&
             target.substr(0, opens.size()) == opens)
        drop(QString::fromStdString(std::string(target.substr(opens.size()))), exchange);
    else if (request.method == "POST" && target.size() > opens.size() + opened.size() &&
             target.substr(0, opens.size()) == opens &&
             target.substr(target.size() - opened.size()) == opened)
        open(QString::fromStdString(
                 std::string(target.substr(opens.size(), target.size() - opens.size() - opened.size()))),
             request, exchange);
    else
        refuse(exchange, 404, "The control API has no " + request.method + " " + request.path + ".");
    return true;
}

std::string ForkFace::stamp(std::int64_t epoch, cluster::Micros when) const {
    return m_stage.world().stamp(epoch - m_stage.world().epoch() + when);
}

void ForkFace::fork(const http::Request& request, const Exchange& exchange) {
    auto name = textAt(request, "name");
    if (!name)
        return refuse(exchange, 422, "Ask for {\"name\": \"before-the-fix\"}, or for {}.");
    if (const auto done = m_stage.fork(m_real(), *name); done.status != 200)
        return refuse(exchange, done.status, done.body);
    const auto& world = m_stage.world();
    reply(exchange, 200,
          json::object{{"name", *name}, {"reached", world.stamp(world.now())}, {"sinceStart", world.now()}});
}

void ForkFace::list(const Exchange& exchange) const {
    json::array forks;
    for (const KeptFuture& each : m_futures.all()) {
        json::object one{{"name", each.name.toStdString()}, {"kept", toIso(each.kept).toStdString()}};
        if (each.problem.isEmpty()) {
            if (each.lab.toStdString() != m_stage.world().scenario().lab)
                continue; // of a lab that is not on
            one["lab"] = each.lab.toStdString();
            one["started"] = stamp(each.began, 0);
            one["reached"] = stamp(each.began, each.reached);
            one["sinceStart"] = each.reached;
        } else {
            one["problem"] = each.problem.toStdString();
        }
        forks.push_back(std::move(one));
    }
    reply(exchange, 200, json::object{{"forks", forks}});
}

void ForkFace::drop(const QString& name, const Exchange& exchange) const {
    if (const auto done = m_futures.drop(name); done.status != 200)
        return refuse(exchange, done.status, done.body);
    reply(exchange, 200, json::object{{"deleted", name.toStdString()}});
}

void ForkFace::open(const QString& name, const http::Request& request, const Exchange& exchange) {
    auto keep = textAt(request, "keep");
    if (!keep)
        return refuse(exchange, 422, "Ask for {\"keep\": \"before-the-fix\"}, or for {}.");
    auto kept = m_futures.load(name);
    if (!kept)
        return refuse(exchange, kept.error().code == Errc::NotFound ? 404 : 422,
                      kept.error().sentence.toStdString());
    if (kept->beginning.lab != m_stage.world().scenario().lab)
        return refuse(exchange, 409,
                      "That future is of the lab " + kept->beginning.lab + ". Open that lab first.");
    auto made = m_maker(kept->beginning);
    if (!made)
        return refuse(exchange, 422, made.error().sentence.toStdString());
    const auto done = m_stage.open(m_real(), m_wall(),
                                   {std::move(kept->beginning), std::move(made->scenario),
                                    std::move(kept->entries), std::move(made->topology)},
                                   *keep);
    if (done.status != 200)
        return refuse(exchange, done.status, done.body);
    if (moved)
        moved();
    const auto& world = m_stage.world();
    reply(exchange, 200,
          json::object{{"virtualTime", world.stamp(world.now())},
                       {"started", world.stamp(0)},
                       {"sinceStart", world.now()},
                       {"speed", m_stage.speed()},
                       {"world", m_stage.worlds()},
                       {"kept", *keep}});
}

} // namespace understudy::replay
