#include "core/lrs/Agents.h"

#include "core/lrs/Party.h"
#include "core/xapi/RawJson.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace understudy::lrs {

namespace json = boost::json;

namespace {

constexpr int statementsLookedAt = 50; // the newest; older ones hardly tell a name that these do not

/// Everything that is known of one person, each once.
class Portrait final {
public:
    explicit Portrait(Party asked)
        : m_identity(std::move(asked.identity)) {
        take(asked.meaning);
    }

    /// Finds the person anywhere in a statement.
    void look(const json::value& value) {
        if (const auto* list = value.if_array()) {
            for (const auto& one : *list)
                look(one);
        }
        const auto* object = value.if_object();
        if (!object)
            return;
        if (xapi::identityOf(*object) == m_identity)
            take(*object);
        for (const auto& member : *object) {
            if (member.key() != "extensions" && member.value().is_structured())
                look(member.value());
        }
    }

    std::string text() const {
        json::object person{{"objectType", "Person"}};
        for (const auto& [name, values] : m_members)
            person[name] = values;
        return json::serialize(person);
    }

private:
    void take(const json::object& party) {
        for (const char* name : {"name", "mbox", "mbox_sha1sum", "openid", "account"}) {
            const auto* value = party.if_contains(name);
            if (!value)
                continue;
            auto* known = m_members.if_contains(name);
            auto& all = known ? known->get_array() : m_members[name].emplace_array();
            if (std::find(all.begin(), all.end(), *value) == all.end())
                all.push_back(*value);
        }
    }

    std::string m_identity;
    json::object m_members;
};

} // namespace

void Agents::handle(const Call& call, Answer answer) {
    const auto& query = call.request.query;
    if (query.size() != 1 || query.front().first != "agent")
        return answer.refuse(400, "One parameter is taken, agent, as JSON.");
    auto party = readParty(query.front().second, call.version);
    if (const auto* wrong = std::get_if<std::string>(&party))
        return answer.refuse(400, *wrong);
    auto& asked = std::get<Party>(party);
    const bool own = asked.identity == ownIdentity(call.credential);
    if (!access::may(call.credential, access::Deed::ReadStatements) &&
        !(own && access::may(call.credential, access::Deed::ReadOwnStatements)))
        return answer.refuse(403, "This credential may not read about somebody else.");
    store::Query wanted;
    wanted.keys.push_back(xapi::makeKey(xapi::KeyKind::RelatedAgent, asked.identity));
    wanted.limit = statementsLookedAt;
    const auto page = m_store.query(wanted);
    if (!page)
        return answer.failed(page.error());
    Portrait portrait(std::move(asked));
    for (const auto& statement : page->statements) {
        std::string ignored;
        if (const auto value = xapi::parseJson(statement.body, ignored))
            portrait.look(*value);
    }
    answer.json(200, portrait.text());
}

} // namespace understudy::lrs
