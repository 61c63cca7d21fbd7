#include "labs/session/AlertWatch.h"

#include <algorithm>

namespace understudy::session {

using metrics::Alert;

namespace {

constexpr std::size_t MostKept = 200;

bool same(const Alert& a, const Alert& b) { return a.labels == b.labels && a.since == b.since; }

} // namespace

AlertWatch::AlertWatch(const Clock& lab, QObject* parent)
    : QObject(parent)
    , m_lab(lab) {
    m_look.setInterval(4000);
    connect(&m_look, &QTimer::timeout, this, &AlertWatch::look);
}

void AlertWatch::follow(metrics::PrometheusClient* source) {
    follow(source, source ? Ask([source](QObject* context, Seen seen) {
               return source->alerts(context, std::move(seen));
           })
                          : Ask());
}

void AlertWatch::follow(QObject* source, Ask ask) {
    if (m_source == source && source)
        return;
    m_source = source;
    m_ask = std::move(ask);
    m_trouble.reset();
    m_call.cancel();
    m_alerts.clear();
    m_first = true;
    if (source) {
        m_look.start();
        look();
    } else {
        m_look.stop();
    }
    Q_EMIT changed();
}

void AlertWatch::look() {
    if (!m_source || m_call.underway())
        return;
    m_call = m_ask(this, [this](const Result<std::vector<Alert>>& seen) {
        const auto trouble = seen.ok() ? std::nullopt : std::optional(seen.error());
        if (seen.ok())
            take(*seen);
        if (std::exchange(m_trouble, trouble) != trouble)
            Q_EMIT changed();
    });
}

void AlertWatch::forget() {
    m_call.cancel(); // its answer would tell of the time that was left
    m_alerts.clear();
    m_first = true;
    Q_EMIT changed();
    look();
}

void AlertWatch::take(const std::vector<Alert>& seen) {
    const auto before = m_alerts;
    std::vector<Alert> fresh;
    for (WatchedAlert& old : m_alerts) {
        const bool still = std::any_of(seen.begin(), seen.end(), [&old](const Alert& each) {
            return each.state == Alert::State::Firing && same(each, old.alert);
        });
        if (!still && !old.over)
            old.over = m_lab.now();
        else if (still)
            old.over.reset();
    }
    for (const Alert& each : seen) {
        if (each.state != Alert::State::Firing ||
            std::any_of(m_alerts.begin(), m_alerts.end(),
                        [&each](const WatchedAlert& old) { return same(each, old.alert); }))
            continue;
        m_alerts.push_back({each, {}});
        fresh.push_back(each);
    }
    if (m_alerts.size() > MostKept)
        m_alerts.erase(m_alerts.begin(), m_alerts.begin() + std::ptrdiff_t(m_alerts.size() - MostKept));
    if (before != m_alerts || m_first)
        Q_EMIT changed();
    // What fires already when one comes is no news.
    if (!std::exchange(m_first, false))
        for (const Alert& each : fresh)
            Q_EMIT fired(each);
}

std::vector<WatchedAlert> AlertWatch::alerts() const {
    auto list = m_alerts;
    std::stable_sort(list.begin(), list.end(), [](const WatchedAlert& a, const WatchedAlert& b) {
        return a.over.has_value() != b.over.has_value() ? b.over.has_value() : a.alert.since > b.alert.since;
    });
    return list;
}

int AlertWatch::firing() const {
    return int(std::count_if(m_alerts.begin(), m_alerts.end(),
                             [](const WatchedAlert& each) { return !each.over.has_value(); }));
}

} // namespace understudy::session
