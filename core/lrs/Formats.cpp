#include "core/lrs/Formats.h"

#include "core/xapi/RawJson.h"
#include "core/xapi/Values.h"

#include <algorithm>

namespace understudy::lrs {

namespace {

using xapi::appendName;
using xapi::rawElements;
using xapi::rawMembers;

std::string decoded(std::string_view quoted) {
    std::string ignored;
    const auto value = xapi::parseJson(quoted, ignored);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The value of a member as it stands, or "".
std::string_view member(const xapi::RawMembers& members, std::string_view name) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
    return found == members.end() ? std::string_view() : found->second;
}

std::string typeOf(const xapi::RawMembers& members) { return decoded(member(members, "objectType")); }

/// Each element by @p write.
template <typename Write>
std::string each(std::string_view array, Write write) {
    std::string out = "[";
    for (const auto& element : rawElements(array)) {
        if (out.size() > 1)
            out.push_back(',');
        out += write(element);
    }
    return out += "]";
}

bool identifies(std::string_view name) {
    return name == "mbox" || name == "mbox_sha1sum" || name == "openid" || name == "account";
}

/// A group with an identifier is known without its members.
std::string partyIds(std::string_view text) {
    const auto members = rawMembers(text);
    const bool anonymous =
        std::none_of(members.begin(), members.end(), [](const auto& one) { return identifies(one.first); });
    std::string out = "{";
    for (const auto& [name, value] : members) {
        if (name != "objectType" && !identifies(name) && !(anonymous && name == "member"))
            continue;
        appendName(out, name);
        out += name == "member" ? each(value, partyIds) : std::string(value);
    }
    return out += "}";
}

/// Of an activity or a verb.
std::string idAlone(std::string_view text) {
    std::string out = "{";
    appendName(out, "id");
    out += member(rawMembers(text), "id");
    return out += "}";
}

std::string contextIds(std::string_view text) {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        if (name == "instructor" || name == "team") {
            out += partyIds(value);
        } else if (name == "contextAgents" || name == "contextGroups") {
            out += each(value, [](std::string_view entry) {
                std::string inner = "{";
                for (const auto& [key, part] : rawMembers(entry)) {
                    appendName(inner, key);
                    inner += key == "agent" || key == "group" ? partyIds(part) : std::string(part);
                }
                return inner += "}";
            });
        } else if (name == "contextActivities") {
            std::string groups = "{";
            for (const auto& [group, activities] : rawMembers(value)) {
                appendName(groups, group);
                groups += activities.starts_with('[') ? each(activities, idAlone) : idAlone(activities);
            }
            out += groups += "}";
        } else {
            out += value;
        }
    }
    return out += "}";
}

std::string statementIds(std::string_view text);

std::string objectIds(std::string_view text) {
    const auto type = typeOf(rawMembers(text));
    if (type == "SubStatement")
        return statementIds(text);
    if (type == "Agent" || type == "Group")
        return partyIds(text);
    return type == "StatementRef" ? std::string(text) : idAlone(text);
}

std::string statementIds(std::string_view text) {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        if (name == "actor" || name == "authority")
            out += partyIds(value);
        else if (name == "verb")
            out += idAlone(value);
        else if (name == "object")
            out += objectIds(value);
        else if (name == "context")
            out += contextIds(value);
        else
            out += value;
    }
    return out += "}";
}

} // namespace

std::string exactly(std::string statement, xapi::Version version) {
    // What came with 2.0 is in UTC already, and says so at its end, before "stored" and "timestamp".
    const auto tail = statement.size() - std::min<std::size_t>(statement.size(), 160);
    if (version == xapi::Version::V1_0_3 || statement.find("\"version\":\"1.0", tail) == std::string::npos)
        return statement;
    std::string out = "{";
    out.reserve(statement.size() + 20);
    for (const auto& [name, value] : rawMembers(statement)) {
        appendName(out, name);
        const auto moment = name == "timestamp" ? xapi::parseTimestamp(decoded(value)) : std::nullopt;
        if (moment && !value.ends_with("Z\""))
            out += xapi::jsonString(xapi::formatTimestamp(*moment));
        else
            out += value;
    }
    return out += "}";
}

std::string idsOnly(const std::string& statement) { return statementIds(statement); }

std::string Canonical::statement(std::string_view text) {
    std::string out = "{";
    out.reserve(text.size());
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        if (name == "verb")
            out += verb(value);
        else if (name == "object")
            out += object(value);
        else if (name == "context")
            out += context(value);
        else
            out += value;
    }
    return out += "}";
}

std::string Canonical::verb(std::string_view text) const {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        out += name == "display" ? oneLanguage(value) : std::string(value);
    }
    return out += "}";
}

std::string Canonical::object(std::string_view text) {
    const auto type = typeOf(rawMembers(text));
    if (type == "SubStatement")
        return statement(text);
    return type.empty() || type == "Activity" ? activity(text) : std::string(text);
}

std::string Canonical::activity(std::string_view text) {
    const auto members = rawMembers(text);
    std::string out = "{";
    for (const auto& [name, value] : members) {
        if (name == "definition")
            continue;
        appendName(out, name);
        out += value;
    }
    const auto chosen = worthTelling(decoded(member(members, "id")), member(members, "definition"));
    if (!chosen.empty()) {
        appendName(out, "definition");
        out += definition(chosen);
    }
    return out += "}";
}

std::string Canonical::context(std::string_view text) {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        if (name != "contextActivities") {
            out += value;
            continue;
        }
        std::string groups = "{";
        for (const auto& [group, list] : rawMembers(value)) {
            appendName(groups, group);
            groups += list.starts_with('[') ? activities(list) : activity(list);
        }
        out += groups += "}";
    }
    return out += "}";
}

std::string Canonical::activities(std::string_view text) {
    return each(text, [this](std::string_view one) { return activity(one); });
}

std::string Canonical::definition(std::string_view text) const {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        if (name == "name" || name == "description")
            out += oneLanguage(value);
        else if (name == "choices" || name == "scale" || name == "source" || name == "target" ||
                 name == "steps")
            out += components(value);
        else
            out += value;
    }
    return out += "}";
}

std::string Canonical::components(std::string_view text) const {
    return each(text, [this](std::string_view one) { return component(one); });
}

std::string Canonical::component(std::string_view text) const {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(text)) {
        appendName(out, name);
        out += name == "description" ? oneLanguage(value) : std::string(value);
    }
    return out += "}";
}

std::string Canonical::oneLanguage(std::string_view text) const {
    const auto members = rawMembers(text);
    if (members.size() < 2)
        return std::string(text);
    std::vector<std::string> tags;
    for (const auto& [tag, words] : members)
        tags.push_back(tag);
    const auto& [tag, words] = members[m_languages.best(tags)];
    std::string out = "{";
    appendName(out, tag);
    out += words;
    return out += "}";
}

// A statement can name one activity of a megabyte ten thousand times.
std::string_view Canonical::worthTelling(const std::string& iri, std::string_view own) {
    if (m_left == 0)
        return own;
    const auto& merged = known(iri);
    if (merged.empty())
        return own;
    m_left -= std::min(m_left, merged.size());
    return m_left == 0 ? own : std::string_view(merged);
}

const std::string& Canonical::known(const std::string& iri) {
    const auto found = m_known.find(iri);
    return found != m_known.end() ? found->second : m_known.emplace(iri, m_definition(iri)).first->second;
}

} // namespace understudy::lrs
