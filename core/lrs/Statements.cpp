#include "core/lrs/Statements.h"

#include "core/lrs/HttpDate.h"
#include "core/lrs/Parameters.h"
#include "core/lrs/Party.h"
#include "core/store/Activities.h"
#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::lrs {

namespace {

constexpr std::size_t mostAttachedBytes = 32 * 1024 * 1024; // in one page

bool isGroup(const boost::json::object& party) {
    const auto* type = party.if_contains("objectType");
    return type && type->is_string() && type->get_string() == "Group";
}

} // namespace

Statements::Statements(store::Sql& sql, store::Store& store, store::Writer& writer, IdMaker& ids,
                       const Clock& clock, std::string tokenSecret)
    : m_sql(sql)
    , m_store(store)
    , m_writer(writer)
    , m_ids(ids)
    , m_more(clock, std::move(tokenSecret)) {}

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
    if (const auto wrong = Intake(call, m_ids).read(batch); !wrong.empty()) {
        answer.refuse(400, wrong);
        return false;
    }
    const bool redefines = access::may(call.credential, access::Deed::WriteActivityProfile);
    for (auto& one : batch) {
        if (const auto denied = refusal(call.credential, one); !denied.empty()) {
            answer.refuse(403, denied);
            return false;
        }
        one.redefines = redefines;
    }
    return true;
}

std::string Statements::refusal(const access::Credential& credential, const xapi::Draft& draft) {
    if (draft.voids && !access::may(credential, access::Deed::VoidStatements))
        return "This credential may not void statements.";
    if (access::may(credential, access::Deed::WriteStatements))
        return {};
    if (!access::may(credential, access::Deed::WriteOwnStatements))
        return "This credential may not write statements.";
    const auto& actor = draft.meaning.at("actor").get_object();
    if (isGroup(actor))
        return "This credential may not write statements about groups.";
    if (xapi::identityOf(actor) != ownIdentity(credential))
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
    if (request.hasParameter("statementId") || request.hasParameter("voidedStatementId"))
        findOne(call, std::move(answer));
    else
        findMany(call, std::move(answer));
}

Result<bool> Statements::mayRead(const Call& call, const store::Stored& statement) {
    if (access::may(call.credential, access::Deed::ReadStatements))
        return true;
    if (!access::may(call.credential, access::Deed::ReadOwnStatements))
        return false;
    const auto own = ownIdentity(call.credential);
    const auto direct = m_store.hasKey(statement.seq, xapi::makeKey(xapi::KeyKind::Agent, own));
    if (!direct || *direct)
        return direct;
    return m_store.hasKey(statement.seq, xapi::makeKey(xapi::KeyKind::RelatedAgent, own));
}

void Statements::findOne(const Call& call, Answer answer) {
    const auto& request = call.request;
    const bool voided = request.hasParameter("voidedStatementId");
    if (auto wrong = checkOne(request.query, call.version); !wrong.empty())
        return answer.refuse(400, wrong);
    const auto id = request.parameter(voided ? "voidedStatementId" : "statementId");
    auto found = m_store.find(id, voided);
    if (!found)
        return answer.failed(found.error());
    const auto visible = *found ? mayRead(call, **found) : Result<bool>(false);
    if (!visible)
        return answer.failed(visible.error());
    if (!*visible)
        return answer.refuse(404, "There is no such statement.");
    store::Page page{{std::move(**found)}, false, 0};
    answer.add("Last-Modified", httpDate(page.statements.front().stored));
    std::vector<xapi::Attachment> attachments;
    if (wantsAttachments(request.query)) {
        auto read = attachmentsOf(page);
        if (!read)
            return answer.failed(read.error());
        attachments = std::move(*read);
    }
    send(answer, formatted(page.statements, request.query, call).front(), request.query, attachments);
}

