// The leaves of Shape: activities and their definitions, and single values.
#include "core/xapi/Shape.h"
#include "core/xapi/Values.h"

#include <algorithm>
#include <array>
#include <set>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

constexpr std::size_t mostLanguages = 500; // of one map
constexpr std::size_t longestIri = 2048;   // an index must hold it

} // namespace

void Shape::activity(const Value& value) {
    static constexpr std::array<Member, 3> table{
        {{"objectType", &Shape::string}, {"id", &Shape::iri, true}, {"definition", &Shape::definition}}};
    const auto* found = object(value, table);
    if (!found)
        return;
    if (const auto* type = found->if_contains("objectType"); type && type->get_string() != "Activity")
        fail("must be an Activity");
}

void Shape::definition(const Value& value) {
    static constexpr std::array<Member, 12> table{{{"name", &Shape::languageMap},
                                                   {"description", &Shape::languageMap},
                                                   {"type", &Shape::iri},
                                                   {"moreInfo", &Shape::iri},
                                                   {"extensions", &Shape::extensions},
                                                   {"interactionType", &Shape::string},
                                                   {"correctResponsesPattern", &Shape::strings},
                                                   {"choices", &Shape::components},
                                                   {"scale", &Shape::components},
                                                   {"source", &Shape::components},
                                                   {"target", &Shape::components},
                                                   {"steps", &Shape::components}}};
    if (const auto* found = object(value, table))
        interaction(*found);
}

void Shape::interaction(const json::object& definition) {
    static constexpr std::array<std::string_view, 10> types{
        "true-false",  "choice",     "fill-in", "long-fill-in", "matching",
        "performance", "sequencing", "likert",  "numeric",      "other"};
    const auto* type = definition.if_contains("interactionType");
    if (type) {
        const auto& name = type->get_string();
        if (std::find(types.begin(), types.end(), std::string_view(name.data(), name.size())) == types.end())
            fail("has an unknown interactionType");
        return;
    }
    for (const std::string_view needs :
         {"correctResponsesPattern", "choices", "scale", "source", "target", "steps"}) {
        if (definition.contains(needs))
            return fail("needs an interactionType for its \"" + std::string(needs) + "\"");
    }
}

void Shape::components(const Value& value) {
    each(value, &Shape::component);
    if (!ok())
        return;
    std::set<json::string_view> ids;
    for (const auto& one : value.get_array()) {
        if (!ids.insert(one.at("id").get_string()).second)
            return fail("has two components of one id");
    }
}

void Shape::component(const Value& value) {
    static constexpr std::array<Member, 2> table{
        {{"id", &Shape::string, true}, {"description", &Shape::languageMap}}};
    const auto* found = object(value, table);
    if (found && found->at("id").get_string().empty())
        fail("has an empty id");
}

void Shape::uuid(const Value& value) {
    if (!isUuid(text(value)))
        fail("must be a UUID");
}

void Shape::iri(const Value& value) {
    const auto iri = text(value);
    if (!isIri(iri))
        fail("must be an absolute IRI");
    else if (iri.size() > longestIri)
        fail("may have at most " + std::to_string(longestIri) + " bytes");
}

void Shape::mailbox(const Value& value) {
    if (!isMailbox(text(value)))
        fail("must be mailto: and an address");
}

void Shape::sha1(const Value& value) {
    if (!isSha1(text(value)))
        fail("must be 40 hexadecimal digits");
}

void Shape::sha2(const Value& value) {
    if (!isSha2(text(value)))
        fail("must be a SHA-2 in hexadecimal digits");
}

void Shape::string(const Value& value) { text(value); }

void Shape::strings(const Value& value) { each(value, &Shape::string); }

void Shape::boolean(const Value& value) {
    if (!value.is_bool())
        fail("must be true or false");
}

void Shape::number(const Value& value) {
    if (!value.is_number())
        fail("must be a number");
}

void Shape::length(const Value& value) {
    if (!value.is_int64() || value.get_int64() < 0)
        fail("must be a whole number, not negative");
}

void Shape::timestamp(const Value& value) {
    if (!parseTimestamp(text(value)))
        fail("must be an RFC 3339 timestamp");
}

void Shape::duration(const Value& value) {
    if (!isDuration(text(value)))
        fail("must be an ISO 8601 duration");
}

void Shape::language(const Value& value) {
    if (!isLanguageTag(text(value)))
        fail("must be a language tag");
}

void Shape::languageMap(const Value& value) {
    const auto* map = value.if_object();
    if (!map)
        return fail("must be an object");
    if (map->size() > mostLanguages)
        return fail("may have at most " + std::to_string(mostLanguages) + " languages");
    for (const auto& [tag, words] : *map) {
        if (!isLanguageTag({tag.data(), tag.size()}))
            return fail("has \"" + std::string(tag) + "\" where a language tag belongs");
        if (!words.is_string())
            return fail("has something other than a string for \"" + std::string(tag) + "\"");
    }
}

void Shape::extensions(const Value& value) {
    const auto* map = value.if_object();
    if (!map)
        return fail("must be an object");
    for (const auto& [name, anything] : *map) {
        if (!isIri({name.data(), name.size()}))
            return fail("has \"" + std::string(name) + "\" where an absolute IRI belongs");
    }
}

void Shape::statementVersion(const Value& value) {
    const auto version = text(value);
    const auto isOf = [&](std::string_view line) {
        if (!version.starts_with(line))
            return false;
        const auto rest = version.substr(line.size());
        return rest.empty() || (rest.size() > 1 && rest[0] == '.' &&
                                rest.find_first_not_of("0123456789", 1) == std::string_view::npos);
    };
    const bool older = isOf("1.0");
    const bool newer = isOf("2.0");
    if (!(older || (newer && m_version == Version::V2_0_0)))
        fail("is not a version that this server speaks");
}

} // namespace understudy::xapi
