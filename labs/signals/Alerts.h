#pragma once

#include "labs/scenario/Rules.h"
#include "labs/signals/SeriesStorage.h"

#include <tuple>

namespace understudy::cluster {

/// One time that an alert of a rule was true, for one set of labels.
struct AlertEvent {
    std::string name, severity, text;
    std::map<std::string, std::string> labels, annotations; ///< labels with alertname
    Micros active = 0;                                      ///< true since
    std::optional<Micros> firing;                           ///< firing since
    std::optional<Micros> resolved;                         ///< over since
    double value = 0;
    bool forced = false;
    std::size_t group = 0, rule = 0; ///< which one, unless forced
};

/// The alert rules of production, evaluated by PromQL on virtual time, and what they said. Evaluated when
/// somebody asks, for all moments since the last time: the metrics know their own history, so that it makes
/// no difference when. It also is the source of ALERTS and ALERTS_FOR_STATE.
class Alerts final : public SeriesSource {
public:
    /// @p epoch: microseconds since 1970 that virtual time 0 stands for; evaluated from @p start on.
    Alerts(const Series& series, const Store& store, const std::vector<RuleGroup>& groups, std::int64_t epoch,
           Micros start);

    const std::vector<RuleGroup>& groups() const { return m_groups; }
    /// When the rules of a group were last evaluated.
    Micros evaluated(std::size_t group) const;
    /// Fires whatever the metrics say, until then.
    void force(const std::string& name, const std::string& severity, const std::string& text, Micros now,
               Micros until);
    /// All there were, in the order of their beginning.
    const std::vector<AlertEvent>& events() const;

    const std::vector<MetricFamily>& families() const override;
    void each(const std::string& name, Micros from, Micros to, const Take& take) const override;

private:
    using Labels = std::map<std::string, std::string>;
    using Key = std::tuple<Micros, std::size_t, std::size_t, Labels>; ///< beginning, group, rule, labels
    struct Following {
        Micros next = 0;                         ///< the first moment not evaluated yet
        std::vector<std::map<Labels, Key>> open; ///< of each rule: what is true
    };
    void settle() const;
    void follow(std::size_t group, std::size_t rule, Micros last) const;
    void step(std::size_t group, std::size_t rule, Micros at, const std::map<Labels, double>& is) const;
    void begin(std::size_t group, std::size_t rule, Micros at, const Labels& labels, double value) const;

    const Series& m_series;
    const Store& m_store;
    const std::vector<RuleGroup>& m_groups;
    const std::int64_t m_epoch;
    std::vector<std::pair<AlertEvent, Micros>> m_forced; ///< and until when
    // Below: what was evaluated so far. All of it follows from the above alone.
    mutable std::vector<Following> m_following;
    mutable std::map<Key, AlertEvent> m_events;
    mutable std::vector<AlertEvent> m_list;
    mutable Micros m_settled = 0;
    mutable bool m_stale = true, m_settling = false;
};

} // namespace understudy::cluster
