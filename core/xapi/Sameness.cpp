// When two statements say the same: what the server may change or set is left out, the rest is written in one
// way (xAPI 1.0.3, part two, 2.3.1; IEEE 9274.1.1, 4.2.3).
#include "core/xapi/Draft.h"
#include "core/xapi/Members.h"

#include <algorithm>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

/// Takes out what a comparison ignores and writes the rest in one way.
class Comparable final {
public:
    explicit Comparable(Version version)
        : m_version(version) {}

    void statement(json::object& statement) const {
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
        if (auto* result = statement.if_contains("result"))
            duration(result->get_object());
        if (auto* actor = statement.if_contains("actor"))
            party(actor->get_object());
        if (auto* attachments = statement.if_contains("attachments"))
            for (auto& attachment : attachments->get_array())
                lower(attachment.get_object(), "sha2");
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
    /// 2.0 tells durations apart to hundredths of a second, 1.0.3 by their text.
    void duration(json::object& result) const {
        const auto text = textOf(result, "duration");
        if (!text.empty() && m_version == Version::V2_0_0)
            result["duration"] = comparableDuration(text);
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
    void object(json::object& target) const {
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
    void around(json::object& context) const {
        lower(context, "registration");
        for (const std::string_view role : {"instructor", "team"}) {
            if (auto* who = context.if_contains(role))
                party(who->get_object());
        }
        for (const auto& [list, role] :
             {std::pair("contextAgents", "agent"), std::pair("contextGroups", "group")}) {
            if (auto* entries = context.if_contains(list))
                for (auto& entry : entries->get_array())
                    party(entry.get_object().at(role).get_object());
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

    Version m_version;
};

} // namespace

bool sayTheSame(const json::object& a, const json::object& b, Version version) {
    json::object left = a;
    json::object right = b;
    // A statement sent without an id or time got ours when it came first; sent again it still has none.
    for (const std::string_view ours : {"id", "timestamp"}) {
        if (!left.contains(ours) || !right.contains(ours)) {
            left.erase(ours);
            right.erase(ours);
        }
    }
    const Comparable comparable(version);
    comparable.statement(left);
    comparable.statement(right);
    return left == right;
}

} // namespace understudy::xapi
