#include "core/lrs/Agents.h"

#include "core/lrs/Party.h"
#include "core/xapi/RawJson.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace understudy::lrs {

namespace json = boost::json;

namespace {

constexpr int statementsLookedAt = 50;         // the newest; older ones hardly tell a name that these do not
constexpr std::size_t identitiesLookedAt = 20; // of one person
constexpr std::size_t bytesLookedAt = 8 * 1024 * 1024;
constexpr std::size_t mostValues = 50; // of one member

/// Everything that is known of one person, each once.
class Portrait final {
public:
    /// One of the person's identifiers; @p party may name them too.
    void add(const json::object& party) {
        const auto identity = xapi::identityOf(party);
        if (std::find(m_identities.begin(), m_identities.end(), identity) == m_identities.end())
            m_identities.push_back(identity);
        take(party);
    }
    const std::vector<std::string>& identities() const { return m_identities; }

    /// Finds the person anywhere in a statement.
    void look(const json::value& value) {
        if (const auto* list = value.if_array()) {
            for (const auto& one : *list)
                look(one);
        }
        const auto* object = value.if_object();
        if (!object)
            return;
        const auto identity = xapi::identityOf(*object);
        if (std::find(m_identities.begin(), m_identities.end(), identity) != m_identities.end())
            take(*object);
        for (const auto& member : *object) {
            if (member.key() != "extensions" && member.value().is_structured())
                look(member.value());
        }
    }

    void name(const std::string& text) { take({{"name", text}}); }

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
            if (all.size() < mostValues && std::find(all.begin(), all.end(), *value) == all.end())
                all.push_back(*value);
        }
    }

    std::vector<std::string> m_identities;
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
    const auto known = m_identities.of(asked.identity);
    if (!known)
        return answer.failed(known.error());
    const bool own = asked.identity == ownIdentity(call.credential) ||
                     (*known && (*known)->account == call.credential.account);
    if (!access::may(call.credential, access::Deed::ReadStatements) &&
        !(own && access::may(call.credential, access::Deed::ReadOwnStatements)))
        return answer.refuse(403, "This credential may not read about somebody else.");
    Portrait portrait;
    portrait.add(asked.meaning);
    std::string ignored;
    if (*known) {
        for (const auto& one : (*known)->parties) {
            if (const auto value = xapi::parseJson(one, ignored); value && value->is_object())
                portrait.add(value->get_object());
        }
        portrait.name((*known)->fullName);
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < std::min(portrait.identities().size(), identitiesLookedAt); ++i) {
        store::Query wanted;
        wanted.keys.push_back(xapi::makeKey(xapi::KeyKind::RelatedAgent, portrait.identities()[i]));
        wanted.limit = statementsLookedAt;
        const auto page = m_store.query(wanted);
        if (!page)
            return answer.failed(page.error());
        for (const auto& statement : page->statements) {
            bytes += statement.body.size();
            if (bytes > bytesLookedAt)
                break;
            if (const auto value = xapi::parseJson(statement.body, ignored))
                portrait.look(*value);
        }
    }
    answer.json(200, portrait.text());
}

} // namespace understudy::lrs
