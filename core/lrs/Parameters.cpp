#include "core/lrs/Parameters.h"

#include "core/xapi/RawJson.h"
#include "core/xapi/Values.h"

#include <algorithm>
#include <charconv>

namespace understudy::lrs {

namespace {

constexpr int mostAtOnce = 500;

std::string valueOf(const http::Pairs& parameters, std::string_view name) {
    for (const auto& [key, value] : parameters) {
        if (key == name)
            return value;
    }
    return {};
}

bool has(const http::Pairs& parameters, std::string_view name) {
    return std::any_of(parameters.begin(), parameters.end(),
                       [&](const auto& pair) { return pair.first == name; });
}

/// "true" or "false", and nothing else; @p wrong is set to the name of a parameter that is neither.
bool flag(const http::Pairs& parameters, std::string_view name, std::string& wrong) {
    const auto value = valueOf(parameters, name);
    if (has(parameters, name) && value != "true" && value != "false")
        wrong = std::string(name);
    return value == "true";
}

std::string readAgent(const std::string& text, xapi::Version version, bool related, store::Query& query) {
    std::string reason;
    const auto value = xapi::parseJson(text, reason);
    if (!value)
        return reason;
    if (reason = xapi::Shape::checkAgent(*value, version); !reason.empty())
        return reason;
    const auto identity = xapi::identityOf(value->get_object());
    if (identity.empty())
        return "agent must have an identifier.";
    query.keys.push_back(
        xapi::makeKey(related ? xapi::KeyKind::RelatedAgent : xapi::KeyKind::Agent, identity));
    return {};
}

std::string readLimit(const http::Pairs& parameters, store::Query& query) {
    query.limit = mostAtOnce;
    if (!has(parameters, "limit"))
        return {};
    const auto text = valueOf(parameters, "limit");
    unsigned limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size())
        return "limit must be a whole number, not negative.";
    if (limit > 0)
        query.limit = static_cast<int>(std::min<unsigned>(limit, mostAtOnce));
    return {};
}

std::string readMoment(const http::Pairs& parameters, std::string_view name,
                       std::optional<xapi::Micros>& moment) {
    if (!has(parameters, name))
        return {};
    moment = xapi::parseTimestamp(valueOf(parameters, name));
    return moment ? std::string() : std::string(name) + " must be an RFC 3339 timestamp.";
}

} // namespace

std::string readParameters(const http::Pairs& parameters, xapi::Version version, store::Query& query) {
    static constexpr std::string_view known[] = {"agent", "verb",   "activity",           "registration",
                                                 "since", "until",  "related_activities", "related_agents",
                                                 "limit", "format", "attachments",        "ascending"};
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& name = parameters[i].first;
        if (std::find(std::begin(known), std::end(known), name) == std::end(known))
            return "There is no parameter \"" + name + "\".";
        if (std::any_of(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const auto& before) { return before.first == name; }))
            return "The parameter \"" + name + "\" stands twice.";
    }
    std::string wrong;
    const bool relatedAgents = flag(parameters, "related_agents", wrong);
    const bool relatedActivities = flag(parameters, "related_activities", wrong);
    query.ascending = flag(parameters, "ascending", wrong);
    flag(parameters, "attachments", wrong);
    if (!wrong.empty())
        return wrong + " must be true or false.";
    if (has(parameters, "agent"))
        wrong = readAgent(valueOf(parameters, "agent"), version, relatedAgents, query);
    for (const auto& [name, kind] : {std::pair("verb", xapi::KeyKind::Verb),
                                     std::pair("activity", relatedActivities ? xapi::KeyKind::RelatedActivity
                                                                             : xapi::KeyKind::Activity)}) {
        if (!has(parameters, name))
            continue;
        const auto iri = valueOf(parameters, name);
        if (!xapi::isIri(iri))
            return std::string(name) + " must be an absolute IRI.";
        query.keys.push_back(xapi::makeKey(kind, iri));
    }
    if (has(parameters, "registration")) {
        const auto registration = valueOf(parameters, "registration");
        if (!xapi::isUuid(registration))
            return "registration must be a UUID.";
        query.keys.push_back(xapi::makeKey(xapi::KeyKind::Registration, xapi::lowered(registration)));
    }
    if (has(parameters, "format")) {
        const auto format = valueOf(parameters, "format");
        if (format != "exact" && format != "ids" && format != "canonical")
            return "format must be exact, ids or canonical.";
    }
    for (const auto& reason :
         {wrong, readLimit(parameters, query), readMoment(parameters, "since", query.since),
          readMoment(parameters, "until", query.until)}) {
        if (!reason.empty())
            return reason;
    }
    return {};
}

std::string checkOne(const http::Pairs& parameters, xapi::Version version) {
    http::Pairs rest;
    std::string id;
    for (const auto& pair : parameters) {
        if (pair.first == "format" || pair.first == "attachments") {
            rest.push_back(pair);
        } else if (pair.first != "statementId" && pair.first != "voidedStatementId") {
            return "With the id of a statement only format and attachments may be given.";
        } else {
            if (!id.empty())
                return "Only one of statementId and voidedStatementId may be given.";
            if (id = pair.second; !xapi::isUuid(id))
                return "The id of a statement must be a UUID.";
        }
    }
    store::Query ignored;
    return readParameters(rest, version, ignored);
}

Format formatOf(const http::Pairs& parameters) {
    const auto format = valueOf(parameters, "format");
    return format == "ids" ? Format::Ids : format == "canonical" ? Format::Canonical : Format::Exact;
}

bool wantsAttachments(const http::Pairs& parameters) { return valueOf(parameters, "attachments") == "true"; }

} // namespace understudy::lrs
