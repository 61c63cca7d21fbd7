#include "core/xapi/Draft.h"

#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

constexpr std::string_view voided = "http://adlnet.gov/expapi/verbs/voided";

std::string_view textOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    if (!member || !member->is_string())
        return {};
    return {member->get_string().data(), member->get_string().size()};
}

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

bool needsListing(const json::value& context) {
    const auto* groups = context.get_object().if_contains("contextActivities");
    return groups && std::any_of(groups->get_object().begin(), groups->get_object().end(),
                                 [](const auto& group) { return group.value().is_object(); });
}

std::string opening(std::string_view text, const json::object& meaning, const Draft& draft,
                    std::string_view authority) {
    std::string out = "{";
    appendName(out, "id");
    out += jsonString(draft.id);
    for (const auto& [name, value] : rawMembers(text)) {
        if (name == "id" || name == "stored" || name == "authority" || name == "version")
            continue;
        appendName(out, name);
        if (name == "context" && needsListing(meaning.at("context")))
            out += listedActivities(value);
        else if (name == "timestamp" && draft.version == Version::V2_0_0 && !value.ends_with("Z\""))
            out += jsonString(formatTimestamp(*parseTimestamp(textOf(meaning, "timestamp"))));
        else
            out += value;
    }
    appendName(out, "authority");
    out += authority;
    appendName(out, "version");
    const auto version = textOf(meaning, "version");
    if (version.size() >= 5)
        out += jsonString(version);
    else
        out += draft.version == Version::V1_0_3 ? "\"1.0.0\"" : "\"2.0.0\"";
    return out;
}

/// Takes out what a comparison ignores and writes the rest in one way.
class Comparable final {
public:
    static void statement(json::object& statement) {
        for (const std::string_view ignored : {"authority", "stored", "version"})
            statement.erase(ignored);
        lower(statement, "id");
        time(statement);
        if (auto* verb = statement.if_contains("verb"))
            verb->get_object().erase("display");
        if (auto* target = statement.if_contains("object"))
            object(target->get_object());
        if (auto* context = statement.if_contains("context"))
            around(context->get_object());
        if (auto* result = statement.if_contains("result")) {
            const auto duration = textOf(result->get_object(), "duration");
            if (!duration.empty())
                result->get_object()["duration"] = comparableDuration(duration);
        }
        if (auto* actor = statement.if_contains("actor"))
            party(actor->get_object());
        numbers(statement);
    }

private:
    static void lower(json::object& object, std::string_view name) {
        if (const auto text = textOf(object, name); !text.empty())
            object[json::string_view(name.data(), name.size())] = lowered(text);
    }
    static void time(json::object& statement) {
        if (const auto moment = parseTimestamp(textOf(statement, "timestamp")))
            statement["timestamp"] = *moment;
    }
    static void party(json::object& who) {
        if (const auto mailbox = textOf(who, "mbox"); !mailbox.empty())
            who["mbox"] = identityOf(who);
        lower(who, "mbox_sha1sum");
        if (textOf(who, "objectType") == "Agent")
            who.erase("objectType");
        auto* members = who.if_contains("member");
        if (!members)
            return;
        auto& list = members->get_array();
        for (auto& member : list)
            party(member.get_object());
        std::sort(list.begin(), list.end(), [](const json::value& a, const json::value& b) {
            return identityOf(a.get_object()) < identityOf(b.get_object());
        });
    }
    static void object(json::object& target) {
        const auto type = std::string(textOf(target, "objectType"));
        if (type.empty() || type == "Activity") {
            target.erase("definition");
            target.erase("objectType");
        } else if (type == "Agent" || type == "Group") {
            party(target);
            target["objectType"] = type;
        } else if (type == "StatementRef") {
            lower(target, "id");
        } else {
            statement(target);
        }
    }
    static void around(json::object& context) {
        lower(context, "registration");
        for (const std::string_view role : {"instructor", "team"}) {
            if (auto* who = context.if_contains(role))
                party(who->get_object());
        }
        if (auto* ref = context.if_contains("statement"))
            lower(ref->get_object(), "id");
        auto* groups = context.if_contains("contextActivities");
        if (!groups)
            return;
        for (auto& group : groups->get_object()) {
            if (group.value().is_object())
                group.value() = json::array{group.value()};
            for (auto& activity : group.value().get_array())
                object(activity.get_object());
        }
    }
    static void numbers(json::value& value) {
        if (value.is_number())
            value = value.to_number<double>();
        else if (auto* array = value.if_array())
            for (auto& element : *array)
                numbers(element);
        else if (auto* inner = value.if_object())
            numbers(*inner);
    }
    static void numbers(json::object& object) {
        for (auto& member : object)
            numbers(member.value());
    }
};

} // namespace

std::string Draft::text(Micros stored) const {
    std::string out = opening;
    appendName(out, "stored");
    out += jsonString(formatTimestamp(stored));
    if (!hasTimestamp) {
        appendName(out, "timestamp");
        out += jsonString(formatTimestamp(stored));
    }
    return out + "}";
}

Drafted draft(std::string_view text, const json::value& value, Version version, std::string_view authority,
              std::string_view expectedId, const std::string& freshId) {
    if (auto reason = Shape::checkStatement(value, version); !reason.empty())
        return reason;
    Draft made;
    made.meaning = value.get_object();
    const auto& meaning = made.meaning;
    made.version = version;
    made.id = lowered(textOf(meaning, "id"));
    if (!expectedId.empty()) {
        if (!made.id.empty() && made.id != lowered(expectedId))
            return std::string("The id of the statement is not the statementId of the request.");
        made.id = lowered(expectedId);
    }
    if (made.id.empty())
        made.id = freshId;
    made.hasTimestamp = meaning.contains("timestamp");
    const auto& target = meaning.at("object").get_object();
    if (textOf(target, "objectType") == "StatementRef")
        made.refersTo = lowered(textOf(target, "id"));
    made.voids = textOf(meaning.at("verb").get_object(), "id") == voided;
    made.opening = opening(text, meaning, made, authority);
    made.meaning.erase("authority");
    made.keys = keysOf(meaning);
    if (std::string ignored; const auto who = parseJson(authority, ignored)) {
        if (const auto identity = identityOf(who->get_object()); !identity.empty())
            made.keys.push_back(makeKey(KeyKind::RelatedAgent, identity));
    }
    return made;
}

bool sayTheSame(const json::object& a, const json::object& b) {
    json::object left = a;
    json::object right = b;
    // A statement sent without an id or time got ours when it came first; sent again it still has none.
    for (const std::string_view ours : {"id", "timestamp"}) {
        if (!left.contains(ours) || !right.contains(ours)) {
            left.erase(ours);
            right.erase(ours);
        }
    }
    Comparable::statement(left);
    Comparable::statement(right);
    return left == right;
}

} // namespace understudy::xapi
