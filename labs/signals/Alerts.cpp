#include "labs/signals/Alerts.h"

#include <algorithm>

namespace understudy::cluster {

Alerts::Alerts(const Series& series, const Store& store, const std::vector<RuleGroup>& groups,
               std::int64_t epoch, Micros start)
    : m_series(series)
    , m_store(store)
    , m_groups(groups)
    , m_epoch(epoch)
    , m_settled(start) {
    for (const RuleGroup& group : m_groups) {
        Following following;
        const Micros into = ((start % group.interval) + group.interval) % group.interval;
        following.next = into == 0 ? start : start - into + group.interval;
        following.open.resize(group.rules.size());
        m_following.push_back(std::move(following));
    }
}

Micros Alerts::evaluated(std::size_t group) const {
    settle();
    return m_following[group].next - m_groups[group].interval;
}

void Alerts::force(const std::string& name, const std::string& severity, const std::string& text, Micros now,
                   Micros until) {
    AlertEvent event;
    event.name = name;
    event.severity = severity;
    event.text = text;
    event.labels = {{"alertname", name}, {"severity", severity}};
    event.annotations = {{"summary", text}};
    event.active = now;
    event.firing = now;
    event.value = 1;
    event.forced = true;
    m_forced.emplace_back(std::move(event), until);
    m_stale = true;
}

const std::vector<AlertEvent>& Alerts::events() const {
    settle();
    return m_list;
}

void Alerts::settle() const {
    const Micros now = m_store.now();
    if (m_settling || (now <= m_settled && !m_stale)) // a rule may ask for ALERTS itself
        return;
    m_settling = true;
    bool changed = m_stale;
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        const Micros interval = m_groups[group].interval;
        Following& following = m_following[group];
        // Not the present moment: more may still happen in it.
        if (following.next >= now)
            continue;
        const Micros last = following.next + (now - 1 - following.next) / interval * interval;
        for (std::size_t rule = 0; rule < m_groups[group].rules.size(); ++rule)
            follow(group, rule, last);
        following.next = last + interval;
        changed = true;
    }
    for (const auto& [event, until] : m_forced)
        changed = changed || (until > m_settled && until <= now);
    m_settled = now;
    m_stale = m_settling = false;
    if (!changed)
        return;
    m_list.clear();
    for (const auto& [key, event] : m_events)
        m_list.push_back(event);
    for (const auto& [event, until] : m_forced) {
        m_list.push_back(event);
        if (until <= now)
            m_list.back().resolved = until;
    }
    std::stable_sort(m_list.begin(), m_list.end(),
                     [](const AlertEvent& a, const AlertEvent& b) { return a.active < b.active; });
}

void Alerts::follow(std::size_t group, std::size_t rule, Micros last) const {
    const Micros interval = m_groups[group].interval;
    const Micros first = m_following[group].next;
    const SeriesStorage storage(m_series, m_epoch, m_store.now());
    const auto result =
        promql::evaluateRange(*m_groups[group].rules[rule].parsed, storage, (m_epoch + first) / 1000,
                              (m_epoch + last) / 1000, interval / 1000);
    const auto* value = std::get_if<promql::Value>(&result);
    std::map<Micros, std::map<Labels, double>> byMoment;
    if (value)
        for (const auto& series : value->matrix) {
            Labels labels = series.labels;
            labels.erase("__name__");
            for (const auto& sample : series.samples)
                byMoment[sample.ms * 1000 - m_epoch / 1000 * 1000][labels] = sample.value;
        }
    static const std::map<Labels, double> nothing;
    for (Micros at = first; at <= last; at += interval) {
        const auto there = byMoment.find(at);
        if (there != byMoment.end() || !m_following[group].open[rule].empty())
            step(group, rule, at, there != byMoment.end() ? there->second : nothing);
    }
}

void Alerts::begin(std::size_t group, std::size_t rule, Micros at, const Labels& labels, double value) const {
    const AlertRule& written = m_groups[group].rules[rule];
    AlertEvent event;
    event.labels = labels;
    for (const auto& [name, text] : written.labelTexts)
        event.labels[name] = text.expand(labels, value);
    event.labels["alertname"] = event.name = written.name;
    const auto severity = event.labels.find("severity");
    event.severity = severity == event.labels.end() ? "" : severity->second;
    event.active = at;
    event.group = group;
    event.rule = rule;
    const Key key{at, group, rule, labels};
    m_events[key] = std::move(event);
    m_following[group].open[rule][labels] = key;
}

void Alerts::step(std::size_t group, std::size_t rule, Micros at, const std::map<Labels, double>& is) const {
    const AlertRule& written = m_groups[group].rules[rule];
    auto& open = m_following[group].open[rule];
    for (auto each = open.begin(); each != open.end();) {
        if (is.contains(each->first)) {
            ++each;
            continue;
        }
        AlertEvent& event = m_events[each->second];
        event.resolved = at;
        each = open.erase(each);
    }
    for (const auto& [labels, value] : is) {
        if (!open.contains(labels))
            begin(group, rule, at, labels, value);
        AlertEvent& event = m_events[open[labels]];
        event.value = value;
        if (!event.firing && at - event.active >= written.holds)
            event.firing = at;
        for (const auto& [name, text] : written.noteTexts)
            event.annotations[name] = text.expand(labels, value);
        const auto summary = event.annotations.find("summary");
        event.text = summary == event.annotations.end() ? "" : summary->second;
    }
}

const std::vector<MetricFamily>& Alerts::families() const {
    static const std::vector<MetricFamily> all{
        {"ALERTS", "gauge", "Alerts that are pending or firing."},
        {"ALERTS_FOR_STATE", "gauge", "Since when alerts are pending or firing, in seconds since 1970."}};
    return all;
}

void Alerts::each(const std::string& name, Micros from, Micros to, const Take& take) const {
    const bool states = name == "ALERTS";
    if (!states && name != "ALERTS_FOR_STATE")
        return;
    struct Span {
        Micros from, until;
        double value;
    };
    std::map<Labels, std::vector<Span>> rows;
    for (const AlertEvent& event : events()) {
        const Micros over = event.resolved.value_or(m_store.now() + 1);
        Labels labels = event.labels;
        labels["__name__"] = name;
        const auto add = [&](const char* state, Micros begin, Micros end, double value) {
            if (state)
                labels["alertstate"] = state;
            if (begin < end && begin <= to && end > from)
                rows[labels].push_back({begin, end, value});
        };
        if (!states) {
            add(nullptr, event.active, over, static_cast<double>((m_epoch + event.active) / second));
            continue;
        }
        add("pending", event.active, event.firing.value_or(over), 1);
        if (event.firing)
            add("firing", *event.firing, over, 1);
    }
    for (auto& [labels, spans] : rows) {
        const Micros begin = spans.front().from, end = std::min(to, spans.back().until - 1);
        take({labels, begin, end, [spans = spans](Micros when) {
                  for (const Span& span : spans)
                      if (when >= span.from && when < span.until)
                          return span.value;
                  return promql::staleMark();
              }});
    }
}

} // namespace understudy::cluster
