#include "labs/faces/PromQlMatch.h"

namespace understudy::faces::promql {

MatcherSet::MatcherSet(const std::vector<Matcher>& matchers) {
    for (const Matcher& matcher : matchers) {
        Compiled each{matcher, boost::regex(), true};
        if (matcher.op == MatchOp::Regex || matcher.op == MatchOp::NotRegex) {
            try {
                each.pattern = boost::regex(matcher.value, boost::regex::perl | boost::regex::no_except);
                each.usable = each.pattern.status() == 0;
            } catch (const std::exception&) {
                each.usable = false;
            }
        }
        m_matchers.push_back(std::move(each));
    }
}

bool MatcherSet::usable() const {
    for (const auto& each : m_matchers)
        if (!each.usable)
            return false;
    return true;
}

bool MatcherSet::operator()(const Labels& labels) const {
    for (const auto& [matcher, pattern, usable] : m_matchers) {
        const auto found = labels.find(matcher.name);
        const std::string value = found == labels.end() ? std::string() : found->second;
        bool same = false;
        if (matcher.op == MatchOp::Equal || matcher.op == MatchOp::NotEqual) {
            same = value == matcher.value;
        } else {
            if (!usable)
                return false;
            try {
                same = boost::regex_match(value, pattern);
            } catch (const std::exception&) { // the pattern takes too long for this value
                return false;
            }
        }
        if (same != (matcher.op == MatchOp::Equal || matcher.op == MatchOp::Regex))
            return false;
    }
    return true;
}

bool matches(const std::vector<Matcher>& matchers, const Labels& labels) {
    return MatcherSet(matchers)(labels);
}

} // namespace understudy::faces::promql
