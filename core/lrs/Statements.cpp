#include "core/lrs/Statements.h"

#include "core/http/Target.h"
#include "core/lrs/Parameters.h"
#include "core/xapi/RawJson.h"

#include <sodium.h>

#include <boost/json/monotonic_resource.hpp>

#include <charconv>
#include <set>

namespace understudy::lrs {

namespace {

constexpr auto variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), variant);
    out.pop_back(); // the terminating NUL
    return out;
}

std::optional<std::string> unbase64(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                          nullptr, &length, &end, variant) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    out.resize(length);
    return out;
}

std::string seal(std::string_view text, const std::string& secret) {
    std::string mac(crypto_auth_BYTES, '\0');
    crypto_auth(reinterpret_cast<unsigned char*>(mac.data()),
                reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                reinterpret_cast<const unsigned char*>(secret.data()));
    return mac;
}

std::string quotedAuthority(const access::Credential& credential) {
    return "{\"objectType\":\"Agent\",\"account\":{\"homePage\":" + xapi::jsonString(credential.homePage) +
           ",\"name\":" + xapi::jsonString(credential.user) + "}}";
}

std::string identityOf(const access::Credential& credential) {
    return "account " + credential.homePage + ' ' + credential.account;
}

bool isMedia(const http::Request& request, std::string_view type) {
    const auto sent = xapi::lowered(request.header("content-type"));
    const auto bare = xapi::trimmed(std::string_view(sent).substr(0, sent.find(';')));
    return bare == type;
}

std::string httpDate(xapi::Micros when) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto iso = xapi::formatTimestamp(when); // 2025-11-10T09:00:00.000Z
    const auto day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(when)));
    const auto weekday = std::chrono::weekday(day).c_encoding();
    const auto month = static_cast<unsigned>(std::chrono::year_month_day(day).month());
    return std::string(days[weekday]) + ", " + iso.substr(8, 2) + ' ' + months[month - 1] + ' ' +
           iso.substr(0, 4) + ' ' + iso.substr(11, 8) + " GMT";
}

} // namespace

Statements::Statements(store::Store& store, store::Writer& writer, IdMaker& ids, std::string tokenSecret)
    : m_store(store)
    , m_writer(writer)
    , m_ids(ids)
    , m_secret(std::move(tokenSecret)) {
    m_secret.resize(crypto_auth_KEYBYTES);
}

void Statements::handle(const Call& call, Answer answer) {
    const auto& method = call.request.method;
    if (method == "GET") {
        find(call, std::move(answer));
    } else if (method == "PUT") {
        put(call, std::move(answer));
    } else if (method == "POST") {
        post(call, std::move(answer));
    } else {
        answer.add("Allow", "GET, HEAD, POST, PUT");
        answer.refuse(405, "Statements can be read, put and posted.");
    }
}

bool Statements::read(const Call& call, Answer& answer, std::vector<xapi::Draft>& batch) {
    const auto refuse = [&](int status, const std::string& reason) {
        answer.refuse(status, reason);
        return false;
    };
    if (isMedia(call.request, "multipart/mixed"))
        return refuse(400,
                      "Attachments inside a request (multipart/mixed) are not taken by this version of the "
                      "server; send attachments by fileUrl.");
    if (!isMedia(call.request, "application/json"))
        return refuse(400, "The Content-Type must be application/json.");
    const auto text = xapi::trimmed(call.request.body);
    std::string reason;
    auto value =
        xapi::parseJson(text, reason, boost::json::make_shared_resource<boost::json::monotonic_resource>());
    if (!value)
        return refuse(400, reason);
    const bool many = value->is_array() && call.request.method == "POST";
    const auto texts = many ? xapi::rawElements(text) : std::vector<std::string_view>{text};
    const xapi::Sender sender(call.version, quotedAuthority(call.credential));
    std::set<std::string> ids;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto drafted =
            xapi::draft(texts[i], std::move(many ? value->get_array()[i] : *value), sender,
                        call.request.parameter("statementId"), [this] { return m_ids.next().toStdString(); });
        if (const auto* wrong = std::get_if<std::string>(&drafted))
            return refuse(400, many ? "Statement " + std::to_string(i + 1) + ": " + *wrong : *wrong);
        auto& one = std::get<xapi::Draft>(drafted);
        if (auto denied = refusal(call, one); !denied.empty())
            return refuse(403, denied);
        if (!ids.insert(one.id).second)
            return refuse(400, "Two statements of the request have one id.");
        if (const auto* attachments = one.meaning.if_contains("attachments")) {
            for (const auto& attachment : attachments->get_array()) {
                if (!attachment.get_object().contains("fileUrl"))
                    return refuse(400, "An attachment has no fileUrl.");
            }
        }
        batch.push_back(std::move(one));
    }
    return true;
}

