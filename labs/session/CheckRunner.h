#pragma once

#include "core/metrics/PrometheusClient.h"
#include "labs/session/ControlClient.h"
#include "labs/session/Verdict.h"

#include <QPointer>

#include <functional>
#include <map>

namespace understudy::session {

/// Runs a command on the lab host and gives what it came to, later and on this thread; a lost connection is
/// an error.
using Exec = std::function<void(const QString& command, std::function<void(const Result<ExecResult>&)> done)>;

/// The ways to a running lab. Any of them may be missing: what needs it then could not be checked.
struct Reach {
    Exec exec;
    QPointer<metrics::PrometheusClient> prometheus;
    QPointer<ControlClient> control;
};

/// Decides checks by looking at the lab. Nothing it does changes the lab, and nothing it does counts as the
/// trainee's.
class CheckRunner final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Verdict&)>;

    explicit CheckRunner(QObject* parent = nullptr);

    void setReach(Reach reach);
    const Reach& reach() const { return m_reach; }
    /// What was asked of the lab so far: it has begun anew.
    void forget();
    /// How long a command or a query may take; 15 s when not set.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }
    /// @p done is called once, also when nobody answers. @p response is for Answer checks.
    void run(const course::Check& check, const QStringList& response, Done done);

private:
    void exec(const QString& command, std::function<void(const Result<ExecResult>&)> done);
    void runKube(const course::Check& check, Done done);
    void runAsked(const course::Check& check, Done done);
    void runCondition(const course::Check& check, Done done);
    void runAnswer(const course::Check& check, const QStringList& response, Done done);
    void takeEntries(std::vector<JournalEntry> entries);

    Reach m_reach;
    std::chrono::milliseconds m_patience{15000};
    std::vector<JournalEntry> m_asked; ///< what the trainee asked, without our own
    qint64 m_lastEntry = 0;
    std::map<QString, int>
        m_ours; ///< requests of checks still to be seen in the lab's journal, by "resource ns name"
};

} // namespace understudy::session
