#pragma once

#include "labs/promql/PromQl.h"

namespace re2 {
class RE2;
}

namespace understudy::promql {

/// A regular expression as Go and Prometheus read them (RE2: no value takes it longer than its length).
class Pattern final {
public:
    explicit Pattern(const std::string& text);
    bool usable() const;
    std::string problem() const;
    /// True when it matches the whole value.
    bool matches(const std::string& value) const;
    /// @p text with $1, ${1} and ${name} filled in; nothing when the value does not match as a whole.
    std::optional<std::string> expand(const std::string& text, const std::string& value) const;

private:
    std::shared_ptr<const re2::RE2> m_pattern;
};

/// The matchers of one selector with their regular expressions ready to use.
class MatcherSet final {
public:
    explicit MatcherSet(const std::vector<Matcher>& matchers);
    bool operator()(const Labels& labels) const;
    /// What the matchers of the name alone say.
    bool fitsName(const std::string& name) const;

private:
    struct Compiled {
        Matcher matcher;
        std::optional<Pattern> pattern;
        bool fits(const std::string& value) const;
    };
    std::vector<Compiled> m_matchers;
};

} // namespace understudy::promql
