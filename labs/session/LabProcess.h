#pragma once

#include "labs/session/LabConnection.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <optional>

namespace understudy::session {

/// The local lab as a process of its own: started, watched, stopped. It dies with this program and this
/// program never with it.
class LabProcess final : public QObject {
    Q_OBJECT
public:
    enum class State { Stopped, Starting, Running };

    /// @p program is understudy-lab; @p home is where it keeps lab.json and the trainee's files.
    LabProcess(QString program, QString home, QObject* parent = nullptr);
    ~LabProcess() override;

    State state() const { return m_state; }
    const std::optional<LabConnection>& connection() const { return m_connection; }
    /// More arguments for `serve`, e.g. --seed 7.
    void setArguments(const QStringList& arguments) { m_arguments = arguments; }
    /// 20 s when not set.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

public Q_SLOTS:
    /// Does nothing when it starts or runs already.
    void start();
    /// Asks it to end, and ends it after three seconds.
    void stop();

Q_SIGNALS:
    void ready(const understudy::session::LabConnection& connection);
    /// It could not start, or it ended by itself. start() may be called again.
    void failed(const understudy::Error& error);
    void stopped();

private:
    void launch();
    void look();
    void ended();
    void fail(const Error& error);
    QString lastWords();

    QString m_program;
    QString m_home;
    QStringList m_arguments;
    std::chrono::milliseconds m_patience{20000};
    State m_state = State::Stopped;
    std::optional<LabConnection> m_connection;
    QProcess m_process;
    QTimer m_look;
    QElapsedTimer m_since;
    QByteArray m_errors;
    bool m_stopping = false;
};

} // namespace understudy::session
