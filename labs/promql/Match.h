#pragma once

#include "labs/promql/PromQl.h"

#include <QRegularExpression>

namespace understudy::promql {

/// The matchers of one selector with their regular expressions ready to use.
class MatcherSet final {
public:
    explicit MatcherSet(const std::vector<Matcher>& matchers);
    bool usable() const; ///< false when a regular expression cannot be read
    bool operator()(const Labels& labels) const;

private:
    struct Compiled {
        Matcher matcher;
        QRegularExpression pattern;
        bool usable = true;
    };
    std::vector<Compiled> m_matchers;
};

} // namespace understudy::promql
