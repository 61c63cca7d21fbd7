#include "core/lrs/Intake.h"

#include "core/xapi/RawJson.h"
#include "core/xapi/Signature.h"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace understudy::lrs {

namespace json = boost::json;

namespace {

constexpr std::size_t mostBytes = 1024 * 1024; // of one statement

std::string quotedAuthority(const access::Credential& credential) {
    return "{\"objectType\":\"Agent\",\"account\":{\"homePage\":" + xapi::jsonString(credential.homePage) +
           ",\"name\":" + xapi::jsonString(credential.user) + "}}";
}

std::string textOf(const json::object& object, std::string_view name) {
    return std::string(object.at(name).get_string());
}

} // namespace

Intake::Intake(const Call& call, IdMaker& ids)
    : m_call(call)
    , m_ids(ids) {}

std::string Intake::read(std::vector<xapi::Draft>& batch) {
    const auto media = mediaOf(m_call.request.header("content-type"));
    std::string wrong;
    if (media == "application/json")
        wrong = readJson(m_call.request.body, batch);
    else if (media == "multipart/mixed")
        wrong = readMixed(batch);
    else
        wrong = "The Content-Type must be application/json or multipart/mixed.";
    return wrong.empty() ? settle(batch) : wrong;
}

std::string Intake::readJson(std::string_view body, std::vector<xapi::Draft>& batch) {
    const auto text = xapi::trimmed(body);
    std::string reason;
    auto value = xapi::parseJson(text, reason, json::make_shared_resource<json::monotonic_resource>());
    if (!value)
        return reason;
    const bool many = value->is_array() && m_call.request.method == "POST";
    const auto texts = many ? xapi::rawElements(text) : std::vector<std::string_view>{text};
    const xapi::Sender sender(m_call.version, quotedAuthority(m_call.credential));
    const auto expected = m_call.request.parameter("statementId");
    std::set<std::string> ids;
    batch.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].size() > mostBytes)
            return "Statement " + std::to_string(i + 1) +
                   " is longer than 1 MiB. Send what is long as an attachment.";
        auto drafted = xapi::draft(texts[i], std::move(many ? value->get_array()[i] : *value), sender,
                                   expected, [this] { return m_ids.next().toStdString(); });
        if (const auto* wrong = std::get_if<std::string>(&drafted))
            return many ? "Statement " + std::to_string(i + 1) + ": " + *wrong : *wrong;
        batch.push_back(std::move(std::get<xapi::Draft>(drafted)));
        if (!ids.insert(batch.back().id).second)
            return "Two statements of the request have one id.";
    }
    return {};
}

std::string Intake::readMixed(std::vector<xapi::Draft>& batch) {
    const auto boundary = boundaryOf(m_call.request.header("content-type"));
    if (boundary.empty())
        return "The Content-Type multipart/mixed must name its boundary.";
    const auto read = readParts(m_call.request.body, boundary);
    if (const auto* wrong = std::get_if<std::string>(&read))
        return *wrong;
    const auto& parts = std::get<std::vector<Part>>(read);
    if (parts.empty() || mediaOf(parts[0].header("content-type")) != "application/json")
        return "The first part must hold the statements, as application/json.";
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (auto wrong = takePart(parts[i], i + 1); !wrong.empty())
            return wrong;
    }
    return readJson(parts[0].content, batch);
}

std::string Intake::takePart(const Part& part, std::size_t number) {
    const auto which = "Part " + std::to_string(number);
    if (xapi::lowered(part.header("content-transfer-encoding")) != "binary")
        return which + " must have the header Content-Transfer-Encoding: binary.";
    const auto hash = xapi::lowered(part.header("x-experience-api-hash"));
    if (!xapi::isSha2(hash))
        return which + " must have the header X-Experience-API-Hash with the sha2 of its attachment.";
    m_files.try_emplace(hash, File{part.content});
    return {};
}

std::string Intake::settle(std::vector<xapi::Draft>& batch) {
    for (auto& one : batch) {
        auto wrong = settle(one, one.meaning);
        const auto& target = one.meaning.at("object").get_object();
        if (wrong.empty() && target.contains("attachments")) // of a SubStatement
            wrong = settle(one, target);
        if (!wrong.empty())
            return wrong;
    }
    const bool all =
        std::all_of(m_files.begin(), m_files.end(), [](const auto& one) { return one.second.wanted; });
    return all ? std::string() : "A part of the request is the attachment of no statement in it.";
}

std::string Intake::settle(xapi::Draft& draft, const json::object& statement) {
    const auto* attachments = statement.if_contains("attachments");
    if (!attachments)
        return {};
    for (const auto& one : attachments->get_array()) {
        if (auto wrong = settle(draft, statement, one.get_object()); !wrong.empty())
            return wrong;
    }
    return {};
}

// That the bytes have the length and the hash which the statement tells is not asked for: clients exist, and
// xAPI's own tests among them, that count the bytes of another encoding. They are found by what is told.
std::string Intake::settle(xapi::Draft& draft, const json::object& statement,
                           const json::object& attachment) {
    const auto hash = xapi::lowered(textOf(attachment, "sha2"));
    const auto file = m_files.find(hash);
    const bool isSignature = textOf(attachment, "usageType") == xapi::signatureUsage;
    if (file == m_files.end()) {
        if (isSignature)
            return "The signature of a statement must come with it, as a part of the request.";
        return attachment.contains("fileUrl")
                   ? std::string()
                   : "An attachment has neither a fileUrl nor a part of the request with its sha2.";
    }
    file->second.wanted = true;
    if (isSignature) {
        if (std::exchange(file->second.signs, true))
            return "One signature cannot be that of two statements.";
        if (auto wrong = xapi::checkSignature(file->second.content, statement, m_call.version);
            !wrong.empty())
            return wrong;
    }
    const bool known = std::any_of(draft.attachments.begin(), draft.attachments.end(),
                                   [&](const auto& one) { return one.sha2 == hash; });
    if (!known)
        draft.attachments.push_back(
            {hash, textOf(attachment, "contentType"), std::string(file->second.content)});
    return {};
}

} // namespace understudy::lrs
