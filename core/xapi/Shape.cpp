#include "core/xapi/Shape.h"

#include "core/xapi/Signature.h"
#include "core/xapi/Values.h"

#include <algorithm>
#include <array>
#include <set>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

constexpr std::size_t mostMembers = 1000; // of one group: each is a row of the index

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

bool is(const json::object& object, std::string_view name, std::string_view value) {
    const auto* member = object.if_contains(name);
    return member && member->is_string() && view(member->get_string()) == value;
}

std::optional<double> numberOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    if (!member || !member->is_number())
        return std::nullopt;
    return member->to_number<double>();
}

} // namespace

std::string Shape::checkStatement(const Value& value, Version version) {
    Shape shape(version);
    shape.statement(value);
    return shape.m_reason;
}

std::string Shape::checkAgent(const Value& value, Version version) {
    Shape shape(version);
    shape.m_path = "agent";
    shape.actor(value);
    return shape.m_reason;
}

void Shape::fail(std::string_view what) {
    if (!ok())
        return;
    m_reason = (m_path.empty() ? "The statement" : m_path) + " " + std::string(what) + ".";
}

const json::object* Shape::object(const Value& value, std::span<const Member> members) {
    const auto* found = value.if_object();
    if (!found) {
        fail("must be an object");
        return nullptr;
    }
    for (const auto& member : members) {
        if (member.required && !found->contains(member.name)) {
            fail("lacks \"" + std::string(member.name) + "\"");
            return nullptr;
        }
    }
    const auto parent = m_path.size();
    for (const auto& [name, inner] : *found) {
        const std::string_view key(name.data(), name.size());
        const auto known = std::find_if(members.begin(), members.end(),
                                        [&](const Member& member) { return member.name == key; });
        if (known == members.end()) {
            fail("may not have a member \"" + std::string(key) + "\"");
            return nullptr;
        }
        m_path += m_path.empty() ? "" : ".";
        m_path += key;
        if (known->check)
            (this->*known->check)(inner);
        if (!ok())
            return nullptr;
        m_path.resize(parent);
    }
    return found;
}

void Shape::each(const Value& value, Check check, std::size_t least) {
    const auto* array = value.if_array();
    if (!array)
        return fail("must be an array");
    if (array->size() < least)
        return fail("may not be empty");
    const auto parent = m_path.size();
    for (std::size_t i = 0; i < array->size() && ok(); ++i) {
        m_path += "[" + std::to_string(i) + "]";
        (this->*check)((*array)[i]);
        if (ok())
            m_path.resize(parent);
    }
}

std::string_view Shape::text(const Value& value) {
    if (const auto* found = value.if_string())
        return view(*found);
    fail("must be a string");
    return {};
}

void Shape::statement(const Value& value) {
    static constexpr std::array<Member, 11> table{{{"id", &Shape::uuid},
                                                   {"actor", &Shape::actor, true},
                                                   {"verb", &Shape::verb, true},
                                                   {"object", &Shape::statementObject, true},
                                                   {"result", &Shape::result},
                                                   {"context", &Shape::context},
                                                   {"timestamp", &Shape::timestamp},
                                                   {"stored", &Shape::timestamp},
                                                   {"authority", &Shape::authority},
                                                   {"version", &Shape::statementVersion},
                                                   {"attachments", &Shape::attachments}}};
    const auto* found = object(value, table);
    if (!found)
        return;
    contextRules(*found);
    const auto& verbId = found->at("verb").at("id").get_string();
    if (view(verbId) == "http://adlnet.gov/expapi/verbs/voided" &&
        !is(found->at("object").get_object(), "objectType", "StatementRef"))
        fail("voids something that is not a StatementRef");
}

void Shape::subStatement(const Value& value) {
    static constexpr std::array<Member, 8> table{{{"objectType", &Shape::string},
                                                  {"actor", &Shape::actor, true},
                                                  {"verb", &Shape::verb, true},
                                                  {"object", &Shape::innerObject, true},
                                                  {"result", &Shape::result},
                                                  {"context", &Shape::context},
                                                  {"timestamp", &Shape::timestamp},
                                                  {"attachments", &Shape::attachments}}};
    if (const auto* found = object(value, table))
        contextRules(*found);
}

void Shape::contextRules(const json::object& found) {
    const auto* context = found.if_contains("context");
    if (!ok() || !context)
        return;
    const auto& target = found.at("object").get_object();
    const bool isActivity = !target.contains("objectType") || is(target, "objectType", "Activity");
    for (const std::string_view only : {"revision", "platform"}) {
        if (!isActivity && context->get_object().contains(only))
            fail("may have context." + std::string(only) + " only when its object is an Activity");
    }
}

