#pragma once

#include "labs/session/ControlClient.h"
#include "labs/session/Verdict.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <vector>

namespace understudy::session {

class LabRun;

/// Answers from the run in the window what the trainee asks with the `lab` command in a shell: steps, hints,
/// answers and checks. What counts is written down as if it had been pressed in the window.
class LabCommands final : public QObject {
    Q_OBJECT
public:
    explicit LabCommands(LabRun& run);

    /// Listens at this lab from now on; nullptr: at none.
    void follow(ControlClient* control);

private:
    struct Waiting {
        qint64 ask = 0;
        int step = 0;
        QStringList checks; ///< that are being looked at
    };
    void listen();
    void take(const ShellAsk& ask);
    void hint(const ShellAsk& ask);
    void answer(const ShellAsk& ask);
    void check(const ShellAsk& ask);
    void record(const ShellAsk& ask);
    void settle();
    void reply(qint64 ask, const QString& text, int status);

    QString steps() const;
    QString questions() const;
    QString verdicts(int step, const QStringList& checks) const;
    const course::Check* question(const QString& word) const;

    LabRun& m_run;
    QPointer<ControlClient> m_control;
    QTimer m_again; ///< after the lab did not answer
    QElapsedTimer m_since;
    qint64 m_last = 0;
    std::vector<Waiting> m_waiting;
};

} // namespace understudy::session
