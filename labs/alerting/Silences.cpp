#include "labs/alerting/Silences.h"

#include "labs/promql/Match.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr std::size_t most = 1000;

bool same(const std::vector<promql::Matcher>& a, const std::vector<promql::Matcher>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.name == y.name && x.op == y.op && x.value == y.value;
    });
}

std::string wrong(const Silence& asked, Micros now) {
    if (asked.starts >= asked.ends)
        return "Failed to create silence: start time must be before end time";
    if (asked.ends < now)
        return "Failed to create silence: end time can't be in the past";
    if (asked.matchers.empty())
        return "silence invalid: at least one matcher required";
    bool some = false;
    for (const auto& matcher : asked.matchers) {
        const bool pattern = matcher.op == promql::MatchOp::Regex || matcher.op == promql::MatchOp::NotRegex;
        if (matcher.name.empty())
            return "silence invalid: invalid label matcher: invalid label name \"\"";
        if (pattern && !promql::Pattern(matcher.value).usable())
            return "silence invalid: invalid label matcher: invalid regular expression \"" + matcher.value +
                   "\"";
        some = some || !promql::matches({matcher}, {});
    }
    if (!some)
        return "silence invalid: at least one matcher must not match the empty string";
    if (asked.createdBy.empty() || asked.comment.empty())
        return std::string("silence invalid: ") + (asked.comment.empty() ? "comment" : "creator") +
               " missing";
    return {};
}

} // namespace

Silence::State Silence::state(Micros now) const {
    return now >= ends ? State::Expired : now < starts ? State::Pending : State::Active;
}

const Silence* Silences::find(const std::string& id) const {
    const auto found =
        std::find_if(m_all.begin(), m_all.end(), [&](const Silence& each) { return each.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

Silences::Kept Silences::keep(Silence asked, Micros now, std::int64_t n) {
    asked.updated = now;
    if (const std::string words = wrong(asked, now); !words.empty())
        return {400, words, {}};
    if (!asked.id.empty()) {
        auto* old = const_cast<Silence*>(find(asked.id));
        if (!old)
            return {404, "silence " + asked.id + " not found", {}};
        const auto state = old->state(now);
        const bool changes =
            same(old->matchers, asked.matchers) && state != Silence::State::Expired &&
            (state == Silence::State::Pending ? asked.starts >= now : asked.starts == old->starts);
        if (changes) {
            *old = std::move(asked);
            return {200, {}, old->id};
        }
        if (state != Silence::State::Expired)
            (void)expire(asked.id, now);
    }
    if (m_all.size() >= most)
        return {400, "exceeded maximum number of silences: " + std::to_string(most) + " (limit: 1000)", {}};
    asked.id = m_noise.uuid("silence", n);
    asked.starts = std::max(asked.starts, now);
    m_all.push_back(asked);
    return {200, {}, asked.id};
}

Silences::Kept Silences::expire(const std::string& id, Micros now) {
    auto* silence = const_cast<Silence*>(find(id));
    if (!silence)
        return {404, "silence " + id + " not found", {}};
    if (silence->state(now) == Silence::State::Expired)
        return {500, "silence " + id + " already expired", {}};
    if (silence->state(now) == Silence::State::Pending)
        silence->starts = now;
    silence->ends = silence->updated = now;
    return {200, {}, id};
}

std::vector<std::string> Silences::holding(const promql::Labels& labels, Micros now) const {
    std::vector<std::string> found;
    for (const Silence& each : m_all)
        if (each.state(now) == Silence::State::Active && promql::matches(each.matchers, labels))
            found.push_back(each.id);
    return found;
}

} // namespace understudy::cluster
