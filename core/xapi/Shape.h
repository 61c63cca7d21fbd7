#pragma once

#include <boost/json/value.hpp>

#include <span>
#include <string>
#include <string_view>

namespace understudy::xapi {

/// The two versions of xAPI that are spoken.
enum class Version { V1_0_3, V2_0_0 };

/// The form of a statement by xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), held to strictly: unknown members, wrong
/// types, null and malformed values are all refused, and nothing is coerced.
class Shape final {
public:
    /// "" or the first thing that is wrong, as a sentence that says where.
    static std::string checkStatement(const boost::json::value& statement, Version version);
    /// The same for an Agent or Group standing alone, as in a query.
    static std::string checkAgent(const boost::json::value& agent, Version version);

private:
    using Value = boost::json::value;
    using Check = void (Shape::*)(const Value&);
    struct Member {
        std::string_view name;
        Check check;
        bool required = false;
    };

    explicit Shape(Version version)
        : m_version(version) {}

    bool ok() const { return m_reason.empty(); }
    void fail(std::string_view what);
    const boost::json::object* object(const Value& value, std::span<const Member> members);
    void each(const Value& value, Check check, std::size_t least = 0);
    std::string_view text(const Value& value);

    void statement(const Value& value);
    void subStatement(const Value& value);
    void actor(const Value& value);
    void agent(const Value& value);
    void identified(const boost::json::object& party, bool group);
    void authority(const Value& value);
    void verb(const Value& value);
    void statementObject(const Value& value);
    void innerObject(const Value& value);
    void objectOf(const Value& value, bool inner);
    void activity(const Value& value);
    void definition(const Value& value);
    void interaction(const boost::json::object& definition);
    void components(const Value& value);
    void component(const Value& value);
    void statementRef(const Value& value);
    void result(const Value& value);
    void score(const Value& value);
    void context(const Value& value);
    void contextRules(const boost::json::object& statement);
    void contextActivities(const Value& value);
    void activitiesOrOne(const Value& value);
    void contextAgents(const Value& value);
    void contextGroups(const Value& value);
    void contextAgent(const Value& value);
    void contextGroup(const Value& value);
    void relevantTypes(const Value& value);
    void attachments(const Value& value);
    void attachment(const Value& value);
    void account(const Value& value);
    void members(const Value& value);
    void group(const Value& value);

    void uuid(const Value& value);
    void iri(const Value& value);
    void mailbox(const Value& value);
    void sha1(const Value& value);
    void sha2(const Value& value);
    void string(const Value& value);
    void strings(const Value& value);
    void boolean(const Value& value);
    void number(const Value& value);
    void length(const Value& value);
    void timestamp(const Value& value);
    void duration(const Value& value);
    void language(const Value& value);
    void languageMap(const Value& value);
    void extensions(const Value& value);
    void statementVersion(const Value& value);

    Version m_version;
    std::string m_path;
    std::string m_reason;
};

} // namespace understudy::xapi
