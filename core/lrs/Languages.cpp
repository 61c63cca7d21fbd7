#include "core/lrs/Languages.h"

#include "core/xapi/RawJson.h"
#include "core/xapi/Values.h"

#include <algorithm>
#include <optional>

namespace understudy::lrs {

namespace {

constexpr std::size_t mostRanges = 50;

/// q=0.7 in thousandths; 1000 without one.
int weightOf(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos)
        return 1000;
    const auto text = xapi::trimmed(parameters.substr(at + 2));
    if (text.empty() || text[0] < '0' || text[0] > '1')
        return 0;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size() && i < 5 && text[1] == '.' && text[i] >= '0' && text[i] <= '9';
         ++i) {
        weight += (text[i] - '0') * unit;
        unit /= 10;
    }
    return std::min(weight, 1000);
}

bool begins(std::string_view tag, std::string_view range) {
    return tag.starts_with(range) && (tag.size() == range.size() || tag[range.size()] == '-');
}

std::optional<std::size_t> place(const std::vector<std::string>& tags, std::string_view range, bool whole) {
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (whole ? tags[i] == range : begins(tags[i], range))
            return i;
    }
    return std::nullopt;
}

/// de-AT, else de, else de-DE.
std::optional<std::size_t> lookup(const std::vector<std::string>& tags, std::string_view range) {
    const auto primary = range.substr(0, range.find('-'));
    for (;;) {
        if (const auto exact = place(tags, range, true))
            return exact;
        const auto dash = range.rfind('-');
        if (dash == std::string_view::npos)
            break;
        range = range.substr(0, dash);
        if (range.size() > 2 && range[range.size() - 2] == '-') // a single letter opens an extension
            range.remove_suffix(2);
    }
    return place(tags, primary, false);
}

} // namespace

Languages::Languages(std::string_view acceptLanguage) {
    std::vector<std::pair<int, std::string>> ranges;
    while (!acceptLanguage.empty() && ranges.size() < mostRanges) {
        const auto end = std::min(acceptLanguage.find(','), acceptLanguage.size());
        const auto item = acceptLanguage.substr(0, end);
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto range = xapi::lowered(xapi::trimmed(item.substr(0, semicolon)));
        if (!range.empty())
            ranges.emplace_back(weightOf(item.substr(semicolon)), range);
        acceptLanguage.remove_prefix(std::min(end + 1, acceptLanguage.size()));
    }
    std::stable_sort(ranges.begin(), ranges.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& [weight, range] : ranges)
        (weight > 0 ? m_wanted : m_refused).push_back(std::move(range));
}

std::size_t Languages::best(const std::vector<std::string>& tags) const {
    std::vector<std::string> lower;
    lower.reserve(tags.size());
    for (const auto& tag : tags)
        lower.push_back(xapi::lowered(tag));
    for (const auto& range : m_wanted) {
        if (range == "*")
            break;
        if (const auto found = lookup(lower, range))
            return *found;
    }
    const auto refused = [&](std::size_t i) {
        return std::any_of(m_refused.begin(), m_refused.end(),
                           [&](const auto& range) { return range == "*" || begins(lower[i], range); });
    };
    if (const auto english = lookup(lower, "en-us"); english && !refused(*english))
        return *english;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (!refused(i))
            return i;
    }
    return 0;
}

} // namespace understudy::lrs
