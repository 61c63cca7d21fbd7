#pragma once

#include "core/company/Cluster.h"
#include "core/traces/TraceClient.h"

#include <QPointer>

#include <vector>

namespace understudy::company {

/// Runs through each part of a profile once and tells in a sentence which works, and what to do about those
/// that do not. Looks only; changes nothing.
class Trial final : public QObject {
    Q_OBJECT
public:
    enum class Part { Login, Kubectl, Prometheus, Alertmanager, Jaeger };
    enum class State {
        Waiting,
        Looking,
        Works,
        Fails,
        Left ///< nothing to try, or it needs what failed before
    };
    struct Line {
        Part part = Part::Login;
        State state = State::Waiting;
        QString words;
        QString detail; ///< of a failure: small print
    };

    explicit Trial(Cluster& cluster, QObject* parent = nullptr);

    void start();
    void cancel(); ///< what is not known yet is Left
    bool over() const;
    bool works() const; ///< all that there was to try
    const std::vector<Line>& lines() const { return m_lines; }
    /// For each part; 15 s when not set.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

Q_SIGNALS:
    void changed();

private:
    void followLogin();
    void tryKubectl();
    void tryRights();
    void tryServices(bool loggedIn);
    void tryPrometheus();
    void tryAlertmanager();
    void tryJaeger();
    bool takeUp(Part part, const Service& service, bool loggedIn, const QString& without);
    void settle(Part part, State state, const QString& words, const QString& detail = {});
    void fail(Part part, const Error& error) { settle(part, State::Fails, error.sentence, error.detail); }
    Line& line(Part part) { return m_lines[static_cast<std::size_t>(part)]; }

    QPointer<Cluster> m_cluster;
    std::vector<Line> m_lines;
    std::unique_ptr<traces::TraceClient> m_jaeger;
    std::chrono::milliseconds m_patience{15'000};
    bool m_cancelled = false;
};

} // namespace understudy::company
