#include "labs/signals/SeriesStorage.h"

#include "labs/promql/Match.h"

namespace understudy::cluster {

namespace {

/// The family a selector names, so that not all need be looked through.
const std::string* plainName(const std::vector<promql::Matcher>& matchers) {
    for (const auto& each : matchers)
        if (each.name == "__name__" && each.op == promql::MatchOp::Equal)
            return &each.value;
    return nullptr;
}

} // namespace

void SeriesStorage::each(const std::vector<promql::Matcher>& matchers, std::int64_t fromMs, std::int64_t toMs,
                         const Take& take) const {
    const auto& timeline = m_series.timeline();
    const Micros from = fromMs * 1000 - m_epoch, to = std::min(toMs * 1000 - m_epoch, m_now);
    const auto end = timeline.tickAt(to);
    if (to < from || timeline.size() == 0 || !end)
        return;
    std::size_t first = timeline.tickAt(from).value_or(0);
    if (timeline.timeOf(first) < from)
        ++first;
    const std::size_t last = *end;
    promql::SeriesData data;
    views(matchers, from, to, [&](const SeriesView& view) {
        data.samples.clear();
        bool ended = true; // a mark is only needed after a sample
        for (std::size_t tick = first; tick <= last; ++tick) {
            const Micros at = timeline.timeOf(tick);
            if (at < view.from)
                continue;
            const double value = at > view.until ? promql::staleMark() : view.value(tick);
            const bool stale = promql::isStale(value);
            if (!stale || !ended)
                data.samples.push_back({(m_epoch + at) / 1000, value});
            ended = stale;
            if (at > view.until)
                break;
        }
        if (data.samples.empty())
            return;
        data.labels = view.labels;
        take(data);
    });
}

void SeriesStorage::eachLabels(const std::vector<promql::Matcher>& matchers, Micros from, Micros to,
                               const std::function<void(const promql::Labels&)>& take) const {
    views(matchers, from, std::min(to, m_now), [&](const SeriesView& view) {
        if (view.from <= to && view.until >= from)
            take(view.labels);
    });
}

void SeriesStorage::views(const std::vector<promql::Matcher>& matchers, Micros from, Micros to,
                          const std::function<void(const SeriesView&)>& take) const {
    const promql::MatcherSet wanted(matchers);
    const auto look = [&](const SeriesView& view) {
        if (wanted(view.labels))
            take(view);
    };
    if (const auto* name = plainName(matchers); name && wanted.fitsName(*name))
        m_series.each(*name, from, to, look);
    else if (!name)
        for (const auto& family : m_series.allFamilies())
            if (wanted.fitsName(family.name))
                m_series.each(family.name, from, to, look);
}

} // namespace understudy::cluster