void Shape::actor(const Value& value) {
    const auto* party = value.if_object();
    if (!party)
        return fail("must be an object");
    if (is(*party, "objectType", "Group"))
        group(value);
    else
        agent(value);
}

void Shape::agent(const Value& value) {
    static constexpr std::array<Member, 6> table{{{"objectType", &Shape::string},
                                                  {"name", &Shape::string},
                                                  {"mbox", &Shape::mailbox},
                                                  {"mbox_sha1sum", &Shape::sha1},
                                                  {"openid", &Shape::iri},
                                                  {"account", &Shape::account}}};
    const auto* found = object(value, table);
    if (!found)
        return;
    if (found->contains("objectType") && !is(*found, "objectType", "Agent"))
        return fail("must be an Agent");
    identified(*found, false);
}

void Shape::group(const Value& value) {
    static constexpr std::array<Member, 7> table{{{"objectType", &Shape::string, true},
                                                  {"name", &Shape::string},
                                                  {"mbox", &Shape::mailbox},
                                                  {"mbox_sha1sum", &Shape::sha1},
                                                  {"openid", &Shape::iri},
                                                  {"account", &Shape::account},
                                                  {"member", &Shape::members}}};
    const auto* found = object(value, table);
    if (!found)
        return;
    if (!is(*found, "objectType", "Group"))
        return fail("must be a Group");
    identified(*found, true);
}

void Shape::members(const Value& value) {
    if (const auto* list = value.if_array(); list && list->size() > mostMembers)
        return fail("may have at most " + std::to_string(mostMembers) + " members");
    each(value, &Shape::agent);
}

void Shape::identified(const json::object& party, bool group) {
    int identifiers = 0;
    for (const std::string_view name : {"mbox", "mbox_sha1sum", "openid", "account"})
        identifiers += party.contains(name) ? 1 : 0;
    if (identifiers > 1)
        return fail("may have only one of mbox, mbox_sha1sum, openid and account");
    if (identifiers == 1)
        return;
    if (!group)
        return fail("needs one of mbox, mbox_sha1sum, openid and account");
    const auto* list = party.if_contains("member");
    if (!list || list->get_array().empty())
        fail("needs members or an identifier");
}

void Shape::authority(const Value& value) {
    actor(value);
    if (!ok() || !is(value.get_object(), "objectType", "Group"))
        return;
    const auto& group = value.get_object();
    const bool anonymous = std::none_of(group.begin(), group.end(), [](const auto& member) {
        const std::string_view name(member.key().data(), member.key().size());
        return name != "objectType" && name != "name" && name != "member";
    });
    if (!anonymous || group.at("member").get_array().size() != 2)
        fail("may be a group only without an identifier and with two members");
}

void Shape::account(const Value& value) {
    static constexpr std::array<Member, 2> table{
        {{"homePage", &Shape::iri, true}, {"name", &Shape::string, true}}};
    object(value, table);
}

void Shape::verb(const Value& value) {
    static constexpr std::array<Member, 2> table{
        {{"id", &Shape::iri, true}, {"display", &Shape::languageMap}}};
    object(value, table);
}

void Shape::statementObject(const Value& value) { objectOf(value, false); }

void Shape::innerObject(const Value& value) { objectOf(value, true); }

void Shape::objectOf(const Value& value, bool inner) {
    const auto* found = value.if_object();
    if (!found)
        return fail("must be an object");
    const auto* type = found->if_contains("objectType");
    if (!type)
        return activity(value);
    const auto name = text(*type);
    if (!ok())
        return;
    if (name == "Activity")
        return activity(value);
    if (name == "Agent")
        return agent(value);
    if (name == "Group")
        return group(value);
    if (name == "StatementRef")
        return statementRef(value);
    if (name == "SubStatement" && !inner)
        return subStatement(value);
    fail("has an objectType that is not allowed here");
}

void Shape::statementRef(const Value& value) {
    static constexpr std::array<Member, 2> table{
        {{"objectType", &Shape::string, true}, {"id", &Shape::uuid, true}}};
    const auto* found = object(value, table);
    if (found && !is(*found, "objectType", "StatementRef"))
        fail("must be a StatementRef");
}

void Shape::result(const Value& value) {
    static constexpr std::array<Member, 6> table{{{"score", &Shape::score},
                                                  {"success", &Shape::boolean},
                                                  {"completion", &Shape::boolean},
                                                  {"response", &Shape::string},
                                                  {"duration", &Shape::duration},
                                                  {"extensions", &Shape::extensions}}};
    object(value, table);
}