std::string Statements::refusal(const Call& call, const xapi::Draft& draft) const {
    if (draft.voids && !access::may(call.credential, access::Deed::VoidStatements))
        return "This credential may not void statements.";
    if (access::may(call.credential, access::Deed::WriteStatements))
        return {};
    if (!access::may(call.credential, access::Deed::WriteOwnStatements))
        return "This credential may not write statements.";
    if (xapi::identityOf(draft.meaning.at("actor").get_object()) != identityOf(call.credential))
        return "This credential may only write statements about its own person.";
    return {};
}

void Statements::store(std::vector<xapi::Draft> batch, Answer answer, std::function<void(Answer&)> stored) {
    m_writer.write(std::move(batch), [answer = std::move(answer), stored = std::move(stored)](
                                         const Result<store::Appender::Outcome>& outcome) mutable {
        if (!outcome)
            answer.failed(outcome.error());
        else if (!outcome->conflict.empty())
            answer.refuse(409, "The statement " + outcome->conflict +
                                   " is known already and says something else.");
        else
            stored(answer);
    });
}

void Statements::put(const Call& call, Answer answer) {
    const auto& query = call.request.query;
    if (query.size() != 1 || query.front().first != "statementId" || !xapi::isUuid(query.front().second))
        return answer.refuse(400, "PUT takes one parameter, statementId, a UUID.");
    std::vector<xapi::Draft> batch;
    if (!read(call, answer, batch))
        return;
    store(std::move(batch), std::move(answer), [](Answer& done) { done.empty(204); });
}

void Statements::post(const Call& call, Answer answer) {
    if (!call.request.query.empty())
        return answer.refuse(400, "POST takes no parameters.");
    std::vector<xapi::Draft> batch;
    if (!read(call, answer, batch))
        return;
    std::string ids = "[";
    for (const auto& one : batch)
        ids += (ids.size() > 1 ? ",\"" : "\"") + one.id + "\"";
    ids += "]";
    store(std::move(batch), std::move(answer), [ids = std::move(ids)](Answer& done) { done.json(200, ids); });
}

void Statements::find(const Call& call, Answer answer) {
    const auto& request = call.request;
    if (!access::may(call.credential, access::Deed::ReadOwnStatements))
        return answer.refuse(403, "This credential may not read statements.");
    if (request.hasParameter("statementId") || request.hasParameter("voidedStatementId"))
        findOne(call, std::move(answer));
    else
        findMany(call, std::move(answer));
}

