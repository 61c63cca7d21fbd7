#include "labs/dwcpapi/DwcpFace.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <charconv>

namespace understudy::dwcp {

using namespace cluster;

namespace {

constexpr std::size_t mostBody = 64 * 1024;

std::string nameOf(DwcpFace::Role role) { return role == DwcpFace::Role::Operator ? "operator" : "viewer"; }

void reply(const std::shared_ptr<http::Exchange>& exchange, int status, const std::string& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, body});
}

/// Takes the same time wherever they differ first.
bool same(const std::string& a, const std::string& b) {
    unsigned different = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        different |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return different == 0;
}

} // namespace

DwcpFace::DwcpFace(Stage& stage, std::string secret)
    : m_stage(stage)
    , m_secret(std::move(secret)) {
    m_stage.on("dwcp", [](World& world, const Action& action) -> Outcome {
        Scene scene{world.platform(), world.epoch(), action.user};
        Call call{action.verb, action.path, {}, action.body};
        const Reply said = answer(scene, call, action.n);
        return {said.status, said.body, "application/json"};
    });
}

std::string DwcpFace::signature(const std::string& text) const {
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, QByteArray::fromStdString(m_secret));
    code.addData(QByteArray::fromStdString(text));
    return code.result().toHex().left(40).toStdString();
}

std::string DwcpFace::tokenFor(Role role, Micros until) const {
    const std::string text = nameOf(role) + "." + std::to_string(until);
    return text + "." + signature("token " + text);
}

std::string DwcpFace::token(Role role) const { return tokenFor(role, 0); }

std::string DwcpFace::password(Role role) const {
    return signature("password " + nameOf(role)).substr(0, 20);
}

std::optional<DwcpFace::Role> DwcpFace::roleOf(const std::string& token) const {
    const auto first = token.find('.'), second = token.rfind('.');
    if (first == std::string::npos || second <= first + 1 || token.size() > 200)
        return std::nullopt;
    const std::string text = token.substr(0, second);
    if (!same(token.substr(second + 1), signature("token " + text)))
        return std::nullopt;
    Micros until = 0;
    std::from_chars(text.data() + first + 1, text.data() + text.size(), until);
    if (until != 0 && until <= m_stage.world().now())
        return std::nullopt;
    return text.starts_with("operator.") ? Role::Operator : Role::Viewer;
}

void DwcpFace::refuse(const Exchange& exchange, int status, const char* code, const std::string& sentence) {
    reply(exchange, status,
          errorBody(code, sentence, m_stage.world().platform().plan().cluster, 0xa00000 + ++m_requests));
}

void DwcpFace::login(const http::Request& request, const Exchange& exchange) {
    boost::system::error_code wrong;
    const json::value body = json::parse(request.body, wrong);
    const auto text = [&](const char* key) -> std::string {
        const auto* value = wrong || !body.is_object() ? nullptr : body.as_object().if_contains(key);
        return value && value->is_string() ? std::string(value->as_string()) : std::string();
    };
    for (const Role role : {Role::Operator, Role::Viewer})
        if (text("username") == nameOf(role) && same(text("password"), password(role))) {
            const Micros until = m_stage.world().now() + 24 * hour;
            return reply(exchange, 200,
                         json::serialize(json::object{{"token", tokenFor(role, until)},
                                                      {"expires_at", m_stage.world().stamp(until)}}));
        }
    refuse(exchange, 401, "UNAUTHENTICATED", "The user name or the password is wrong.");
}

void DwcpFace::handle(const http::Request& request, const Exchange& exchange) {
    if (request.body.size() > mostBody)
        return refuse(exchange, 413, "INVALID_ARGUMENT", "The body is larger than 64 KiB.");
    if (request.method == "POST" && request.path == "/v3/auth/login")
        return login(request, exchange);
    const std::string bearer = request.header("authorization");
    const auto role = bearer.starts_with("Bearer ") ? roleOf(bearer.substr(7)) : std::nullopt;
    if (!role)
        return refuse(exchange, 401, "UNAUTHENTICATED",
                      "The token is missing, wrong or expired. Log in again.");
    Call call{request.method, request.path, request.query, request.body};
    Action action;
    action.via = "dwcp";
    action.user = nameOf(*role);
    action.verb = call.method;
    action.path = call.path;
    action.type = "application/json";
    action.body = call.body;
    action.resource = "dwcp";
    action.name = verbOf(call).empty() ? call.path : verbOf(call);
    if (changes(call)) {
        if (*role != Role::Operator)
            return refuse(exchange, 403, "PERMISSION_DENIED", "A viewer may look, not change.");
        const Outcome done = m_stage.perform(action);
        if (done.status == notKept)
            return refuse(exchange, 500, "INTERNAL", done.body);
        return reply(exchange, done.status, done.body);
    }
    // What was looked at: checks ask for it.
    if (const std::string verb = verbOf(call); !verb.empty()) {
        const auto space = verb.find(' ');
        action.resource = "dwcp/" + verb.substr(0, space);
        action.verb = verb.substr(space + 1);
        const std::string node = request.parameter("node");
        action.name = node.empty() ? request.parameter("vm") : node;
    }
    Scene scene{m_stage.world().platform(), m_stage.world().epoch(), action.user};
    const Reply said = answer(scene, call, 0xa00000 + ++m_requests);
    if (said.status < 400)
        m_stage.note(action);
    reply(exchange, said.status, said.body);
}

} // namespace understudy::dwcp
