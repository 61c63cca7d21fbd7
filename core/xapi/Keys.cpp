#include "core/xapi/Keys.h"

#include "core/xapi/Members.h"
#include "core/xapi/Values.h"

#include <sodium.h>

#include <algorithm>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

/// The domain of an address has no case.
std::string comparableMailbox(std::string_view mailbox) {
    const auto at = mailbox.rfind('@');
    if (at == std::string_view::npos)
        return std::string(mailbox);
    return std::string(mailbox.substr(0, at)) + lowered(mailbox.substr(at));
}

/// Gathers keys from the parts of a statement.
class Gatherer final {
public:
    std::vector<Key> keys;

    void statement(const json::object& statement, bool inner) {
        if (const auto* actor = objectIn(statement, "actor"))
            party(*actor, !inner);
        if (const auto* verb = objectIn(statement, "verb"); verb && !inner)
            keys.push_back(makeKey(KeyKind::Verb, textOf(*verb, "id")));
        if (const auto* target = objectIn(statement, "object"))
            object(*target, inner);
        if (const auto* authority = objectIn(statement, "authority"))
            party(*authority, false);
        if (const auto* around = objectIn(statement, "context"))
            context(*around, inner);
    }

private:
    void add(KeyKind kind, KeyKind related, std::string_view identifier, bool direct) {
        auto key = makeKey(related, identifier);
        keys.push_back(key);
        if (direct) {
            key.kind = kind;
            keys.push_back(key);
        }
    }
    void party(const json::object& who, bool direct) {
        if (const auto identity = identityOf(who); !identity.empty())
            add(KeyKind::Agent, KeyKind::RelatedAgent, identity, direct);
        const auto* members = who.if_contains("member");
        if (!members || !members->is_array())
            return;
        for (const auto& member : members->get_array()) {
            if (member.is_object())
                party(member.get_object(), direct);
        }
    }
    void activity(const json::object& what, bool direct) {
        add(KeyKind::Activity, KeyKind::RelatedActivity, textOf(what, "id"), direct);
    }
    void object(const json::object& target, bool inner) {
        const auto type = textOf(target, "objectType");
        if (type.empty() || type == "Activity")
            activity(target, !inner);
        else if (type == "Agent" || type == "Group")
            party(target, !inner);
        else if (type == "SubStatement")
            statement(target, true);
    }
    void context(const json::object& around, bool inner) {
        if (const auto registration = textOf(around, "registration"); !registration.empty() && !inner)
            keys.push_back(makeKey(KeyKind::Registration, lowered(registration)));
        for (const std::string_view role : {"instructor", "team"}) {
            if (const auto* who = objectIn(around, role))
                party(*who, false);
        }
        for (const auto& [list, role] :
             {std::pair("contextAgents", "agent"), std::pair("contextGroups", "group")}) {
            const auto* entries = around.if_contains(list);
            if (!entries)
                continue;
            for (const auto& entry : entries->get_array())
                party(*objectIn(entry.get_object(), role), false);
        }
        if (const auto* groups = objectIn(around, "contextActivities"))
            for (const auto& [name, activities] : *groups)
                contextActivities(activities);
    }
    void contextActivities(const json::value& activities) {
        if (activities.is_object())
            return activity(activities.get_object(), false);
        for (const auto& one : activities.get_array())
            activity(one.get_object(), false);
    }
};

} // namespace

Key makeKey(KeyKind kind, std::string_view identifier) {
    Key key{kind, {}};
    crypto_generichash(key.bytes.data(), key.bytes.size(),
                       reinterpret_cast<const unsigned char*>(identifier.data()), identifier.size(), nullptr,
                       0);
    return key;
}

std::string identityOf(const json::object& party) {
    if (const auto mailbox = textOf(party, "mbox"); !mailbox.empty())
        return "mbox " + comparableMailbox(mailbox);
    if (const auto sum = textOf(party, "mbox_sha1sum"); !sum.empty())
        return "sha1 " + lowered(sum);
    if (const auto openid = textOf(party, "openid"); !openid.empty())
        return "openid " + std::string(openid);
    if (const auto* account = objectIn(party, "account"))
        return "account " + std::string(textOf(*account, "homePage")) + ' ' +
               std::string(textOf(*account, "name"));
    return {};
}

std::vector<Key> keysOf(const json::object& statement) {
    Gatherer gatherer;
    gatherer.keys.reserve(16);
    gatherer.statement(statement, false);
    auto& keys = gatherer.keys;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return std::move(keys);
}

} // namespace understudy::xapi
