#include "labs/promql/Match.h"

namespace understudy::promql {

MatcherSet::MatcherSet(const std::vector<Matcher>& matchers) {
    for (const Matcher& matcher : matchers) {
        Compiled each{matcher, {}, true};
        if (matcher.op == MatchOp::Regex || matcher.op == MatchOp::NotRegex) {
            each.pattern.setPattern(
                QRegularExpression::anchoredPattern(QString::fromStdString(matcher.value)));
            each.pattern.setPatternOptions(QRegularExpression::DotMatchesEverythingOption);
            each.usable = each.pattern.isValid();
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
            // A pattern that takes too long for this value is given up by the library and then not valid.
            const auto tried = pattern.match(QString::fromStdString(value));
            if (!tried.isValid())
                return false;
            same = tried.hasMatch();
        }
        if (same != (matcher.op == MatchOp::Equal || matcher.op == MatchOp::Regex))
            return false;
    }
    return true;
}

bool matches(const std::vector<Matcher>& matchers, const Labels& labels) {
    return MatcherSet(matchers)(labels);
}

} // namespace understudy::promql
