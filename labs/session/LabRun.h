#pragma once

#include "core/course/Model.h"
#include "labs/session/CheckRunner.h"
#include "labs/session/Elsewhere.h"
#include "labs/session/LabRecord.h"

#include <QTimer>

#include <functional>

namespace understudy::session {

class LabCommands;
class SiteChecks;

/// One trainee's run of one lab: which step is open, what is green, hints, answers and time. Everything that
/// counts is a fact on disk before it is shown, so that a run goes on where it was after any kind of end.
class LabRun final : public QObject {
    Q_OBJECT
public:
    struct CheckState {
        Verdict verdict;
        bool looking = false; ///< a look is underway
        bool asked = false;   ///< the trainee asked for this look: its reason is shown
        QStringList response;
    };

    /// @p lab must outlive the run.
    LabRun(const course::Lab& lab, journal::Journal& journal, const Clock& clock, IdMaker& ids,
           QObject* parent = nullptr);

    /// The lab is on a company's cluster; before start().
    void workElsewhere(const Elsewhere& place);
    const std::optional<Elsewhere>& elsewhere() const { return m_elsewhere; }
    /// Goes on with the attempt there that is underway, or begins one.
    Result<void> start();
    bool started() const { return !m_record.attempt.isEmpty(); }
    bool resumed() const { return m_resumed; }
    bool finished() const { return m_record.finished; }
    /// Ends the attempt for good. Passed when every check that can be decided there is green.
    Result<void> finish();

    /// The ways to the lab, once it runs; an empty Reach when it is gone. With @p scenario the lab's world is
    /// set up for this lab unless it is already (a new attempt always gets a fresh one).
    void setReach(Reach reach, const QString& scenario = {});
    /// The lab from its beginning: its cluster becomes what @p scenario says. Green checks and answers stay.
    void reset(const QString& scenario);
    bool labAnswers() const { return m_answers; }
    /// The lab's own world is being made: what is done to the one that is on would be lost.
    bool preparing() const { return m_preparing; }
    /// The way to look at a company's cluster, when asked to; nullptr while there is none.
    void setSite(SiteChecks* checks);

    const course::Lab& lab() const { return m_lab; }
    int openStep() const { return m_openStep; } ///< index
    void openStep(int index);
    int greenChecks(int step) const;
    bool stepDone(int step) const;
    int checkCount() const;
    int greenCount() const { return int(m_record.greenChecks.size()); }
    int uncheckedCount() const; ///< that cannot be decided where the lab is
    int uncheckedIn(int step) const;
    bool complete() const; ///< all that can be checked is green, and something can
    const CheckState& check(const QString& id) const;

    int hintsShown(int step) const;
    int hintsUsed() const;
    /// Shows one more hint of the open step; its text.
    Result<QString> nextHint();
    /// Writes an answer down and judges it. Choices: one entry each; texts and numbers: one.
    Result<void> answer(const QString& checkId, const QStringList& response);
    /// Looks at every check of the open step now.
    void checkNow();
    int looksUnderway() const; ///< that the trainee asked for
    void stopLooking();        ///< what has not answered yet is not waited for

    int secondsWorked() const { return int(m_workedMs / 1000); }
    std::optional<int> secondsLeft() const; ///< nothing without a limit; below zero when it is over
    const std::vector<metrics::Annotation>& annotations() const { return m_annotations; }

    /// How often the open step is looked at by itself; 4 s when not set.
    void setInterval(std::chrono::milliseconds interval) { m_look.setInterval(interval); }
    CheckRunner& runner() { return m_runner; }
    /// Starts or stops the recording of the terminal in front; tells the recording's file. Set by the window.
    std::function<Result<QString>(bool on)> recordTerminal;

Q_SIGNALS:
    void changed(); ///< steps, hints, which step is open
    void checkChanged(const QString& checkId);
    void checkPassed(const QString& checkId);
    void timeChanged();
    void labAnswersChanged(bool answers);
    void preparingChanged(bool on);
    void annotationsChanged();
    void trouble(const understudy::Error& error); ///< something was not written down
    void ended();
    /// The lab itself had ended and has a fresh world now: what was done in it is gone, green checks stay.
    void startedAnew();

private:
    void prepareWorld(const QString& scenario);
    void setPreparing(bool on);
    void tick();
    void lookAround();
    void lookAtLab();
    void look(const course::Check& check, bool asked);
    void decide(const course::Check& check, const QStringList& response,
                std::function<void(const Verdict&)> done);
    void take(const course::Check& check, const Verdict& verdict);
    void setAnswers(bool answers);
    void goToNextStep();
    const course::LabStep* stepOf(const QString& checkId) const;
    const course::Check* find(const QString& checkId) const;
    Result<void> write(const char* kind, QJsonObject body);
    void keepTime();

    const course::Lab& m_lab;
    journal::Journal& m_journal;
    const Clock& m_clock;
    IdMaker& m_ids;
    CheckRunner m_runner;
    std::optional<Elsewhere> m_elsewhere;
    QPointer<SiteChecks> m_site;
    int m_looks = 0; ///< answers to looks before the last stop are not heard
    LabCommands* m_commands;
    LabRecord m_record;
    std::map<QString, CheckState> m_checks;
    std::vector<metrics::Annotation> m_annotations;
    int m_openStep = 0;
    bool m_resumed = false;
    bool m_answers = false;
    bool m_preparing = false;
    qint64 m_workedMs = 0, m_keptMs = 0;
    Instant m_lastTick{};
    int m_round = 0;
    QTimer m_tick, m_look;
};

} // namespace understudy::session
