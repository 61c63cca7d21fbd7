#pragma once

#include "core/base/Threads.h"
#include "core/metrics/PrometheusClient.h"
#include "core/ssh/Session.h"
#include "labs/session/CheckRunner.h"
#include "labs/session/LabProcess.h"
#include "labs/session/LabSite.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace understudy::session {

/// The window's one connection to the local lab: starts its process, logs in over SSH with the lab's pinned
/// host key, and comes back by itself, with growing pauses, when the connection breaks while the lab still
/// runs.
class LabLink final : public LabSite {
    Q_OBJECT
public:
    LabLink(LabProcess& process, Threads& threads, Post post, QObject* parent = nullptr);
    ~LabLink() override;

    State state() const override { return m_state; }
    const std::optional<Error>& trouble() const override { return m_trouble; }
    const std::optional<LabConnection>& connection() const { return m_process.connection(); }
    metrics::PrometheusClient* prometheus() const { return m_prometheus.get(); }
    ControlClient* control() const { return m_control.get(); }
    /// Ways to the lab for its checks; empty unless connected.
    Reach reach() const;

    void shell(QObject* context, int columns, int rows, TakeShell take) override;
    ssh::Session* login() const override { return m_state == State::Connected ? m_ssh.get() : nullptr; }

public Q_SLOTS:
    void start() override;
    void stop();

private:
    struct Waiting {
        QPointer<QObject> context;
        int columns, rows;
        TakeShell take;
    };

    void logIn(const LabConnection& connection);
    void loggedIn(const Result<void>& result);
    void lose(const Error& error);
    void set(State state);
    void serveWaiting();

    LabProcess& m_process;
    Threads& m_threads;
    Post m_post;
    State m_state = State::Off;
    std::optional<Error> m_trouble;
    std::unique_ptr<ssh::Session> m_ssh;
    std::unique_ptr<metrics::PrometheusClient> m_prometheus;
    std::unique_ptr<ControlClient> m_control;
    std::vector<Waiting> m_waiting;
    QTimer m_retry;
    int m_attempts = 0;
};

} // namespace understudy::session
