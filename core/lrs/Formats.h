#pragma once

#include "core/lrs/Languages.h"
#include "core/xapi/Shape.h"

#include <functional>
#include <map>
#include <string>

namespace understudy::lrs {

/// How statements are given back. All three work on the text, so that no number is written anew.
enum class Format { Exact, Ids, Canonical };

/// As it was received; for 2.0 with its times in UTC, which those that came with 1.0.3 may not have.
std::string exactly(std::string statement, xapi::Version version);

/// With nothing in its parties, activities and verb but what identifies them.
std::string idsOnly(const std::string& statement);

/// Writes statements with what the server knows of their activities, and each of the texts in activities and
/// verbs in one language.
class Canonical final {
public:
    /// The definition of an activity as JSON, or "".
    using Definition = std::function<std::string(const std::string& iri)>;
    /// How much of definitions all its statements together get; the rest keeps what was said with it.
    static constexpr std::size_t mostDefinitions = 8 * 1024 * 1024;

    Canonical(const Languages& languages, Definition definition)
        : m_languages(languages)
        , m_definition(std::move(definition)) {}

    std::string statement(std::string_view text);

private:
    std::string verb(std::string_view text) const;
    std::string object(std::string_view text);
    std::string activity(std::string_view text);
    std::string context(std::string_view text);
    std::string activities(std::string_view text);
    std::string definition(std::string_view text) const;
    std::string components(std::string_view text) const;
    std::string component(std::string_view text) const;
    std::string oneLanguage(std::string_view text) const;
    const std::string& known(const std::string& iri);
    std::string_view worthTelling(const std::string& iri, std::string_view own);

    const Languages& m_languages;
    Definition m_definition;
    std::map<std::string, std::string> m_known; ///< asked for once in a request
    std::size_t m_left = mostDefinitions;
};

} // namespace understudy::lrs