void Shape::score(const Value& value) {
    static constexpr std::array<Member, 4> table{{{"scaled", &Shape::number},
                                                  {"raw", &Shape::number},
                                                  {"min", &Shape::number},
                                                  {"max", &Shape::number}}};
    const auto* found = object(value, table);
    if (!found)
        return;
    const auto scaled = numberOf(*found, "scaled");
    const auto raw = numberOf(*found, "raw");
    const auto least = numberOf(*found, "min");
    const auto most = numberOf(*found, "max");
    if (scaled && (*scaled < -1 || *scaled > 1))
        fail("has a scaled value outside of -1 to 1");
    if (least && most && *least >= *most)
        fail("has a min that is not below its max");
    if (raw && ((least && *raw < *least) || (most && *raw > *most)))
        fail("has a raw value outside of min to max");
}

void Shape::context(const Value& value) {
    static constexpr std::array<Member, 11> table{{{"registration", &Shape::uuid},
                                                   {"instructor", &Shape::actor},
                                                   {"team", &Shape::group},
                                                   {"contextActivities", &Shape::contextActivities},
                                                   {"revision", &Shape::string},
                                                   {"platform", &Shape::string},
                                                   {"language", &Shape::language},
                                                   {"statement", &Shape::statementRef},
                                                   {"extensions", &Shape::extensions},
                                                   {"contextAgents", &Shape::contextAgents},
                                                   {"contextGroups", &Shape::contextGroups}}};
    const std::size_t known = m_version == Version::V1_0_3 ? 9 : 11; // the last two came with 2.0
    object(value, std::span(table).first(known));
}

void Shape::contextActivities(const Value& value) {
    static constexpr std::array<Member, 4> table{{{"parent", &Shape::activitiesOrOne},
                                                  {"grouping", &Shape::activitiesOrOne},
                                                  {"category", &Shape::activitiesOrOne},
                                                  {"other", &Shape::activitiesOrOne}}};
    object(value, table);
}

void Shape::activitiesOrOne(const Value& value) {
    if (value.is_array())
        each(value, &Shape::activity);
    else
        activity(value);
}

void Shape::contextAgents(const Value& value) { each(value, &Shape::contextAgent, 1); }

void Shape::contextGroups(const Value& value) { each(value, &Shape::contextGroup, 1); }

void Shape::contextAgent(const Value& value) {
    static constexpr std::array<Member, 3> table{{{"objectType", &Shape::string, true},
                                                  {"agent", &Shape::agent, true},
                                                  {"relevantTypes", &Shape::relevantTypes}}};
    const auto* found = object(value, table);
    if (found && !is(*found, "objectType", "contextAgent"))
        fail("must be a contextAgent");
}

void Shape::contextGroup(const Value& value) {
    static constexpr std::array<Member, 3> table{{{"objectType", &Shape::string, true},
                                                  {"group", &Shape::group, true},
                                                  {"relevantTypes", &Shape::relevantTypes}}};
    const auto* found = object(value, table);
    if (found && !is(*found, "objectType", "contextGroup"))
        fail("must be a contextGroup");
}

void Shape::relevantTypes(const Value& value) { each(value, &Shape::iri, 1); }

void Shape::attachments(const Value& value) {
    each(value, &Shape::attachment);
    if (!ok())
        return;
    const auto& list = value.get_array();
    if (std::count_if(list.begin(), list.end(),
                      [](const Value& one) { return is(one.get_object(), "usageType", signatureUsage); }) > 1)
        fail("may have only one signature");
}

void Shape::attachment(const Value& value) {
    static constexpr std::array<Member, 7> table{{{"usageType", &Shape::iri, true},
                                                  {"display", &Shape::languageMap, true},
                                                  {"description", &Shape::languageMap},
                                                  {"contentType", &Shape::string, true},
                                                  {"length", &Shape::length, true},
                                                  {"sha2", &Shape::sha2, true},
                                                  {"fileUrl", &Shape::iri}}};
    const auto* found = object(value, table);
    if (found && is(*found, "usageType", signatureUsage) &&
        !is(*found, "contentType", "application/octet-stream"))
        fail("is a signature and must be application/octet-stream");
    if (found && ok() && found->at("contentType").get_string().find('\0') != json::string::npos)
        fail("has the character U+0000 in its contentType");
}

} // namespace understudy::xapi
