#include "core/xapi/Draft.h"

#include "core/xapi/Members.h"
#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

constexpr std::string_view voided = "http://adlnet.gov/expapi/verbs/voided";

/// A single activity in contextActivities is given back as an array of one.
std::string listedActivities(std::string_view context) {
    std::string out = "{";
    for (const auto& [name, value] : rawMembers(context)) {
        appendName(out, name);
        if (name != "contextActivities") {
            out += value;
            continue;
        }
        std::string groups = "{";
        for (const auto& [group, activities] : rawMembers(value)) {
            appendName(groups, group);
            if (activities.starts_with('{'))
                groups.append("[").append(activities).append("]");
            else
                groups += activities;
        }
        out += groups + "}";
    }
    return out + "}";
}

/// What of a statement is given back otherwise than it came, and how. The same holds inside a SubStatement.
class Rewriting final {
public:
    Rewriting(const json::object& statement, Version version)
        : m_statement(statement) {
        if (const auto* context = objectIn(statement, "context"))
            if (const auto* groups = objectIn(*context, "contextActivities"))
                m_lists = std::any_of(groups->begin(), groups->end(),
                                      [](const auto& group) { return group.value().is_object(); });
        const auto time = textOf(statement, "timestamp");
        m_time = version == Version::V2_0_0 && !time.empty() && !(time.ends_with('Z') && time[10] == 'T');
        const auto* target = objectIn(statement, "object");
        if (target && textOf(*target, "objectType") == "SubStatement") {
            const Rewriting inner(*target, version);
            m_inner = inner.m_lists || inner.m_time ? target : nullptr;
        }
        m_version = version;
    }
    void append(std::string& out, std::string_view name, std::string_view value) const {
        appendName(out, name);
        if (m_lists && name == "context")
            out += listedActivities(value);
        else if (m_time && name == "timestamp")
            out += jsonString(formatTimestamp(*parseTimestamp(textOf(m_statement, name))));
        else if (m_inner && name == "object")
            out += Rewriting(*m_inner, m_version).whole(value);
        else
            out += value;
    }

private:
    std::string whole(std::string_view text) const {
        std::string out = "{";
        for (const auto& [name, value] : rawMembers(text))
            append(out, name, value);
        return out + "}";
    }

    const json::object& m_statement;
    const json::object* m_inner = nullptr;
    Version m_version;
    bool m_lists = false;
    bool m_time = false;
};

std::string opening(std::string_view text, const Draft& draft, const std::string& authority) {
    std::string out = "{";
    out.reserve(text.size() + authority.size() + 200);
    appendName(out, "id");
    out += jsonString(draft.id);
    const Rewriting rewriting(draft.meaning, draft.version);
    for (const auto& [name, value] : rawMembers(text)) {
        if (name != "id" && name != "stored" && name != "authority" && name != "version")
            rewriting.append(out, name, value);
    }
    appendName(out, "authority");
    out += authority;
    appendName(out, "version");
    const auto version = textOf(draft.meaning, "version");
    out += jsonString(!version.empty() ? version : draft.version == Version::V1_0_3 ? "1.0.0" : "2.0.0");
    return out;
}

} // namespace

std::string Draft::text(Micros stored) const {
    const auto moment = jsonString(formatTimestamp(stored));
    std::string out;
    out.reserve(opening.size() + 100);
    out = opening;
    appendName(out, "stored");
    out += moment;
    if (!hasTimestamp) {
        appendName(out, "timestamp");
        out += moment;
    }
    return out += "}";
}

Sender::Sender(Version version, std::string authority)
    : m_version(version)
    , m_authority(std::move(authority))
    , m_key(makeKey(KeyKind::RelatedAgent, {})) {
    std::string ignored;
    if (const auto who = parseJson(m_authority, ignored); who && who->is_object())
        m_key = makeKey(KeyKind::RelatedAgent, identityOf(who->get_object()));
}

Drafted draft(std::string_view text, json::value value, const Sender& sender, std::string_view expectedId,
              const std::function<std::string()>& makeId) {
    if (auto reason = Shape::checkStatement(value, sender.version()); !reason.empty())
        return reason;
    // Moved in when it is made: assigned to an object of other memory it would be copied.
    Drafted drafted(Draft{{}, {}, false, false, {}, {}, std::move(value.get_object()), {}, {}});
    auto& made = std::get<Draft>(drafted);
    auto& meaning = made.meaning;
    made.version = sender.version();
    made.id = lowered(textOf(meaning, "id"));
    if (!expectedId.empty()) {
        if (!made.id.empty() && made.id != lowered(expectedId))
            return std::string("The id of the statement is not the statementId of the request.");
        made.id = lowered(expectedId);
    }
    if (made.id.empty())
        made.id = makeId();
    made.hasTimestamp = meaning.contains("timestamp");
    const auto& target = meaning.at("object").get_object();
    if (textOf(target, "objectType") == "StatementRef")
        made.refersTo = lowered(textOf(target, "id"));
    made.voids = textOf(meaning.at("verb").get_object(), "id") == voided;
    made.opening = opening(text, made, sender.authority());
    meaning.erase("authority");
    made.keys = keysOf(meaning);
    const auto place = std::lower_bound(made.keys.begin(), made.keys.end(), sender.key());
    if (place == made.keys.end() || *place != sender.key())
        made.keys.insert(place, sender.key());
    return drafted;
}

} // namespace understudy::xapi