void Statements::findMany(const Call& call, Answer answer) {
    http::Pairs parameters = call.request.query;
    store::Query query;
    if (call.request.hasParameter("more")) {
        const auto place = parameters.size() == 1
                               ? m_more.read(parameters.front().second, call.credential.user)
                               : std::nullopt;
        if (!place)
            return answer.refuse(400, "This \"more\" link was not made for this credential, or is older than "
                                      "a day. Start the query again.");
        parameters = place->parameters;
        query.after = place->after;
        query.upTo = place->upTo;
    }
    if (auto wrong = readParameters(parameters, call.version, query); !wrong.empty())
        return answer.refuse(400, wrong);
    readPage(parameters, call, std::move(query), std::move(answer));
}

void Statements::readPage(const http::Pairs& parameters, const Call& call, store::Query query,
                          Answer answer) {
    if (!access::may(call.credential, access::Deed::ReadStatements)) {
        if (!access::may(call.credential, access::Deed::ReadOwnStatements))
            return answer.refuse(403, "This credential may not read statements.");
        const auto own = xapi::makeKey(xapi::KeyKind::Agent, ownIdentity(call.credential));
        query.owner = own;
        std::erase(query.keys, own);
    }
    auto page = m_store.query(query);
    if (!page)
        return answer.failed(page.error());
    std::vector<xapi::Attachment> attachments;
    if (wantsAttachments(parameters)) {
        auto read = attachmentsOf(*page);
        if (!read)
            return answer.failed(read.error());
        attachments = std::move(*read);
    }
    std::string body = "{\"statements\":[";
    for (const auto& one : formatted(page->statements, parameters, call)) {
        if (body.back() != '[')
            body.push_back(',');
        body += one;
    }
    body += "],\"more\":";
    body += page->more ? xapi::jsonString(m_more.write({parameters, page->statements.back().seq, page->upTo},
                                                       call.credential.user))
                       : "\"\"";
    body += "}";
    send(answer, std::move(body), parameters, attachments);
}

std::vector<std::string> Statements::formatted(std::vector<store::Stored>& statements,
                                               const http::Pairs& parameters, const Call& call) {
    const auto format = formatOf(parameters);
    const Languages languages(call.request.header("accept-language"));
    Canonical canonical(languages, [this](const std::string& iri) {
        const auto known = store::Activities(m_sql).definition(iri);
        return known ? *known : std::string();
    });
    std::vector<std::string> out;
    out.reserve(statements.size());
    for (auto& one : statements) {
        auto text = exactly(std::move(one.body), call.version);
        out.push_back(format == Format::Ids         ? idsOnly(text)
                      : format == Format::Canonical ? canonical.statement(text)
                                                    : std::move(text));
    }
    return out;
}

// A file that several statements name is sent once. Where the files of a page grow too large, the page is cut
// short; a statement alone always comes with all of its own.
Result<std::vector<xapi::Attachment>> Statements::attachmentsOf(store::Page& page) {
    std::vector<xapi::Attachment> all;
    std::size_t bytes = 0;
    store::Attachments attachments(m_sql);
    for (std::size_t i = 0; i < page.statements.size(); ++i) {
        const auto& one = page.statements[i];
        if (one.body.find("\"attachments\"") == std::string::npos)
            continue;
        auto own = attachments.of(one.id);
        if (!own)
            return own.error();
        for (const auto& file : *own)
            bytes += file.content.size();
        if (bytes > mostAttachedBytes && i > 0) {
            page.statements.resize(i);
            page.more = true;
            break;
        }
        for (auto& file : *own) {
            const bool sent = std::any_of(all.begin(), all.end(),
                                          [&](const auto& known) { return known.sha2 == file.sha2; });
            if (!sent)
                all.push_back(std::move(file));
        }
    }
    return all;
}

void Statements::send(Answer& answer, std::string json, const http::Pairs& parameters,
                      const std::vector<xapi::Attachment>& attachments) {
    if (!wantsAttachments(parameters))
        return answer.json(200, std::move(json));
    const auto boundary = freshBoundary();
    answer.send(200, "multipart/mixed; boundary=" + boundary, writeParts(boundary, json, attachments));
}

} // namespace understudy::lrs