void Statements::findOne(const Call& call, Answer answer) {
    const auto& request = call.request;
    const bool voided = request.hasParameter("voidedStatementId");
    if (voided && request.hasParameter("statementId"))
        return answer.refuse(400, "Only one of statementId and voidedStatementId may be given.");
    http::Pairs rest;
    for (const auto& pair : request.query) {
        if (pair.first == "format" || pair.first == "attachments")
            rest.push_back(pair);
        else if (pair.first != "statementId" && pair.first != "voidedStatementId")
            return answer.refuse(400, "With statementId only format and attachments may be given.");
    }
    store::Query ignored;
    if (auto wrong = readParameters(rest, call.version, ignored); !wrong.empty())
        return answer.refuse(400, wrong);
    const auto id = request.parameter(voided ? "voidedStatementId" : "statementId");
    if (!xapi::isUuid(id))
        return answer.refuse(400, "The id of a statement must be a UUID.");
    const auto found = m_store.find(id, voided);
    if (!found)
        return answer.failed(found.error());
    bool visible = found->has_value();
    if (visible && !access::may(call.credential, access::Deed::ReadStatements)) {
        const auto own = m_store.hasKey(
            (*found)->seq, xapi::makeKey(xapi::KeyKind::RelatedAgent, identityOf(call.credential)));
        const auto direct =
            m_store.hasKey((*found)->seq, xapi::makeKey(xapi::KeyKind::Agent, identityOf(call.credential)));
        visible = (own && *own) || (direct && *direct);
    }
    if (!visible)
        return answer.refuse(404, "There is no such statement.");
    answer.add("Last-Modified", httpDate((*found)->stored));
    answer.json(200, wantsIdsOnly(request.query) ? idsOnly((*found)->body) : (*found)->body);
}

void Statements::findMany(const Call& call, Answer answer) {
    http::Pairs parameters = call.request.query;
    store::Query query;
    if (call.request.hasParameter("more")) {
        if (parameters.size() != 1 || !followed(parameters.front().second, parameters, query))
            return answer.refuse(400,
                                 "The \"more\" link is not one of this server's. Start the query again.");
    }
    if (auto wrong = readParameters(parameters, call.version, query); !wrong.empty())
        return answer.refuse(400, wrong);
    readPage(parameters, call, std::move(query), std::move(answer));
}

void Statements::readPage(const http::Pairs& parameters, const Call& call, store::Query query,
                          Answer answer) {
    if (!access::may(call.credential, access::Deed::ReadStatements)) {
        const auto own = xapi::makeKey(xapi::KeyKind::Agent, identityOf(call.credential));
        query.owner = own;
        std::erase(query.keys, own);
    }
    const auto page = m_store.query(query);
    if (!page)
        return answer.failed(page.error());
    const bool ids = wantsIdsOnly(parameters);
    std::string body = "{\"statements\":[";
    for (const auto& one : page->statements) {
        if (body.back() != '[')
            body.push_back(',');
        body += ids ? idsOnly(one.body) : one.body;
    }
    body += "],\"more\":" + xapi::jsonString(moreLink(parameters, *page)) + "}";
    answer.json(200, std::move(body));
}

std::string Statements::moreLink(const http::Pairs& parameters, const store::Page& page) const {
    if (!page.more)
        return {};
    std::string state = std::to_string(page.statements.back().seq) + ' ' + std::to_string(page.upTo) + ' ';
    for (const auto& [name, value] : parameters)
        state += http::percentEncode(name) + '=' + http::percentEncode(value) + '&';
    return "/xapi/statements?more=" + base64(state) + '.' + base64(seal(state, m_secret));
}

bool Statements::followed(const std::string& token, http::Pairs& parameters, store::Query& query) const {
    const auto dot = token.find('.');
    if (dot == std::string::npos)
        return false;
    const auto state = unbase64(std::string_view(token).substr(0, dot));
    const auto mac = unbase64(std::string_view(token).substr(dot + 1));
    if (!state || !mac || mac->size() != crypto_auth_BYTES ||
        crypto_auth_verify(reinterpret_cast<const unsigned char*>(mac->data()),
                           reinterpret_cast<const unsigned char*>(state->data()), state->size(),
                           reinterpret_cast<const unsigned char*>(m_secret.data())) != 0)
        return false;
    const char* end = state->data() + state->size();
    const auto after = std::from_chars(state->data(), end, query.after);
    if (after.ec != std::errc() || after.ptr == end)
        return false;
    const auto upTo = std::from_chars(after.ptr + 1, end, query.upTo);
    if (upTo.ec != std::errc() || upTo.ptr == end)
        return false;
    auto form = http::parseForm({upTo.ptr + 1, static_cast<std::size_t>(end - upTo.ptr - 1)});
    if (!form)
        return false;
    parameters = std::move(*form);
    return true;
}

} // namespace understudy::lrs
