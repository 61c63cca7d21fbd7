#include "labs/promql/Match.h"

#include <re2/re2.h>

#include <algorithm>

namespace understudy::promql {

namespace {

bool wordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Takes the name behind a dollar sign: the longest word, or what stands in braces.
std::optional<std::string> referenceAt(const std::string& text, std::size_t& at) {
    const bool braces = at < text.size() && text[at] == '{';
    std::size_t end = at + (braces ? 1 : 0);
    const std::size_t start = end;
    while (end < text.size() && wordCharacter(text[end]))
        ++end;
    if (end == start || (braces && (end >= text.size() || text[end] != '}')))
        return std::nullopt;
    at = end + (braces ? 1 : 0);
    return text.substr(start, end - start);
}

std::optional<int> groupNumber(const std::string& name) {
    if (name.size() > 8 || (name[0] == '0' && name.size() > 1) ||
        !std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return std::stoi(name);
}

} // namespace

Pattern::Pattern(const std::string& text) {
    RE2::Options options;
    options.set_log_errors(false);
    m_pattern = std::make_shared<const RE2>("^(?:" + text + ")$", options);
}

bool Pattern::usable() const { return m_pattern->ok(); }

std::string Pattern::problem() const { return m_pattern->error(); }

bool Pattern::matches(const std::string& value) const {
    return m_pattern->ok() && RE2::FullMatch(value, *m_pattern);
}

std::optional<std::string> Pattern::expand(const std::string& text, const std::string& value) const {
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(m_pattern->NumberOfCapturingGroups()) + 1);
    if (!m_pattern->ok() || !m_pattern->Match(value, 0, value.size(), RE2::ANCHOR_BOTH, groups.data(),
                                              static_cast<int>(groups.size())))
        return std::nullopt;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '$') {
            out += text[at++];
            continue;
        }
        ++at;
        if (at < text.size() && text[at] == '$') {
            out += text[at++];
            continue;
        }
        const auto name = referenceAt(text, at);
        if (!name) {
            out += '$';
            continue;
        }
        if (const auto number = groupNumber(*name)) {
            if (static_cast<std::size_t>(*number) < groups.size())
                out += groups[static_cast<std::size_t>(*number)].as_string();
        } else if (const auto& named = m_pattern->NamedCapturingGroups(); named.contains(*name)) {
            out += groups[static_cast<std::size_t>(named.at(*name))].as_string();
        }
    }
    return out;
}

MatcherSet::MatcherSet(const std::vector<Matcher>& matchers) {
    for (const Matcher& matcher : matchers) {
        Compiled each{matcher, std::nullopt};
        if (matcher.op == MatchOp::Regex || matcher.op == MatchOp::NotRegex)
            each.pattern.emplace(matcher.value);
        m_matchers.push_back(std::move(each));
    }
}

bool MatcherSet::Compiled::fits(const std::string& value) const {
    if (!pattern)
        return (value == matcher.value) == (matcher.op == MatchOp::Equal);
    return pattern->usable() && pattern->matches(value) == (matcher.op == MatchOp::Regex);
}

bool MatcherSet::operator()(const Labels& labels) const {
    static const std::string none;
    return std::all_of(m_matchers.begin(), m_matchers.end(), [&](const Compiled& each) {
        const auto found = labels.find(each.matcher.name);
        return each.fits(found == labels.end() ? none : found->second);
    });
}

bool MatcherSet::fitsName(const std::string& name) const {
    return std::all_of(m_matchers.begin(), m_matchers.end(), [&](const Compiled& each) {
        return each.matcher.name != "__name__" || each.fits(name);
    });
}

bool matches(const std::vector<Matcher>& matchers, const Labels& labels) {
    return MatcherSet(matchers)(labels);
}

} // namespace understudy::promql
